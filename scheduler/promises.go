package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// promises reminds citizens of the days that were promised to them, and asks
// whether the promises were kept: each once, also after an outage.
func promises(ctx context.Context, s *Scheduler, t turn) (string, error) {
	const most = 500
	told := 0
	var failed []error
	for seen := map[int64]bool{}; ctx.Err() == nil; {
		var due []int64
		if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			due, err = complaint.ToRemind(ctx, tx, t.now, len(seen)+most)
			return err
		}); err != nil {
			return "", err
		}
		due = slices.DeleteFunc(due, func(id int64) bool { return seen[id] })
		if len(due) == 0 {
			break
		}
		for _, id := range due {
			seen[id] = true
			if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
				p, c, tell, err := s.Desk.DuePromise(ctx, tx, t.now, id)
				if err != nil || !tell {
					return err
				}
				told++
				return s.Notice.PromiseDue(ctx, tx, t.now, p, c)
			}); err != nil {
				failed = append(failed, fmt.Errorf("promise %d: %w", id, err))
			}
		}
	}
	return fmt.Sprintf("%d citizens told", told), errors.Join(append(failed, ctx.Err())...)
}
