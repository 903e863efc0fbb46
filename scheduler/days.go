package scheduler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/performance"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// fold closes days. By the clock each day that ended is a period; by name every
// day through that of the moment is closed as far as it has come. A day is not
// closed before what passed its limit on it counts.
func fold(ctx context.Context, s *Scheduler, t turn) (string, error) {
	if _, err := s.climb(ctx, t); err != nil {
		return "", err
	}
	wakings := t.wakings()
	periods := make([]string, len(wakings))
	for i, at := range wakings {
		periods[i] = dayBefore(at).String()
	}
	done, err := s.done(ctx, t.job.name, periods)
	if err != nil {
		return "", err
	}
	total := 0
	for i, period := range periods {
		if done[period] {
			continue
		}
		n, err := performance.Fold(ctx, s.Pool, s.Response, dayBefore(wakings[i]))
		total += n
		if err != nil {
			return "", err
		}
		if err := s.finish(ctx, t, period, fmt.Sprintf("%d days of employees", n)); err != nil {
			return "", err
		}
	}
	// What changed in days that were closed already.
	through := worktime.DateOf(t.now) - 1
	if t.asked {
		through = worktime.DateOf(t.now.Add(-time.Microsecond))
	}
	n, err := performance.Fold(ctx, s.Pool, s.Response, through)
	return fmt.Sprintf("%d days of employees through %s", total+n, through), err
}

// dayBefore is the day that ended before a waking.
func dayBefore(at time.Time) worktime.Date { return worktime.DateOf(at) - 1 }

// digest tells everybody what they hold at the opening of their unit. Each
// opening of the day is a period; one that was missed until the unit has closed
// is left out.
func digest(ctx context.Context, s *Scheduler, t turn) (string, error) {
	openings, err := s.openings(ctx, t)
	if err != nil {
		return "", err
	}
	var periods []string
	for _, o := range openings {
		periods = append(periods, o.period())
	}
	done, err := s.done(ctx, t.job.name, periods)
	if err != nil {
		return "", err
	}
	total := 0
	var failed []error
	for _, o := range openings {
		if done[o.period()] {
			continue
		}
		n, err := s.digestOf(ctx, t, o)
		total += n
		if err == nil {
			err = s.finish(ctx, t, o.period(), fmt.Sprintf("%d lists", n))
		}
		failed = append(failed, err)
	}
	return fmt.Sprintf("%d lists", total), errors.Join(failed...)
}

// opening is a time of this day at which units opened, and who held cases in
// them then, or was to find officers for some, to write recordings out, or to
// decide or help.
type opening struct {
	at   time.Time
	nips []roster.NIP
}

func (o opening) period() string { return o.at.Format("2006-01-02T15:04") }

// openings are those of the day until now, of units that have not closed.
func (s *Scheduler) openings(ctx context.Context, t turn) ([]opening, error) {
	var list []opening
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		holders, err := complaint.Holders(ctx, tx)
		if err != nil {
			return err
		}
		if err := addDispatchers(ctx, tx, t.now, holders); err != nil {
			return err
		}
		if err := addWriters(ctx, tx, t.now, holders); err != nil {
			return err
		}
		if err := addDeciders(ctx, tx, t.now, holders); err != nil {
			return err
		}
		for _, nip := range slices.Sorted(maps.Keys(holders)) {
			e, err := roster.Find(ctx, tx, nip)
			if err != nil {
				return err
			}
			cal, err := s.Desk.Calendars.For(ctx, tx, e.UnitCode)
			if err != nil {
				return err
			}
			at, open := cal.Opening(t.now)
			at = morning(at)
			if _, quiet := cal.Quiet(t.now); !open || quiet || at.After(t.now) || holders[nip].After(at) {
				continue
			}
			list = join(list, at, nip)
		}
		return nil
	})
	return list, err
}

// addWriters adds those who write recordings out, while any waits, as if they
// had held it since it came.
func addWriters(ctx context.Context, tx pgx.Tx, now time.Time, holders map[roster.NIP]time.Time) error {
	_, since, err := notice.ToWriteOut(ctx, tx, now)
	for nip, at := range since {
		addEarlier(holders, nip, at)
	}
	return err
}

// addDeciders adds those on whom a decision waits, or an answer, or their help.
func addDeciders(ctx context.Context, tx pgx.Tx, now time.Time, holders map[roster.NIP]time.Time) error {
	since, err := complaint.Deciders(ctx, tx, now)
	if err != nil {
		return err
	}
	for nip, at := range since {
		addEarlier(holders, nip, at)
	}
	leaves, err := roster.LeavesWaiting(ctx, tx)
	for _, l := range leaves {
		if l.Decider != nil {
			addEarlier(holders, *l.Decider, l.AskedAt)
		}
	}
	return err
}

// addEarlier adds somebody, or that they hold something for longer.
func addEarlier(holders map[roster.NIP]time.Time, nip roster.NIP, at time.Time) {
	if held, holds := holders[nip]; !holds || at.Before(held) {
		holders[nip] = at
	}
}

// addDispatchers adds those who find officers, while any case waits for one, as
// if they had held it since it was filed.
func addDispatchers(ctx context.Context, tx pgx.Tx, now time.Time, holders map[roster.NIP]time.Time) error {
	waiting, err := complaint.Unheld(ctx, tx, now)
	if err != nil || len(waiting) == 0 {
		return err
	}
	to, err := notice.Dispatchers(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range to {
		addEarlier(holders, e.NIP, waiting[0].FiledAt)
	}
	return nil
}

func join(list []opening, at time.Time, nip roster.NIP) []opening {
	for i := range list {
		if list[i].at.Equal(at) {
			list[i].nips = append(list[i].nips, nip)
			return list
		}
	}
	return append(list, opening{at, []roster.NIP{nip}})
}

func (s *Scheduler) digestOf(ctx context.Context, t turn, o opening) (n int, err error) {
	key := "digest:" + o.at.Format(time.DateOnly)
	for _, nip := range o.nips {
		told := false
		failed := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
			told, err = s.Notice.Digest(ctx, tx, t.now, key, nip)
			return err
		})
		err = errors.Join(err, failed)
		if told && failed == nil {
			n++
		}
	}
	return n, err
}
