package complaint

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

// Kind names an event of a case.
type Kind string

// The kinds, in the order of the life that they describe.
const (
	Filed       Kind = "filed"
	Given       Kind = "assigned"
	Delivered   Kind = "delivered"
	Taken       Kind = "accepted"
	Question    Kind = "asked"
	Answer      Kind = "replied" // the citizen's answer to a question
	Unasked     Kind = "unasked" // the question waited too long; the holder's clock goes on
	Addition    Kind = "added"
	Corrected   Kind = "corrected" // a message that was sent before says this now
	FirstAnswer Kind = "answered"
	Noted       Kind = "noted"    // for those who handle the case, and for those above them
	Informed    Kind = "informed" // the officer wrote what is no answer yet; no clock stops
	Late        Kind = "late"     // a limit passed without its duty done
	Moved       Kind = "moved"    // limits are put off, since a holiday or other hours became known
	Result      Kind = "proposed"
	Again       Kind = "reopened"
	Done        Kind = "confirmed"
	Silent      Kind = "unconfirmed"
	Rated       Kind = "rated"
	Released    Kind = "released"   // taken from a holder: somebody else is looked for
	TakenBack   Kind = "withdrawn"  // the citizen takes it back
	Refused     Kind = "impossible" // it cannot be done
	Planned     Kind = "scheduled"  // it will be done, in a year and with money that are named
	SentOn      Kind = "referred"   // another agency answers for it
	Joined      Kind = "merged"     // it goes on as a part of another case
	NoReport    Kind = "spam"       // it is no report at all
	Thanked     Kind = "thanked"    // the citizen thanks for it, without a clock
	Supported   Kind = "supported"  // somebody else says the same
	Left        Kind = "left"       // a supporter goes
	Sided       Kind = "sided"      // a supporter says of a result whether it is done
	Doubted     Kind = "doubted"    // most supporters say that it is not: the superior looks before it ends
	Inherited   Kind = "inherited"  // the reporter withdraws, and the oldest supporter takes their place
	Gathered    Kind = "gathered"   // another case goes on as a part of this one
	Shed        Kind = "shed"       // and is a case of its own again
	Parted      Kind = "parted"     // a merged case is one of its own again
	WrittenOut  Kind = "written"    // the neutral desk wrote down what a recording says
	Unlinked    Kind = "unlinked"   // its anonymous reporter cut the link to their chat
	Forgotten   Kind = "erased"     // its reporter had their data erased
	Disclosed   Kind = "disclosed"  // the citizen lets everybody read it
	Recounted   Kind = "recounted"  // what counts of a stretch was worked out again
	Concealed   Kind = "concealed"  // only those who handle it read it from now on
)

// Kinds of recovering a case; none of them changes its state.
const (
	AccountAsked Kind = "account_asked" // somebody with the PIN wants to follow it from another account
	Reconnected  Kind = "reconnected"
	PINAsked     Kind = "pin_asked"
	PINGranted   Kind = "pin_granted" // the answers fit: a new PIN comes if nobody objects
	PINDenied    Kind = "pin_denied"
	PINRenewed   Kind = "pin_renewed"
	Objected     Kind = "recovery_refused" // the old account said that it is not them
)

// Named says that a neutral person has looked at a case about an officer and
// found who it is; who, stands apart.
const Named Kind = "named"

// Actors that are not employees.
const (
	Citizen    = "warga"     // the reporter
	Supporting = "pendukung" // one of those who say the same
	System     = "sistem"
)

// ByEmployee is an employee as the chain names them.
func ByEmployee(nip roster.NIP) string { return "nip:" + string(nip) }

// EmployeeOf is the employee whom an actor names; false for none.
func EmployeeOf(actor string) (roster.NIP, bool) {
	nip, is := strings.CutPrefix(actor, "nip:")
	return roster.NIP(nip), is
}

// Facts is what the program decided in an event: never what a person wrote.
// Its JSON is what the chain's digest covers, so that fields are only ever
// added, at the end, and left out when empty.
type Facts struct {
	State      State            `json:"state"`
	Holder     *roster.NIP      `json:"holder,omitempty"`
	Code       string           `json:"code,omitempty"` // when filed
	Category   string           `json:"category,omitempty"`
	Unit       string           `json:"unit,omitempty"`
	Area       string           `json:"area,omitempty"`
	Visibility Visibility       `json:"visibility,omitempty"` // when filed, and when it changes
	AnswerDue  *time.Time       `json:"answer_due,omitempty"`
	SettleDue  *time.Time       `json:"settle_due,omitempty"`
	Excused    int64            `json:"excused,omitempty"`
	Because    Because          `json:"because,omitempty"`    // why it was taken from a holder, or its time was worked out again
	Face       int              `json:"face,omitempty"`       // when rated
	Stretches  []Stretch        `json:"stretches,omitempty"`  // those that changed, as they stand now
	Contact    Contact          `json:"contact,omitempty"`    // when filed, unless it is InChat, and when it changes
	Neutral    bool             `json:"neutral,omitempty"`    // when filed: it is about an officer
	Why        Why              `json:"why,omitempty"`        // when reopened, by a tap
	File       int64            `json:"file,omitempty"`       // the recording that was written out
	Supporter  int64            `json:"supporter,omitempty"`  // whom it is about
	Other      ID               `json:"other,omitempty"`      // the case that it goes on as a part of, or that is a part of it
	Done       *bool            `json:"done,omitempty"`       // what a supporter says of a result
	PINNo      int              `json:"pin_no,omitempty"`     // when it changes
	End        *EndFacts        `json:"end,omitempty"`        // the honest end that was proposed or decided on, as it stands now
	Errands    []Errand         `json:"errands,omitempty"`    // those that changed, as they stand now
	Reason     string           `json:"reason,omitempty"`     // of the lowest face, by a tap
	Helper     roster.NIP       `json:"helper,omitempty"`     // when filed for somebody else: who did
	Phone      roster.NIP       `json:"phone,omitempty"`      // who heard the owner's word on the telephone
	Promises   []PromiseFacts   `json:"promises,omitempty"`   // those that changed, as they stand now
	Evidence   []Evidence       `json:"evidence,omitempty"`   // what was shown for a result, as it stands now
	Identity   *IdentityFacts   `json:"identity,omitempty"`   // the name that is asked for: what became of it
	Disputes   []Dispute        `json:"disputes,omitempty"`   // those that changed, as they stand now
	Offers     []OfferFacts     `json:"offers,omitempty"`     // those that changed, as they stand now
	Unheard    bool             `json:"unheard,omitempty"`    // when ended by silence: its result never reached the reporter
	Rungs      []Rung           `json:"rungs,omitempty"`      // those that changed, as they stand now
	Helps      []HelpFacts      `json:"helps,omitempty"`      // those that changed, as they stand now
	Told       []ID             `json:"told,omitempty"`       // of one result for several cases: all of them
	Extensions []Extension      `json:"longer,omitempty"`     // those that changed, as they stand now
	Amendments []AmendmentFacts `json:"amendments,omitempty"` // those that changed, as they stand now
	Urgent     *time.Time       `json:"urgent,omitempty"`     // since when, with an event of its limits
}

// Event is one line of a case's story.
type Event struct {
	Seq   int
	Kind  Kind
	Actor string
	At    time.Time
	Facts Facts
	Words string // what a person wrote; "" when nothing, or erased
}

// Day is the day that an event names to the citizen, or is about; false for none.
func (e Event) Day() (day time.Time, named bool) {
	for _, p := range e.Facts.Promises {
		if !p.Moved {
			on, err := time.Parse(time.DateOnly, p.On)
			day, named = on, err == nil
		}
	}
	if e.Kind == Extended {
		for _, x := range e.Facts.Extensions {
			return *x.On, true
		}
	}
	return day, named && e.Kind.ofPromise()
}

// Telling is the event as it is told: its kind, and behind an underscore what
// is not as usual of it, as who did it.
func (e Event) Telling() string {
	switch {
	case e.Kind == Addition && e.Actor == Supporting:
		return "added_supporter"
	case e.Kind == Sided && e.Facts.Done != nil && *e.Facts.Done:
		return "sided_done"
	case (e.Kind == Again || e.Kind == Done) && e.Facts.Phone != "":
		return string(e.Kind) + "_phone"
	case (e.Kind == Again || e.Kind == Done || e.Kind == Silent) && strings.HasPrefix(e.Actor, "nip:"):
		return string(e.Kind) + "_superior"
	case e.Kind == Silent && e.Facts.Unheard:
		return "unconfirmed_unheard"
	case e.Kind == Unlinked && e.Actor == System:
		return "unlinked_system"
	}
	return string(e.Kind)
}

// Story gives a case's events from its filing.
func Story(ctx context.Context, tx pgx.Tx, id ID) ([]Event, error) {
	var batch pgx.Batch
	var events []Event
	QueueStory(&batch, id, &events)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, fmt.Errorf("read the story of case %d: %w", id, err)
	}
	return events, nil
}

// QueueStory is Story in a batch.
func QueueStory(b *pgx.Batch, id ID, into *[]Event) {
	ledger.QueueRead(b, id.Subject(), func(e ledger.Entry) error {
		ev, err := EventOf(e)
		*into = append(*into, ev)
		return err
	})
}

// EventOf reads an entry of a case's chain.
func EventOf(e ledger.Entry) (Event, error) {
	ev := Event{Seq: e.Seq, Kind: Kind(e.Kind), Actor: e.Actor, At: e.At, Words: string(e.Content)}
	if err := json.Unmarshal(e.Facts, &ev.Facts); err != nil {
		return Event{}, fmt.Errorf("read entry %d of %s: %w", e.Seq, e.Subject, err)
	}
	return ev, nil
}

// Folded is a case as its events alone tell it.
type Folded struct {
	State      State
	Holder     *roster.NIP
	Visibility Visibility
	Contact    Contact
	FiledAt    time.Time
	AnsweredAt *time.Time
	ProposedAt *time.Time
	EndedAt    *time.Time
	Reopenings int
	Stretches  map[int64]Stretch
	Errands    map[int64]Errand
	Ends       map[int64]EndFacts
	Promises   map[int64]PromiseFacts
	Evidence   map[int64]Evidence
	Identities map[int64]IdentityFacts
	Disputes   map[int64]Dispute
	Offers     map[int64]OfferFacts
	Rungs      map[int64]Rung
	Helps      map[int64]HelpFacts
	Extensions map[int64]Extension
	Amendments map[int64]AmendmentFacts
	Waits      []Spell // in which it had no officer

	Category string
	Urgent   *time.Time
}

// Fold tells a case from its events; its rows must agree with it.
func Fold(events []Event) Folded {
	f := Folded{Contact: InChat, Stretches: map[int64]Stretch{}, Errands: map[int64]Errand{}, Ends: map[int64]EndFacts{}, Promises: map[int64]PromiseFacts{}, Rungs: map[int64]Rung{},
		Evidence: map[int64]Evidence{}, Identities: map[int64]IdentityFacts{}, Disputes: map[int64]Dispute{}, Offers: map[int64]OfferFacts{}, Helps: map[int64]HelpFacts{},
		Extensions: map[int64]Extension{}, Amendments: map[int64]AmendmentFacts{}}
	for _, e := range events {
		f.State, f.Holder = e.Kind.next(f.State, f.AnsweredAt != nil), e.Facts.Holder
		f.Visibility, f.Contact = cmp.Or(e.Facts.Visibility, f.Visibility), cmp.Or(e.Facts.Contact, f.Contact)
		at := e.At
		switch e.Kind {
		case Filed:
			f.FiledAt = at
		case FirstAnswer:
			f.answered(at)
		case Result:
			f.answered(at)
			f.ProposedAt = &at
		case Again, Upheld:
			f.ProposedAt, f.EndedAt = nil, nil
			f.Reopenings++
		case Parted:
			f.EndedAt = nil
		case AnswerVoid:
			if f.State.unanswers() {
				f.AnsweredAt = nil
			}
		default:
			if e.Kind.ends() {
				f.EndedAt = &at
			}
			if e.Kind.reasons() {
				f.answered(at)
			}
		}
		f.wait(at)
		for _, s := range e.Facts.Stretches {
			f.Stretches[s.ID] = s
		}
		for _, errand := range e.Facts.Errands {
			f.Errands[errand.ID] = errand
		}
		for _, r := range e.Facts.Rungs {
			f.Rungs[r.ID] = r
		}
		for _, p := range e.Facts.Promises {
			f.Promises[p.ID] = p
		}
		for _, shown := range e.Facts.Evidence {
			f.Evidence[shown.ID] = shown
		}
		for _, d := range e.Facts.Disputes {
			f.Disputes[d.ID] = d
		}
		for _, h := range e.Facts.Helps {
			f.Helps[h.ID] = h
		}
		for _, x := range e.Facts.Extensions {
			f.Extensions[x.ID] = x
		}
		for _, o := range e.Facts.Offers {
			f.Offers[o.ID] = o
		}
		for _, a := range e.Facts.Amendments {
			f.Amendments[a.ID] = a
		}
		if e.Facts.Category != "" {
			f.Category, f.Urgent = e.Facts.Category, e.Facts.Urgent
		}
		if end := e.Facts.End; end != nil {
			f.Ends[end.ID] = *end
		}
		if i := e.Facts.Identity; i != nil {
			f.Identities[i.ID] = *i
		}
	}
	return f
}

func (f *Folded) answered(at time.Time) {
	if f.AnsweredAt == nil {
		f.AnsweredAt = &at
	}
}

// next is the state after an event of this kind.
func (k Kind) next(s State, answered bool) State {
	switch k {
	case Filed, Released, Parted:
		return Waiting
	case Given, Handed, Placed:
		return Assigned
	case Taken:
		return Accepted
	case Question:
		return Asked
	case EndProposed:
		return Weighed
	case Answer, Unasked, SentBack, TakenOn:
		if answered {
			return Answered
		}
		return Accepted
	case FirstAnswer:
		return Answered
	case AnswerVoid:
		if s == Answered {
			return Accepted
		}
	case Result:
		return Proposed
	case Again, Upheld:
		return Reopened
	}
	if end, ends := endStates[k]; ends {
		return end
	}
	return s // delivered, added, late, rated, and what supporters do
}

// stays says whether a case is with the same holder after an event as before it.
func (k Kind) stays() bool { return k == Delivered || k == Taken }

// endStates are the states that events end a case in.
var endStates = map[Kind]State{
	Done: Confirmed, Silent: Unconfirmed, TakenBack: Withdrawn, Refused: Impossible, Planned: Scheduled, SentOn: Referred,
	Joined: Merged, NoReport: Spam,
}

// reasons says whether an event gives the citizen the reasons of an end, which
// are an answer.
func (k Kind) reasons() bool { return k == Refused || k == Planned || k == SentOn }

func (k Kind) ends() bool {
	_, ends := endStates[k]
	return ends
}

// record writes what changed: the rows, the chain, and the marks by which
// Redis and the fold learn of it. Every change of a case ends here; its first
// events are written by File.
func record(ctx context.Context, tx pgx.Tx, c *Complaint, k Kind, actor string, at time.Time, words string, changed ...*Stretch) error {
	return recordMore(ctx, tx, c, k, actor, at, words, nil, changed...)
}

// recordMore is record with facts that only this kind of event has.
func recordMore(ctx context.Context, tx pgx.Tx, c *Complaint, k Kind, actor string, at time.Time, words string, more func(*Facts), changed ...*Stretch) error {
	ended, err := letGo(ctx, tx, at, actor, k, changed)
	if err != nil {
		return err
	}
	next := *c
	next.State = k.next(c.State, c.AnsweredAt != nil)
	fell, err := next.dropOffers(ctx, tx, k, at)
	if err != nil {
		return err
	}
	undone, err := next.endHelps(ctx, tx, k, at)
	if err != nil {
		return err
	}
	shorter, err := dropExtension(ctx, tx, at, c.ID, changed)
	if err != nil {
		return err
	}
	void, err := next.dropAmendment(ctx, tx, k, at)
	if err != nil {
		return err
	}
	e, err := c.event(k, actor, at, words, together(more, fell, undone, shorter, void, func(f *Facts) { f.Rungs = append(f.Rungs, ended...) }), changed...)
	if err != nil {
		return err
	}
	var batch pgx.Batch
	queueSave(&batch, *c, changed...)
	if !k.stays() {
		c.queueWait(&batch, k, actor, at)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("save case %d: %w", c.ID, err)
	}
	if err := ledger.Append(ctx, tx, e); err != nil {
		return err
	}
	return fade(ctx, tx, *c, k, at)
}

// together are facts of several sources, of which some may be nil.
func together(sources ...func(*Facts)) func(*Facts) {
	return func(f *Facts) {
		for _, add := range sources {
			if add != nil {
				add(f)
			}
		}
	}
}

// event moves a case to the state after an event, and gives the event as the
// chain keeps it; more, unless nil, adds facts that only this kind has.
func (c *Complaint) event(k Kind, actor string, at time.Time, words string, more func(*Facts), changed ...*Stretch) (ledger.New, error) {
	c.State = k.next(c.State, c.AnsweredAt != nil)
	facts := Facts{State: c.State, Holder: c.Holder, Excused: c.ExcusedSeconds}
	switch k {
	case Unlinked, Inherited, Forgotten:
		facts.Contact = c.Contact
	case Disclosed, Concealed:
		facts.Visibility = c.Visibility
	case Filed:
		facts.Code, facts.Category, facts.Unit, facts.Area, facts.Visibility = c.Code, c.CategoryCode, c.UnitCode, c.Area(), c.Visibility
		facts.AnswerDue, facts.SettleDue = &c.AnswerDueAt, &c.SettleDueAt
		if c.Contact != InChat {
			facts.Contact = c.Contact
		}
	}
	if more != nil {
		more(&facts)
	}
	for _, s := range changed {
		if s != nil {
			facts.Stretches = append(facts.Stretches, *s)
		}
	}
	return entry(c.ID, k, actor, at, words, facts)
}

func entry(id ID, k Kind, actor string, at time.Time, words string, facts Facts) (ledger.New, error) {
	f, err := json.Marshal(facts)
	if err != nil {
		return ledger.New{}, fmt.Errorf("encode event %s of case %d: %w", k, id, err)
	}
	var content []byte
	if words != "" {
		content = []byte(words)
	}
	return ledger.New{Subject: id.Subject(), Kind: string(k), Actor: actor, At: at, Facts: f, Content: content}, nil
}
