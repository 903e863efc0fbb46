package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// ErrNotStill says that nobody asked whether it is still good, or that the
// answer is known.
const ErrNotStill refusal.Code = "complaint.not_still"

// Kinds of whether what was done lasts. None of them changes a case's state:
// only opening it again does.
const (
	StillAsked Kind = "still_asked" // the citizen is asked, once a closing
	StillGood  Kind = "still_good"
	Worn       Kind = "not_durable"
)

// A citizen who said that it is done is asked stillDays later whether it still
// is, at the hour of morning. What could not be asked for stillLate more, as
// after an outage, is left: silence says nothing either way.
const (
	stillDays = 14
	stillLate = 7 * 24 * time.Hour
)

// askLater lets the one who said that it is done be asked later whether it
// lasts.
func (d *Desk) askLater(c *Complaint, now time.Time) {
	at := d.morning(now.In(d.Calendars.Location()).AddDate(0, 0, stillDays))
	c.NudgeAt, c.NudgeStep = &at, 0
}

// askStill asks whether it is still good; false where nobody is left to ask, or
// it is too late to. Who comes by code and PIN reads the question when they do.
func (d *Desk) askStill(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint) (bool, error) {
	late := now.Sub(*c.NudgeAt) > stillLate
	c.NudgeAt = nil
	_, known, err := WayTo(ctx, tx, c.ID)
	if err != nil {
		return false, err
	}
	if late || !known && !c.Contact.ByCode() {
		return false, save(ctx, tx, *c)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO durability (complaint_id, closing, holder, asked_at)
		VALUES ($1, $2, $3, $4)`, c.ID, c.Reopenings, c.Holder, now); err != nil {
		return false, fmt.Errorf("ask whether case %d is still good: %w", c.ID, err)
	}
	return true, record(ctx, tx, c, StillAsked, System, now, "")
}

// Still is the citizen's word whether what was done lasts, of the closing that
// they were asked about; they may change their mind. It refuses with ErrUnknown,
// ErrPaperPIN or ErrNotStill.
func (d *Desk) Still(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, good bool) (Complaint, error) {
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, err
	}
	if c.State != Confirmed {
		return Complaint{}, ErrNotStill
	}
	tag, err := tx.Exec(ctx, `
		UPDATE durability
		SET good = $3, answered_at = $4
		WHERE complaint_id = $1 AND closing = $2 AND good IS DISTINCT FROM $3`, id, c.Reopenings, good, now)
	if err != nil {
		return Complaint{}, fmt.Errorf("note whether case %d is still good: %w", id, err)
	}
	if tag.RowsAffected() == 0 {
		return Complaint{}, ErrNotStill
	}
	kind := Worn
	if good {
		kind = StillGood
	}
	return c, record(ctx, tx, &c, kind, Citizen, now, "")
}

// stillWaits says whether the reporter of a case was asked whether it is still
// good, and has not said yet.
func stillWaits(ctx context.Context, tx pgx.Tx, c Complaint) (waits bool, err error) {
	if c.State != Confirmed {
		return false, nil
	}
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM durability WHERE complaint_id = $1 AND closing = $2 AND good IS NULL)`, c.ID, c.Reopenings).Scan(&waits)
	if err != nil {
		return false, fmt.Errorf("see whether it is asked if case %d is still good: %w", c.ID, err)
	}
	return waits, nil
}

// Lasting is what citizens said, two weeks later, of what somebody had done.
type Lasting struct {
	Good int
	Worn []ID
}

// LastingOf counts what citizens said in some days of what somebody had done.
func (d *Desk) LastingOf(ctx context.Context, tx pgx.Tx, nip roster.NIP, from, to worktime.Date) (l Lasting, err error) {
	loc := d.Calendars.Location()
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, good
		FROM durability
		WHERE holder = $1 AND answered_at >= $2 AND answered_at < $3
		ORDER BY answered_at, complaint_id`, nip, from.Midnight(loc), to.AddDays(1).Midnight(loc))
	if err != nil {
		return l, fmt.Errorf("read what lasts: %w", err)
	}
	var id ID
	var good bool
	if _, err := pgx.ForEachRow(rows, []any{&id, &good}, func() error {
		if good {
			l.Good++
		} else {
			l.Worn = append(l.Worn, id)
		}
		return nil
	}); err != nil {
		return l, fmt.Errorf("read what lasts: %w", err)
	}
	return l, nil
}
