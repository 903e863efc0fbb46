package complaint

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/worktime"
)

// What a case is about decides its route, its limits and what it is compared
// with, so that nobody changes it alone: one proposes and gives a reason, a
// second person signs. Until then nothing moves; whoever holds the case keeps
// their minutes, and the citizen's clock is never touched.

// Refusals of amendments.
const (
	ErrSameCategory refusal.Code = "complaint.same_category" // it has this category already
	ErrFixed        refusal.Code = "complaint.fixed"         // what is for the neutral desk, or would be, is not changed by this road
	ErrAmending     refusal.Code = "complaint.amending"      // a change waits for its second signature
)

// Kinds of amendments.
const (
	AmendProposed Kind = "amend_proposed" // somebody proposes another category, or that it is urgent no more
	AmendRefused  Kind = "amend_refused"  // the second person does not sign
	Recategorised Kind = "recategorised"  // they did: it has another category
)

// ToSign is the errand of whoever signs second.
const ToSign ErrandKind = "sign"

// Amends says what an amendment changes.
type Amends string

// The changes.
const (
	AmendsCategory Amends = "category"
	AmendsCalm     Amends = "calm" // urgent no more
)

// AmendOutcome is what became of an amendment.
type AmendOutcome string

// The outcomes.
const (
	AmendOpen   AmendOutcome = ""
	AmendSigned AmendOutcome = "signed"
	AmendNot    AmendOutcome = "refused"
	AmendMoot   AmendOutcome = "moot" // a result or an end came first
)

// Amendment is a change that waits for, or had, its second signature.
type Amendment struct {
	ID          int64
	ComplaintID ID
	ErrandID    int64
	What        Amends
	By          roster.NIP
	Was         string // codes of categories
	Becomes     string
	Reason      string
	ProposedAt  time.Time
	EndedAt     *time.Time
	Outcome     AmendOutcome
	DecidedBy   *roster.NIP
	Why         string // refused: the reason
}

// AmendmentFacts is what the chain says of an amendment: everything but words.
type AmendmentFacts struct {
	ID      int64        `json:"id"`
	Errand  int64        `json:"errand"`
	What    Amends       `json:"what"`
	By      roster.NIP   `json:"by"`
	Was     string       `json:"was,omitempty"`
	Becomes string       `json:"becomes,omitempty"`
	Outcome AmendOutcome `json:"outcome,omitempty"`
	Decided roster.NIP   `json:"decided,omitempty"`
}

// Facts is what the chain says of an amendment.
func (a Amendment) Facts() AmendmentFacts {
	f := AmendmentFacts{ID: a.ID, Errand: a.ErrandID, What: a.What, By: a.By, Was: a.Was, Becomes: a.Becomes, Outcome: a.Outcome}
	if a.DecidedBy != nil {
		f.Decided = *a.DecidedBy
	}
	return f
}

func amending(a Amendment, work ...Errand) func(*Facts) {
	return func(f *Facts) {
		f.Errands = append(f.Errands, work...)
		f.Amendments = append(f.Amendments, a.Facts())
	}
}

// Amendable gives a case about which somebody may propose a change: its holder,
// or a verifier whose own it is not. It refuses with ErrUnknown, ErrNotYours,
// ErrOwnHands, ErrPartOf, ErrClosed, ErrProposed, ErrWeighed, ErrFixed or
// ErrAmending.
func (d *Desk) Amendable(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, id ID) (Complaint, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	if !c.HeldBy(by.NIP) {
		if err := d.verifies(ctx, tx, now, by, c); err != nil {
			return Complaint{}, err
		}
	}
	if err := c.movable(); err != nil {
		return Complaint{}, err
	}
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return Complaint{}, err
	}
	category, err := guide.Category(c.CategoryCode)
	if err != nil {
		return Complaint{}, err
	}
	if _, about, err := AboutOfficer(ctx, tx, id); err != nil || about || category.Neutral {
		return Complaint{}, cmp.Or(err, error(ErrFixed))
	}
	if _, open, err := openAmendment(ctx, tx, id); err != nil || open {
		return Complaint{}, cmp.Or(err, error(ErrAmending))
	}
	return c, nil
}

// verifies refuses with ErrNotYours or ErrOwnHands whoever is no verifier of a
// case: it is not theirs to see, about them, or their own report.
func (d *Desk) verifies(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, c Complaint) error {
	if !by.Has(roster.RoleVerifikator) {
		return ErrNotYours
	}
	if excluded, err := Excluded(ctx, tx, c.ID, by.NIP); err != nil || excluded {
		return cmp.Or(err, error(ErrNotYours))
	}
	hushed, err := TurnedUp(ctx, tx, c.ID)
	if err != nil || hushed[c.ID].After(now) {
		return cmp.Or(err, error(ErrNotYours))
	}
	return d.notOwn(ctx, tx, by.NIP, c)
}

// Verifiable refuses unless a verifier may look at a case to say what it is about
// and how urgent: it is open, and not for the neutral desk. It refuses as verifies
// does.
func (d *Desk) Verifiable(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, c Complaint) error {
	if err := d.verifies(ctx, tx, now, by, c); err != nil {
		return err
	}
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return err
	}
	category, err := guide.Category(c.CategoryCode)
	if err != nil {
		return err
	}
	if _, about, err := AboutOfficer(ctx, tx, c.ID); err != nil || about || category.Neutral || c.EndedAt != nil {
		return cmp.Or(err, error(ErrNotYours))
	}
	return nil
}

// ProposeCategory proposes another category for a case. It refuses as Amendable
// does, and with ErrEmpty, ErrTooLong, ErrSameCategory, ErrNobody or
// routing.ErrCategoryUnknown.
func (d *Desk) ProposeCategory(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, id ID, category, reason string) (Complaint, Errand, error) {
	c, err := d.Amendable(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	if _, err := d.Becomes(ctx, tx, c, category); err != nil {
		return Complaint{}, Errand{}, err
	}
	return d.amend(ctx, tx, now, by, c, Amendment{What: AmendsCategory, Was: c.CategoryCode, Becomes: category, Reason: reason})
}

// Becomes is the category that a case may have instead of its own. It refuses with
// ErrFixed, ErrSameCategory or routing.ErrCategoryUnknown.
func (d *Desk) Becomes(ctx context.Context, tx pgx.Tx, c Complaint, category string) (routing.Category, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return routing.Category{}, err
	}
	becomes, err := guide.Category(category)
	switch {
	case err != nil:
		return routing.Category{}, err
	case becomes.Neutral:
		return routing.Category{}, ErrFixed
	case becomes.Code == c.CategoryCode:
		return routing.Category{}, ErrSameCategory
	}
	return becomes, nil
}

// amend gives a change to whoever signs second.
func (d *Desk) amend(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, c Complaint, a Amendment) (Complaint, Errand, error) {
	if err := wrote(a.Reason); err != nil {
		return Complaint{}, Errand{}, err
	}
	a.ComplaintID, a.By, a.ProposedAt = c.ID, by.NIP, now
	signer, found, err := d.signer(ctx, tx, now, c, a)
	if err != nil || !found {
		return Complaint{}, Errand{}, cmp.Or(err, error(ErrNobody))
	}
	work, err := d.errand(ctx, tx, now, c, ToSign, &signer)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	a.ErrandID = work.ID
	if err := insertAmendment(ctx, tx, &a); err != nil {
		return Complaint{}, Errand{}, err
	}
	return c, *work, recordMore(ctx, tx, &c, AmendProposed, ByEmployee(by.NIP), now, a.Reason, amending(a, *work))
}

// signer finds who signs second: another verifier, or while there is none whoever
// stands above the one who proposes it; never the holder.
func (d *Desk) signer(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, a Amendment) (roster.Employee, bool, error) {
	f, err := d.fit(ctx, tx, now, c, c.partiesOf(a)...)
	if err != nil {
		return roster.Employee{}, false, err
	}
	verifiers, err := roster.Connected(ctx, tx, roster.RoleVerifikator)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if v, found, err := f.first(ctx, tx, verifiers); err != nil || found {
		return v, found, err
	}
	return f.over(ctx, tx, a.By)
}

// partiesOf are those who may not sign second.
func (c Complaint) partiesOf(a Amendment) []roster.NIP {
	if c.Holder == nil {
		return []roster.NIP{a.By}
	}
	return []roster.NIP{a.By, *c.Holder}
}

// Signed is what a second signature brought about.
type Signed struct {
	Complaint
	Amendment
	Before Complaint
	Kind   Kind // Recategorised, Urged or Calmed
	Moves  bool // another unit answers for it now: its holder gives it up
}

// Told says whether the citizen is to hear of it: another unit, or another limit.
func (s Signed) Told() bool {
	if s.UnitCode != s.Before.UnitCode {
		return true
	}
	if s.AnsweredAt == nil && !s.AnswerDueAt.Equal(s.Before.AnswerDueAt) {
		return true
	}
	return s.AnsweredAt != nil && !s.SettleDueAt.Equal(s.Before.SettleDueAt)
}

// Sign signs a change that somebody else proposed, and makes it. It refuses as
// owned does, and with ErrPartOf, ErrClosed, ErrProposed, ErrWeighed or
// routing.ErrCategoryUnknown.
func (d *Desk) Sign(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64) (Signed, error) {
	work, c, err := d.owned(ctx, tx, now, by, errand, ToSign)
	if err != nil {
		return Signed{}, err
	}
	a, err := amendmentOf(ctx, tx, errand)
	if err != nil {
		return Signed{}, err
	}
	if err := c.movable(); err != nil {
		return Signed{}, err
	}
	s := Signed{Before: c, Kind: Calmed}
	if a.What == AmendsCategory {
		s.Kind = Recategorised
		c.CategoryCode = a.Becomes
		if s.Moves, err = d.reroute(ctx, tx, now, &c); err != nil {
			return Signed{}, err
		}
	} else {
		c.UrgentAt = nil
	}
	a.EndedAt, a.Outcome, a.DecidedBy = &now, AmendSigned, &by
	if err := endAmendment(ctx, tx, a, &work, false); err != nil {
		return Signed{}, err
	}
	stretch, err := d.relimit(ctx, tx, now, &c)
	if err != nil {
		return Signed{}, err
	}
	err = recordMore(ctx, tx, &c, s.Kind, ByEmployee(by), now, "", together(amending(a, work), c.limits), stretch)
	s.Complaint, s.Amendment = c, a
	return s, err
}

// reroute lets the unit of a case follow its category, and says whether its
// holder gives it up. What came up to somebody stays there, and so does what its
// holder answers for under the new category as well.
func (d *Desk) reroute(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint) (moves bool, err error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return false, err
	}
	category, err := guide.Category(c.CategoryCode)
	if err != nil {
		return false, err
	}
	c.Type = category.Type
	r, err := guide.Resolve(ctx, tx, now, d.Calendars.Location(), c.CategoryCode, c.Area())
	if err != nil || r.Unit.Code == "" || r.Unit.Code == c.UnitCode || c.IsHigher() || r.Officer != nil && c.HeldBy(r.Officer.NIP) {
		return false, err
	}
	c.UnitCode = r.Unit.Code
	return c.Holder != nil, nil
}

// limits tells in an event what a case is and until when, as it stands after it.
func (c *Complaint) limits(f *Facts) {
	f.Category, f.Unit, f.AnswerDue, f.SettleDue, f.Urgent = c.CategoryCode, c.UnitCode, &c.AnswerDueAt, &c.SettleDueAt, c.UrgentAt
}

// relimit sets the limits of a case as its category and urgency say, from its
// filing on, and that of whoever holds it from when they have it. What counted
// already stays counted, and nobody is late at once who was not before: they have
// until the end of the next working day, or as long as they had.
func (d *Desk) relimit(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint) (*Stretch, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	category, err := guide.Category(c.CategoryCode)
	if err != nil {
		return nil, err
	}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return nil, err
	}
	if c.AnsweredAt == nil {
		c.AnswerDueAt = cal.Add(c.FiledAt, hoursOf(category))
	}
	c.SettleDueAt = cal.DueInDays(c.FiledAt, category.ResolveDays)
	if c.UrgentAt != nil {
		c.hurry(cal)
	}
	if err := saveLimits(ctx, tx, *c); err != nil {
		return nil, err
	}
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil || !running || s.OnTime != nil {
		return nil, err
	}
	s.CategoryCode = c.CategoryCode
	if s.FromAt == nil {
		return &s, nil
	}
	if cal, err = d.Calendars.For(ctx, tx, s.UnitCode); err != nil {
		return nil, err
	}
	due := c.settleDue(cal)
	if s.Duty == ToAnswer {
		due = cal.Add(*s.FromAt, c.toAnswer(category)+time.Duration(s.PausedSeconds)*time.Second)
	}
	if x, had, err := ExtensionOf(ctx, tx, c.ID); err != nil {
		return nil, err
	} else if had && x.Granted && x.StretchID == s.ID {
		due = Stretch{DueAt: &due}.extended(cal, x.Days)
	}
	if least := cal.DueInDays(now, 1); due.Before(*s.DueAt) && due.Before(least) {
		if due = least; due.After(*s.DueAt) {
			due = *s.DueAt
		}
	}
	s.relimit(cal, now, due)
	return &s, nil
}

// relimit sets the limit of a running stretch that has begun.
func (s *Stretch) relimit(cal *worktime.Calendar, now, due time.Time) {
	s.DueAt = &due
	s.AllowedSeconds = max(0, seconds(cal.Elapsed(*s.FromAt, due))-s.PausedSeconds)
	s.schedule(cal, now)
}

func hoursOf(c routing.Category) time.Duration {
	return time.Duration(c.FirstResponseHours) * time.Hour
}

// NotSign refuses a change that somebody proposed, and says why. It refuses as
// owned does, and with ErrEmpty or ErrTooLong.
func (d *Desk) NotSign(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, why string) (Complaint, Amendment, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, Amendment{}, err
	}
	work, c, err := d.owned(ctx, tx, now, by, errand, ToSign)
	if err != nil {
		return Complaint{}, Amendment{}, err
	}
	a, err := amendmentOf(ctx, tx, errand)
	if err != nil {
		return Complaint{}, Amendment{}, err
	}
	a.EndedAt, a.Outcome, a.DecidedBy, a.Why = &now, AmendNot, &by, why
	if err := endAmendment(ctx, tx, a, &work, false); err != nil {
		return Complaint{}, Amendment{}, err
	}
	return c, a, recordMore(ctx, tx, &c, AmendRefused, ByEmployee(by), now, why, amending(a, work))
}

// dropAmendment lets a change fall away with an event after which there is
// nothing left to change.
func (c Complaint) dropAmendment(ctx context.Context, tx pgx.Tx, k Kind, now time.Time) (func(*Facts), error) {
	if !k.ends() && !slices.Contains([]Kind{Result, EndProposed}, k) {
		return nil, nil
	}
	a, open, err := openAmendment(ctx, tx, c.ID)
	if err != nil || !open {
		return nil, err
	}
	moot, err := drop(ctx, tx, now, c.ID, ToSign)
	if err != nil {
		return nil, err
	}
	a.EndedAt, a.Outcome = &now, AmendMoot
	return amending(a, moot...), saveAmendment(ctx, tx, a)
}
