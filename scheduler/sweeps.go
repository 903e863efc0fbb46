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
// week, not without a word.
func drafts(ctx context.Context, s *Scheduler, t turn) (string, error) {
	reminded, err1 := s.eachDraft(ctx, func(tx pgx.Tx) ([]dialog.Dialog, error) {
		return dialog.ToRemind(ctx, tx, t.now, draftsAtOnce)
	}, func(tx pgx.Tx, d dialog.Dialog) error { return s.remindDraft(ctx, tx, t, d) })
	forgotten, err2 := s.eachDraft(ctx, func(tx pgx.Tx) ([]dialog.Dialog, error) {
		return dialog.ToForget(ctx, tx, t.now.Add(-keepDrafts), draftsAtOnce)
	}, func(tx pgx.Tx, d dialog.Dialog) error { return s.forgetDraft(ctx, tx, t, d) })
	return fmt.Sprintf("%d reminded, %d forgotten", reminded, forgotten), errors.Join(err1, err2)
}

const draftsAtOnce = 20

// eachDraft does something to drafts until none is due any more.
func (s *Scheduler) eachDraft(ctx context.Context, find func(tx pgx.Tx) ([]dialog.Dialog, error), do func(tx pgx.Tx, d dialog.Dialog) error) (n int, err error) {
	for more := true; more; {
		fault := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			due, fault := find(tx)
			more = len(due) > 0
			for _, d := range due {
				err = errors.Join(err, do(tx, d))
				n++
			}
			return fault
		})
		if fault != nil {
			return n, errors.Join(err, fault)
		}
	}
	return n, err
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

// forgetDraft gives a draft up; its writer hears of it.
func (s *Scheduler) forgetDraft(ctx context.Context, tx pgx.Tx, t turn, d dialog.Dialog) error {
	return pgx.BeginFunc(ctx, tx, func(sp pgx.Tx) error {
		if err := s.Notice.DraftForgotten(ctx, sp, t.now, d); err != nil {
			return err
		}
		return dialog.Save(ctx, sp, dialog.Dialog{Address: d.Address})
	})
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
	keepVisitors = 24 * time.Hour      // who filed nothing
	keepSeals    = 30 * 24 * time.Hour // of anonymous cases, after their end
	keepPraise   = 365 * 24 * time.Hour

	// Messages about a case are kept for so long after its end, all others after
	// they were put: a reply to one, or a press on it, is known as such until the
	// citizen can reopen the case no more, and some weeks longer.
	keepMessages = 60 * 24 * time.Hour
)

// retention forgets what is not needed any more.
func retention(ctx context.Context, s *Scheduler, t turn) (string, error) {
	var updates, attempts, words, messages, runs, seals, raters, praise, erased int
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
			messages, err = forgetMessages(ctx, tx, t.now.Add(-keepMessages))
			return err
		},
		func(tx pgx.Tx) (err error) {
			runs, err = forgetRuns(ctx, tx, t.now.Add(-keepRuns))
			return err
		},
		func(tx pgx.Tx) (err error) {
			seals, err = complaint.ForgetSeals(ctx, tx, t.now, t.now.Add(-keepSeals))
			return err
		},
		func(tx pgx.Tx) (err error) {
			raters, err = s.Visits.Forget(ctx, tx, t.now)
			return err
		},
		func(tx pgx.Tx) (err error) {
			praise, err = complaint.ForgetPraise(ctx, tx, t.now.Add(-keepPraise))
			return err
		},
		func(tx pgx.Tx) (err error) {
			erased, err = eraseEnded(ctx, tx, t.now, t.now.Add(-keepSeals))
			return err
		},
	}
	var failed []error
	for _, step := range steps {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, step))
	}
	failed = append(failed, s.walk(ctx, func(tx pgx.Tx, after string) (string, error) {
		return s.Notice.ForgetVisitors(ctx, tx, t.now, t.now.Add(-keepVisitors), after)
	}))
	return fmt.Sprintf("%d updates, %d PIN attempts, %d undelivered messages, %d old messages, %d runs, %d sealed addresses, %d raters of visits, %d thanks forgotten, %d cases erased",
		updates, attempts, words, messages, runs, seals, raters, praise, erased), errors.Join(failed...)
}

// recovery gives cases to new accounts, and new PINs, once nobody has objected
// for long enough.
func recovery(ctx context.Context, s *Scheduler, t turn) (string, error) {
	var due []int64
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		due, err = complaint.ToRecover(ctx, tx, t.now, 500)
		return err
	})
	failed := []error{err}
	for _, request := range due {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			done, any, err := s.Desk.Recover(ctx, tx, t.now, request)
			if err != nil || !any {
				return err
			}
			return s.Notice.Recovered(ctx, tx, t.now, done)
		}))
	}
	return fmt.Sprintf("%d requests", len(due)), errors.Join(failed...)
}
