package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// askedAtOnce is how many citizens one run asks of each kind.
const askedAtOnce = 200

// samples asks citizens whether they pressed themselves, and how those fare who
// reported an officer or are pressed. It says nothing of whom in a log.
func samples(ctx context.Context, s *Scheduler, t turn) (string, error) {
	var drawn []complaint.Sample
	var due []complaint.CheckIn
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		if drawn, err = complaint.ToAskSample(ctx, tx, t.now, askedAtOnce); err != nil {
			return err
		}
		due, err = complaint.ToCheckIn(ctx, tx, t.now, askedAtOnce)
		return err
	}); err != nil {
		return "", err
	}
	asked := 0
	var failed []error
	for _, d := range drawn {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			c, ask, err := s.Desk.AskSample(ctx, tx, t.now, d)
			if err != nil || !ask {
				return err
			}
			asked++
			return s.Notice.AskSample(ctx, tx, t.now, d, c)
		}))
	}
	for _, k := range due {
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			c, id, ask, err := s.Desk.AskCheckIn(ctx, tx, t.now, k)
			if err != nil || !ask {
				return err
			}
			asked++
			return s.Notice.AskCheckIn(ctx, tx, t.now, id, c)
		}))
	}
	return fmt.Sprintf("%d citizens asked", asked), errors.Join(failed...)
}
