package complaint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// A helper files for somebody without a phone. The case is that one's: the
// helper has no word in it, nor do they read it afterwards. Code and PIN on a
// paper make its owner, from any account, on the web, or on the telephone.

// PaperFor is how long after its filing the paper of a case is printed again.
const PaperFor = 24 * time.Hour

func keepHelper(ctx context.Context, tx pgx.Tx, id ID, f Filing) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO helped (complaint_id, nip, agreed_at)
		VALUES ($1, $2, $3)`, id, f.Helper, f.AgreedAt); err != nil {
		return fmt.Errorf("keep who filed case %d for somebody: %w", id, err)
	}
	return nil
}

// HelperOf is who filed a case for somebody else; false when its reporter did.
func HelperOf(ctx context.Context, tx pgx.Tx, id ID) (roster.NIP, bool, error) {
	var nip roster.NIP
	err := tx.QueryRow(ctx, `
		SELECT nip
		FROM helped
		WHERE complaint_id = $1`, id).Scan(&nip)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("read who filed case %d for somebody: %w", id, err)
	}
	return nip, true, nil
}

// FiledBy is the employee who filed a case, for themself or for somebody else;
// false when a citizen did.
func (d *Desk) FiledBy(ctx context.Context, tx pgx.Tx, id ID) (roster.NIP, bool, error) {
	helper, helped, err := HelperOf(ctx, tx, id)
	if err != nil || helped {
		return helper, helped, err
	}
	reporter, known, err := d.Reporter(ctx, tx, id)
	if err != nil || !known {
		return "", false, err
	}
	self, staff, err := roster.ByAddress(ctx, tx, reporter)
	return self.NIP, staff, err
}

// OfHelper lists what somebody filed for others, newest first, at most limit.
func OfHelper(ctx context.Context, tx pgx.Tx, nip roster.NIP, limit int) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE id IN (SELECT complaint_id FROM helped WHERE nip = $1)
		ORDER BY id DESC
		LIMIT $2`, nip, limit)
}

// Paper gives a case whose paper its helper may print again, and its PIN:
// within PaperFor, while the PIN is the first one. It refuses with ErrUnknown,
// also to everybody else, or ErrPaperOver.
func (d *Desk) Paper(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Complaint, string, error) {
	helper, helped, err := HelperOf(ctx, tx, id)
	if err == nil && (!helped || helper != by) {
		err = ErrUnknown
	}
	if err != nil {
		return Complaint{}, "", err
	}
	c, err := lock(ctx, tx, id)
	if err == nil && !c.Printable(now) {
		err = ErrPaperOver
	}
	if err != nil {
		return Complaint{}, "", err
	}
	return c, d.pin(c.ID, c.PINNo), nil
}

// Printable says whether a helper may still print the paper of a case.
func (c Complaint) Printable(now time.Time) bool {
	return c.Contact == Helped && c.PINNo == 1 && now.Before(c.FiledAt.Add(PaperFor))
}
