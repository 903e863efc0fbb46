package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

const errandColumns = `id, complaint_id, kind, nip, given_at, due_at, done_at, moot, step, next_at`

func errands(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Errand, error) {
	rows, err := tx.Query(ctx, `SELECT `+errandColumns+` FROM errand `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read errands: %w", err)
	}
	es, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Errand])
	if err != nil {
		return nil, fmt.Errorf("read errands: %w", err)
	}
	return es, nil
}

// FindErrand gives an errand; ErrErrandOver when there is none.
func FindErrand(ctx context.Context, tx pgx.Tx, id int64) (Errand, error) {
	es, err := errands(ctx, tx, `WHERE id = $1`, id)
	if err == nil && len(es) == 0 {
		err = ErrErrandOver
	}
	if err != nil {
		return Errand{}, err
	}
	return es[0], nil
}

// ErrandsOf lists what waits for somebody, what is due first first.
func ErrandsOf(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]Errand, error) {
	return errands(ctx, tx, `WHERE nip = $1 AND done_at IS NULL ORDER BY due_at, id`, nip)
}

// Deciders are those on whom something waits beside the cases that they hold: a
// decision or an answer, help with a late case, a second person's word. Each
// with since when the oldest does.
func Deciders(ctx context.Context, tx pgx.Tx, now time.Time) (map[roster.NIP]time.Time, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip, min(since)
		FROM (
			SELECT nip, given_at AS since FROM errand WHERE done_at IS NULL AND nip IS NOT NULL
			UNION ALL
			SELECT nip, given_at FROM rung WHERE ended_at IS NULL
			UNION ALL
			SELECT second_nip, asked_at FROM disclosure WHERE agreed_at IS NULL AND denied_at IS NULL AND until > $1) w
		GROUP BY nip`, now)
	if err != nil {
		return nil, fmt.Errorf("list who is to decide: %w", err)
	}
	since := map[roster.NIP]time.Time{}
	var nip roster.NIP
	var at time.Time
	if _, err := pgx.ForEachRow(rows, []any{&nip, &at}, func() error {
		since[nip] = at
		return nil
	}); err != nil {
		return nil, fmt.Errorf("list who is to decide: %w", err)
	}
	return since, nil
}

// OpenErrands lists all that wait, oldest first.
func OpenErrands(ctx context.Context, tx pgx.Tx) ([]Errand, error) {
	return errands(ctx, tx, `WHERE done_at IS NULL ORDER BY id`)
}

// AllErrands gives the errands of all cases, oldest first.
func AllErrands(ctx context.Context, tx pgx.Tx) ([]Errand, error) {
	return errands(ctx, tx, `ORDER BY id`)
}

func insertErrand(ctx context.Context, tx pgx.Tx, e *Errand) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO errand (complaint_id, kind, nip, given_at, due_at, step, next_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		RETURNING id`,
		e.ComplaintID, e.Kind, e.NIP, e.GivenAt, e.DueAt, e.Step, e.NextAt).Scan(&e.ID)
	if err != nil {
		return fmt.Errorf("give an errand about case %d: %w", e.ComplaintID, err)
	}
	return nil
}

func saveErrand(ctx context.Context, tx pgx.Tx, e Errand) error {
	_, err := tx.Exec(ctx, `
		UPDATE errand
		SET done_at = $2, moot = $3, step = $4, next_at = $5
		WHERE id = $1`, e.ID, e.DoneAt, e.Moot, e.Step, e.NextAt)
	if err != nil {
		return fmt.Errorf("save errand %d: %w", e.ID, err)
	}
	return nil
}
