package books

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

// pile names ratings that were decided about together.
type pile struct {
	unit, day string
	reason    visit.Reason
	state     visit.State
}

// visits proves the ratings of visits: each closed day by the digest that its
// unit's chain holds, and what was released or dropped by its decisions.
func visits(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "visits"}
	days, decided, spoken := map[[2]string]visit.Day{}, map[pile]int{}, map[saying]said{}
	err := ledger.Each(ctx, tx, visit.Subject(""), func(e ledger.Entry) error {
		unit := strings.TrimPrefix(e.Subject, visit.Subject(""))
		switch e.Kind {
		case visit.DayClosed:
			var d visit.Day
			if err := json.Unmarshal(e.Facts, &d); err != nil {
				return fmt.Errorf("read a closed day of unit %s: %w", unit, err)
			}
			days[[2]string{unit, d.Day}] = d
		case visit.PileFreed, visit.PileGone:
			var d visit.Decision
			if err := json.Unmarshal(e.Facts, &d); err != nil {
				return fmt.Errorf("read a decision about unit %s: %w", unit, err)
			}
			state := map[string]visit.State{visit.PileFreed: visit.Released, visit.PileGone: visit.Dropped}[e.Kind]
			decided[pile{unit, d.Day, d.Reason, state}] += d.Ratings
		case visit.Improved, visit.Planned, visit.Visits:
			return hear(spoken, unit, e)
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	closed, err := closedDays(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, key := range closed {
		r.Checked++
		told, known := days[key]
		if !known {
			r.Wrong = append(r.Wrong, fmt.Sprintf("unit %s, %s: closed without an event", key[0], key[1]))
			continue
		}
		delete(days, key)
		day, err := worktime.ParseDate(key[1])
		if err != nil {
			return r, err
		}
		have, err := visit.DayOf(ctx, tx, key[0], day)
		if err != nil {
			return r, err
		}
		if have != told {
			r.Wrong = append(r.Wrong, fmt.Sprintf("unit %s, %s: its %d ratings are not the %d that its chain tells", key[0], key[1], have.Ratings, told.Ratings))
		}
	}
	for key := range days {
		r.Wrong = append(r.Wrong, fmt.Sprintf("unit %s, %s: an event and no closed day", key[0], key[1]))
	}
	r.Wrong = slices.Sorted(slices.Values(r.Wrong))
	if err := sayings(ctx, tx, &r, spoken); err != nil {
		return r, err
	}
	return r, decisions(ctx, tx, &r, decided)
}

func closedDays(ctx context.Context, tx pgx.Tx) ([][2]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT unit_code, day
		FROM visit_day
		ORDER BY unit_code, day`)
	if err != nil {
		return nil, fmt.Errorf("list closed days: %w", err)
	}
	days, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (key [2]string, err error) {
		var day time.Time
		err = row.Scan(&key[0], &day)
		key[1] = worktime.DateOf(day).String()
		return key, err
	})
	if err != nil {
		return nil, fmt.Errorf("list closed days: %w", err)
	}
	return days, nil
}

// decisions compares what does not stand as it came with what was decided.
func decisions(ctx context.Context, tx pgx.Tx, r *Row, decided map[pile]int) error {
	rows, err := tx.Query(ctx, `
		SELECT unit_code, rated_on, reason, state, count(*)
		FROM visit_rating
		WHERE state IN ('released', 'dropped') OR state = 'counted' AND reason <> '' OR state = 'held' AND reason = ''
		GROUP BY unit_code, rated_on, reason, state`)
	if err != nil {
		return fmt.Errorf("read what was decided about ratings: %w", err)
	}
	var p pile
	var day time.Time
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&p.unit, &day, &p.reason, &p.state, &n}, func() error {
		p.day = worktime.DateOf(day).String()
		if decided[p] != n {
			r.Wrong = append(r.Wrong, fmt.Sprintf("unit %s, %s: %d ratings are %s by %d decided ones", p.unit, p.day, n, p.state, decided[p]))
		}
		delete(decided, p)
		return nil
	}); err != nil {
		return fmt.Errorf("read what was decided about ratings: %w", err)
	}
	for _, p := range slices.SortedFunc(maps.Keys(decided), func(a, b pile) int { return strings.Compare(a.unit+a.day, b.unit+b.day) }) {
		r.Wrong = append(r.Wrong, fmt.Sprintf("unit %s, %s: a decision without its ratings", p.unit, p.day))
	}
	return nil
}
