package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// moveDuties puts off what waits about a case for others than its holder: the
// limits of errands, each in the calendar of its owner, and the day of whoever is
// asked to help; and the next step of the ladder about a stretch that is late
// already. It gives what an event tells of it, nil where nothing moved.
func (c *Complaint) moveDuties(ctx context.Context, tx pgx.Tx, now time.Time, before, after *roster.Book) (more func(*Facts), late *Stretch, err error) {
	errands, err := c.moveErrands(ctx, tx, now, before, after)
	if err != nil {
		return nil, nil, err
	}
	rungs, err := c.moveRungs(ctx, tx, now, before, after)
	if err != nil {
		return nil, nil, err
	}
	if late, err = c.moveLadder(ctx, tx, now, before, after, rungs); err != nil {
		return nil, nil, err
	}
	if len(errands)+len(rungs) == 0 && late == nil {
		return nil, nil, nil
	}
	return func(f *Facts) { f.Errands, f.Rungs = errands, rungs }, late, nil
}

func (c *Complaint) moveErrands(ctx context.Context, tx pgx.Tx, now time.Time, before, after *roster.Book) (moved []Errand, err error) {
	open, err := errands(ctx, tx, `WHERE complaint_id = $1 AND done_at IS NULL AND nip IS NOT NULL ORDER BY id`, c.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range open {
		by, err := shiftingOf(now, before, after, *e.NIP)
		if err != nil {
			return nil, err
		}
		due := by.days(e.GivenAt, e.DueAt)
		if due.Equal(e.DueAt) {
			continue
		}
		was := e.DueAt
		e.DueAt = due
		e.schedule(by.after)
		if _, err := tx.Exec(ctx, `
			WITH part AS (UPDATE help SET due_at = $2 WHERE errand_id = $1 AND ended_at IS NULL)
			UPDATE errand
			SET due_at = $2, next_at = $3
			WHERE id = $1`, e.ID, e.DueAt, e.NextAt); err != nil {
			return nil, fmt.Errorf("put errand %d off: %w", e.ID, err)
		}
		if err := keepDuty(ctx, tx, c.ID, &e.ID, nil, was); err != nil {
			return nil, err
		}
		moved = append(moved, e)
	}
	return moved, nil
}

func (c *Complaint) moveRungs(ctx context.Context, tx pgx.Tx, now time.Time, before, after *roster.Book) (moved []Rung, err error) {
	open, err := rungs(ctx, tx, `WHERE complaint_id = $1 AND ended_at IS NULL AND from_at IS NOT NULL ORDER BY id`, c.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range open {
		by, err := shiftingOf(now, before, after, r.NIP)
		if err != nil {
			return nil, err
		}
		due := by.hours(*r.FromAt, *r.DueAt)
		if due.Equal(*r.DueAt) {
			continue
		}
		was := *r.DueAt
		r.DueAt = &due
		if err := saveRung(ctx, tx, r); err != nil {
			return nil, err
		}
		if err := keepDuty(ctx, tx, c.ID, nil, &r.ID, was); err != nil {
			return nil, err
		}
		moved = append(moved, r)
	}
	return moved, nil
}

// moveLadder lets the next step about a late stretch wait for the day of whoever
// was asked last, or as long as it would have in working time.
func (c *Complaint) moveLadder(ctx context.Context, tx pgx.Tx, now time.Time, before, after *roster.Book, moved []Rung) (*Stretch, error) {
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil || !running || s.Step < Overdue || s.NextAt == nil {
		return nil, err
	}
	by, err := shifting(now, before, after, s.UnitCode)
	if err != nil {
		return nil, err
	}
	next := by.hours(now, *s.NextAt)
	for _, r := range moved {
		if r.StretchID == s.ID && r.Step == s.Step {
			next = *r.DueAt
		}
	}
	if next.Equal(*s.NextAt) {
		return nil, nil
	}
	s.NextAt = &next
	return &s, nil
}

// shiftingOf is how limits of somebody move.
func shiftingOf(now time.Time, before, after *roster.Book, nip roster.NIP) (shift, error) {
	e, err := after.Employee(nip)
	if err != nil {
		return shift{}, err
	}
	return shifting(now, before, after, e.UnitCode)
}
