package complaint

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Refusals of offers.
const (
	ErrOffered  refusal.Code = "complaint.offered"   // it is offered to somebody already
	ErrPlacing  refusal.Code = "complaint.placing"   // somebody decides who goes on with it
	ErrStays    refusal.Code = "complaint.stays"     // it came up to whoever holds it, or is the neutral desk's
	ErrNoOffer  refusal.Code = "complaint.no_offer"  // nothing is offered
	ErrReceiver refusal.Code = "complaint.receiver"  // nobody who may take it can be reached there
	ErrToSelf   refusal.Code = "complaint.to_self"   // it is theirs already
	ErrAskedYet refusal.Code = "complaint.asked_yet" // the citizen's answer to a question is theirs
)

// Kinds of handing a case on.
const (
	Offered  Kind = "offered"       // its holder offers it to somebody
	Declined Kind = "declined"      // who does not take it, and says why
	Lapsed   Kind = "lapsed"        // nobody answered in time, or can be reached any more
	Recalled Kind = "recalled"      // its holder keeps it after all
	TakenOn  Kind = "taken_on"      // it is somebody else's now, who accepted it
	Placed   Kind = "placed"        // somebody above gave it to somebody
	Kept     Kind = "offer_refused" // somebody above decided that it stays where it is
)

// The small duties of an offer.
const (
	ToTake  ErrandKind = "take"  // the receiver's: to accept it or to say why not
	ToPlace ErrandKind = "place" // to decide who goes on with a case that was offered in vain
)

// Office says whether an event is a matter of the office, of which its citizen
// hears at most what came of it.
func (k Kind) Office() bool {
	return k == Offered || k == Declined || k == Lapsed || k == Recalled || k == Kept ||
		k == Shared || k == Helping || k == Unhelping || k == Unshared || k == Noted ||
		k == ExtensionAsked || k == ExtensionRefused ||
		k == AmendProposed || k == AmendRefused
}

// OfferOutcome is what became of an offer.
type OfferOutcome string

// The outcomes.
const (
	OfferOpen      OfferOutcome = ""
	OfferAccepted  OfferOutcome = "accepted"
	OfferDeclined  OfferOutcome = "declined"
	OfferSilent    OfferOutcome = "silent"
	OfferUnreached OfferOutcome = "unreached" // its receiver can be reached no more
	OfferRecalled  OfferOutcome = "recalled"
	OfferMoot      OfferOutcome = "moot"   // its holder went on with the case, or holds it no more
	OfferPlaced    OfferOutcome = "placed" // no offer: somebody above gave it to somebody
)

// Offer is a case that its holder offers to somebody. Until that one accepts, it
// stays where it is, and its clock runs.
type Offer struct {
	ID          int64
	ComplaintID ID
	From        roster.NIP
	To          roster.NIP
	Reason      string
	OfferedAt   time.Time
	EndedAt     *time.Time
	Outcome     OfferOutcome
	Why         string // declined: the reason
	Back        bool   // it came back as wrong, which counts for its sender
	Unit        string // in which its receiver would have the case
}

// OfferFacts is what the chain says of an offer: everything but words.
type OfferFacts struct {
	ID      int64        `json:"id"`
	From    roster.NIP   `json:"from"`
	To      roster.NIP   `json:"to"`
	Outcome OfferOutcome `json:"outcome,omitempty"`
	Back    bool         `json:"back,omitempty"`
	Unit    string       `json:"unit,omitempty"`
}

// Facts is what the chain says of an offer.
func (o Offer) Facts() OfferFacts { return OfferFacts{o.ID, o.From, o.To, o.Outcome, o.Back, o.Unit} }

func (o *Offer) end(now time.Time, as OfferOutcome) { o.EndedAt, o.Outcome = &now, as }

// How often a case may be declined: the second time somebody who finds officers
// decides, the third time both answer for it.
const (
	placeFrom = 2
	jointFrom = 3
)

// Offerable gives a case that its holder may offer now. It refuses as held does,
// and with ErrAskedYet, ErrStays, ErrOffered or ErrPlacing.
func (d *Desk) Offerable(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Complaint, error) {
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, err
	}
	return h.Complaint, d.offerable(ctx, tx, h.Complaint)
}

func (d *Desk) offerable(ctx context.Context, tx pgx.Tx, c Complaint) error {
	_, neutral, err := AboutOfficer(ctx, tx, c.ID)
	switch {
	case err != nil:
		return err
	case neutral, c.IsHigher():
		return ErrStays
	case c.State == Asked:
		return ErrAskedYet
	}
	waits, err := errands(ctx, tx, `WHERE complaint_id = $1 AND done_at IS NULL AND kind = ANY ($2)`, c.ID, []ErrandKind{ToTake, ToPlace})
	switch {
	case err != nil || len(waits) == 0:
		return err
	case waits[0].Kind == ToPlace:
		return ErrPlacing
	}
	return ErrOffered
}

// Offer offers a case to somebody (Receiver, ReceiverIn). It refuses as
// Offerable does, and with ErrEmpty, ErrTooLong or ErrReceiver.
func (d *Desk) Offer(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, to roster.Employee, reason string) (Complaint, Offer, Errand, error) {
	fail := func(err error) (Complaint, Offer, Errand, error) { return Complaint{}, Offer{}, Errand{}, err }
	if err := wrote(reason); err != nil {
		return fail(err)
	}
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return fail(err)
	}
	if err := d.offerable(ctx, tx, h.Complaint); err != nil {
		return fail(err)
	}
	f, err := d.fit(ctx, tx, now, h.Complaint, by)
	if err != nil {
		return fail(err)
	}
	if fit, err := f.is(ctx, tx, to.NIP); err != nil || !fit {
		return fail(cmp.Or(err, error(ErrReceiver)))
	}
	o := Offer{ComplaintID: id, From: by, To: to.NIP, Reason: reason, OfferedAt: now, Unit: to.UnitCode}
	if err := insertOffer(ctx, tx, &o); err != nil {
		return fail(err)
	}
	work, err := d.errand(ctx, tx, now, h.Complaint, ToTake, &to)
	if err != nil {
		return fail(err)
	}
	return h.Complaint, o, *work, recordMore(ctx, tx, &h.Complaint, Offered, ByEmployee(by), now, reason, offering(o, *work), &h.stretch)
}

// offering is what an event says of an offer and its errands.
func offering(o Offer, work ...Errand) func(*Facts) {
	return func(f *Facts) { f.Offers, f.Errands = append(f.Offers, o.Facts()), append(f.Errands, work...) }
}

// Recall takes an offer back that nobody has accepted yet. It refuses as held
// does, and with ErrNoOffer.
func (d *Desk) Recall(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Complaint, Offer, error) {
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Offer{}, err
	}
	o, open, err := openOffer(ctx, tx, id)
	if err != nil || !open {
		return Complaint{}, Offer{}, cmp.Or(err, error(ErrNoOffer))
	}
	o.end(now, OfferRecalled)
	moot, err := drop(ctx, tx, now, id, ToTake)
	if err != nil {
		return Complaint{}, Offer{}, err
	}
	if err := saveOffer(ctx, tx, o); err != nil {
		return Complaint{}, Offer{}, err
	}
	return h.Complaint, o, recordMore(ctx, tx, &h.Complaint, Recalled, ByEmployee(by), now, "", offering(o, moot...))
}

// offered locks a case with the open offer that waits for somebody.
func (d *Desk) offered(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64) (Errand, Complaint, Offer, error) {
	work, c, err := d.owned(ctx, tx, now, by, errand, ToTake)
	if err != nil {
		return Errand{}, Complaint{}, Offer{}, err
	}
	o, open, err := openOffer(ctx, tx, c.ID)
	if err == nil && (!open || !c.HeldBy(o.From)) {
		err = ErrErrandOver
	}
	return work, c, o, err
}

// Take accepts an offer: the case is the receiver's from now on, and the time
// until now stays the sender's. It refuses as owned does, and with ErrReceiver
// when they may not have it any more.
func (d *Desk) Take(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64) (Complaint, Offer, error) {
	work, c, o, err := d.offered(ctx, tx, now, by, errand)
	if err != nil {
		return Complaint{}, Offer{}, err
	}
	f, err := d.fit(ctx, tx, now, c, o.From)
	if err != nil {
		return Complaint{}, Offer{}, err
	}
	if fit, err := f.is(ctx, tx, by); err != nil || !fit {
		return Complaint{}, Offer{}, cmp.Or(err, error(ErrReceiver))
	}
	back, err := returned(ctx, tx, o)
	if err != nil {
		return Complaint{}, Offer{}, err
	}
	o.end(now, OfferAccepted)
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, Offer{}, err
	}
	next, err := roster.InPost(ctx, tx, now.In(d.Calendars.Location()), by, o.Unit)
	if err != nil {
		return Complaint{}, Offer{}, err
	}
	was, s, err := d.pass(ctx, tx, now, &c, next, append(back, o)...)
	if err != nil {
		return Complaint{}, Offer{}, err
	}
	if err := d.startTaken(ctx, tx, now, c, s); err != nil {
		return Complaint{}, Offer{}, err
	}
	return c, o, recordMore(ctx, tx, &c, TakenOn, ByEmployee(by), now, "", func(f *Facts) {
		f.Errands = []Errand{work}
		for _, said := range append(back, o) {
			f.Offers = append(f.Offers, said.Facts())
		}
	}, was, s)
}

// pass ends the time of a case's holder and draws that of the next.
func (d *Desk) pass(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, next roster.Employee, changed ...Offer) (was, is *Stretch, err error) {
	for _, o := range changed {
		if err := saveOffer(ctx, tx, o); err != nil {
			return nil, nil, err
		}
	}
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return nil, nil, err
	}
	if running {
		cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
		if err != nil {
			return nil, nil, err
		}
		c.ExcusedSeconds += s.stop(cal, now)
		was = &s
	}
	if c.UnitCode, err = d.unitFor(ctx, tx, now, *c, next); err != nil {
		return nil, nil, err
	}
	c.Holder = &next.NIP
	is, err = give(ctx, tx, now, *c, next.NIP)
	return was, is, err
}

// returned are the accepted offers of a case by which whoever it is offered to
// now had given it away to whoever offers it: it comes back as wrong.
func returned(ctx context.Context, tx pgx.Tx, o Offer) ([]Offer, error) {
	all, err := offers(ctx, tx, `
		WHERE complaint_id = $1 AND outcome = 'accepted' AND from_nip = $2 AND to_nip = $3 AND NOT back
		ORDER BY id`, o.ComplaintID, o.To, o.From)
	for i := range all {
		all[i].Back = true
	}
	return all, err
}

// Decline does not take an offer, and says why. The second time that somebody
// does so somebody who finds officers decides, the third time it is a joint case:
// whoever declines has a part in it, and its holder leads. The errand that is
// returned then is theirs. It refuses as owned does, and with ErrEmpty or ErrTooLong.
func (d *Desk) Decline(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, why string) (Complaint, Offer, *Errand, error) {
	fail := func(err error) (Complaint, Offer, *Errand, error) { return Complaint{}, Offer{}, nil, err }
	if err := wrote(why); err != nil {
		return fail(err)
	}
	work, c, o, err := d.offered(ctx, tx, now, by, errand)
	if err != nil {
		return fail(err)
	}
	o.end(now, OfferDeclined)
	o.Why, o.Back = why, true
	work.finish(now, false)
	next, joint, err := d.ended(ctx, tx, now, c, o, work)
	if err != nil {
		return fail(err)
	}
	more := offering(o, work)
	if next != nil {
		more = offering(o, work, *next)
	}
	return c, o, next, recordMore(ctx, tx, &c, Declined, ByEmployee(by), now, why, together(more, joint))
}

// ended saves an offer that came to nothing, and gives the errand of whoever
// decides now, or has a part in it; nil where its sender simply goes on.
func (d *Desk) ended(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, o Offer, work Errand) (*Errand, func(*Facts), error) {
	if err := saveErrand(ctx, tx, work); err != nil {
		return nil, nil, err
	}
	if err := saveOffer(ctx, tx, o); err != nil {
		return nil, nil, err
	}
	n, err := declines(ctx, tx, c.ID)
	if err != nil || o.Outcome == OfferUnreached || o.Outcome == OfferDeclined && n < placeFrom {
		return nil, nil, err
	}
	if o.Outcome == OfferDeclined && n >= jointFrom {
		to, err := roster.Find(ctx, tx, o.To)
		if err != nil {
			return nil, nil, err
		}
		h, part, err := d.share(ctx, tx, now, c, Help{ComplaintID: c.ID, By: o.From, To: o.To, What: o.Reason}, to, 0)
		return &part, func(f *Facts) { f.Helps = append(f.Helps, h.Facts()) }, err
	}
	to, found, err := d.errandOwner(ctx, tx, now, c, ToPlace)
	if err != nil {
		return nil, nil, err
	}
	owner := &to
	if !found {
		owner = nil
	}
	next, err := d.errand(ctx, tx, now, c, ToPlace, owner)
	return next, nil, err
}

// lapseOffer ends an offer that nobody answered in time, or whose receiver can be
// reached no more. Then nobody has decided anything: its sender may offer it to
// somebody else.
func (d *Desk) lapseOffer(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, work Errand, as OfferOutcome) (Errand, Complaint, error) {
	o, open, err := openOffer(ctx, tx, c.ID)
	if err != nil || !open {
		return work, c, err
	}
	o.end(now, as)
	work.finish(now, true)
	next, _, err := d.ended(ctx, tx, now, c, o, work)
	if err != nil {
		return work, c, err
	}
	told := work
	more := offering(o, work)
	if next != nil {
		more, told = offering(o, work, *next), *next
	}
	return told, c, recordMore(ctx, tx, &c, Lapsed, System, now, "", more)
}

// workedOn are the events after which a case is offered to nobody any more: its
// holder goes on with it.
var workedOn = []Kind{FirstAnswer, Question, Result, EndProposed}

// aside are the events that neither work on a case nor change its holder.
var aside = []Kind{
	Delivered, Taken, Addition, Corrected, Late, Moved, Answer, Unasked, ErrandPassed, Rated, Offered, Declined, Lapsed, Recalled, Kept,
	TakenOn, Placed, Supported, Left, Promised, AmendProposed, AmendRefused, Urged, Calmed,
}

// dropOffers lets what is offered of a case fall away with an event after which
// its holder holds it no more, or goes on with it.
func (c Complaint) dropOffers(ctx context.Context, tx pgx.Tx, k Kind, now time.Time) (func(*Facts), error) {
	if slices.Contains(aside, k) {
		return nil, nil
	}
	open, err := offers(ctx, tx, `WHERE complaint_id = $1 ORDER BY id DESC LIMIT 1`, c.ID)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	o := open[0]
	if c.State.Open() && c.HeldBy(o.From) && !slices.Contains(workedOn, k) {
		return nil, nil
	}
	moot, err := drop(ctx, tx, now, c.ID, ToTake, ToPlace)
	if err != nil || len(moot) == 0 {
		return nil, err
	}
	if o.Outcome != OfferOpen {
		return func(f *Facts) { f.Errands = append(f.Errands, moot...) }, nil
	}
	o.end(now, OfferMoot)
	return offering(o, moot...), saveOffer(ctx, tx, o)
}
