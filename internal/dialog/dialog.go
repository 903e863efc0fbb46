// Package dialog keeps where each conversation stands: one row a chat while it
// waits for something, none while it waits for nothing. A lock on the chat makes
// its updates take turns.
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
	Until    *time.Time      // when the step is given up; nil for never
}

const columns = `address, step, data, draft_at, remind_at, until`

// LockSQL gives one row when the chat $1 is locked until the transaction ends,
// whether or not it has a dialog. Only a later statement sees what happened
// while it waited.
const LockSQL = `SELECT pg_advisory_xact_lock(hashtext('dialog'), hashtext($1))`

// OfSQL is how the locked chat $1 stands: the columns step, data, draft_at,
// remind_at and until, of one row at most. The row is locked as well: its
// reminder may be under way.
const OfSQL = `
	SELECT step, data, draft_at, remind_at, until
	FROM dialog
	WHERE address = $1
	FOR UPDATE`

// TryLock takes the lock of LockSQL, for a caller who would rather come again than
// wait: false when somebody is talking there just now.
func TryLock(ctx context.Context, tx pgx.Tx, address string) (d Dialog, free bool, err error) {
	err = tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtext('dialog'), hashtext($1))`, address).Scan(&free)
	if err != nil {
		return d, false, fmt.Errorf("lock a dialog: %w", err)
	}
	ds, err := collect(ctx, tx, `
		SELECT `+columns+`
		FROM dialog
		WHERE address = $1`, address)
	if err != nil || len(ds) == 0 {
		return Dialog{Address: address}, free, err
	}
	return ds[0], free, nil
}

// QueueSave writes the row; the caller holds the chat's lock.
func QueueSave(b *pgx.Batch, d Dialog) {
	if d.Step == Idle {
		b.Queue(`
			DELETE FROM dialog
			WHERE address = $1`, d.Address)
		return
	}
	b.Queue(`
		INSERT INTO dialog (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (address) DO UPDATE
		SET step = excluded.step, data = excluded.data, draft_at = excluded.draft_at, remind_at = excluded.remind_at, until = excluded.until`,
		d.Address, d.Step, d.Data, d.DraftAt, d.RemindAt, d.Until)
}

// Resume puts a dialog back to what another step had interrupted.
func (d *Dialog) Resume(step string, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode the dialog %s: %w", step, err)
	}
	d.Step, d.Data, d.Until = step, b, nil
	return nil
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
		SELECT `+columns+`
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
		SELECT `+columns+`
		FROM dialog
		WHERE draft_at < $1
		ORDER BY draft_at
		LIMIT $2
		FOR UPDATE SKIP LOCKED`, before, limit)
}

// Drafts lists the dialogs at a step whose draft was touched since a moment, the
// newest first.
func Drafts(ctx context.Context, tx pgx.Tx, step string, since time.Time) ([]Dialog, error) {
	return collect(ctx, tx, `
		SELECT `+columns+`
		FROM dialog
		WHERE draft_at >= $1
		AND step = $2
		ORDER BY draft_at DESC
		LIMIT 200`, since, step)
}

// Amend changes what the step of a chat needs, and nothing else of it; the
// caller holds the chat's lock.
func Amend(ctx context.Context, tx pgx.Tx, address string, data json.RawMessage) error {
	if _, err := tx.Exec(ctx, `
		UPDATE dialog
		SET data = $2
		WHERE address = $1`, address, data); err != nil {
		return fmt.Errorf("amend a dialog: %w", err)
	}
	return nil
}

// Over locks and gives up to limit dialogs whose step is to be given up,
// skipping those that somebody is talking in just now.
func Over(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]Dialog, error) {
	return collect(ctx, tx, `
		SELECT `+columns+`
		FROM dialog
		WHERE until <= $1
		ORDER BY until
		LIMIT $2
		FOR UPDATE SKIP LOCKED`, now, limit)
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

// Addresses lists the chats whose conversation waits for something.
func Addresses(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT address
		FROM dialog
		ORDER BY address`)
	if err != nil {
		return nil, fmt.Errorf("list dialogs: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list dialogs: %w", err)
	}
	return all, nil
}
