package performance

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/response"
)

// Recompute is what the day totals must be by the stretches alone, as one
// snapshot sees them: without Redis, and without the days whose mark waits.
func Recompute(ctx context.Context, tx pgx.Tx) ([]Total, error) {
	pending, err := complaint.Unfolded(ctx, tx)
	if err != nil {
		return nil, err
	}
	by := map[complaint.Day][]response.Counted{}
	if err := complaint.EachCounted(ctx, tx, func(d complaint.Day, s complaint.Stretch) error {
		if !pending[d] {
			by[d] = append(by[d], response.Count(s))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var totals []Total
	for _, d := range slices.SortedFunc(maps.Keys(by), complaint.Day.Compare) {
		totals = append(totals, Totals(d, by[d])...)
	}
	return totals, nil
}

// Held gives the day totals as they stand, without the days whose mark waits.
func Held(ctx context.Context, tx pgx.Tx) ([]Total, error) {
	pending, err := complaint.Unfolded(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, err := totals(ctx, tx, `ORDER BY day, nip, category_code COLLATE "C", channel COLLATE "C", duty COLLATE "C"`)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(t Total) bool { return pending[t.Day] }), nil
}

// Repair replaces the totals that are not what Recompute says, and says how
// many days that were. It needs no Redis.
func Repair(ctx context.Context, pool *pgxpool.Pool) (int, error) {
	var wrong []complaint.Day
	if err := pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		want, err := Recompute(ctx, tx)
		if err != nil {
			return err
		}
		have, err := Held(ctx, tx)
		if err != nil {
			return err
		}
		wrong = Differing(want, have)
		return nil
	}); err != nil {
		return 0, fmt.Errorf("repair day totals: %w", err)
	}
	for part := range slices.Chunk(wrong, foldPage) {
		if err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return repairDays(ctx, tx, part) }); err != nil {
			return 0, fmt.Errorf("repair day totals: %w", err)
		}
	}
	return len(wrong), nil
}

// repairDays marks days, so that nothing that counts for them can change while
// they are replaced.
func repairDays(ctx context.Context, tx pgx.Tx, days []complaint.Day) error {
	if err := complaint.MarkDays(ctx, tx, days); err != nil {
		return err
	}
	held := map[complaint.Day][]response.Counted{}
	if err := addFromStretches(ctx, tx, days, held); err != nil {
		return err
	}
	var all []Total
	for _, d := range days {
		all = append(all, Totals(d, held[d])...)
	}
	if err := replace(ctx, tx, days, all); err != nil {
		return err
	}
	return complaint.UnmarkDays(ctx, tx, days)
}

// Differing lists the days whose totals are not the same in both.
func Differing(a, b []Total) []complaint.Day {
	sums := map[complaint.Day][2][]Total{}
	for i, side := range [2][]Total{a, b} {
		for _, t := range side {
			s := sums[t.Day]
			s[i] = append(s[i], t)
			sums[t.Day] = s
		}
	}
	var days []complaint.Day
	for d, s := range sums {
		if !slices.Equal(s[0], s[1]) {
			days = append(days, d)
		}
	}
	slices.SortFunc(days, complaint.Day.Compare)
	return days
}
