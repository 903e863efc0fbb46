// Package rating holds what citizens say of a service: here, of a case after
// turning the key. One rating a case and closing; silence stays silence.
//
// A rating can be changed for some days after it was given: each version stands
// in the case's chain, and the last one counts. Nobody of the office sees which
// case has which, but for who answers the lowest face: an officer sees theirs
// mixed (Mix).
package rating

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Refusals of this package.
const (
	ErrNotDone refusal.Code = "rating.not_done" // the key has not been turned
	ErrFace    refusal.Code = "rating.face"     // not a face from 1 to 4
	ErrNoFace  refusal.Code = "rating.no_face"  // a comment without a face, or a reason without the lowest one
	ErrFixed   refusal.Code = "rating.fixed"    // the days in which it could be changed are over
	ErrOwnUnit refusal.Code = "rating.own_unit" // nobody rates what they or their office did
)

// ChangeFor is how long after it was given first a rating can be changed.
const ChangeFor = 7 * 24 * time.Hour

// Faces is how many there are: 1 tidak baik … 4 sangat baik. Lowest is the one
// that is asked why.
const (
	Faces  = 4
	Lowest = 1
)

// Reason is why somebody gave the lowest face, by a tap; "" when they only
// wrote, or did not say.
type Reason string

// The reasons.
const (
	Slow    Reason = "slow"
	Rude    Reason = "rude"
	Unclear Reason = "unclear"
	Poor    Reason = "poor" // of what was done
)

// Reasons are all of them, in the order in which they are offered.
var Reasons = []Reason{Slow, Rude, Unclear, Poor}

// Given is a rating as it stands after somebody said something.
type Given struct {
	complaint.Complaint
	Face   int
	Until  time.Time          // it can be changed until then
	Errand *complaint.Errand  // to answer the lowest face; nil when nothing waits
	Fell   []complaint.Errand // what need not be done any more
	Same   bool               // nothing changed
}

// Face records one of four faces of the case's last closing; another one
// replaces the first for ChangeFor. It refuses with complaint.ErrUnknown,
// complaint.ErrPaperPIN, ErrNotDone, ErrOwnUnit, ErrFace or ErrFixed.
func Face(ctx context.Context, tx pgx.Tx, now time.Time, desk *complaint.Desk, reporter string, id complaint.ID, face int) (Given, error) {
	c, r, err := open(ctx, tx, now, desk, reporter, id)
	switch {
	case err != nil:
		return Given{}, err
	case face < 1 || face > Faces:
		return Given{}, ErrFace
	}
	if r.Face != face {
		r.Reason = ""
	}
	same := r.Face == face
	r.Face = face
	return keep(ctx, tx, now, desk, c, r, "", same)
}

// Because says by a tap why somebody gave the lowest face. It refuses as
// Comment does.
func Because(ctx context.Context, tx pgx.Tx, now time.Time, desk *complaint.Desk, reporter string, id complaint.ID, why Reason) (Given, error) {
	c, r, err := open(ctx, tx, now, desk, reporter, id)
	switch {
	case err != nil:
		return Given{}, err
	case r.Face != Lowest:
		return Given{}, ErrNoFace
	}
	same := r.Reason == why
	r.Reason = why
	return keep(ctx, tx, now, desk, c, r, "", same)
}

// Comment adds words to the face that was given; those before are replaced. It
// refuses as Face does, and with ErrNoFace or complaint.ErrTooLong.
func Comment(ctx context.Context, tx pgx.Tx, now time.Time, desk *complaint.Desk, reporter string, id complaint.ID, words string) (Given, error) {
	c, r, err := open(ctx, tx, now, desk, reporter, id)
	words = strings.TrimSpace(words)
	switch {
	case err != nil:
		return Given{}, err
	case r.Face == 0:
		return Given{}, ErrNoFace
	case len([]rune(words)) > complaint.MaxBody:
		return Given{}, complaint.ErrTooLong
	}
	r.Comment = words
	return keep(ctx, tx, now, desk, c, r, words, false)
}

// open locks a case that its reporter may rate now, and gives the rating that
// there is; without one it has no face.
func open(ctx context.Context, tx pgx.Tx, now time.Time, desk *complaint.Desk, reporter string, id complaint.ID) (complaint.Complaint, row, error) {
	c, err := desk.FindToDecide(ctx, tx, reporter, id)
	if err != nil {
		return complaint.Complaint{}, row{}, err
	}
	if c.State != complaint.Confirmed {
		return complaint.Complaint{}, row{}, ErrNotDone
	}
	if own, err := ofOwn(ctx, tx, reporter, c); err != nil || own {
		return complaint.Complaint{}, row{}, refuse(err, ErrOwnUnit)
	}
	r, found, err := find(ctx, tx, c)
	switch {
	case err != nil:
		return complaint.Complaint{}, row{}, err
	case !found:
		r = row{FirstAt: now, Holder: c.Holder}
	case r.fixed(now):
		return complaint.Complaint{}, row{}, ErrFixed
	}
	return c, r, nil
}

func refuse(err error, code refusal.Code) error {
	if err != nil {
		return err
	}
	return code
}

// keep writes a rating down; one that says nothing new is not written again.
func keep(ctx context.Context, tx pgx.Tx, now time.Time, desk *complaint.Desk, c complaint.Complaint, r row, words string, same bool) (g Given, err error) {
	g = Given{Complaint: c, Face: r.Face, Until: r.FirstAt.Add(ChangeFor), Same: same}
	if same {
		if r.Face == Lowest {
			g.Errand, err = complaint.ExcuseOf(ctx, tx, c.ID)
		}
		return g, err
	}
	if err := save(ctx, tx, now, c, r); err != nil {
		return Given{}, err
	}
	g.Errand, g.Fell, err = desk.Rate(ctx, tx, now, c, complaint.Rating{Face: r.Face, Reason: string(r.Reason), Words: words})
	return g, err
}

// ofOwn says whether somebody of the office would rate what they, those whom
// they lead or their own unit did.
func ofOwn(ctx context.Context, tx pgx.Tx, reporter string, c complaint.Complaint) (bool, error) {
	self, staff, err := roster.ByAddress(ctx, tx, reporter)
	switch {
	case err != nil || !staff:
		return false, err
	case self.UnitCode == c.UnitCode:
		return true, nil
	case c.Holder == nil:
		return false, nil
	}
	holder, err := roster.Find(ctx, tx, *c.Holder)
	if err != nil || holder.NIP == self.NIP || holder.UnitCode == self.UnitCode {
		return err == nil, err
	}
	return roster.Leads(ctx, tx, self.NIP, holder.NIP)
}

// Standing is how it stands with the rating of a case that its reporter looks
// at.
type Standing struct {
	May   bool      // it can be given, or changed
	Face  int       // 0 while there is none
	Until time.Time // it can be changed until then
}

// Stands says how it stands with the rating of a case.
func Stands(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, c complaint.Complaint) (Standing, error) {
	if c.State != complaint.Confirmed {
		return Standing{}, nil
	}
	own, err := ofOwn(ctx, tx, reporter, c)
	if err != nil || own {
		return Standing{}, err
	}
	r, _, err := find(ctx, tx, c)
	return Standing{May: r.Face == 0 || !r.fixed(now), Face: r.Face, Until: r.FirstAt.Add(ChangeFor)}, err
}
