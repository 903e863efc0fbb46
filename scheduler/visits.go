package scheduler

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// visits closes the ratings of days that are over into their units' chains,
// and tells who decides about those that are held.
func visits(ctx context.Context, s *Scheduler, t turn) (string, error) {
	closed, held, told := 0, 0, 0
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		var err error
		if closed, err = s.Visits.Close(ctx, tx, t.now); err != nil {
			return err
		}
		piles, err := s.Visits.Piles(ctx, tx, t.now)
		if err != nil || len(piles) == 0 {
			return err
		}
		held = len(piles)
		told, err = s.Notice.Held(ctx, tx, t.now, piles)
		return err
	})
	return fmt.Sprintf("%d days closed, %d piles held, %d people told", closed, held, told), err
}
