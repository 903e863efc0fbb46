package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// LookInto is one thing that somebody of the inspectorate looks into.
type LookInto struct {
	What     string     // "conduct", "pressed" or "evidence"
	ID       int64      // of the case, the matter or the errand
	Code     string     // of the case
	DueAt    *time.Time // nil for a case: its stretch tells
	Answered bool
}

// LooksInto lists all of it in one statement: cases about officers, what citizens
// say who are pressed, and evidence that was shown before.
func LooksInto(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]LookInto, error) {
	rows, err := tx.Query(ctx, `
		SELECT 'conduct', c.id, c.code, NULL::timestamptz, false
		FROM complaint c
		JOIN about_officer a ON a.complaint_id = c.id
		WHERE c.holder = $1 AND c.ended_at IS NULL
		UNION ALL
		SELECT 'pressed', p.id, c.code, p.due_at, p.answered_at IS NOT NULL
		FROM pressure p
		JOIN complaint c ON c.id = p.complaint_id
		WHERE p.nip = $1 AND p.done_at IS NULL
		UNION ALL
		SELECT 'evidence', e.id, c.code, e.due_at, false
		FROM errand e
		JOIN complaint c ON c.id = e.complaint_id
		WHERE e.nip = $1 AND e.done_at IS NULL AND e.kind = $2`, nip, ToInspect)
	if err != nil {
		return nil, fmt.Errorf("list what is looked into: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[LookInto])
	if err != nil {
		return nil, fmt.Errorf("list what is looked into: %w", err)
	}
	return all, nil
}
