package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/problem"
)

// problems reminds heads of what keeps coming back and is not dealt with.
func problems(ctx context.Context, s *Scheduler, t turn) (string, error) {
	var due []int64
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		due, err = problem.ToRemind(ctx, tx, t.now, askedAtOnce)
		return err
	}); err != nil {
		return "", err
	}
	desk := problem.Desk{Calendars: s.Desk.Calendars}
	told := 0
	var failed []error
	for _, id := range due {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			p, tell, err := desk.Due(ctx, tx, t.now, id)
			if err != nil || !tell {
				return err
			}
			told++
			return s.Notice.Problem(ctx, tx, t.now, p)
		}))
	}
	return fmt.Sprintf("%d heads reminded", told), errors.Join(failed...)
}
