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

// putOff tells of limits that moved, since a day off was announced late or hours
// changed: what concerns one holder in one transaction, as far as it goes.
func putOff(ctx context.Context, s *Scheduler, t turn) (string, error) {
	of := map[roster.NIP][]complaint.PutOff{}
	n := 0
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		offs, err := complaint.PutOffs(ctx, tx, 5000)
		if err != nil {
			return err
		}
		ids := make([]complaint.ID, len(offs))
		for i, p := range offs {
			ids[i] = p.Case
		}
		cases, err := complaint.FindAll(ctx, tx, ids)
		if err != nil {
			return err
		}
		n = len(cases)
		for i, c := range cases { // in the order of ids
			holder := roster.NIP("")
			if c.Holder != nil {
				holder = *c.Holder
			}
			of[holder] = append(of[holder], offs[i])
		}
		return nil
	}); err != nil {
		return "", err
	}
	var failed []error
	for _, holder := range slices.Sorted(maps.Keys(of)) {
		for part := range slices.Chunk(of[holder], atOnce) {
			failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
				return s.Notice.PutOff(ctx, tx, t.now, holder, part)
			}))
		}
	}
	duties, err := s.dutiesPutOff(ctx, t)
	return fmt.Sprintf("%d cases, %d duties", n, duties), errors.Join(append(failed, err)...)
}

// dutiesPutOff tells of the limits of what waits for others than holders, in the
// same way.
func (s *Scheduler) dutiesPutOff(ctx context.Context, t turn) (int, error) {
	of := map[roster.NIP][]complaint.DutyPutOff{}
	n := 0
	if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		all, err := complaint.DutyPutOffs(ctx, tx, 5000)
		for _, d := range all {
			of[d.Owner] = append(of[d.Owner], d)
		}
		n = len(all)
		return err
	}); err != nil {
		return 0, err
	}
	var failed []error
	for _, owner := range slices.Sorted(maps.Keys(of)) {
		for part := range slices.Chunk(of[owner], atOnce) {
			failed = append(failed, pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
				return s.Notice.DutiesPutOff(ctx, tx, t.now, owner, part)
			}))
		}
	}
	return n, errors.Join(failed...)
}
