package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// climbWaits moves the clocks of cases without an officer, and tells each who is
// to hear of it once of all. Should one case fail, the others go on alone.
func (s *Scheduler) climbWaits(ctx context.Context, t turn) (n int, err error) {
	var due []complaint.ID
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		due, err = complaint.ToClimbWaits(ctx, tx, t.now, atOnce)
		return err
	}); err != nil {
		return 0, err
	}
	if n, err = s.climbWait(ctx, t, due...); err == nil || len(due) == 1 || ctx.Err() != nil {
		return n, err
	}
	var failed []error
	for _, id := range due {
		done, err := s.climbWait(ctx, t, id)
		n += done
		failed = append(failed, err)
	}
	return n, errors.Join(failed...)
}

func (s *Scheduler) climbWait(ctx context.Context, t turn, due ...complaint.ID) (n int, err error) {
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		var all []complaint.Waited
		for _, id := range due {
			w, moved, err := s.Desk.ClimbWait(ctx, tx, t.now, id)
			if err != nil {
				return fmt.Errorf("move the clock of case %d, which has no officer: %w", id, err)
			}
			if moved {
				all = append(all, w)
			}
		}
		n = len(all)
		return s.Notice.QueueLate(ctx, tx, t.now, all)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}
