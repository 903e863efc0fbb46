package visit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/skm"
	"tanggap/internal/worktime"
)

// Stand reads how a unit was rated from one day to another, both included.
func Stand(ctx context.Context, tx pgx.Tx, unit string, from, to worktime.Date) (Standing, error) {
	s, _, err := stand(ctx, tx, unit, from, to, to)
	return s, err
}

// stand reads how a unit was rated, and its weeks from that of a day on: from
// the first that has any rating, with those between that have none.
func stand(ctx context.Context, tx pgx.Tx, unit string, from, to, weeksFrom worktime.Date) (Standing, []Week, error) {
	s := Standing{Held: map[Reason]int{}}
	rows, err := tx.Query(ctx, `
		SELECT rated_on, state, reason, proved, face, count(*)
		FROM visit_rating
		WHERE unit_code = $1 AND rated_on BETWEEN $2 AND $3
		GROUP BY rated_on, state, reason, proved, face
		ORDER BY rated_on`, unit, column(min(from, weeksFrom.Monday())), column(to))
	if err != nil {
		return s, nil, fmt.Errorf("read the ratings of unit %s: %w", unit, err)
	}
	var weeks []Week
	var day time.Time
	var state State
	var reason Reason
	var proved bool
	var face, n int
	_, err = pgx.ForEachRow(rows, []any{&day, &state, &reason, &proved, &face, &n}, func() error {
		on := worktime.DateOf(day)
		if on >= from {
			s.add(state, reason, proved, face, n)
		}
		if on >= weeksFrom.Monday() && state.Counts() {
			weeks = weekOf(weeks, on)
			weeks[len(weeks)-1].add(proved, face, n)
		}
		return nil
	})
	if err != nil {
		return s, nil, fmt.Errorf("read the ratings of unit %s: %w", unit, err)
	}
	return s, weeks, nil
}

func (s *Standing) add(state State, reason Reason, proved bool, face, n int) {
	switch {
	case state == Held:
		s.Held[reason] += n
	case state == Dropped:
		s.Dropped += n
	case proved:
		s.Proved[face-1] += n
	default:
		s.Open[face-1] += n
	}
}

// weekOf makes sure that the last week is that of a day.
func weekOf(weeks []Week, day worktime.Date) []Week {
	for len(weeks) == 0 || weeks[len(weeks)-1].Monday < day.Monday() {
		next := day.Monday()
		if len(weeks) > 0 {
			next = weeks[len(weeks)-1].Monday.AddDays(7)
		}
		weeks = append(weeks, Week{Monday: next})
	}
	return weeks
}

func (w *Week) add(proved bool, face, n int) {
	if proved {
		w.Proved[face-1] += n
	} else {
		w.Open[face-1] += n
	}
}

// Watch reads what the single questions gave of each unsur.
func Watch(ctx context.Context, tx pgx.Tx, unit string, from, to worktime.Date) (map[skm.Unsur]Watched, error) {
	rows, err := tx.Query(ctx, `
		SELECT asked, count(*), count(*) FILTER (WHERE answer = 0), count(*) FILTER (WHERE answer > 0), COALESCE(sum(answer), 0)
		FROM visit_rating
		WHERE unit_code = $1 AND rated_on BETWEEN $2 AND $3 AND state IN ('counted', 'released')
		GROUP BY asked`, unit, column(from), column(to))
	if err != nil {
		return nil, fmt.Errorf("read the single answers of unit %s: %w", unit, err)
	}
	watched := map[skm.Unsur]Watched{}
	var u skm.Unsur
	var w Watched
	_, err = pgx.ForEachRow(rows, []any{&u, &w.Asked, &w.Unknown, &w.Answers, &w.Total}, func() error {
		watched[u] = w
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the single answers of unit %s: %w", unit, err)
	}
	return watched, nil
}

// SurveyOf reads the full questionnaires of a quarter, but not what respondents
// say of themselves.
func SurveyOf(ctx context.Context, tx pgx.Tx, unit string, q Quarter) (Survey, error) {
	s := Survey{Unit: unit, Quarter: q}
	rows, err := tx.Query(ctx, `
		SELECT r.proved, count(*),
			COALESCE(sum(persyaratan), 0), count(persyaratan), COALESCE(sum(prosedur), 0), count(prosedur), COALESCE(sum(waktu), 0), count(waktu),
			COALESCE(sum(biaya), 0), count(biaya), COALESCE(sum(produk), 0), count(produk), COALESCE(sum(kompetensi), 0), count(kompetensi),
			COALESCE(sum(perilaku), 0), count(perilaku), COALESCE(sum(pengaduan), 0), count(pengaduan), COALESCE(sum(sarana), 0), count(sarana)
		FROM visit_rating r
		JOIN visit_form f ON f.rating = r.id
		WHERE r.unit_code = $1 AND r.rated_on BETWEEN $2 AND $3 AND r.state IN ('counted', 'released')
		GROUP BY r.proved`, unit, column(q.From()), column(q.To()))
	if err != nil {
		return s, fmt.Errorf("read the SKM of unit %s: %w", unit, err)
	}
	var proved bool
	var n int
	sums := make([]skm.Sum, len(skm.All))
	into := []any{&proved, &n}
	for i := range sums {
		into = append(into, &sums[i].Total, &sums[i].Answers)
	}
	_, err = pgx.ForEachRow(rows, into, func() error {
		t := skm.Tally{Respondents: n, Of: map[skm.Unsur]skm.Sum{}}
		for i, u := range skm.All {
			t.Of[u] = sums[i]
		}
		if proved {
			s.Proved = t
		} else {
			s.Open = t
		}
		return nil
	})
	if err != nil {
		return s, fmt.Errorf("read the SKM of unit %s: %w", unit, err)
	}
	s.Turnout, err = TurnoutOf(ctx, tx, unit, q.From(), q.To())
	return s, err
}

func aboutOf(ctx context.Context, tx pgx.Tx, unit string, q Quarter) (map[string]map[string]int, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.field, a.choice, count(*)
		FROM visit_rating r
		JOIN visit_form f ON f.rating = r.id
		CROSS JOIN LATERAL (VALUES ('age', f.age), ('sex', f.sex), ('education', f.education), ('work', f.work), ('service', f.service)) AS a (field, choice)
		WHERE r.unit_code = $1 AND r.rated_on BETWEEN $2 AND $3 AND r.state IN ('counted', 'released')
		GROUP BY a.field, a.choice`, unit, column(q.From()), column(q.To()))
	if err != nil {
		return nil, fmt.Errorf("read the respondents of unit %s: %w", unit, err)
	}
	about := map[string]map[string]int{}
	var field, choice string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&field, &choice, &n}, func() error {
		if about[field] == nil {
			about[field] = map[string]int{}
		}
		about[field][choice] = n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the respondents of unit %s: %w", unit, err)
	}
	return about, nil
}

// TurnoutOf reads how many of those who came to a unit have rated.
func TurnoutOf(ctx context.Context, tx pgx.Tx, unit string, from, to worktime.Date) (Turnout, error) {
	var t Turnout
	err := tx.QueryRow(ctx, `
		SELECT
			(SELECT COALESCE(sum(CASE WHEN b.voided_on IS NULL THEN b.count
				ELSE (SELECT count(*) FROM visit_rating v WHERE v.unit_code = $1 AND v.batch = b.id AND v.proved) END), 0)
			FROM visit_batch b
			WHERE b.kind = 'slip' AND b.unit_code = $1 AND b.printed_on BETWEEN $2 AND $3),
			(SELECT COALESCE(sum(visits), 0) FROM visit_count WHERE unit_code = $1 AND month BETWEEN $4 AND $3),
			count(*) FILTER (WHERE proved), count(*)
		FROM visit_rating
		WHERE unit_code = $1 AND rated_on BETWEEN $2 AND $3 AND state IN ('counted', 'released')`,
		unit, column(from), column(to), column(Month(from))).Scan(&t.Slips, &t.Registered, &t.Proved, &t.All)
	if err != nil {
		return t, fmt.Errorf("read the turnout of unit %s: %w", unit, err)
	}
	return t, nil
}

// Said is what somebody wrote with a rating.
type Said struct {
	ID     string
	Day    worktime.Date
	Face   int
	Proved bool
	Words  string
}

// SaidOf lists what was written with ratings that count, the newest first.
func SaidOf(ctx context.Context, tx pgx.Tx, unit string, from, to worktime.Date, limit int) ([]Said, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, rated_on, face, proved, comment
		FROM visit_rating
		WHERE unit_code = $1 AND rated_on BETWEEN $2 AND $3 AND comment <> '' AND state IN ('counted', 'released')
		ORDER BY rated_on DESC, id
		LIMIT $4`, unit, column(from), column(to), limit)
	if err != nil {
		return nil, fmt.Errorf("read what was said of unit %s: %w", unit, err)
	}
	said, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Said, err error) {
		var day time.Time
		err = row.Scan(&s.ID, &day, &s.Face, &s.Proved, &s.Words)
		s.Day = worktime.DateOf(day)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was said of unit %s: %w", unit, err)
	}
	return said, nil
}
