package performance

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/response"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Kind is what is counted apart within a day.
type Kind struct {
	Category string
	Channel  string
	Duty     complaint.Duty
}

// Total is what counts for one day of one employee in one kind.
type Total struct {
	complaint.Day
	Kind
	Counted int
	OnTime  int
	Seconds int64
}

// Totals adds up a day. The order of what is counted does not matter.
func Totals(day complaint.Day, counted []response.Counted) []Total {
	by := map[Kind]Total{}
	for _, c := range counted {
		kind := Kind{c.Category, c.Channel, c.Duty}
		t := by[kind]
		t.Day, t.Kind = day, kind
		t.Counted++
		if c.OnTime {
			t.OnTime++
		}
		t.Seconds += c.Seconds
		by[kind] = t
	}
	return slices.SortedFunc(maps.Values(by), func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Duty, b.Duty))
	})
}

// replace writes the totals of some days in the place of whatever stood there.
func replace(ctx context.Context, tx pgx.Tx, days []complaint.Day, totals []Total) error {
	nips, on := dayColumns(days)
	if _, err := tx.Exec(ctx, `
		DELETE FROM day_total
		WHERE (nip, day) IN (SELECT * FROM unnest($1::text[], $2::date[]))`, nips, on); err != nil {
		return fmt.Errorf("clear day totals: %w", err)
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"day_total"},
		[]string{"nip", "day", "category_code", "channel", "duty", "counted", "on_time", "seconds"},
		pgx.CopyFromSlice(len(totals), func(i int) ([]any, error) {
			t := totals[i]
			return []any{string(t.NIP), column(t.On), t.Category, t.Channel, string(t.Duty), t.Counted, t.OnTime, t.Seconds}, nil
		})); err != nil {
		return fmt.Errorf("write day totals: %w", err)
	}
	return nil
}

func column(d worktime.Date) time.Time { return d.Midnight(time.UTC) }

func dayColumns(days []complaint.Day) ([]roster.NIP, []time.Time) {
	nips, on := make([]roster.NIP, len(days)), make([]time.Time, len(days))
	for i, d := range days {
		nips[i], on[i] = d.NIP, column(d.On)
	}
	return nips, on
}

func totals(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Total, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip, day, category_code, channel, duty, counted, on_time, seconds
		FROM day_total `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read day totals: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Total, err error) {
		var on time.Time
		err = row.Scan(&t.NIP, &on, &t.Category, &t.Channel, &t.Duty, &t.Counted, &t.OnTime, &t.Seconds)
		t.On = worktime.DateOf(on)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("read day totals: %w", err)
	}
	return list, nil
}
