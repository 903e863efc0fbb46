package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// looks reminds of results that a superior has not looked at in time.
func looks(ctx context.Context, s *Scheduler, t turn) (string, error) {
	reminded := 0
	var due []complaint.ID
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		due, err = complaint.ToRemindOfLooks(ctx, tx, t.now, 200)
		return err
	})
	failed := []error{err}
	for _, id := range due {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			c, wait, waits, err := s.Desk.RemindOfLook(ctx, tx, t.now, id)
			if err != nil || !waits {
				return err
			}
			reminded++
			return s.Notice.LookReminder(ctx, tx, t.now, c, wait)
		}))
	}
	return fmt.Sprintf("%d reminded", reminded), errors.Join(failed...)
}
