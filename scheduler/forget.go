package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/outbox"
)

// What may tell of an anonymous reporter is kept for 48 hours at the most: an
// hour less, for the schedule to come round.
const keepTraces = 47 * time.Hour

// forget ends what the moment of sending could not: conversations of anonymous
// reporters, dialogs about their cases, messages that found nobody, updates
// that could not be handled.
func forget(ctx context.Context, s *Scheduler, t turn) (string, error) {
	var dialogs, messages, updates int
	steps := []func(tx pgx.Tx) error{
		func(tx pgx.Tx) (err error) {
			dialogs, err = s.Notice.Over(ctx, tx, t.now, 1000)
			return err
		},
		func(tx pgx.Tx) (err error) {
			messages, err = outbox.GiveUp(ctx, tx, t.now.Add(-keepTraces))
			return err
		},
		func(tx pgx.Tx) (err error) {
			if s.EmptyUpdates != nil {
				updates, err = s.EmptyUpdates(ctx, tx, keepTraces)
			}
			return err
		},
	}
	var failed []error
	for _, step := range steps {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, step))
	}
	failed = append(failed, s.walk(ctx, func(tx pgx.Tx, after string) (string, error) {
		return s.Notice.ForgetAll(ctx, tx, t.now, after)
	}))
	return fmt.Sprintf("%d dialogs, %d messages and %d updates given up", dialogs, messages, updates), errors.Join(failed...)
}

// walk works through a list, a transaction a piece.
func (s *Scheduler) walk(ctx context.Context, piece func(tx pgx.Tx, after string) (last string, err error)) error {
	for after := ""; ; {
		err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			after, err = piece(tx, after)
			return err
		})
		if err != nil || after == "" {
			return err
		}
	}
}
