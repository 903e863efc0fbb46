package scheduler

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

// visits closes the ratings of days that are over into their units' chains,
// and tells who decides about those that are held.
func visits(ctx context.Context, s *Scheduler, t turn) (string, error) {
	closed, held, told := 0, 0, 0
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		var err error
		if closed, err = s.Visits.Close(ctx, tx, t.now); err != nil {
			return err
		}
		piles, err := s.Visits.Piles(ctx, tx, t.now)
		if err != nil || len(piles) == 0 {
			return err
		}
		held = len(piles)
		told, err = s.Notice.Held(ctx, tx, t.now, piles)
		return err
	})
	return fmt.Sprintf("%d days closed, %d piles held, %d people told", closed, held, told), err
}

// surveys brings the head of each unit with full questionnaires the SKM report
// of the quarter that is over, on the unit's first working day after it. A
// quarter that ended too long ago is not made up for.
func surveys(ctx context.Context, s *Scheduler, t turn) (string, error) {
	q := visit.QuarterOf(worktime.DateOf(t.now)).Before()
	done, err := s.done(ctx, t.job.name, []string{q.String()})
	if err != nil || done[q.String()] || !t.asked && (q.To()+1).Midnight(s.Loc).Before(t.horizon()) {
		return "nothing is due", err
	}
	sent, waiting := 0, 0
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		units, err := visit.Surveyed(ctx, tx, q)
		if err != nil {
			return err
		}
		for _, unit := range units {
			if works, err := s.works(ctx, tx, t, unit); err != nil {
				return err
			} else if !works {
				waiting++
				continue
			}
			report, err := s.Visits.Quarterly(ctx, tx, unit, q)
			if err != nil {
				return err
			}
			told, err := s.Notice.Surveyed(ctx, tx, t.now, report)
			if err != nil {
				return err
			}
			if told {
				sent++
			}
		}
		return nil
	})
	if err == nil && waiting == 0 {
		err = s.finish(ctx, t, q.String(), "")
	}
	return fmt.Sprintf("%s: %d reports sent, %d units wait for a working day", q, sent, waiting), err
}

// works says whether it is a working day of a unit.
func (s *Scheduler) works(ctx context.Context, tx pgx.Tx, t turn, unit string) (bool, error) {
	cal, err := s.Desk.Calendars.For(ctx, tx, unit)
	return err == nil && cal.WorkingDay(t.now), err
}

// sentences asks the head of each unit that was rated last month what was
// improved, on the unit's first working day of a month. One that began too long
// ago is not made up for.
func sentences(ctx context.Context, s *Scheduler, t turn) (string, error) {
	month := visit.Month(worktime.DateOf(t.now))
	period := month.String()[:len("2026-11")]
	done, err := s.done(ctx, t.job.name, []string{period})
	if err != nil || done[period] || !t.asked && month.Midnight(s.Loc).Before(t.horizon()) {
		return "nothing is due", err
	}
	asked, waiting := 0, 0
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		silent, err := s.Visits.Silents(ctx, tx, t.now)
		if err != nil {
			return err
		}
		for _, u := range silent {
			if works, err := s.works(ctx, tx, t, u.Unit.Code); err != nil {
				return err
			} else if !works {
				waiting++
				continue
			}
			told, err := s.Notice.Silent(ctx, tx, t.now, u)
			if err != nil {
				return err
			}
			if told {
				asked++
			}
		}
		return nil
	})
	if err == nil && waiting == 0 {
		err = s.finish(ctx, t, period, "")
	}
	return fmt.Sprintf("%s: %d heads asked, %d units wait for a working day", period, asked, waiting), err
}
