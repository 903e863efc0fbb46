package scorecard

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

const cardColumns = `id, period, nip, frozen_at, chart, content`

func one(ctx context.Context, tx pgx.Tx, where string, args ...any) (Card, bool, error) {
	var c Card
	var content []byte
	err := tx.QueryRow(ctx, `SELECT `+cardColumns+` FROM scorecard `+where, args...).Scan(
		&c.ID, &c.Period, &c.NIP, &c.FrozenAt, &c.Chart, &content)
	if errors.Is(err, pgx.ErrNoRows) {
		return Card{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &c.Content)
	}
	if err != nil {
		return Card{}, false, fmt.Errorf("read a scorecard: %w", err)
	}
	return c, true, nil
}

func find(ctx context.Context, tx pgx.Tx, w Week, nip roster.NIP) (Card, bool, error) {
	return one(ctx, tx, `WHERE period = $1 AND nip = $2`, w.String(), nip)
}

// Find gives one of somebody's own cards. It refuses with ErrUnknown.
func Find(ctx context.Context, tx pgx.Tx, nip roster.NIP, id int64) (Card, error) {
	c, found, err := one(ctx, tx, `WHERE id = $1 AND nip = $2`, id, nip)
	if err == nil && !found {
		err = ErrUnknown
	}
	return c, err
}

// Latest gives somebody's newest card; false when there is none yet.
func Latest(ctx context.Context, tx pgx.Tx, nip roster.NIP) (Card, bool, error) {
	return one(ctx, tx, `WHERE nip = $1 ORDER BY period DESC LIMIT 1`, nip)
}

// Frozen lists whose card of a week is frozen.
func Frozen(ctx context.Context, tx pgx.Tx, w Week) (map[roster.NIP]bool, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip
		FROM scorecard
		WHERE period = $1`, w.String())
	if err != nil {
		return nil, fmt.Errorf("list scorecards of %s: %w", w, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[roster.NIP])
	if err != nil {
		return nil, fmt.Errorf("list scorecards of %s: %w", w, err)
	}
	frozen := map[roster.NIP]bool{}
	for _, nip := range list {
		frozen[nip] = true
	}
	return frozen, nil
}

// insert freezes; of two that race the first one stays and comes back.
func insert(ctx context.Context, tx pgx.Tx, now time.Time, w Week, nip roster.NIP, content Content, chart []byte) (Card, error) {
	b, err := json.Marshal(content)
	if err != nil {
		return Card{}, fmt.Errorf("freeze %s: %w", w, err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO scorecard (period, nip, frozen_at, content, chart)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (period, nip) DO NOTHING`, w.String(), nip, now, b, chart); err != nil {
		return Card{}, fmt.Errorf("freeze %s: %w", w, err)
	}
	card, found, err := find(ctx, tx, w, nip)
	if err == nil && !found {
		err = fmt.Errorf("freeze %s: the card is not there", w)
	}
	return card, err
}

// confirmed are the cases that citizens ended with their word: their own, or one
// that somebody of the office heard on the telephone.
func confirmed(ctx context.Context, tx pgx.Tx, span reach, from, to time.Time, phone bool) ([]complaint.ID, error) {
	return span.cases(ctx, tx, `
		SELECT id, holder, unit_code
		FROM complaint
		WHERE holder = ANY ($1) AND state = 'confirmed' AND ended_at >= $2 AND ended_at < $3
		AND $4 = EXISTS (
			SELECT FROM phone_word w
			WHERE w.complaint_id = complaint.id AND w.round = complaint.reopenings AND w.done)
		ORDER BY ended_at, id`, from, to, phone)
}

// undone are the cases that decisions ended in some states, without their being
// done.
func undone(ctx context.Context, tx pgx.Tx, span reach, from, to time.Time, states ...string) ([]complaint.ID, error) {
	return span.cases(ctx, tx, `
		SELECT id, holder, unit_code
		FROM complaint
		WHERE holder = ANY ($1) AND state = ANY ($4) AND ended_at >= $2 AND ended_at < $3
		ORDER BY ended_at, id`, from, to, states)
}

// worn are the cases of which citizens said that what was done does not last.
func worn(ctx context.Context, tx pgx.Tx, span reach, from, to time.Time) ([]complaint.ID, error) {
	return span.cases(ctx, tx, `
		SELECT d.complaint_id, d.holder, c.unit_code
		FROM durability d
		JOIN complaint c ON c.id = d.complaint_id
		WHERE d.holder = ANY ($1) AND NOT d.good AND d.answered_at >= $2 AND d.answered_at < $3
		ORDER BY d.answered_at, d.complaint_id`, from, to)
}

// answered are the stretches to answer that count for the week's days.
func answered(ctx context.Context, tx pgx.Tx, span reach, w Week) ([]complaint.Stretch, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, complaint_id, holder, unit_code, category_code, worked_seconds, paused_seconds, on_time
		FROM stretch
		WHERE holder = ANY ($1) AND duty = 'answer' AND counted_on BETWEEN $2 AND $3 AND NOT voided
		ORDER BY counted_on, id`, span.who(), column(w.Monday), column(w.Sunday()))
	if err != nil {
		return nil, fmt.Errorf("read answers of %s: %w", w, err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s complaint.Stretch, err error) {
		err = row.Scan(&s.ID, &s.ComplaintID, &s.Holder, &s.UnitCode, &s.CategoryCode, &s.WorkedSeconds, &s.PausedSeconds, &s.OnTime)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("read answers of %s: %w", w, err)
	}
	return slices.DeleteFunc(list, func(s complaint.Stretch) bool { return !span.has(s.Holder, s.UnitCode) }), nil
}

// pastDue are the cases whose limit had passed at a moment with the duty not
// done, and where they are. A question asked before the limit stops the clock.
func pastDue(ctx context.Context, tx pgx.Tx, span reach, at time.Time) ([]complaint.ID, []Place, error) {
	rows, err := tx.Query(ctx, `
		SELECT s.complaint_id, s.holder, s.unit_code, COALESCE(a.name, '')
		FROM stretch s
		JOIN complaint c ON c.id = s.complaint_id
		LEFT JOIN area a ON a.code = c.area_code
		WHERE s.holder = ANY ($1)
		AND s.due_at < $2
		AND (s.to_at IS NULL OR s.to_at >= $2)
		AND NOT COALESCE(s.paused_at < s.due_at, false)
		ORDER BY s.due_at, s.id`, span.who(), at)
	if err != nil {
		return nil, nil, fmt.Errorf("list what is past due: %w", err)
	}
	var cases []complaint.ID
	counts := map[string]int{}
	var h held
	var place string
	if _, err := pgx.ForEachRow(rows, []any{&h.ID, &h.Holder, &h.Unit, &place}, func() error {
		if !span.has(h.Holder, h.Unit) {
			return nil
		}
		cases = append(cases, h.ID)
		counts[place]++
		return nil
	}); err != nil {
		return nil, nil, fmt.Errorf("list what is past due: %w", err)
	}
	places := make([]Place, 0, len(counts))
	for name, n := range counts {
		places = append(places, Place{name, n})
	}
	slices.SortFunc(places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return cases, places, nil
}

// reopened are the cases whose result citizens did not accept, as often as they
// did not: a stretch that follows a voided one was given by a reopening. It is
// of whoever reported that result.
func reopened(ctx context.Context, tx pgx.Tx, span reach, from, to time.Time) ([]complaint.ID, error) {
	return span.cases(ctx, tx, `
		SELECT complaint_id, holder, unit_code
		FROM (
			SELECT s.complaint_id, lag(s.holder) OVER w AS holder, lag(s.unit_code) OVER w AS unit_code, s.given_at, lag(s.voided) OVER w AS again
			FROM stretch s
			JOIN complaint c ON c.id = s.complaint_id
			WHERE c.reopenings > 0
			WINDOW w AS (PARTITION BY s.complaint_id ORDER BY s.id)) g
		WHERE again AND holder = ANY ($1) AND given_at >= $2 AND given_at < $3
		ORDER BY given_at, complaint_id`, from, to)
}

// open are the cases that had not ended at a moment, by who had held them
// last, the longest waiting first, and when that one was filed.
func open(ctx context.Context, tx pgx.Tx, span reach, at time.Time) ([]complaint.ID, time.Time, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.id, h.holder, h.unit_code, c.filed_at
		FROM complaint c
		JOIN LATERAL (
			SELECT s.holder, s.unit_code
			FROM stretch s
			WHERE s.complaint_id = c.id AND s.given_at < $2
			ORDER BY s.id DESC
			LIMIT 1) h ON h.holder = ANY ($1)
		WHERE c.filed_at < $2 AND (c.ended_at IS NULL OR c.ended_at >= $2) AND c.holder IS NOT NULL
		ORDER BY c.filed_at, c.id`, span.who(), at)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("list what is open: %w", err)
	}
	var cases []complaint.ID
	var oldest, filed time.Time
	var h held
	if _, err := pgx.ForEachRow(rows, []any{&h.ID, &h.Holder, &h.Unit, &filed}, func() error {
		if !span.has(h.Holder, h.Unit) {
			return nil
		}
		if cases == nil {
			oldest = filed
		}
		cases = append(cases, h.ID)
		return nil
	}); err != nil {
		return nil, time.Time{}, fmt.Errorf("list what is open: %w", err)
	}
	return cases, oldest, nil
}

// shownWeeks is how many weeks a chart goes back.
const shownWeeks = 8

// weeks are the bars of the chart, from the first week with anything in it.
func weeks(ctx context.Context, tx pgx.Tx, span reach, w Week) ([]Bar, error) {
	first := w.Monday.AddDays(-7 * (shownWeeks - 1))
	rows, err := tx.Query(ctx, `
		SELECT counted_on, holder, unit_code, count(*), count(*) FILTER (WHERE on_time)
		FROM stretch
		WHERE holder = ANY ($1) AND duty = 'answer' AND counted_on BETWEEN $2 AND $3 AND NOT voided
		GROUP BY counted_on, holder, unit_code`, span.who(), column(first), column(w.Sunday()))
	if err != nil {
		return nil, fmt.Errorf("read the weeks before %s: %w", w, err)
	}
	var bars [shownWeeks]Bar
	for i := range bars {
		bars[i].Monday = first.AddDays(7 * i)
	}
	var day time.Time
	var h held
	var counted, onTime int
	if _, err := pgx.ForEachRow(rows, []any{&day, &h.Holder, &h.Unit, &counted, &onTime}, func() error {
		if !span.has(h.Holder, h.Unit) {
			return nil
		}
		i := int(worktime.DateOf(day).Monday()-first) / 7
		bars[i].Counted += counted
		bars[i].OnTime += onTime
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the weeks before %s: %w", w, err)
	}
	from := slices.IndexFunc(bars[:], func(b Bar) bool { return b.Counted > 0 })
	if from < 0 {
		return nil, nil
	}
	return bars[from:], nil
}

// cases are those that count of what a statement lists with whose they are; its
// first argument is who that may be.
func (r reach) cases(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]complaint.ID, error) {
	rows, err := tx.Query(ctx, sql, append([]any{r.who()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[held])
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return r.mine(list), nil
}

func column(d worktime.Date) time.Time { return d.Midnight(time.UTC) }
