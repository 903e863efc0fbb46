package scheduler

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/letter"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// Advance lets office time pass from one moment to another: it ticks at every
// moment on the way at which something could fall due, and at least once an
// hour, and last at to. It is for a clock that is set, which set does before
// each tick; a clock that runs ticks by itself.
func (s *Scheduler) Advance(ctx context.Context, from, to time.Time, set func(time.Time) error) error {
	s.short.Lock()
	defer s.short.Unlock()
	s.long.Lock()
	defer s.long.Unlock()
	k, err := s.openKeeper(ctx)
	if err != nil {
		return err
	}
	defer k.close()
	to = s.at(to)
	for now := s.at(from); now.Before(to); {
		if now, err = s.next(ctx, now, to); err != nil {
			return err
		}
		if err := set(now); err != nil {
			return err
		}
		for _, long := range []bool{false, true} {
			if err := s.tickWith(ctx, k, now, long, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// next is the first moment after now at which something could fall due, no
// later than to.
func (s *Scheduler) next(ctx context.Context, now, to time.Time) (time.Time, error) {
	moments := []time.Time{to, now.Truncate(time.Hour).Add(time.Hour)}
	for _, j := range jobs {
		if j.missed == every {
			moments = append(moments, j.after(now))
		}
	}
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		for _, ask := range []func(context.Context, pgx.Tx, time.Time) (time.Time, bool, error){
			complaint.NextClock, dialog.NextReminder, outbox.NextRelease, letter.Next,
		} {
			at, some, err := ask(ctx, tx, now)
			if err != nil {
				return err
			}
			if some {
				moments = append(moments, minute(at.In(s.Loc)))
			}
		}
		openings, err := s.nextOpenings(ctx, tx, now)
		moments = append(moments, openings...)
		return err
	})
	return slices.MinFunc(moments, time.Time.Compare), err
}

// nextOpenings are when the jobs that act at openings wake next for one.
func (s *Scheduler) nextOpenings(ctx context.Context, tx pgx.Tx, now time.Time) ([]time.Time, error) {
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return nil, err
	}
	var moments []time.Time
	hours := map[string]bool{}
	for _, u := range units {
		if hours[u.Hours] {
			continue
		}
		hours[u.Hours] = true
		cal, err := s.Desk.Calendars.For(ctx, tx, u.Code)
		if err != nil {
			return nil, err
		}
		for day := cal.Date(now); day <= cal.Date(now)+1; day++ {
			opening, open := cal.Opening(day.Midnight(s.Loc))
			if !open {
				continue
			}
			for _, j := range jobs {
				if j.missed != newest && j.missed != today {
					continue
				}
				if at := j.after(opening.Add(-time.Second)); at.After(now) {
					moments = append(moments, at)
				}
			}
		}
	}
	return moments, nil
}

// minute is the tick at which something that falls due at t is seen.
func minute(t time.Time) time.Time {
	if whole := t.Truncate(time.Minute); !whole.Equal(t) {
		return whole.Add(time.Minute)
	}
	return t
}
