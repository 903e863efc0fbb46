package complaint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// keepRecovery writes a request; ErrAskedAlready when the same one waits.
func (d *Desk) keepRecovery(ctx context.Context, tx pgx.Tx, r Recovery) (int64, error) {
	box, err := d.seal(r.Case, r.Asker)
	if err != nil {
		return 0, err
	}
	var id int64
	err = tx.QueryRow(ctx, `
		INSERT INTO recovery (complaint_id, code, kind, box, answers, asked_at, due_at)
		VALUES (NULLIF($1::bigint, 0), $2, $3, $4, COALESCE($5::text[], '{}'), $6, $7)
		ON CONFLICT (code, kind) DO NOTHING
		RETURNING id`, r.Case, r.Code, r.Want, box, r.Answers, r.AskedAt, r.DueAt).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrAskedAlready
	}
	if err != nil {
		return 0, fmt.Errorf("keep a recovery: %w", err)
	}
	return id, nil
}

// RecoveryWaits says whether a request of this kind waits for a code.
func RecoveryWaits(ctx context.Context, tx pgx.Tx, code string, want Want) (waits bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM recovery WHERE code = $1 AND kind = $2)`, code, want).Scan(&waits)
	if err != nil {
		return false, fmt.Errorf("look for a recovery: %w", err)
	}
	return waits, nil
}

// recoveryCase is the case of a request, 0 for none, read before it is locked.
func recoveryCase(ctx context.Context, tx pgx.Tx, request int64) (id ID, err error) {
	err = tx.QueryRow(ctx, `
		SELECT COALESCE(complaint_id, 0)
		FROM recovery
		WHERE id = $1`, request).Scan(&id)
	return id, asRequest(err)
}

func (d *Desk) readRecovery(ctx context.Context, tx pgx.Tx, request int64) (Recovery, error) {
	var r Recovery
	var box []byte
	err := tx.QueryRow(ctx, `
		SELECT id, COALESCE(complaint_id, 0), code, kind, box, answers, asked_at, due_at
		FROM recovery
		WHERE id = $1
		FOR UPDATE`, request).Scan(&r.ID, &r.Case, &r.Code, &r.Want, &box, &r.Answers, &r.AskedAt, &r.DueAt)
	if err != nil {
		return Recovery{}, asRequest(err)
	}
	r.Asker, err = d.open(r.Case, box)
	return r, err
}

func asRequest(err error) error {
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNoRequest
	case err != nil:
		return fmt.Errorf("read a recovery: %w", err)
	}
	return nil
}

func grantRecovery(ctx context.Context, tx pgx.Tx, request int64, due time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE recovery
		SET due_at = $2, answers = '{}'
		WHERE id = $1`, request, due); err != nil {
		return fmt.Errorf("grant a recovery: %w", err)
	}
	return nil
}

func dropRecovery(ctx context.Context, tx pgx.Tx, request int64) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM recovery
		WHERE id = $1`, request); err != nil {
		return fmt.Errorf("drop a recovery: %w", err)
	}
	return nil
}

// ToRecover lists the requests that are due, oldest first.
func ToRecover(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM recovery
		WHERE due_at <= $1
		ORDER BY due_at, id
		LIMIT $2`, now, limit)
	if err != nil {
		return nil, fmt.Errorf("list recoveries: %w", err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("list recoveries: %w", err)
	}
	return due, nil
}
