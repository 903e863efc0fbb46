package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// errands reminds of what waits for a decision or an answer beside the clocks,
// tells superiors of what is late, and finds somebody for what waits for nobody
// who can be reached.
func errands(ctx context.Context, s *Scheduler, t turn) (string, error) {
	var open []complaint.Errand
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		open, err = complaint.OpenErrands(ctx, tx)
		return err
	}); err != nil {
		return "", err
	}
	moved, waiting := 0, 0
	failed := []error{s.pressed(ctx, t), s.seconds(ctx, t)}
	for _, e := range open {
		if ctx.Err() != nil {
			break
		}
		did, nobody, err := s.errand(ctx, t, e)
		if err != nil {
			failed = append(failed, fmt.Errorf("errand %d: %w", e.ID, err))
		}
		if did {
			moved++
		}
		if nobody {
			waiting++
		}
	}
	if waiting > 0 && t.now.Minute() == 0 {
		s.Log.Error().Int("errands", waiting).Msg("ALARM: decisions or answers wait, and nobody who could give them can be reached")
	}
	return fmt.Sprintf("%d moved, %d wait for somebody", moved, waiting), errors.Join(append(failed, ctx.Err())...)
}

// pressed does the same with what the inspectorate looks into. It says nothing of
// it in a log.
func (s *Scheduler) pressed(ctx context.Context, t turn) error {
	var open []complaint.Pressure
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		open, err = complaint.OpenPressed(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	var failed []error
	for _, p := range open {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			p, c, did, err := s.Desk.DuePressed(ctx, tx, t.now, p.ID)
			if err != nil || !did {
				return err
			}
			return s.Notice.Pressed(ctx, tx, t.now, p, c)
		}))
	}
	return errors.Join(failed...)
}

// seconds does the same with those who are to agree that it is opened who
// reported.
func (s *Scheduler) seconds(ctx context.Context, t turn) error {
	var due []complaint.Disclosure
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		due, err = complaint.DisclosuresDue(ctx, tx, t.now)
		return err
	}); err != nil {
		return err
	}
	var failed []error
	for _, f := range due {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			c, f, did, err := s.Desk.DueDisclosure(ctx, tx, t.now, f.ID)
			if err != nil || !did {
				return err
			}
			return s.Notice.ReporterDue(ctx, tx, t.now, c, f)
		}))
	}
	return errors.Join(failed...)
}

// errand moves one errand on, and says whether it did and whether nobody has it.
func (s *Scheduler) errand(ctx context.Context, t turn, e complaint.Errand) (moved, nobody bool, err error) {
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		next, c, did, err := s.Desk.DueErrand(ctx, tx, t.now, e.ID)
		moved, nobody = did, next.Open() && next.NIP == nil
		if err != nil || !did {
			return err
		}
		return s.Notice.ErrandMoved(ctx, tx, t.now, next, c)
	})
	return moved && err == nil, nobody, err
}
