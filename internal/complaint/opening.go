package complaint

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

// Opened says what somebody of the office opened.
type Opened string

// What can be opened.
const (
	OpenedCase  Opened = "case"  // what was written, and its story
	OpenedFacts Opened = "facts" // what somebody who lost a PIN knows of it
	OpenedName  Opened = "name"  // the name that was asked for and given; each time counts

	OpenedReporter Opened = "reporter" // the address of their chat, by a Disclosure; each time counts
)

// Opening is one time that somebody of the office looked into a case: its
// reporter is told of it by position and unit.
type Opening struct {
	Case ID
	By   roster.NIP
	What Opened
	At   time.Time
}

// openedAgain is for how long opening the same once more tells nothing new.
const openedAgain = time.Hour

func (o Opened) again() time.Duration {
	if o == OpenedName || o == OpenedReporter {
		return time.Microsecond
	}
	return openedAgain
}

// KeepOpening remembers that somebody opened a case. It is evidence: each stands
// in the chain "opening:<case>" as well.
func KeepOpening(ctx context.Context, tx pgx.Tx, now time.Time, o Opening) error {
	// Two who open the same case take turns on its chain of openings.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('opening'), hashtext($1))`, o.Case.Subject()); err != nil {
		return fmt.Errorf("take turns on the openings of case %d: %w", o.Case, err)
	}
	o.At = now.Truncate(time.Microsecond)
	err := tx.QueryRow(ctx, `
		INSERT INTO opening (complaint_id, nip, what, at)
		SELECT $1, $2, $3, $4
		WHERE NOT EXISTS (
			SELECT FROM opening
			WHERE complaint_id = $1 AND nip = $2 AND what = $3 AND at > $5)
		RETURNING at`, o.Case, o.By, o.What, o.At, o.At.Add(-o.What.again())).Scan(&o.At)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep an opening of case %d: %w", o.Case, err)
	}
	return ledger.Append(ctx, tx, ledger.New{
		Subject: OpeningsPrefix + strconv.FormatInt(int64(o.Case), 10), Kind: string(o.What), Actor: ByEmployee(o.By), At: o.At,
	})
}

// OpeningsPrefix begins the names of the chains that hold openings.
const OpeningsPrefix = "opening:"

// Openings lists who opened a case, the newest first.
func Openings(ctx context.Context, tx pgx.Tx, id ID) ([]Opening, error) {
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, nip, what, at
		FROM opening
		WHERE complaint_id = $1
		ORDER BY at DESC, nip, what`, id)
	if err != nil {
		return nil, fmt.Errorf("list the openings of case %d: %w", id, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Opening])
	if err != nil {
		return nil, fmt.Errorf("list the openings of case %d: %w", id, err)
	}
	return all, nil
}

// MayAsk gives and locks a case for whoever may ask about what is kept of it:
// the one who filed it, and of one without a name whoever proved code and PIN
// (Bearer). ErrUnknown for anybody else.
func (d *Desk) MayAsk(ctx context.Context, tx pgx.Tx, owner string, id ID) (Complaint, error) {
	if owner != Bearer(id) {
		return d.FindOwn(ctx, tx, owner, id)
	}
	c, err := lock(ctx, tx, id)
	if err == nil && !c.Contact.Anonymous() && !c.Contact.ByCode() {
		return Complaint{}, ErrUnknown
	}
	return c, err
}
