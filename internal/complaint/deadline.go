package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Climbed is what a stretch passed at a moment.
type Climbed struct {
	Complaint
	Stretch Stretch
	Step    Step
	Silent  *Handover  // it went to a colleague of its silent holder instead
	Asked   roster.NIP // then: the superior whose day had passed
}

// Climb moves the running stretch of a case up the ladder of lateness by the step
// that the time says; false when none is due (any more), or whoever was asked
// last was not told yet. Each step is passed once, whoever calls and however
// often.
func (d *Desk) Climb(ctx context.Context, tx pgx.Tx, now time.Time, id ID) (Climbed, bool, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Climbed{}, false, err
	}
	s, running, err := Running(ctx, tx, id)
	if err != nil || !running || s.NextAt == nil || now.Before(*s.NextAt) {
		return Climbed{}, false, err
	}
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return Climbed{}, false, err
	}
	if s.Step >= Overdue {
		return d.climbHigher(ctx, tx, now, cal, c, s)
	}
	step := s.climb(cal, now)
	if step == Overdue {
		err = record(ctx, tx, &c, Late, System, *s.DueAt, "", &s)
	} else {
		err = save(ctx, tx, c, &s)
	}
	return Climbed{Complaint: c, Stretch: s, Step: step}, true, err
}

// MaxPause is how long, in working days, questions may stop the clock of one
// holder in one case, in sum.
const MaxPause = 5

// pauseLeft is how much of that a holder has left in the case of a stretch.
func pauseLeft(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, s Stretch) (time.Duration, error) {
	var paused int64
	if err := tx.QueryRow(ctx, `
		SELECT COALESCE(sum(paused_seconds), 0)
		FROM stretch
		WHERE complaint_id = $1
		AND holder = $2`, s.ComplaintID, s.Holder).Scan(&paused); err != nil {
		return 0, fmt.Errorf("add up the pauses of case %d: %w", s.ComplaintID, err)
	}
	return MaxPause*cal.Hours().PerDay() - time.Duration(paused)*time.Second, nil
}

// ToUnask lists the cases whose question has waited so long that the holder's
// clock goes on.
func (d *Desk) ToUnask(ctx context.Context, tx pgx.Tx, now time.Time) ([]ID, error) {
	paused, err := stretches(ctx, tx, `
		WHERE paused_at IS NOT NULL AND to_at IS NULL
		AND complaint_id IN (SELECT id FROM complaint WHERE state = 'asked')
		ORDER BY paused_at`)
	if err != nil {
		return nil, err
	}
	var due []ID
	for _, s := range paused {
		cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
		if err != nil {
			return nil, err
		}
		left, err := pauseLeft(ctx, tx, cal, s)
		if err != nil {
			return nil, err
		}
		if !now.Before(cal.Add(*s.PausedAt, max(0, left))) {
			due = append(due, s.ComplaintID)
		}
	}
	return due, nil
}

func ids(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]ID, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}
