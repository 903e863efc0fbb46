package complaint

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Limits of wrong PINs within 24 hours: for one code (unknown ones alike), for
// one asker, and for everybody together.
const (
	wrongPerCode  = 5
	wrongPerAsker = 10
	wrongOverall  = 1000
)

// Look is the outcome of asking by code and PIN. Wrong and Locked are values,
// not refusals: the count of attempts must survive the "no".
type Look struct {
	Complaint Complaint // only when OK
	OK        bool
	Locked    bool // too many wrong ones; the owner's own chat stays open
}

// Opens is the case that code and PIN decide on, with the code of the part that
// they belong to where this is another: one that whoever filed the part has
// inherited without a trace.
func (l Look) Opens(ctx context.Context, tx pgx.Tx) (c Complaint, by string, err error) {
	whole, is, err := entrusted(ctx, tx, l.Complaint)
	if err != nil || !is {
		return l.Complaint, "", err
	}
	return whole, l.Complaint.Code, nil
}

// ByPIN shows a case to whoever knows its code and PIN. A wrong PIN, an unknown
// code and a locked one cannot be told apart by their first attempts. The
// asker is an address or, on the web, the peer.
func (d *Desk) ByPIN(ctx context.Context, tx pgx.Tx, now time.Time, asker, code, pin string) (Look, error) {
	return d.byPIN(ctx, tx, now, asker, code, func(c Complaint) bool {
		return subtle.ConstantTimeCompare([]byte(d.pin(c.ID, c.PINNo)), []byte(pin)) == 1
	})
}

// byPIN is ByPIN for whatever proves that somebody knows the PIN.
func (d *Desk) byPIN(ctx context.Context, tx pgx.Tx, now time.Time, asker, code string, right func(Complaint) bool) (Look, error) {
	// One attempt at a time for each code, so that a volley counts in full.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('pin'), hashtext($1))`, code); err != nil {
		return Look{}, fmt.Errorf("take turns on a code: %w", err)
	}
	mark := d.askerMark(asker)
	var byCode, byAsker, overall int
	err := tx.QueryRow(ctx, `
		SELECT
			(SELECT count(*) FROM pin_attempt WHERE code = $1 AND at > $3),
			(SELECT COALESCE(sum(wrong), 0) FROM pin_asker WHERE asker = $2 AND hour > $3),
			(SELECT count(*) FROM pin_attempt WHERE at > $3)`,
		code, mark, now.Add(-24*time.Hour)).Scan(&byCode, &byAsker, &overall)
	if err != nil {
		return Look{}, fmt.Errorf("count PIN attempts: %w", err)
	}
	if byCode >= wrongPerCode || byAsker >= wrongPerAsker || overall >= wrongOverall {
		return Look{Locked: true}, nil
	}
	c, err := FindByCode(ctx, tx, code)
	if err != nil && err != ErrUnknown {
		return Look{}, err
	}
	if err == nil && right(c) {
		return Look{Complaint: c, OK: true}, nil
	}
	// Nobody shall read here who asked for which case: the two counts lie apart.
	batch := &pgx.Batch{}
	batch.Queue(`
		INSERT INTO pin_attempt (code, at)
		VALUES ($1, $2)`, code, now)
	batch.Queue(`
		INSERT INTO pin_asker (asker, hour, wrong)
		VALUES ($1, $2, 1)
		ON CONFLICT (asker, hour) DO UPDATE
		SET wrong = pin_asker.wrong + 1`, mark, now.Truncate(time.Hour))
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return Look{}, fmt.Errorf("count a PIN attempt: %w", err)
	}
	return Look{}, nil
}

// askerMark is an asker under the installation's key: enough to count them for
// a day, and nothing to find them by.
func (d *Desk) askerMark(asker string) string {
	mac := hmac.New(sha256.New, d.Key)
	mac.Write([]byte("tanggap/pin asker"))
	mac.Write([]byte(asker))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// ForgetAttempts drops PIN attempts older than before.
func ForgetAttempts(ctx context.Context, tx pgx.Tx, before time.Time) (int, error) {
	tag, err := tx.Exec(ctx, `
		WITH askers AS (DELETE FROM pin_asker WHERE hour < $1)
		DELETE FROM pin_attempt
		WHERE at < $1`, before)
	if err != nil {
		return 0, fmt.Errorf("forget PIN attempts: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
