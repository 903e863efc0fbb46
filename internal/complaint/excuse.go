package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

// Excused says that somebody above its holder answered a citizen who gave a case
// the lowest face.
const Excused Kind = "excused"

// lowestFace is the one that somebody above the holder answers.
const lowestFace = 1

// OfRating says whether an event tells of a rating, which staff never see case
// by case.
func (k Kind) OfRating() bool { return k == Rated || k == Excused }

// Rating is what a citizen says of a closing, as it stands after each change.
type Rating struct {
	Face   int
	Reason string // why the lowest face, by a tap; "" when they only wrote
	Words  string // "" unless they were written just now
}

// Rate adds the citizen's rating to the case's chain; the rating itself is kept
// by its own package. Once a closing the lowest face gives somebody above the
// holder an errand: to answer the citizen. Every other face lets it fall away.
// It gives what waits of it, nil for nothing, and what fell away.
func (d *Desk) Rate(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, r Rating) (waits *Errand, fell []Errand, err error) {
	var changed []Errand
	if r.Face == lowestFace {
		fresh := false
		if waits, fresh, err = d.toExcuse(ctx, tx, now, c); err != nil {
			return nil, nil, err
		}
		if fresh {
			changed = []Errand{*waits}
		}
	} else {
		if fell, err = drop(ctx, tx, now, c.ID, ToExcuse); err != nil {
			return nil, nil, err
		}
		changed = fell
	}
	e, err := entry(c.ID, Rated, Citizen, now, r.Words, Facts{State: c.State, Holder: c.Holder, Face: r.Face, Errands: changed, Reason: r.Reason})
	if err != nil {
		return nil, nil, err
	}
	return waits, fell, ledger.Append(ctx, tx, e)
}

// toExcuse is the errand to answer for the lowest face; nil when it was done
// since the case was closed. fresh says that it was given just now.
func (d *Desk) toExcuse(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (e *Errand, fresh bool, err error) {
	had, err := errands(ctx, tx, `
		WHERE complaint_id = $1 AND kind = $2 AND NOT moot
		AND (done_at IS NULL OR given_at >= $3)
		ORDER BY done_at IS NOT NULL, id`, c.ID, ToExcuse, c.EndedAt)
	switch {
	case err != nil:
		return nil, false, err
	case len(had) > 0 && had[0].Open():
		return &had[0], false, nil
	case len(had) > 0:
		return nil, false, nil
	}
	to, found, err := d.errandOwner(ctx, tx, now, c, ToExcuse)
	if err != nil {
		return nil, false, err
	}
	var owner *roster.Employee // nobody can be reached yet
	if found {
		owner = &to
	}
	e, err = d.errand(ctx, tx, now, c, ToExcuse, owner)
	return e, true, err
}

// Excuse answers the citizen who gave a case the lowest face. It refuses as
// owned does, and with ErrEmpty or ErrTooLong.
func (d *Desk) Excuse(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, words string) (Complaint, error) {
	if err := wrote(words); err != nil {
		return Complaint{}, err
	}
	work, c, err := d.owned(ctx, tx, now, by, errand, ToExcuse)
	if err != nil {
		return Complaint{}, err
	}
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, err
	}
	return c, recordMore(ctx, tx, &c, Excused, ByEmployee(by), now, words, func(f *Facts) { f.Errands = []Errand{work} })
}

// ExcuseOf is the errand to answer for the lowest face that waits about a case;
// nil for none.
func ExcuseOf(ctx context.Context, tx pgx.Tx, id ID) (*Errand, error) {
	open, err := errands(ctx, tx, `WHERE complaint_id = $1 AND kind = $2 AND done_at IS NULL`, id, ToExcuse)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return &open[0], nil
}
