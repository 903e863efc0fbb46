package scorecard

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/performance"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// readHelp reads with how many late cases a supervisor was asked to help, and how
// fast they did. One that they did nothing with takes longer than any other.
func (c *Content) readHelp(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, w Week, nip roster.NIP) error {
	to := w.Ends(cal.Location())
	rungs, err := complaint.RungsBetween(ctx, tx, nip, w.Monday.Midnight(cal.Location()), to)
	if err != nil {
		return err
	}
	var took []int64
	for _, r := range rungs {
		if !r.Counts(to) {
			continue
		}
		c.Asked++
		if !slices.Contains(c.AskedOf, r.ComplaintID) {
			c.AskedOf = append(c.AskedOf, r.ComplaintID)
		}
		if !r.InTime() {
			continue
		}
		c.Helped++
		if r.FromAt != nil {
			took = append(took, int64(cal.Elapsed(*r.FromAt, *r.EndedAt)/time.Second))
		}
	}
	rank := (c.Asked + 1) / 2
	if c.Asked >= performance.MedianFrom && rank <= len(took) {
		slices.Sort(took)
		c.HelpMedian, c.HelpPerDay = &took[rank-1], int64(cal.Hours().PerDay()/time.Second)
	}
	return nil
}
