// Package complaint is the case from its filing to the citizen's key: its
// states, who holds it when, and the events that prove both.
//
// The road:
//
//	File ─▶ waiting ─▶ Assign ─▶ assigned ─▶ Accept ─▶ accepted
//	                                 │  Answer ─▶ answered      Ask ─▶ asked ─ Reply ─▶ back
//	                                 └─ Propose ─▶ proposed ─ Confirm ─▶ confirmed
//	                                                │  └ 10 working days of silence ─▶ unconfirmed
//	                                                └─ Reopen ─▶ reopened ─▶ …
//
// An end is not for good: for 30 days the citizen can open the case again. The
// first time its holder goes on, the second time it is their superior's, the
// third time the secretary's (Higher). Each of these holds it for a stretch of
// their own, and what the result before counted for counts no more.
//
// Guarantees: every change is an entry of the chain "case:<id>" whose facts
// hold the stretches as they stand after it; the rows of complaint and stretch
// are a projection of that chain. The citizen's clock (filed_at to ended_at)
// is never touched by anything the staff do.
package complaint

import (
	"io"
	"strconv"
	"time"

	"tanggap/internal/attachment"
	"tanggap/internal/locale"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
)

// Refusals of this package.
const (
	ErrUnknown    refusal.Code = "complaint.unknown"     // no such case, or not one that this person may see
	ErrNotYours   refusal.Code = "complaint.not_yours"   // somebody else holds it
	ErrClosed     refusal.Code = "complaint.closed"      // it has ended
	ErrAccepted   refusal.Code = "complaint.accepted"    // it was accepted already
	ErrProposed   refusal.Code = "complaint.proposed"    // a result was proposed; the citizen decides now
	ErrNoQuestion refusal.Code = "complaint.no_question" // nothing is being asked
	ErrAsked      refusal.Code = "complaint.asked"       // a question is open already
	ErrNoResult   refusal.Code = "complaint.no_result"   // there is no result to decide on
	ErrEmpty      refusal.Code = "complaint.empty"       // nothing was written
	ErrTooLong    refusal.Code = "complaint.too_long"    // more than MaxBody
	ErrHeld       refusal.Code = "complaint.held"        // somebody holds it already
	ErrOwnCase    refusal.Code = "complaint.own_case"    // nobody supports what they reported themselves
	ErrGone       refusal.Code = "complaint.gone"        // it ended before they could join it
	ErrJoined     refusal.Code = "complaint.joined"      // they support it already
	ErrOwnHands   refusal.Code = "complaint.own_hands"   // the office does not merge or judge what lies in its own hands
	ErrEnded      refusal.Code = "complaint.ended"       // of cases to merge, one has ended
	ErrShown      refusal.Code = "complaint.shown"       // or would be a part, and its result waits for its reporter
	ErrApart      refusal.Code = "complaint.apart"       // not for this verifier to merge, if there is any such case
	ErrPartOf     refusal.Code = "complaint.part_of"     // it is told as a part of another: that is the one to act on
	ErrHandling   refusal.Code = "complaint.handling"    // nor does it support that
	ErrLooking    refusal.Code = "complaint.looking"     // the superior looks at the result first
	ErrNotLooking refusal.Code = "complaint.not_looking" // there is no result to look at
	ErrUnlike     refusal.Code = "complaint.unlike"      // what is for the neutral desk is told with nothing else
	ErrMerged     refusal.Code = "complaint.merged"      // it is told as a part of another case
	ErrNotMerged  refusal.Code = "complaint.not_merged"  // it is a case of its own
	ErrEntrusted  refusal.Code = "complaint.entrusted"   // who filed it decides, by it alone, on the case that it was merged into
	ErrOne        refusal.Code = "complaint.one"         // one case alone cannot be merged
	ErrNotHelped  refusal.Code = "complaint.not_helped"  // its owner has a chat, or it is no result that waits for their word
	ErrFiledIt    refusal.Code = "complaint.filed_it"    // who filed it for somebody does not handle it
	ErrPaperOver  refusal.Code = "complaint.paper_over"  // the paper of a helper is not printed again
)

// MaxBody is the most that one text of a case may hold, in characters.
const MaxBody = 20_000

// ID is a case's number inside; people only ever see its code.
type ID int64

// Subject is the case as the ledger and the outbox name it.
func (id ID) Subject() string { return "case:" + strconv.FormatInt(int64(id), 10) }

// ParseSubject reads "case:12" back.
func ParseSubject(s string) (ID, bool) {
	const prefix = "case:"
	if len(s) <= len(prefix) || s[:len(prefix)] != prefix {
		return 0, false
	}
	n, err := strconv.ParseInt(s[len(prefix):], 10, 64)
	return ID(n), err == nil && n > 0
}

// State is where a case stands.
type State string

// The states. Those from Confirmed on are ends.
const (
	Waiting     State = "waiting"     // nobody has been found yet
	Assigned    State = "assigned"    // given to somebody
	Accepted    State = "accepted"    // they said that it is theirs
	Asked       State = "asked"       // the citizen has been asked something
	Answered    State = "answered"    // the citizen has a real answer
	Weighed     State = "weighed"     // an end was proposed; somebody with the power to say so decides on it
	Proposed    State = "proposed"    // a result waits for the citizen's word
	Reopened    State = "reopened"    // the citizen said that it is not done
	Confirmed   State = "confirmed"   // the citizen said that it is done
	Unconfirmed State = "unconfirmed" // ended by silence: neither praise nor blame
	Withdrawn   State = "withdrawn"   // the citizen took it back
	Impossible  State = "impossible"  // it cannot be done, and somebody with the power to say so said why
	Scheduled   State = "scheduled"   // it will be done in a year and with money that were named
	Referred    State = "referred"    // another agency answers for it, under a number that was named
	Merged      State = "merged"      // it is told as a part of another case
	Spam        State = "spam"        // no report at all, as two persons found
)

// Open says whether a case in this state still waits for somebody.
func (s State) Open() bool {
	switch s {
	case Confirmed, Unconfirmed, Withdrawn, Impossible, Scheduled, Referred, Merged, Spam:
		return false
	}
	return true
}

// Visibility says who may read a case.
type Visibility string

// Secret is the default; Public means that the case, never the person, may be
// shown to everybody.
const (
	Secret Visibility = "rahasia"
	Public Visibility = "terbuka"
)

// Complaint is one case. Who filed it stands elsewhere (Reporter).
type Complaint struct {
	ID             ID
	Code           string
	PINNo          int
	Channel        string
	Visibility     Visibility
	CategoryCode   string
	Type           string
	UnitCode       string
	AreaCode       *string
	Place          string
	Latitude       *float64
	Longitude      *float64
	Body           string
	State          State
	Holder         *roster.NIP
	FiledAt        time.Time
	AnswerDueAt    time.Time // what the receipt promised, counted from filing
	SettleDueAt    time.Time // counted from filing; never moved
	AnsweredAt     *time.Time
	ProposedAt     *time.Time
	EndedAt        *time.Time
	Reopenings     int
	ExcusedSeconds int64 // working time in which the case lay with the citizen, not with a holder
	NudgeStep      int16
	NudgeAt        *time.Time
	Contact        Contact
	InheritedAt    *time.Time // since when somebody else is its reporter than wrote it
	HeardAt        *time.Time // since when a reporter who is back knows of the result; nil for one who was never away
	UrgentAt       *time.Time // since when a verifier holds it for urgent
}

// OwnWords is what its reporter may read of what was written at first: nothing
// where somebody else wrote it for the office only.
func (c Complaint) OwnWords() string {
	if c.InheritedAt != nil && c.Visibility == Secret {
		return ""
	}
	return c.Body
}

// HeldBy says whether nip holds the case.
func (c Complaint) HeldBy(nip roster.NIP) bool { return c.Holder != nil && *c.Holder == nip }

// Area is the area's code, or "".
func (c Complaint) Area() string {
	if c.AreaCode == nil {
		return ""
	}
	return *c.AreaCode
}

// Filing is what a citizen sends.
type Filing struct {
	Reporter   string  // address
	Contact    Contact // "" is InChat
	Lang       locale.Lang
	Channel    string // "telegram"
	Body       string
	Category   string
	Unit       string
	Area       string // "" for unknown
	Place      string // in the citizen's words
	Latitude   *float64
	Longitude  *float64
	Visibility Visibility
	Files      []attachment.File
	Officer    roster.NIP // "" when nobody was found
	Helper     roster.NIP // who files it for somebody else; "" for one's own
	AgreedAt   time.Time  // when that one agreed to it
	About      *Suspect   // whom it is about; nil for an ordinary report
}

// Desk is how an installation handles cases: its settings, by value.
type Desk struct {
	Prefix    string            // of codes: "KPH"
	Key       []byte            // of PINs
	SealKey   []byte            // of the addresses of anonymous reporters: 32 bytes
	Calendars *roster.Calendars // whose working time counts
	Random    io.Reader         // codes are drawn from it
	Guide     routing.Guide     // categories, areas and routes, kept in memory
}
