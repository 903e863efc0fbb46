package complaint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

const disclosureColumns = `id, complaint_id, pressure_id, nip, second_nip, asked_at, until, agreed_at, denied_at, opened_at, step, next_at`

func disclosures(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Disclosure, error) {
	rows, err := tx.Query(ctx, `SELECT `+disclosureColumns+` FROM disclosure `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read disclosures: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Disclosure])
	if err != nil {
		return nil, fmt.Errorf("read disclosures: %w", err)
	}
	return all, nil
}

// AllDisclosures gives every time that it was asked who reported, oldest first.
func AllDisclosures(ctx context.Context, tx pgx.Tx) ([]Disclosure, error) {
	return disclosures(ctx, tx, `ORDER BY id`)
}

// DisclosuresFor lists what waits for the second person, what lapses first first.
func DisclosuresFor(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP) ([]Disclosure, error) {
	return disclosures(ctx, tx, `
		WHERE second_nip = $1 AND agreed_at IS NULL AND denied_at IS NULL AND until > $2
		ORDER BY until, id`, nip, now)
}

// DisclosuresDue lists whose clocks have something to do.
func DisclosuresDue(ctx context.Context, tx pgx.Tx, now time.Time) ([]Disclosure, error) {
	return disclosures(ctx, tx, `WHERE next_at <= $1 ORDER BY id`, now)
}

// lastDisclosure is what somebody asked last about a case; false for nothing.
func lastDisclosure(ctx context.Context, tx pgx.Tx, id ID, nip roster.NIP) (Disclosure, bool, error) {
	all, err := disclosures(ctx, tx, `WHERE complaint_id = $1 AND nip = $2 ORDER BY id DESC LIMIT 1`, id, nip)
	if err != nil || len(all) == 0 {
		return Disclosure{}, false, err
	}
	return all[0], true, nil
}

func insertDisclosure(ctx context.Context, tx pgx.Tx, f *Disclosure) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO disclosure (complaint_id, pressure_id, nip, second_nip, asked_at, until, next_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		RETURNING id`, f.ComplaintID, f.Pressure, f.NIP, f.Second, f.AskedAt, f.Until, f.NextAt).Scan(&f.ID)
	if err != nil {
		return fmt.Errorf("ask who reported case %d: %w", f.ComplaintID, err)
	}
	return nil
}

func saveDisclosure(ctx context.Context, tx pgx.Tx, f Disclosure) error {
	_, err := tx.Exec(ctx, `
		UPDATE disclosure
		SET until = $2, agreed_at = $3, denied_at = $4, opened_at = $5, step = $6, next_at = $7
		WHERE id = $1`, f.ID, f.Until, f.AgreedAt, f.DeniedAt, f.OpenedAt, f.Step, f.NextAt)
	if err != nil {
		return fmt.Errorf("save disclosure %d: %w", f.ID, err)
	}
	return nil
}

// openAddress is the address from which a case was filed, unless it is sealed or
// not kept: then false.
func openAddress(ctx context.Context, tx pgx.Tx, id ID) (address string, kept bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT address
		FROM reporter
		WHERE complaint_id = $1`, id).Scan(&address)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read who reported case %d: %w", id, err)
	}
	return address, true, nil
}
