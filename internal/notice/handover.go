package notice

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// Give hands a case that nobody holds to somebody: the card goes out, and the
// citizen is told who has it now. It refuses as complaint.Desk.Assign does.
func (d *Desk) Give(ctx context.Context, tx pgx.Tx, now time.Time, key, by string, id complaint.ID, to roster.Employee) error {
	c, s, err := d.Complaints.Assign(ctx, tx, now, by, id, to)
	if err != nil {
		return err
	}
	if err := d.Assigned(ctx, tx, now, c, s); err != nil {
		return err
	}
	return d.Reassigned(ctx, tx, now, key+":"+c.Code, c)
}

// PassOn takes a case from a holder who cannot act on it any more and gives it
// to whoever answers for it now, or else to those who find officers: false
// then. A case whose result waits for the citizen's word stays as it is: there
// is nothing to act on, and the word must not be lost.
func (d *Desk) PassOn(ctx context.Context, tx pgx.Tx, now time.Time, key, by string, id complaint.ID) (found bool, err error) {
	return d.PassOnFor(ctx, tx, now, key, by, id, "")
}

// PassOnFor is PassOn with the reason that the case's story tells. Where somebody
// follows the holder, they have the time that was left.
func (d *Desk) PassOnFor(ctx context.Context, tx pgx.Tx, now time.Time, key, by string, id complaint.ID, why complaint.Because) (found bool, err error) {
	c, left, err := d.Complaints.ReleaseFor(ctx, tx, now, by, id, why)
	if err != nil || c.Holder != nil || !c.State.Open() {
		return false, err
	}
	to, found, err := d.Responsible(ctx, tx, now, c)
	if err != nil {
		return false, err
	}
	if !found {
		return false, d.Unassigned(ctx, tx, now, key+":"+c.Code, c)
	}
	if !why.Inherits() {
		return true, d.Give(ctx, tx, now, key, by, id, to)
	}
	return d.follow(ctx, tx, now, key+":"+c.Code, c, to, left)
}

// follow gives a case that nobody holds to somebody, with the time that was left
// of the limit; where they may not have it, it waits for an officer.
func (d *Desk) follow(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, to roster.Employee, left time.Duration) (bool, error) {
	given, s, err := d.Complaints.StandIn(ctx, tx, now, c.ID, to, left)
	if errors.Is(err, complaint.ErrExcluded) || errors.Is(err, complaint.ErrFiledIt) {
		return false, d.Unassigned(ctx, tx, now, key, c)
	}
	if err != nil {
		return false, err
	}
	if err := d.Assigned(ctx, tx, now, given, s); err != nil {
		return false, err
	}
	return true, d.Reassigned(ctx, tx, now, key, given)
}

// back gives a case that came back to its holder, or where no account speaks
// for them any more, or they work elsewhere, or there is none, to whoever answers for it now: then
// with the stretch that this begins, nil when nobody was found.
func (d *Desk) back(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, s *complaint.Stretch) (complaint.Complaint, *complaint.Stretch, error) {
	if s != nil {
		accounts, err := roster.Contacts(ctx, tx, s.Holder)
		if err != nil {
			return c, s, err
		}
		gone, err := roster.Left(ctx, tx, now.In(d.Complaints.Calendars.Location()), s.Holder, s.UnitCode)
		if err != nil || len(accounts) > 0 && !gone {
			return c, s, err
		}
		if c, err = d.Complaints.Release(ctx, tx, now, complaint.System, c.ID); err != nil {
			return c, nil, err
		}
	}
	to, found, err := d.Responsible(ctx, tx, now, c)
	if err != nil {
		return c, nil, err
	}
	if !found {
		return c, nil, d.Unassigned(ctx, tx, now, key, c)
	}
	return d.Complaints.Assign(ctx, tx, now, complaint.System, c.ID, to)
}

// Responsible finds who answers for a case that nobody holds: in the unit that
// it was sent to, or by its route; one that came back too often is answered
// higher. Nobody is given what they reported themselves.
func (d *Desk) Responsible(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (roster.Employee, bool, error) {
	if c.IsHigher() {
		return d.Complaints.Higher(ctx, tx, now, c)
	}
	loc := d.Complaints.Calendars.Location()
	reporter, err := d.filer(ctx, tx, c.ID)
	if err != nil {
		return roster.Employee{}, false, err
	}
	suspect, about, err := complaint.AboutOfficer(ctx, tx, c.ID)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if about {
		to, _, found, err := complaint.NeutralOfficer(ctx, tx, now.In(loc), suspect, reporter)
		return to, found, err
	}
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return roster.Employee{}, false, err
	}
	r, err := guide.Resolve(ctx, tx, now, loc, c.CategoryCode, c.Area())
	if err != nil {
		return roster.Employee{}, false, err
	}
	if r.Unit.Code != c.UnitCode { // somebody chose the unit by hand
		of, err := guide.ResolveUnit(ctx, tx, now, loc, c.UnitCode)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if of.Officer != nil {
			r = of
		}
	}
	if r.Officer == nil {
		return roster.Employee{}, false, nil
	}
	to, found, err := d.NotSelf(ctx, tx, now, *r.Officer, reporter)
	if err != nil || !found {
		return to, found, err
	}
	return d.notInvolved(ctx, tx, now, to, c.ID)
}

// notInvolved gives the officer, or the nearest superior who can be reached
// where the officer supports the case, as a citizen. False when there is none.
func (d *Desk) notInvolved(ctx context.Context, tx pgx.Tx, now time.Time, officer roster.Employee, id complaint.ID) (roster.Employee, bool, error) {
	own, err := d.Complaints.Involved(ctx, tx, officer.NIP, id)
	if err != nil || !own {
		return officer, err == nil, err
	}
	on := now.In(d.Complaints.Calendars.Location())
	for seen := []roster.NIP{officer.NIP}; ; seen = append(seen, officer.NIP) {
		above, found, err := roster.Superior(ctx, tx, officer.NIP)
		if err != nil || !found || slices.Contains(seen, above.NIP) {
			return roster.Employee{}, false, err
		}
		officer = above
		available, err := roster.Available(ctx, tx, on, officer.NIP)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if own, err = d.Complaints.Involved(ctx, tx, officer.NIP, id); err != nil || available && !own {
			return officer, err == nil, err
		}
	}
}

// filer is the address of whoever filed a case, for themself or for somebody
// else; "" when it is not known.
func (d *Desk) filer(ctx context.Context, tx pgx.Tx, id complaint.ID) (string, error) {
	reporter, known, err := d.Complaints.Reporter(ctx, tx, id)
	if err != nil || known {
		return reporter, err
	}
	helper, helped, err := complaint.HelperOf(ctx, tx, id)
	if err != nil || !helped {
		return "", err
	}
	address, _, err := roster.AddressOf(ctx, tx, helper)
	return address, err
}

// NotSelf gives the officer, or the nearest superior who can be reached where
// the report is the officer's own: nobody answers for, or turns the key of,
// what they reported themselves. False when there is no such superior.
func (d *Desk) NotSelf(ctx context.Context, tx pgx.Tx, now time.Time, officer roster.Employee, reporter string) (roster.Employee, bool, error) {
	self, known, err := roster.ByAddress(ctx, tx, reporter)
	if err != nil || !known || self.NIP != officer.NIP {
		return officer, err == nil, err
	}
	on := now.In(d.Complaints.Calendars.Location())
	for seen := []roster.NIP{self.NIP}; ; seen = append(seen, officer.NIP) {
		above, found, err := roster.Superior(ctx, tx, officer.NIP)
		if err != nil || !found || slices.Contains(seen, above.NIP) {
			return roster.Employee{}, false, err
		}
		officer = above
		if available, err := roster.Available(ctx, tx, on, officer.NIP); err != nil || available {
			return officer, err == nil, err
		}
	}
}

// PassOnAll passes on all that somebody holds, and says for how many cases
// somebody was found and how many wait now.
func (d *Desk) PassOnAll(ctx context.Context, tx pgx.Tx, now time.Time, key, by string, from roster.NIP, why complaint.Because) (passed, waiting int, err error) {
	held, err := movable(ctx, tx, from)
	if err != nil {
		return 0, 0, err
	}
	each := make([]passing, len(held))
	for i, c := range held {
		each[i] = passing{c.ID, key}
	}
	return d.passOnEach(ctx, tx, now, by, each, why)
}

// passing is a case that is to be passed on, and by which key that is told.
type passing struct {
	id  complaint.ID
	key string
}

// passOnEach passes on some cases, by number, and counts as PassOnAll does.
func (d *Desk) passOnEach(ctx context.Context, tx pgx.Tx, now time.Time, by string, each []passing, why complaint.Because) (passed, waiting int, err error) {
	for _, p := range each {
		found, err := d.PassOnFor(ctx, tx, now, p.key, by, p.id, why)
		switch {
		case err != nil:
			return 0, 0, err
		case found:
			passed++
		default:
			waiting++
		}
	}
	return passed, waiting, nil
}

// PassOnMoved passes on what somebody held in a unit that they left, or in which
// they hold a post no more: it stays with the post. What they were given since is
// theirs.
func (d *Desk) PassOnMoved(ctx context.Context, tx pgx.Tx, now time.Time, t roster.Transfer) (passed, waiting int, err error) {
	held, err := movable(ctx, tx, t.NIP)
	if err != nil {
		return 0, 0, err
	}
	left, err := roster.Left(ctx, tx, now.In(d.Complaints.Calendars.Location()), t.NIP, t.From)
	if err != nil || !left {
		return 0, 0, err
	}
	var each []passing
	for _, c := range held {
		s, running, err := complaint.Running(ctx, tx, c.ID)
		if err != nil {
			return 0, 0, err
		}
		if running && s.GivenAt.Before(t.At) && s.UnitCode == t.From {
			each = append(each, passing{c.ID, fmt.Sprintf("moved:%d", s.ID)})
		}
	}
	passed, waiting, err = d.passOnEach(ctx, tx, now, complaint.System, each, complaint.HasMoved)
	if err != nil || passed+waiting == 0 {
		return 0, 0, err
	}
	from, err := roster.FindUnit(ctx, tx, t.From)
	if err != nil {
		return 0, 0, err
	}
	to, err := roster.FindUnit(ctx, tx, t.To)
	if err != nil {
		return 0, 0, err
	}
	_, err = d.staff(ctx, tx, now, fmt.Sprintf("moved:%s:%d", t.NIP, now.Unix()), t.NIP, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.ContactMoved(lang, from.Name, to.Name, passed+waiting)
	})
	return passed, waiting, err
}

// movable is what somebody holds that others can act on, by number: cases are
// locked in this order, everywhere.
func movable(ctx context.Context, tx pgx.Tx, of roster.NIP) ([]complaint.Complaint, error) {
	held, err := complaint.HeldBy(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	held = slices.DeleteFunc(held, func(c complaint.Complaint) bool { return c.State == complaint.Proposed || c.State == complaint.Weighed })
	slices.SortFunc(held, func(a, b complaint.Complaint) int { return cmp.Compare(a.ID, b.ID) })
	return held, nil
}
