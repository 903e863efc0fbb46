package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// leave gives what people hold whose leave has begun to those who stand in for
// them; reminds whoever decides on leave that begins; and ends what nobody
// decided on in time. A run that was missed is made up for: what waits is read,
// not what has happened.
func leave(ctx context.Context, s *Scheduler, t turn) (string, error) {
	moved, err1 := s.beginLeave(ctx, t)
	reminded, lapsed, err2 := s.waitingLeave(ctx, t)
	err3 := s.confirmedLeave(ctx, t)
	return fmt.Sprintf("%d cases moved, %d superiors reminded, %d requests lapsed", moved, reminded, lapsed), errors.Join(err1, err2, err3)
}

// confirmedLeave tells of requests that an import agreed to: each once, by the keys
// of its messages.
func (s *Scheduler) confirmedLeave(ctx context.Context, t turn) error {
	return pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		confirmed, err := roster.LeavesConfirmed(ctx, tx, t.now.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		for _, r := range confirmed {
			if _, err := s.Notice.LeaveDecided(ctx, tx, t.now, r, 0); err != nil {
				return err
			}
		}
		return nil
	})
}

// beginLeave moves the cases of everybody who is away today.
func (s *Scheduler) beginLeave(ctx context.Context, t turn) (int, error) {
	away := func(ctx context.Context, tx pgx.Tx, holders []roster.NIP) ([]roster.Leave, error) {
		return roster.AwayNow(ctx, tx, t.now, holders)
	}
	return passAll(ctx, s, away, func(tx pgx.Tx, l roster.Leave) (passed, waiting int, err error) {
		return s.Notice.MoveLeave(ctx, tx, t.now, l)
	})
}

// waitingLeave looks at every request that waits for somebody's word.
func (s *Scheduler) waitingLeave(ctx context.Context, t turn) (reminded, lapsed int, err error) {
	var waiting []roster.Request
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		waiting, err = roster.LeavesWaiting(ctx, tx)
		return err
	}); err != nil {
		return 0, 0, err
	}
	for _, r := range waiting {
		var ended, told bool
		failed := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			if ended, err = roster.DropLeave(ctx, tx, t.now, r.ID); err != nil || ended {
				return err
			}
			if ended, err = s.lapseLeave(ctx, tx, t, r.ID); err != nil || ended {
				return err
			}
			if another, asked, err := roster.AskAnother(ctx, tx, t.now, r.ID); err != nil || asked {
				if err != nil {
					return err
				}
				return s.Notice.LeaveAsksAnother(ctx, tx, t.now, another)
			}
			told, err = s.remindLeave(ctx, tx, t, r)
			return err
		})
		switch {
		case failed != nil:
			err = errors.Join(err, failed)
		case ended:
			lapsed++
		case told:
			reminded++
		}
	}
	return reminded, lapsed, err
}

// lapseLeave ends a request that nobody decided on in time. Cases are locked
// before the employee, as everywhere; what is not late rolls back.
func (s *Scheduler) lapseLeave(ctx context.Context, tx pgx.Tx, t turn, id int64) (bool, error) {
	r, err := roster.FindLeave(ctx, tx, id)
	if err != nil || !r.Late(t.now) {
		return false, err
	}
	returned, err := s.Desk.ReturnMinutes(ctx, tx, t.now, complaint.System, id)
	if err != nil {
		return false, err
	}
	r, late, err := roster.LapseLeave(ctx, tx, t.now, id)
	switch {
	case err != nil:
		return false, err
	case !late && returned > 0:
		return false, fmt.Errorf("leave %d was decided on meanwhile", id)
	case !late:
		return false, nil
	}
	_, err = s.Notice.LeaveDecided(ctx, tx, t.now, r, returned)
	return err == nil, err
}

// remindLeave reminds whoever decides on the last working day before leave
// begins, or on which sickness can be confirmed.
func (s *Scheduler) remindLeave(ctx context.Context, tx pgx.Tx, t turn, r roster.Request) (bool, error) {
	e, err := roster.Find(ctx, tx, r.NIP)
	if err != nil {
		return false, err
	}
	cal, err := s.Desk.Calendars.For(ctx, tx, e.UnitCode)
	if err != nil {
		return false, err
	}
	last := r.From().AddDays(-1)
	if r.ConfirmBy != nil {
		last = cal.Date(*r.ConfirmBy)
	}
	for asked := worktime.DateOf(r.AskedAt.In(cal.Location())); last > asked && !cal.WorkingDay(last.Midnight(cal.Location())); last = last.AddDays(-1) {
	}
	at, open := cal.Opening(last.Midnight(cal.Location()))
	if !open || t.now.Before(at) || !r.AskedAt.Before(at) || r.Reminded {
		return false, nil
	}
	r, did, err := roster.RemindLeave(ctx, tx, t.now, r.ID)
	if err != nil || !did {
		return false, err
	}
	return true, s.Notice.LeaveReminds(ctx, tx, t.now, r)
}
