package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// bundle starts the clocks of cards that arrived with others, and tells each whose
// cards wait of all of them in one message.
func (s *Scheduler) bundle(ctx context.Context, t turn) (n int, err error) {
	var arrived []complaint.Carded
	var waiting []roster.NIP
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		if arrived, err = complaint.ToBeginCards(ctx, tx, 1000); err != nil {
			return err
		}
		waiting, err = complaint.ToBundle(ctx, tx, t.now)
		return err
	}); err != nil {
		return 0, err
	}
	var failed []error
	for _, c := range arrived {
		if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error { return s.Desk.BeginCard(ctx, tx, c) }); err != nil {
			failed = append(failed, fmt.Errorf("begin a card that arrived with others: %w", err))
		}
	}
	for _, nip := range waiting {
		for more := true; more; {
			err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) (err error) {
				more, err = s.Notice.Bundle(ctx, tx, t.now, nip)
				return err
			})
			if err != nil {
				failed = append(failed, fmt.Errorf("tell somebody of new cases at once: %w", err))
				break
			}
			if more {
				n++
			}
		}
	}
	return n, errors.Join(failed...)
}
