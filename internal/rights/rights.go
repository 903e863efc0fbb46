// Package rights keeps what people may ask about their own data (UU 27/2022,
// articles 30 to 41): a copy with the trail of how they were used, a
// correction, a limit, an end of what they had agreed to, and erasure. Each is
// a row with 72 hours by the clock and a chain of its own.
//
//	access   ─▶ open ─▶ sending ─▶ done                     the program alone
//	erase    ─▶ open ─▶ sending ─▶ offered ─ yes ─▶ done    the file first, then a second word
//	withdraw ─▶ done                                        at once
//	correct, limit ─▶ open ─▶ done or refused               the data desk
//
// Nothing is erased before the file with the person's own data arrived. An
// erasure is one transaction; it leaves a keyed digest (Erasure), written to a
// file outside the database before that commits, by which it is done again
// where an older copy of the database comes back (Replay).
package rights

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Refusals of this package.
const (
	ErrAsked        refusal.Code = "rights.asked"         // the same request waits
	ErrOver         refusal.Code = "rights.over"          // it was decided, or is not there
	ErrNotDelivered refusal.Code = "rights.not_delivered" // the file has not arrived, so nothing is erased
	ErrGround       refusal.Code = "rights.ground"        // none of the grounds on which the law lets one refuse
)

// Limit is how long a request may take: hours by the clock, whether the office
// is open or not.
const Limit = 72 * time.Hour

// Kind is what somebody asks.
type Kind string

// The kinds.
const (
	Access   Kind = "access"   // a copy of their data, and the trail
	Correct  Kind = "correct"  // something is wrong
	Narrow   Kind = "limit"    // use less of it, or not now
	Withdraw Kind = "withdraw" // what was agreed to holds no longer
	Erase    Kind = "erase"
)

// ForDesk says whether people decide on it.
func (k Kind) ForDesk() bool { return k == Correct || k == Narrow }

// State is where a request stands.
type State string

// The states. Those from Done on are ends.
const (
	Open    State = "open"
	Sending State = "sending" // the file is on its way
	Offered State = "offered" // it arrived; the person decides whether to erase
	Done    State = "done"
	Refused State = "refused"
	Lapsed  State = "lapsed" // the file did not arrive, or the person did not want it any more
)

// Ended says whether nothing more comes of it.
func (s State) Ended() bool { return s == Done || s == Refused || s == Lapsed }

// Ground is why the law lets the office refuse (UU 27/2022, article 33).
type Ground string

// The grounds.
const (
	Harms    Ground = "harms"    // somebody's safety or health
	Reveals  Ground = "reveals"  // another person's data
	Security Ground = "security" // of the nation
)

// Grounds are all of them.
var Grounds = []Ground{Harms, Reveals, Security}

// Request is one thing that somebody asked.
type Request struct {
	ID        int64
	Kind      Kind
	Address   string       // of who asked: only the program reads it; "" for a case without a name, and once it is erased
	Case      complaint.ID // that it is about; 0 for none
	Words     string
	State     State
	AskedAt   time.Time
	DueAt     time.Time
	Step      Step
	NextAt    *time.Time
	EndedAt   *time.Time
	DecidedBy roster.NIP // "" while nobody has, or where the program did
	Ground    Ground
	Answer    string
	Parts     int      // messages that carry the file
	Files     [][]byte // digests of the file, while it is on its way
}

// Step is how far the desk was reminded.
type Step int16

// The steps.
const (
	Untold   Step = iota // nobody of the desk could be told yet
	Told                 // the desk has it
	Reminded             // a day is left
	Last                 // a few hours are left
	Overdue              // those above were told
)

// stepAt is when the step after one is due, counted from the asking.
var stepAt = map[Step]time.Duration{Untold: 0, Told: Limit - 24*time.Hour, Reminded: Limit - 6*time.Hour, Last: Limit}

// schedule sets when the next step is due; none after the last.
func (r *Request) schedule() {
	r.NextAt = nil
	if after, more := stepAt[r.Step]; more && r.Kind.ForDesk() && !r.State.Ended() {
		at := r.AskedAt.Add(after)
		r.NextAt = &at
	}
}
