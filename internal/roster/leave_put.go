package roster

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// PutLeave takes in leave by employee and first day. Employee and substitute
// must be known. What was asked for and lies within it is agreed to by that.
func PutLeave(ctx context.Context, tx pgx.Tx, now time.Time, rows []Leave) (Changes, error) {
	var done Changes
	result, err := tx.Query(ctx, `
		SELECT nip, from_on, to_on, substitute_nip, request_id
		FROM leave`)
	if err != nil {
		return done, fmt.Errorf("read leave: %w", err)
	}
	before, err := pgx.CollectRows(result, pgx.RowToStructByPos[Leave])
	if err != nil {
		return done, fmt.Errorf("read leave: %w", err)
	}
	type key struct {
		nip  NIP
		from worktime.Date
	}
	known := byKey(before, func(l Leave) key { return key{l.NIP, worktime.DateOf(l.FromOn)} })
	var batch pgx.Batch
	for _, l := range rows {
		old, found := known[key{l.NIP, worktime.DateOf(l.FromOn)}]
		same := found && worktime.DateOf(old.ToOn) == worktime.DateOf(l.ToOn) && equal(old.Substitute, l.Substitute)
		done.Count(found, same)
		if same {
			continue
		}
		batch.Queue(`
			INSERT INTO leave (nip, from_on, to_on, substitute_nip)
			VALUES ($1, $2::date, $3::date, $4)
			ON CONFLICT (nip, from_on) DO UPDATE
			SET to_on = EXCLUDED.to_on, substitute_nip = EXCLUDED.substitute_nip`, l.NIP, l.FromOn, l.ToOn, l.Substitute)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store leave: %w", err)
	}
	return done, confirmLeave(ctx, tx, now, rows)
}

// confirmLeave agrees to what waits and lies within leave that was imported.
func confirmLeave(ctx context.Context, tx pgx.Tx, now time.Time, rows []Leave) error {
	waiting, err := LeavesWaiting(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		for _, l := range rows {
			if l.NIP != r.NIP || worktime.DateOf(l.FromOn) > r.From() || worktime.DateOf(l.ToOn) < r.To() {
				continue
			}
			r, err := lockLeave(ctx, tx, r.ID)
			if err != nil {
				return err
			}
			if !r.Waits() {
				break
			}
			r.State, r.DecidedBy, r.DecidedAt = LeaveAgreed, operator, &now
			if err := saveLeaveRequest(ctx, tx, r); err != nil {
				return err
			}
			if err := recordLeave(ctx, tx, now, r, "leave_agreed", operator); err != nil {
				return err
			}
			if err := grantedBy(ctx, tx, r); err != nil {
				return err
			}
			break
		}
	}
	return nil
}
