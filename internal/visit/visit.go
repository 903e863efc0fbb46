// Package visit holds what people say of a visit to a unit: a face, an answer
// on one unsur, words, or the full questionnaire of the SKM. It has nothing to
// do with what the reporter of a case says after turning the key.
//
//   - A rating keeps the unit, the day, the door and the batch, never who. That
//     a person counts once a unit and day is held by a keyed digest, which is
//     erased after 35 days.
//   - A slip is proved to come from a visit and counts once: using it inserts
//     its digest. Whoever comes by a poster or by /nilai is not proved; both
//     are shown apart.
//   - What looks like stuffing is held: counted and shown as held, by its
//     reason, until the inspectorate releases or drops it with reasons of its
//     own.
//   - After its end a day is closed into the chain "unit:CODE" under a digest
//     of all its ratings; from then on nothing of them changes unseen.
package visit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/worktime"
)

// Refusals of this package.
const (
	ErrNotOurs  refusal.Code = "visit.not_ours"  // a QR of another bot, or of something else than a visit
	ErrForeign  refusal.Code = "visit.foreign"   // the code is another regency's
	ErrForged   refusal.Code = "visit.forged"    // nothing that was printed here: damaged, or made up
	ErrUnknown  refusal.Code = "visit.unknown"   // printed here once, but known no more
	ErrVoided   refusal.Code = "visit.voided"    // the unit's head let its printing be good no more
	ErrExpired  refusal.Code = "visit.expired"   // its last day is over
	ErrUsed     refusal.Code = "visit.used"      // the slip has counted
	ErrClosed   refusal.Code = "visit.closed"    // the unit exists no more
	ErrNotRated refusal.Code = "visit.not_rated" // no rating of this person, unit and day
	ErrOver     refusal.Code = "visit.over"      // the day was closed
	ErrNoUnit   refusal.Code = "visit.no_unit"   // nothing that can be rated
	ErrTooLong  refusal.Code = "visit.too_long"
	ErrFile     refusal.Code = "visit.file"  // neither words nor a picture: an office reads nothing else
	ErrBlank    refusal.Code = "visit.blank" // a questionnaire without any answer
)

// Desk is how an installation takes ratings: its settings, by value.
type Desk struct {
	Prefix   string // of the regency's codes: "KPH"
	TokenKey []byte // of what is printed
	RaterKey []byte // of the digests by which a person counts once
	Loc      *time.Location
}

// Door says by which way a rating came.
type Door string

// The doors.
const (
	BySlip   Door = "kupon"  // a slip of one visit
	ByPoster Door = "poster" // the QR on the wall
	ByName   Door = "nilai"  // /nilai
)

// State says whether a rating counts.
type State string

// The states.
const (
	Counted  State = "counted"
	Held     State = "held"     // looks like stuffing; nobody has decided yet
	Released State = "released" // was held, and counts
	Dropped  State = "dropped"  // was held, and does not
)

// Counts says whether a rating in this state is part of the figures.
func (s State) Counts() bool { return s == Counted || s == Released }

// Reason says why a rating is held.
type Reason string

// The reasons.
const (
	Staff   Reason = "staff"   // of an employee about their own unit
	Slips   Reason = "slips"   // the third slip of one account, unit and day
	Cluster Reason = "cluster" // one account again and again
	Burst   Reason = "burst"   // too many at once
)

// Reasons are all of them.
var Reasons = []Reason{Staff, Slips, Cluster, Burst}

// Rating is what somebody said of a visit.
type Rating struct {
	ID      string
	Unit    string
	Day     worktime.Date
	Door    Door
	Batch   int // 0 for none
	Proved  bool
	Face    int
	Asked   skm.Unsur
	Answer  *int // 0: does not know; nil: not answered
	Comment string
	State   State
	Reason  Reason
}

// Ref is how a rater's own rating is found again: nothing in it says who.
type Ref struct {
	Unit string
	Day  worktime.Date
	Turn int
}

// Rater is who rates, for as long as it takes.
type Rater struct {
	Address  string
	Employee *roster.Employee // nil for a citizen
}

// Today is the day that now shows at the office.
func (d *Desk) Today(now time.Time) worktime.Date { return worktime.DateOf(now.In(d.Loc)) }

// person is the keyed digest by which somebody counts once a unit and day.
func (d *Desk) person(address, unit string, day worktime.Date) []byte {
	return d.keyed("person", address, unit, day.String())
}

func (d *Desk) keyed(parts ...string) []byte {
	mac := hmac.New(sha256.New, d.RaterKey)
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		mac.Write(n[:])
		mac.Write([]byte(p))
	}
	return mac.Sum(nil)
}
