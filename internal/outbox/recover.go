package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Longer than a send may last, so that a leader that lost its office without
// knowing cannot overlap with the next one.
const (
	textPatience = 12 * time.Second
	filePatience = 35 * time.Second
)

// Recover puts back what was claimed and got no outcome in time, except for
// what this process still holds; at the second time without an outcome it is
// dead. It says how many it put back, and how many ended.
func Recover(ctx context.Context, db DB, held []int64) (back, dead int, err error) {
	return recoverAfter(ctx, db, held, textPatience, filePatience)
}

// RecoverAll does so at once, for a caller who knows that nobody is sending.
func RecoverAll(ctx context.Context, db DB) (back, dead int, err error) {
	return recoverAfter(ctx, db, nil, 0, 0)
}

func recoverAfter(ctx context.Context, db DB, held []int64, text, files time.Duration) (back, dead int, err error) {
	if held == nil {
		held = []int64{}
	}
	err = db.QueryRow(ctx, `
		WITH r AS (
			UPDATE outbox
			SET unknowns = unknowns + 1, claimed_at = NULL, not_before = NULL,
				state = CASE WHEN unknowns = 0 THEN 'queued' ELSE 'dead' END,
				reason = CASE WHEN unknowns = 0 THEN reason ELSE 'claimed again and again without an outcome' END
			WHERE state = 'sending'
			AND id <> ALL ($1::bigint[])
			AND claimed_at <= clock_timestamp() -
				CASE WHEN COALESCE(payload #> '{Message,Photos}', payload #> '{Message,File}') IS NULL THEN $2::interval ELSE $3::interval END
			RETURNING state)
		SELECT count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state = 'dead')
		FROM r`, held, text, files).Scan(&back, &dead)
	if err != nil {
		return 0, 0, fmt.Errorf("recover messages: %w", err)
	}
	return back, dead, nil
}

// Release lets go of messages whose quiet hours are over, and says how many.
func Release(ctx context.Context, tx pgx.Tx, now time.Time) (int, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE outbox
		SET held_until = NULL
		WHERE state = 'queued'
		AND held_until <= $1`, now)
	if err != nil {
		return 0, fmt.Errorf("release held messages: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// Ended is a message that began a stretch and went as far as it ever will.
type Ended struct {
	ID     int64
	Begins int64
}

// ToBegin lists up to limit messages that ended while the clock they start has
// not been started.
func ToBegin(ctx context.Context, db DB, limit int) ([]Ended, error) {
	rows, err := db.Query(ctx, `
		SELECT id, begins
		FROM outbox
		WHERE begins IS NOT NULL
		AND state IN ('sent', 'uncertain', 'dead')
		ORDER BY id
		LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list clocks to start: %w", err)
	}
	ended, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Ended])
	if err != nil {
		return nil, fmt.Errorf("list clocks to start: %w", err)
	}
	return ended, nil
}

// Begun remembers that the clock runs; false when it does already, or the
// message has not ended. It belongs into the transaction that starts the clock,
// before it.
func Begun(ctx context.Context, tx pgx.Tx, id int64) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE outbox
		SET begins = NULL
		WHERE id = $1
		AND begins IS NOT NULL
		AND state IN ('sent', 'uncertain', 'dead')`, id)
	if err != nil {
		return false, fmt.Errorf("begin the clock of message %d: %w", id, err)
	}
	return tag.RowsAffected() > 0, nil
}

// NextRelease is when the next quiet hours end that hold a message after a
// moment; false when none do.
func NextRelease(ctx context.Context, tx pgx.Tx, after time.Time) (time.Time, bool, error) {
	var at *time.Time
	if err := tx.QueryRow(ctx, `
		SELECT min(held_until)
		FROM outbox
		WHERE state = 'queued'
		AND held_until > $1`, after).Scan(&at); err != nil {
		return time.Time{}, false, fmt.Errorf("find the next release: %w", err)
	}
	if at == nil {
		return time.Time{}, false, nil
	}
	return *at, true, nil
}
