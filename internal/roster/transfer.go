package roster

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Transfer is somebody who works in another unit than before.
type Transfer struct {
	NIP  NIP
	From string
	To   string
	At   time.Time // when the register learned of it
}

// moved keeps that somebody works in another unit now, also in their chain.
func moved(ctx context.Context, tx pgx.Tx, t Transfer) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO transfer (nip, from_unit, to_unit, at)
		VALUES ($1, $2, $3, $4)`, t.NIP, t.From, t.To, t.At); err != nil {
		return fmt.Errorf("keep that somebody works elsewhere: %w", err)
	}
	return record(ctx, tx, t.At, t.NIP, "moved", operator, t.From+">"+t.To, nil)
}

// Transferred gives the last transfer of each of some employees who had any.
func Transferred(ctx context.Context, tx pgx.Tx, nips []NIP) ([]Transfer, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT ON (nip) nip, from_unit, to_unit, at
		FROM transfer
		WHERE nip = ANY ($1)
		ORDER BY nip, at DESC`, nips)
	if err != nil {
		return nil, fmt.Errorf("list who works elsewhere now: %w", err)
	}
	ts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Transfer])
	if err != nil {
		return nil, fmt.Errorf("list who works elsewhere now: %w", err)
	}
	return ts, nil
}

// MovedSince says whether somebody went to another unit after a moment.
func MovedSince(ctx context.Context, tx pgx.Tx, nip NIP, at time.Time) (bool, error) {
	ts, err := Transferred(ctx, tx, []NIP{nip})
	return len(ts) > 0 && ts[0].At.After(at), err
}

// Left says whether somebody worked in a unit once, or held a post there, and does
// so no more on the day that on shows in its own location: they answer for nothing
// there any more.
func Left(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP, unitCode string) (left bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (
			SELECT FROM employee e
			WHERE e.nip = $1 AND e.unit_code <> $2
			AND (EXISTS (SELECT FROM transfer t WHERE t.nip = $1 AND t.from_unit = $2)
				OR EXISTS (SELECT FROM post p WHERE p.nip = $1 AND p.unit_code = $2 AND p.to_on < $3::date))
			AND NOT EXISTS (
				SELECT FROM post p
				WHERE p.nip = $1 AND p.unit_code = $2 AND $3::date >= p.from_on AND (p.to_on IS NULL OR $3::date <= p.to_on)))`,
		nip, unitCode, on).Scan(&left)
	if err != nil {
		return false, fmt.Errorf("see who left unit %s: %w", unitCode, err)
	}
	return left, nil
}
