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
	did := false
	if c.EndedAt == nil {
		did, err = c.moveOwn(ctx, tx, now, before, after, duties, late)
	}
	if err != nil || did || duties == nil {
		return did, err
	}
	return false, recordMore(ctx, tx, c, ErrandPassed, System, now, "", duties, late)
}

// moveOwn puts off what the citizen was promised and the limit of the holder, and
// tells of the duties that moved with them; false when both stay.
func (c *Complaint) moveOwn(ctx context.Context, tx pgx.Tx, now time.Time, before, after *roster.Book, duties func(*Facts), late *Stretch) (bool, error) {
	shift, err := shifting(now, before, after, c.UnitCode)
	if err != nil {
		return false, err
	}
	answer, settle := c.AnswerDueAt, c.SettleDueAt
	if c.AnsweredAt == nil {
		c.AnswerDueAt = shift.hours(c.FiledAt, answer)
	}
	c.SettleDueAt = shift.days(c.FiledAt, settle)
	changed := !c.AnswerDueAt.Equal(answer) || !c.SettleDueAt.Equal(settle)

	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return false, err
	}
	off := PutOff{Case: c.ID, AnswerWas: answer, SettleWas: settle}
	stretch := late
	if running && s.FromAt != nil && s.OnTime == nil {
		if shift, err = shifting(now, before, after, s.UnitCode); err != nil {
			return false, err
		}
		was := *s.DueAt
		if s.move(shift, now) {
			stretch, off.Stretch, off.DueWas = &s, &s.ID, &was
		}
	}
	if !changed && off.Stretch == nil {
		return false, nil
	}
	if err := off.keep(ctx, tx); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `
		UPDATE complaint
		SET answer_due_at = $2, settle_due_at = $3
		WHERE id = $1`, c.ID, c.AnswerDueAt, c.SettleDueAt); err != nil {
		return false, err
	}
	return true, recordMore(ctx, tx, c, Moved, System, now, "", together(duties, func(f *Facts) {
		f.AnswerDue, f.SettleDue = &c.AnswerDueAt, &c.SettleDueAt
	}), stretch)
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
	s.AllowedSeconds = seconds(by.after.Elapsed(*s.FromAt, due)) - s.PausedSeconds
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
