package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

const pressureColumns = `id, complaint_id, nip, said_at, due_at, answered_at, done_at, ended, step, next_at`

func pressures(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Pressure, error) {
	rows, err := tx.Query(ctx, `SELECT `+pressureColumns+` FROM pressure `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read pressures: %w", err)
	}
	ps, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Pressure])
	if err != nil {
		return nil, fmt.Errorf("read pressures: %w", err)
	}
	return ps, nil
}

// PressedOf lists what somebody looks into, what is due first first.
func PressedOf(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]Pressure, error) {
	return pressures(ctx, tx, `WHERE nip = $1 AND done_at IS NULL ORDER BY due_at, id`, nip)
}

// PressedIn lists what the reporter of a case said of being pressed, oldest
// first; an heir reads nothing of what was said before.
func PressedIn(ctx context.Context, tx pgx.Tx, c Complaint) ([]Pressure, error) {
	return pressures(ctx, tx, `WHERE complaint_id = $1 AND ($2::timestamptz IS NULL OR said_at >= $2) ORDER BY id`, c.ID, c.InheritedAt)
}

// OpenPressed lists all that is looked into, oldest first.
func OpenPressed(ctx context.Context, tx pgx.Tx) ([]Pressure, error) {
	return pressures(ctx, tx, `WHERE done_at IS NULL ORDER BY id`)
}

// AllPressed gives all such matters, oldest first.
func AllPressed(ctx context.Context, tx pgx.Tx) ([]Pressure, error) {
	return pressures(ctx, tx, `ORDER BY id`)
}

// PressedCount is how many there were, for the inspectorate alone.
type PressedCount struct{ All, Open, Founded, Unfounded, Unclear int }

// CountPressed counts what was said since a time.
func CountPressed(ctx context.Context, tx pgx.Tx, since time.Time) (n PressedCount, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*), count(*) FILTER (WHERE done_at IS NULL), count(*) FILTER (WHERE ended = $2),
			count(*) FILTER (WHERE ended = $3), count(*) FILTER (WHERE ended = $4)
		FROM pressure
		WHERE said_at >= $1`, since, Founded, Unfounded, Unclear).Scan(&n.All, &n.Open, &n.Founded, &n.Unfounded, &n.Unclear)
	if err != nil {
		return n, fmt.Errorf("count pressures: %w", err)
	}
	return n, nil
}

func pressuresByOwner(ctx context.Context, tx pgx.Tx) (map[roster.NIP]int, error) {
	open, err := OpenPressed(ctx, tx)
	n := map[roster.NIP]int{}
	for _, p := range open {
		if p.NIP != nil {
			n[*p.NIP]++
		}
	}
	return n, err
}

func insertPressure(ctx context.Context, tx pgx.Tx, p *Pressure) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO pressure (complaint_id, nip, said_at, due_at, next_at)
		VALUES ($1, $2, $3, $4, $5)
		RETURNING id`, p.ComplaintID, p.NIP, p.SaidAt, p.DueAt, p.NextAt).Scan(&p.ID)
	if err != nil {
		return fmt.Errorf("note a pressure: %w", err)
	}
	return nil
}

func savePressure(ctx context.Context, tx pgx.Tx, p Pressure) error {
	_, err := tx.Exec(ctx, `
		UPDATE pressure
		SET nip = $2, due_at = $3, answered_at = $4, done_at = $5, ended = $6, step = $7, next_at = $8
		WHERE id = $1`, p.ID, p.NIP, p.DueAt, p.AnsweredAt, p.DoneAt, p.Ended, p.Step, p.NextAt)
	if err != nil {
		return fmt.Errorf("save pressure %d: %w", p.ID, err)
	}
	return nil
}
