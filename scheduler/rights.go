package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/rating"
	"tanggap/internal/rights"
)

// dataRights does what people's requests about their own data wait for: it
// packs and sends files, reminds the desk before 72 hours are over, and brings
// the database and the file of erasures together.
func dataRights(ctx context.Context, s *Scheduler, t turn) (string, error) {
	again, moved, unheard := 0, 0, 0
	var due []rights.Request
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		if again, err = s.Rights.Reconcile(ctx, tx, t.now); err != nil {
			return err
		}
		due, err = rights.Due(ctx, tx, t.now, requestsAtOnce)
		return err
	})
	failed := []error{err}
	for _, r := range due {
		if ctx.Err() != nil {
			break
		}
		did, heard, err := s.request(ctx, t, r)
		if err != nil {
			failed = append(failed, fmt.Errorf("request %d about data: %w", r.ID, err))
		}
		if did {
			moved++
		}
		if !heard {
			unheard++
		}
	}
	if unheard > 0 && t.now.Minute() == 0 {
		s.Log.Error().Int("requests", unheard).Msg("ALARM: requests about data wait, and nobody of the data desk can be reached")
	}
	return fmt.Sprintf("%d moved, %d wait for somebody, %d erasures done again", moved, unheard, again), errors.Join(append(failed, ctx.Err())...)
}

const requestsAtOnce = 200

// request moves one request on. heard is false where somebody of the desk is to
// be told, and nobody can be.
func (s *Scheduler) request(ctx context.Context, t turn, r rights.Request) (moved, heard bool, err error) {
	heard = true
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		switch {
		case r.Kind.ForDesk():
			_, did, err := rights.Next(ctx, tx, t.now, r.ID, func(r rights.Request) (bool, error) {
				heard, err = s.Notice.DataDue(ctx, tx, t.now, r)
				return heard, err
			})
			moved = did
			return err
		case r.State == rights.Open:
			packed, did, err := s.Rights.Pack(ctx, tx, t.now, r.ID)
			if moved = did; err != nil || !did {
				return err
			}
			return s.Notice.SendData(ctx, tx, t.now, packed)
		}
		next, did, err := rights.Track(ctx, tx, t.now, r.ID)
		if moved = did; err != nil || !did {
			return err
		}
		return s.Notice.DataTracked(ctx, tx, t.now, next, r.State)
	})
	return moved && err == nil, heard, err
}

// eraseEnded erases what was written in cases that went on, without their
// reporter, until they ended; they could be opened again for so long.
func eraseEnded(ctx context.Context, tx pgx.Tx, now, before time.Time) (int, error) {
	ended, err := complaint.EraseEnded(ctx, tx, now, before)
	if err != nil {
		return 0, err
	}
	for _, c := range ended {
		if err := rating.EraseWords(ctx, tx, c.ID); err != nil {
			return 0, err
		}
	}
	return len(ended), nil
}
