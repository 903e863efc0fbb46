// Package dialog keeps where each conversation stands: one row a chat, whose
// lock makes the updates of that chat take turns.
package dialog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Idle is the step of a chat that is in no dialog.
const Idle = ""

// Dialog is where one chat stands.
type Dialog struct {
	Address  string
	Step     string          // "lapor.draft"; Idle outside any dialog
	Data     json.RawMessage // what the step needs; nil when Idle
	DraftAt  *time.Time      // when a draft was last changed
	RemindAt *time.Time      // when the draft's owner is reminded next
}

// QueueLock makes sure that the row is there, and locks it until the
// transaction ends; into is how it stands.
func QueueLock(b *pgx.Batch, address string, into *Dialog) {
	b.Queue(`
		INSERT INTO dialog (address)
		VALUES ($1)
		ON CONFLICT (address) DO UPDATE
		SET address = excluded.address
		RETURNING step, data, draft_at, remind_at`, address).
		QueryRow(func(row pgx.Row) error {
			into.Address = address
			return row.Scan(&into.Step, &into.Data, &into.DraftAt, &into.RemindAt)
		})
}

// QueueSave writes the row back; the caller holds its lock.
func QueueSave(b *pgx.Batch, d Dialog) {
	if d.Step == Idle {
		d.Data, d.DraftAt, d.RemindAt = nil, nil, nil
	}
	b.Queue(`
		UPDATE dialog
		SET step = $2, data = $3, draft_at = $4, remind_at = $5
		WHERE address = $1`, d.Address, d.Step, d.Data, d.DraftAt, d.RemindAt)
}

// Save is QueueSave by itself.
func Save(ctx context.Context, tx pgx.Tx, d Dialog) error {
	var b pgx.Batch
	QueueSave(&b, d)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("save dialog: %w", err)
	}
	return nil
}

// ToRemind locks and gives up to limit dialogs whose reminder is due, skipping
// those that somebody is talking in just now.
func ToRemind(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]Dialog, error) {
	return collect(ctx, tx, `
		SELECT address, step, data, draft_at, remind_at
		FROM dialog
		WHERE remind_at <= $1
		ORDER BY remind_at
		LIMIT $2
		FOR UPDATE SKIP LOCKED`, now, limit)
}

// ToForget locks and gives up to limit dialogs whose draft has not been touched
// since before, skipping those that somebody is talking in just now.
func ToForget(ctx context.Context, tx pgx.Tx, before time.Time, limit int) ([]Dialog, error) {
	return collect(ctx, tx, `
		SELECT address, step, data, draft_at, remind_at
		FROM dialog
		WHERE draft_at < $1
		ORDER BY draft_at
		LIMIT $2
		FOR UPDATE SKIP LOCKED`, before, limit)
}

func collect(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]Dialog, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read dialogs: %w", err)
	}
	ds, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Dialog])
	if err != nil {
		return nil, fmt.Errorf("read dialogs: %w", err)
	}
	return ds, nil
}

// NextReminder is when the next draft's reminder is due after a moment; false
// when none is.
func NextReminder(ctx context.Context, tx pgx.Tx, after time.Time) (time.Time, bool, error) {
	var at *time.Time
	if err := tx.QueryRow(ctx, `
		SELECT min(remind_at)
		FROM dialog
		WHERE remind_at > $1`, after).Scan(&at); err != nil {
		return time.Time{}, false, fmt.Errorf("find the next reminder: %w", err)
	}
	if at == nil {
		return time.Time{}, false, nil
	}
	return *at, true, nil
}
