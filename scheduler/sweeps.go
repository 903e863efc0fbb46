package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/ledger"
	"tanggap/internal/outbox"
)

// seal closes the chain's newest entries under a seal.
func seal(ctx context.Context, s *Scheduler, t turn) (note string, err error) {
	note = "nothing new"
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		made, any, err := ledger.SealUp(ctx, tx, t.now)
		if any {
			note = made.String()
		}
		return err
	})
	return note, err
}

// keepDrafts is how long a report that was not sent is kept.
const keepDrafts = 7 * 24 * time.Hour

// drafts reminds people of what they have not sent, and forgets it after a
// week.
func drafts(ctx context.Context, s *Scheduler, t turn) (string, error) {
	reminded, forgotten := 0, 0
	var failed []error
	for more := true; more; {
		err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			due, err := dialog.ToRemind(ctx, tx, t.now, 20)
			if err != nil {
				return err
			}
			more = len(due) > 0
			for _, d := range due {
				if err := s.remindDraft(ctx, tx, t, d); err != nil {
					failed = append(failed, err)
				}
				reminded++
			}
			return nil
		})
		if err != nil {
			return "", errors.Join(append(failed, err)...)
		}
	}
	failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		forgotten, err = dialog.Forget(ctx, tx, t.now.Add(-keepDrafts))
		return err
	}))
	return fmt.Sprintf("%d reminded, %d forgotten", reminded, forgotten), errors.Join(failed...)
}

// remindDraft reminds of one draft. When that fails it is not tried again: the
// draft itself is safe, and others wait.
func (s *Scheduler) remindDraft(ctx context.Context, tx pgx.Tx, t turn, d dialog.Dialog) error {
	var next *time.Time
	fault := pgx.BeginFunc(ctx, tx, func(sp pgx.Tx) (err error) {
		next, err = s.Notice.DraftReminder(ctx, sp, t.now, d)
		return err
	})
	if fault != nil {
		next = nil
	}
	if next != nil && !next.After(t.now) {
		next = nil
	}
	d.RemindAt = next
	if err := dialog.Save(ctx, tx, d); err != nil {
		return err
	}
	return fault
}

// release lets go of messages whose quiet hours are over.
func release(ctx context.Context, s *Scheduler, t turn) (string, error) {
	n := 0
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		n, err = outbox.Release(ctx, tx, t.now)
		return err
	})
	return fmt.Sprintf("%d messages", n), err
}

// How long things are kept.
const (
	keepUpdates  = 30 * 24 * time.Hour
	keepAttempts = 2 * 24 * time.Hour  // they count for one
	keepWords    = 30 * 24 * time.Hour // of messages that did not arrive
	keepRuns     = 400 * 24 * time.Hour
)

// retention forgets what is not needed any more.
func retention(ctx context.Context, s *Scheduler, t turn) (string, error) {
	var updates, attempts, words, runs int
	steps := []func(tx pgx.Tx) error{
		func(tx pgx.Tx) (err error) {
			if s.ForgetUpdates != nil {
				updates, err = s.ForgetUpdates(ctx, tx, keepUpdates)
			}
			return err
		},
		func(tx pgx.Tx) (err error) {
			attempts, err = complaint.ForgetAttempts(ctx, tx, t.now.Add(-keepAttempts))
			return err
		},
		func(tx pgx.Tx) (err error) {
			words, err = outbox.Empty(ctx, tx, t.now.Add(-keepWords))
			return err
		},
		func(tx pgx.Tx) (err error) {
			runs, err = forgetRuns(ctx, tx, t.now.Add(-keepRuns))
			return err
		},
	}
	var failed []error
	for _, step := range steps {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, step))
	}
	return fmt.Sprintf("%d updates, %d PIN attempts, %d undelivered messages, %d runs forgotten", updates, attempts, words, runs), errors.Join(failed...)
}
