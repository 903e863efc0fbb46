package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// MoveLimits puts off the limits of open cases that lie ahead, where the
// register as it stands now leaves less working time until them than the one
// before did: a holiday was announced late, or hours became shorter; and with them
// what waits about cases for others than their holders. What a change would bring
// forward stays as promised, and what has passed stays passed. Whom it concerns is
// told afterwards (PutOffs). It says of how many cases it moved limits.
func MoveLimits(ctx context.Context, tx pgx.Tx, now time.Time, before, after *roster.Book) (moved int, err error) {
	open, err := ids(ctx, tx, `
		SELECT id
		FROM complaint
		WHERE ended_at IS NULL OR id IN (SELECT complaint_id FROM errand WHERE done_at IS NULL)
		ORDER BY id`)
	if err != nil {
		return 0, err
	}
	for _, id := range open {
		c, err := lock(ctx, tx, id)
		if err != nil {
			return moved, err
		}
		did, err := c.moveLimits(ctx, tx, now, before, after)
		if err != nil {
			return moved, fmt.Errorf("move the limits of case %d: %w", id, err)
		}
		if did {
			moved++
		}
	}
	return moved, nil
}

func (c *Complaint) moveLimits(ctx context.Context, tx pgx.Tx, now time.Time, before, after *roster.Book) (bool, error) {
	duties, late, err := c.moveDuties(ctx, tx, now, before, after)
	if err != nil {
		return false, err
	}
	var off PutOff
	if c.EndedAt == nil {
		if off, err = c.moveOwn(ctx, tx, now, before, after, duties, late); err != nil {
			return false, err
		}
	}
	if !off.told && duties != nil {
		err = recordMore(ctx, tx, c, ErrandPassed, System, now, "", duties, late)
	}
	return off.told || off.SilentWas != nil, err
}

// moveOwn puts off what the citizen was promised, how long their word is waited for,
// and the limit of the holder; and tells of the duties that moved with a promise or
// a limit.
func (c *Complaint) moveOwn(ctx context.Context, tx pgx.Tx, now time.Time, before, after *roster.Book, duties func(*Facts), late *Stretch) (PutOff, error) {
	shift, err := shifting(now, before, after, c.UnitCode)
	if err != nil {
		return PutOff{}, err
	}
	off := PutOff{Case: c.ID, AnswerWas: c.AnswerDueAt, SettleWas: c.SettleDueAt}
	if c.AnsweredAt == nil {
		c.AnswerDueAt = shift.hours(c.FiledAt, c.AnswerDueAt)
	}
	c.SettleDueAt = shift.days(c.FiledAt, c.SettleDueAt)
	off.told = !c.AnswerDueAt.Equal(off.AnswerWas) || !c.SettleDueAt.Equal(off.SettleWas)
	if off.SilentWas, err = c.moveSilence(ctx, tx, shift); err != nil {
		return off, err
	}

	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return off, err
	}
	stretch := late
	if running && s.FromAt != nil && s.OnTime == nil {
		if shift, err = shifting(now, before, after, s.UnitCode); err != nil {
			return off, err
		}
		was := *s.DueAt
		if s.move(shift, now) {
			stretch, off.Stretch, off.DueWas, off.told = &s, &s.ID, &was, true
		}
	}
	if off.told || off.SilentWas != nil {
		if err := off.keep(ctx, tx); err != nil {
			return off, err
		}
	}
	if !off.told {
		return off, nil
	}
	if _, err := tx.Exec(ctx, `
		UPDATE complaint
		SET answer_due_at = $2, settle_due_at = $3
		WHERE id = $1`, c.ID, c.AnswerDueAt, c.SettleDueAt); err != nil {
		return off, err
	}
	return off, recordMore(ctx, tx, c, Moved, System, now, "", together(duties, func(f *Facts) {
		f.AnswerDue, f.SettleDue = &c.AnswerDueAt, &c.SettleDueAt
	}), stretch)
}

// moveSilence lets the citizen's word on a result be waited for longer, and gives
// how long it was before; nil where that stays.
func (c *Complaint) moveSilence(ctx context.Context, tx pgx.Tx, by shift) (*time.Time, error) {
	if c.State != Proposed {
		return nil, nil
	}
	was := c.SilentAt(by.before)
	if by.later(was, c.SilentAt(by.after)).Equal(was) {
		return nil, nil
	}
	if c.NudgeAt == nil || c.NudgeStep < 2 {
		return &was, nil
	}
	c.nudge(by.after) // both reminders are out: the next step is the end
	return &was, save(ctx, tx, *c)
}

// move puts the limit of a running stretch off; false when it stays. While the
// citizen is asked the limit is as far away as when they were.
func (s *Stretch) move(by shift, now time.Time) bool {
	if s.PausedAt != nil {
		by.now = *s.PausedAt
	}
	due := by.hours(*s.FromAt, *s.DueAt)
	if s.Duty == ToSettle {
		due = by.days(*s.FromAt, *s.DueAt)
	}
	if due.Equal(*s.DueAt) {
		return false
	}
	s.DueAt = &due
	s.AllowedSeconds = max(0, seconds(by.after.Elapsed(*s.FromAt, due))-s.PausedSeconds)
	s.schedule(by.after, now)
	return true
}

// shift is how limits move from one calendar to another.
type shift struct {
	now           time.Time
	before, after *worktime.Calendar
}

func shifting(now time.Time, before, after *roster.Book, unit string) (shift, error) {
	was, err := before.Calendar(unit)
	if err != nil {
		return shift{}, err
	}
	is, err := after.Calendar(unit)
	return shift{now, was, is}, err
}

// hours keeps the working time from a moment to a limit.
func (s shift) hours(from, due time.Time) time.Time {
	return s.later(due, s.after.Add(from, s.before.Elapsed(from, due)))
}

// days keeps the number of working days to a limit that is the end of one.
func (s shift) days(from, due time.Time) time.Time {
	n := s.before.WorkingDays(s.before.Date(from)+1, s.before.Date(due))
	if n == 0 || !s.before.DueInDays(from, n).Equal(due) {
		return s.hours(from, due)
	}
	return s.later(due, s.after.DueInDays(from, n))
}

func (s shift) later(due, moved time.Time) time.Time {
	if due.After(s.now) && moved.After(due) {
		return moved
	}
	return due
}
