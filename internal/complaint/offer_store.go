package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

const offerColumns = `id, complaint_id, from_nip, to_nip, reason, offered_at, ended_at, outcome, why, back, unit_code`

func offers(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Offer, error) {
	rows, err := tx.Query(ctx, `SELECT `+offerColumns+` FROM offer `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	os, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Offer])
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	return os, nil
}

// OffersOf gives the offers of a case, oldest first.
func OffersOf(ctx context.Context, tx pgx.Tx, id ID) ([]Offer, error) {
	return offers(ctx, tx, `WHERE complaint_id = $1 ORDER BY id`, id)
}

// AllOffers gives the offers of all cases, oldest first.
func AllOffers(ctx context.Context, tx pgx.Tx) ([]Offer, error) {
	return offers(ctx, tx, `ORDER BY id`)
}

// openOffer is the offer of a case that nobody has answered; false for none.
func openOffer(ctx context.Context, tx pgx.Tx, id ID) (Offer, bool, error) {
	os, err := offers(ctx, tx, `WHERE complaint_id = $1 AND ended_at IS NULL`, id)
	if err != nil || len(os) == 0 {
		return Offer{}, false, err
	}
	return os[0], true, nil
}

// declines is how often a case was declined.
func declines(ctx context.Context, tx pgx.Tx, id ID) (n int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*)
		FROM offer
		WHERE complaint_id = $1
		AND outcome = 'declined'`, id).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the declines of case %d: %w", id, err)
	}
	return n, nil
}

// Passing is what somebody offered in a time, and which of it came back as wrong.
type Passing struct {
	Offers int
	Back   []string // codes
}

// PassingOf counts what somebody offered from a moment on and before another.
// What they took back themselves, or nobody could answer, is no offer.
func PassingOf(ctx context.Context, tx pgx.Tx, nip roster.NIP, from, before time.Time) (p Passing, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*), COALESCE(array_agg(c.code ORDER BY o.id) FILTER (WHERE o.back), '{}')
		FROM offer o
		JOIN complaint c ON c.id = o.complaint_id
		WHERE o.from_nip = $1
		AND o.offered_at >= $2
		AND o.offered_at < $3
		AND o.outcome IN ('', 'accepted', 'declined', 'silent')`, nip, from, before).Scan(&p.Offers, &p.Back)
	if err != nil {
		return Passing{}, fmt.Errorf("count what an employee offered: %w", err)
	}
	return p, nil
}

func insertOffer(ctx context.Context, tx pgx.Tx, o *Offer) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO offer (complaint_id, from_nip, to_nip, reason, offered_at, unit_code)
		VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id`,
		o.ComplaintID, o.From, o.To, o.Reason, o.OfferedAt, o.Unit).Scan(&o.ID)
	if err != nil {
		return fmt.Errorf("offer case %d: %w", o.ComplaintID, err)
	}
	return nil
}

func saveOffer(ctx context.Context, tx pgx.Tx, o Offer) error {
	_, err := tx.Exec(ctx, `
		UPDATE offer
		SET ended_at = $2, outcome = $3, why = $4, back = $5
		WHERE id = $1`, o.ID, o.EndedAt, o.Outcome, o.Why, o.Back)
	if err != nil {
		return fmt.Errorf("save the offer of case %d: %w", o.ComplaintID, err)
	}
	return nil
}

// OpenOffer is the offer of a case that nobody has answered, with the errand of
// its receiver; false for none.
func OpenOffer(ctx context.Context, tx pgx.Tx, id ID) (Errand, Offer, bool, error) {
	o, open, err := openOffer(ctx, tx, id)
	if err != nil || !open {
		return Errand{}, o, false, err
	}
	waits, err := errands(ctx, tx, `WHERE complaint_id = $1 AND done_at IS NULL AND kind = $2`, id, ToTake)
	if err != nil || len(waits) == 0 {
		return Errand{}, o, false, err
	}
	return waits[0], o, true, nil
}
