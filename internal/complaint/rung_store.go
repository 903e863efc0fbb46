package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

const rungColumns = `id, complaint_id, stretch_id, step, nip, given_at, from_at, due_at, ended_at, act`

func rungs(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Rung, error) {
	rows, err := tx.Query(ctx, `SELECT `+rungColumns+` FROM rung `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read rungs: %w", err)
	}
	rs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Rung])
	if err != nil {
		return nil, fmt.Errorf("read rungs: %w", err)
	}
	return rs, nil
}

func insertRung(ctx context.Context, tx pgx.Tx, r *Rung) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO rung (complaint_id, stretch_id, step, nip, given_at)
		VALUES ($1, $2, $3, $4, $5)
		RETURNING id`, r.ComplaintID, r.StretchID, r.Step, r.NIP, r.GivenAt).Scan(&r.ID)
	if err != nil {
		return fmt.Errorf("ask for help with case %d: %w", r.ComplaintID, err)
	}
	return nil
}

func saveRung(ctx context.Context, tx pgx.Tx, r Rung) error {
	_, err := tx.Exec(ctx, `
		UPDATE rung
		SET from_at = $2, due_at = $3, ended_at = $4, act = $5
		WHERE id = $1`, r.ID, r.FromAt, r.DueAt, r.EndedAt, r.Act)
	if err != nil {
		return fmt.Errorf("save rung %d: %w", r.ID, err)
	}
	return nil
}

// lockRung gives a rung as it stands once its case is locked, and when its owner
// was told; nil when they were not.
func lockRung(ctx context.Context, tx pgx.Tx, id int64) (Rung, Complaint, *time.Time, error) {
	var of ID
	if err := tx.QueryRow(ctx, `SELECT complaint_id FROM rung WHERE id = $1`, id).Scan(&of); err != nil {
		return Rung{}, Complaint{}, nil, fmt.Errorf("find rung %d: %w", id, err)
	}
	c, err := lock(ctx, tx, of)
	if err != nil {
		return Rung{}, Complaint{}, nil, err
	}
	rs, err := rungs(ctx, tx, `WHERE id = $1`, id)
	if err != nil || len(rs) == 0 {
		return Rung{}, Complaint{}, nil, err
	}
	var at *time.Time
	if err := tx.QueryRow(ctx, `SELECT told_at FROM rung WHERE id = $1`, id).Scan(&at); err != nil {
		return Rung{}, Complaint{}, nil, fmt.Errorf("find rung %d: %w", id, err)
	}
	return rs[0], c, at, nil
}

// RungsOf lists what waits for somebody above late cases, the longest first.
func RungsOf(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]Rung, error) {
	return rungs(ctx, tx, `WHERE nip = $1 AND ended_at IS NULL ORDER BY due_at NULLS LAST, id`, nip)
}

// AllRungs gives the rungs of all cases, oldest first.
func AllRungs(ctx context.Context, tx pgx.Tx) ([]Rung, error) { return rungs(ctx, tx, `ORDER BY id`) }

// RungsBetween gives the rungs of somebody that ended, or whose limit passed,
// from one moment to before another.
func RungsBetween(ctx context.Context, tx pgx.Tx, nip roster.NIP, from, to time.Time) ([]Rung, error) {
	return rungs(ctx, tx, `
		WHERE nip = $1 AND act <> 'moot'
		AND (CASE WHEN ended_at IS NULL OR due_at < ended_at THEN due_at ELSE ended_at END) >= $2
		AND (CASE WHEN ended_at IS NULL OR due_at < ended_at THEN due_at ELSE ended_at END) < $3
		ORDER BY id`, nip, from, to)
}

// Untold lists who is asked for help and was sent no message of it yet.
func Untold(ctx context.Context, tx pgx.Tx) ([]roster.NIP, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT nip
		FROM rung
		WHERE told_with IS NULL AND ended_at IS NULL
		ORDER BY nip`)
	if err != nil {
		return nil, fmt.Errorf("list who is to be told: %w", err)
	}
	nips, err := pgx.CollectRows(rows, pgx.RowTo[roster.NIP])
	if err != nil {
		return nil, fmt.Errorf("list who is to be told: %w", err)
	}
	return nips, nil
}

// UntoldOf gives the rungs of somebody of which they were sent no message yet.
func UntoldOf(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]Rung, error) {
	return rungs(ctx, tx, `WHERE nip = $1 AND told_with IS NULL AND ended_at IS NULL ORDER BY id`, nip)
}

// TellWith notes that one message tells of some rungs, and gives the number by
// which its delivery is known: what Begin takes, and below zero.
func TellWith(ctx context.Context, tx pgx.Tx, rs []Rung) (int64, error) {
	ids := make([]int64, len(rs))
	for i, r := range rs {
		ids[i] = r.ID
	}
	if _, err := tx.Exec(ctx, `UPDATE rung SET told_with = $1 WHERE id = ANY ($2)`, ids[0], ids); err != nil {
		return 0, fmt.Errorf("note who is told: %w", err)
	}
	return -ids[0], nil
}

// toldWith notes that such a message arrived. What follows from it for each case
// is for BeginRung: there may be thousands.
func toldWith(ctx context.Context, tx pgx.Tx, at time.Time, message int64) error {
	if _, err := tx.Exec(ctx, `UPDATE rung SET told_at = $2 WHERE told_with = $1 AND told_at IS NULL`, message, at.Truncate(time.Microsecond)); err != nil {
		return fmt.Errorf("note who was told: %w", err)
	}
	return nil
}

// ToBeginRungs lists the rungs whose owners were told and whose clocks do not
// run yet.
func ToBeginRungs(ctx context.Context, tx pgx.Tx, limit int) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM rung
		WHERE told_at IS NOT NULL AND from_at IS NULL AND ended_at IS NULL
		ORDER BY complaint_id, id
		LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list rungs to begin: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("list rungs to begin: %w", err)
	}
	return list, nil
}
