package complaint

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// Handed says that somebody above its holder, or the ladder of lateness, gave a
// case to somebody else; the words are the reason.
const Handed Kind = "handed"

// Refusals of handing on.
const (
	ErrNoReason   refusal.Code = "complaint.no_reason"   // nobody is given a case without a word why
	ErrReasonLong refusal.Code = "complaint.reason_long" // more than maxReason
	ErrNotTaking  refusal.Code = "complaint.not_taking"  // whoever it was to go to cannot take it now
	ErrHigher     refusal.Code = "complaint.higher"      // opened again and again: its holder answers for it
)

// maxReason is the most that a reason may hold, in characters.
const maxReason = 300

// Handover is a case that went from one to another.
type Handover struct {
	Complaint
	From    roster.NIP
	To      roster.Employee
	Stretch *Stretch
	Reason  string
}

// because is the reason that somebody with power gives. It refuses with
// ErrNoReason or ErrReasonLong.
func because(reason string) (string, error) {
	switch reason = strings.TrimSpace(reason); {
	case reason == "":
		return "", ErrNoReason
	case utf8.RuneCountInString(reason) > maxReason:
		return "", ErrReasonLong
	}
	return reason, nil
}

// HandOn gives a case to somebody else by the word of whoever leads its holder, or
// holds it: each keeps their own minutes, and nothing of the citizen's clock
// changes. It refuses with ErrUnknown, ErrNotYours, ErrHigher, ErrPartOf, ErrClosed,
// ErrProposed, ErrWeighed, ErrNotTaking, ErrNoReason or ErrReasonLong.
func (d *Desk) HandOn(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, to roster.NIP, reason string) (Handover, error) {
	reason, err := because(reason)
	if err != nil {
		return Handover{}, err
	}
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Handover{}, err
	}
	if may, err := d.mayHandOn(ctx, tx, by, c); err != nil || !may {
		return Handover{}, cmp.Or(err, error(ErrNotYours))
	}
	return d.handTo(ctx, tx, now, ByEmployee(by), c, to, reason)
}

// MayHandOn gives a case to whoever may give it to somebody else. It refuses with
// ErrUnknown, ErrNotYours, ErrHigher, ErrPartOf, ErrClosed, ErrProposed or
// ErrWeighed.
func (d *Desk) MayHandOn(ctx context.Context, tx pgx.Tx, by roster.NIP, id ID) (Complaint, error) {
	c, err := Find(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	if may, err := d.mayHandOn(ctx, tx, by, c); err != nil || !may {
		return Complaint{}, cmp.Or(err, error(ErrNotYours))
	}
	return c, c.movable()
}

// movable says whether anything is left to do in a case for somebody else.
func (c Complaint) movable() error {
	switch {
	case c.State == Merged:
		return ErrPartOf
	case !c.State.Open():
		return ErrClosed
	case c.State == Proposed:
		return ErrProposed
	case c.State == Weighed:
		return ErrWeighed
	}
	return nil
}

// mayHandOn says whether somebody holds, or leads the holder of, a case that is not
// about them, nor their own. What they answer for since citizens opened it again and
// again stays with them: ErrHigher.
func (d *Desk) mayHandOn(ctx context.Context, tx pgx.Tx, by roster.NIP, c Complaint) (bool, error) {
	if c.Holder == nil {
		return false, nil
	}
	if excluded, err := Excluded(ctx, tx, c.ID, by); err != nil || excluded {
		return false, err
	}
	if own, err := d.Involved(ctx, tx, by, c.ID); err != nil || own {
		return false, err
	}
	if c.HeldBy(by) && c.IsHigher() {
		return false, ErrHigher
	}
	if c.HeldBy(by) {
		return true, nil
	}
	return roster.Leads(ctx, tx, by, *c.Holder)
}

// Takers are those of some who can be given a case now, in their order: they can
// be reached, it is not about them nor their own, and they do not hold it.
func (d *Desk) Takers(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, of []roster.Employee) ([]roster.Employee, error) {
	f, err := d.fit(ctx, tx, now, c)
	if err != nil {
		return nil, err
	}
	var takers []roster.Employee
	for _, e := range of {
		if c.HeldBy(e.NIP) {
			continue
		}
		fit, err := f.is(ctx, tx, e.NIP)
		if err != nil {
			return nil, err
		}
		if fit {
			takers = append(takers, e)
		}
	}
	return takers, nil
}

// handTo gives a locked case to somebody else.
func (d *Desk) handTo(ctx context.Context, tx pgx.Tx, now time.Time, actor string, c Complaint, to roster.NIP, reason string) (Handover, error) {
	if err := c.movable(); err != nil {
		return Handover{}, err
	}
	e, err := roster.Find(ctx, tx, to)
	if err != nil {
		return Handover{}, err
	}
	if takers, err := d.Takers(ctx, tx, now, c, []roster.Employee{e}); err != nil || len(takers) == 0 {
		return Handover{}, cmp.Or(err, error(ErrNotTaking))
	}
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return Handover{}, err
	}
	h := Handover{From: *c.Holder, To: e, Reason: reason}
	var changed []*Stretch
	if running {
		cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
		if err != nil {
			return Handover{}, err
		}
		c.ExcusedSeconds += s.stop(cal, now)
		changed = append(changed, &s)
	}
	if c.UnitCode, err = d.unitFor(ctx, tx, now, c, e); err != nil {
		return Handover{}, err
	}
	c.Holder = &e.NIP
	if h.Stretch, err = give(ctx, tx, now, c, e.NIP); err != nil {
		return Handover{}, err
	}
	err = record(ctx, tx, &c, Handed, actor, now, reason, append(changed, h.Stretch)...)
	h.Complaint = c
	return h, err
}

// unitFor is the unit in which somebody has a case: that of the case, where they
// hold a post there, else their own.
func (d *Desk) unitFor(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, e roster.Employee) (string, error) {
	if c.UnitCode == e.UnitCode {
		return e.UnitCode, nil
	}
	if _, held, err := roster.PostIn(ctx, tx, now.In(d.Calendars.Location()), e.NIP, c.UnitCode); err != nil || held {
		return c.UnitCode, err
	}
	return e.UnitCode, nil
}
