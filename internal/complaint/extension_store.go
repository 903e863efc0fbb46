package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

const extensionColumns = `id, complaint_id, stretch_id, nip, days, reason, asked_at, decided_by, decided_at, granted, moot, on_day`

func extensions(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Extension, error) {
	rows, err := tx.Query(ctx, `SELECT `+extensionColumns+` FROM extension `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read extensions: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Extension])
	if err != nil {
		return nil, fmt.Errorf("read extensions: %w", err)
	}
	return all, nil
}

func firstExtension(ctx context.Context, tx pgx.Tx, where string, args ...any) (Extension, bool, error) {
	all, err := extensions(ctx, tx, where, args...)
	if err != nil || len(all) == 0 {
		return Extension{}, false, err
	}
	return all[0], true, nil
}

func openExtension(ctx context.Context, tx pgx.Tx, stretch int64) (Extension, bool, error) {
	return firstExtension(ctx, tx, `WHERE stretch_id = $1 AND decided_at IS NULL`, stretch)
}

// ExtensionOf is the one extension that was asked for in a case; false for none,
// or one that fell away.
func ExtensionOf(ctx context.Context, tx pgx.Tx, id ID) (Extension, bool, error) {
	return firstExtension(ctx, tx, `WHERE complaint_id = $1 AND NOT moot`, id)
}

// ExtensionNow is the one that was granted to whoever holds a case at present;
// nil for none.
func ExtensionNow(ctx context.Context, tx pgx.Tx, id ID) (*Extension, error) {
	x, found, err := firstExtension(ctx, tx, `
		WHERE complaint_id = $1
		AND granted
		AND stretch_id IN (SELECT id FROM stretch WHERE complaint_id = $1 AND to_at IS NULL)`, id)
	if err != nil || !found {
		return nil, err
	}
	return &x, nil
}

// AllExtensions gives the extensions of all cases, oldest first.
func AllExtensions(ctx context.Context, tx pgx.Tx) ([]Extension, error) {
	return extensions(ctx, tx, `ORDER BY id`)
}

// LongerOf are the codes of the cases for which somebody was granted a later
// limit from a moment on and before another.
func LongerOf(ctx context.Context, tx pgx.Tx, nip roster.NIP, from, before time.Time) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.code
		FROM extension x
		JOIN complaint c ON c.id = x.complaint_id
		WHERE x.nip = $1
		AND x.granted
		AND x.decided_at >= $2
		AND x.decided_at < $3
		ORDER BY x.id`, nip, from, before)
	if err != nil {
		return nil, fmt.Errorf("count the extensions of an employee: %w", err)
	}
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("count the extensions of an employee: %w", err)
	}
	return codes, nil
}

func insertExtension(ctx context.Context, tx pgx.Tx, x *Extension) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO extension (complaint_id, stretch_id, nip, days, reason, asked_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id`, x.ComplaintID, x.StretchID, x.NIP, x.Days, x.Reason, x.AskedAt).Scan(&x.ID)
	if err != nil {
		return fmt.Errorf("ask for an extension of case %d: %w", x.ComplaintID, err)
	}
	return nil
}

func saveExtension(ctx context.Context, tx pgx.Tx, x Extension) error {
	_, err := tx.Exec(ctx, `
		UPDATE extension
		SET decided_by = $2, decided_at = $3, granted = $4, moot = $5, on_day = $6
		WHERE id = $1`, x.ID, x.DecidedBy, x.DecidedAt, x.Granted, x.Moot, x.On)
	if err != nil {
		return fmt.Errorf("decide on extension %d: %w", x.ID, err)
	}
	return nil
}
