package scheduler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// unreached tells of those who hold cases and whom no message has reached for a
// while, passes on what never came to them, and tells when they are back.
func unreached(ctx context.Context, s *Scheduler, t turn) (string, error) {
	var away []roster.Lost
	var told []roster.NIP
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		holders, err := complaint.Holders(ctx, tx)
		if err != nil {
			return err
		}
		if told, err = s.remembered(ctx, tx, t, lost); err != nil {
			return err
		}
		away, err = roster.LostOf(ctx, tx, slices.Concat(slices.Sorted(maps.Keys(holders)), told))
		return err
	}); err != nil {
		return "", err
	}
	var failed []error
	passed := 0
	for _, who := range away {
		told = slices.DeleteFunc(told, func(nip roster.NIP) bool { return nip == who.NIP })
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			l, any, err := s.Notice.Unreached(ctx, tx, t.now, who)
			if err != nil || !any {
				return err
			}
			passed += l.Passed + l.Waiting
			fresh, err := s.first(ctx, tx, t, lost, who.NIP)
			if err != nil || !fresh {
				return err
			}
			return s.Notice.TellLost(ctx, tx, t.now, l)
		}))
	}
	for _, nip := range told { // who is back, or works here no longer
		failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			e, err := roster.Find(ctx, tx, nip)
			if err != nil {
				return err
			}
			mine, err := s.unremember(ctx, tx, t, lost, nip)
			if err != nil || !mine || e.Ended() {
				return err
			}
			return s.Notice.TellBack(ctx, tx, t.now, e)
		}))
	}
	return fmt.Sprintf("%d holders reached by no message, %d cases passed on, %d holders back", len(away), passed, len(told)), errors.Join(failed...)
}
