package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// DueErrand moves an errand on: false when nothing is due.
func (d *Desk) DueErrand(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Errand, Complaint, bool, error) {
	e, err := FindErrand(ctx, tx, id)
	if err != nil {
		return Errand{}, Complaint{}, false, err
	}
	c, err := lock(ctx, tx, e.ComplaintID)
	if err != nil {
		return Errand{}, Complaint{}, false, err
	}
	if e, err = FindErrand(ctx, tx, id); err != nil || !e.Open() {
		return e, c, false, err
	}
	lost, err := d.lostOwner(ctx, tx, now, e)
	if err != nil {
		return e, c, false, err
	}
	if lost && e.Kind == ToTake {
		e, c, err = d.lapseOffer(ctx, tx, now, c, e, OfferUnreached)
		return e, c, err == nil, err
	}
	if lost {
		return d.passErrand(ctx, tx, now, e, c)
	}
	if e.NextAt == nil || now.Before(*e.NextAt) {
		return e, c, false, nil
	}
	owner, err := roster.Find(ctx, tx, *e.NIP)
	if err != nil {
		return e, c, false, err
	}
	cal, err := d.Calendars.For(ctx, tx, owner.UnitCode)
	if err != nil {
		return e, c, false, err
	}
	if !now.Before(e.DueAt) && e.Kind == ToTake {
		e, c, err = d.lapseOffer(ctx, tx, now, c, e, OfferSilent)
		return e, c, err == nil, err
	}
	if !now.Before(e.DueAt) && e.Kind == ToDecide {
		if end, err := lastEnd(ctx, tx, c.ID); err != nil || end.State == Spam {
			if err == nil {
				e, err = d.lapse(ctx, tx, now, c, end, e)
			}
			return e, c, err == nil, err
		}
	}
	e.Step = Reminded
	if !now.Before(e.DueAt) {
		e.Step = Overdue
	}
	e.schedule(cal)
	return e, c, true, saveErrand(ctx, tx, e)
}

// lostOwner says whether somebody else is to have an errand: no message reaches its
// owner any more, or they are on leave, or have gone to another unit since.
func (d *Desk) lostOwner(ctx context.Context, tx pgx.Tx, now time.Time, e Errand) (bool, error) {
	if e.NIP == nil {
		return true, nil
	}
	available, err := roster.Available(ctx, tx, now.In(d.Calendars.Location()), *e.NIP)
	if err != nil || !available {
		return true, err
	}
	return roster.MovedSince(ctx, tx, *e.NIP, e.GivenAt)
}

// returns says whether whoever does not act on an errand now will: a message
// reaches them, they are only away.
func returns(ctx context.Context, tx pgx.Tx, e Errand) (bool, error) {
	if e.NIP == nil {
		return false, nil
	}
	_, reachable, err := roster.AddressOf(ctx, tx, *e.NIP)
	return reachable, err
}

// passErrand gives an errand to whoever it would be given to today. Where that
// is nobody it waits for somebody.
func (d *Desk) passErrand(ctx context.Context, tx pgx.Tx, now time.Time, e Errand, c Complaint) (Errand, Complaint, bool, error) {
	to, found, err := d.nextOwner(ctx, tx, now, c, e)
	if err != nil || !found && e.NIP == nil || found && e.IsOf(to.NIP) {
		return e, c, false, err
	}
	if !found {
		if back, err := returns(ctx, tx, e); err != nil || back {
			return e, c, false, err
		}
	}
	e.finish(now, true)
	if err := saveErrand(ctx, tx, e); err != nil {
		return e, c, false, err
	}
	var owner *roster.Employee
	if found {
		owner = &to
	}
	next, err := d.errand(ctx, tx, now, c, e.Kind, owner)
	if err != nil {
		return e, c, false, err
	}
	moved, err := moveHelp(ctx, tx, e, *next)
	if err != nil {
		return e, c, false, err
	}
	amended, err := moveAmendment(ctx, tx, e, *next)
	if err != nil {
		return e, c, false, err
	}
	err = recordMore(ctx, tx, &c, ErrandPassed, System, now, "", together(func(f *Facts) { f.Errands = []Errand{e, *next} }, moved, amended))
	return *next, c, true, err
}

// nextOwner finds who an errand goes to whose owner can be reached no more: who
// stands in for them while they are on leave, else whoever it belongs to today.
func (d *Desk) nextOwner(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, e Errand) (roster.Employee, bool, error) {
	if e.Kind == ToHelp {
		return d.nextHelper(ctx, tx, now, c, e)
	}
	if to, found, err := d.substitute(ctx, tx, now, c, e); err != nil || found {
		return to, found, err
	}
	return d.errandOwner(ctx, tx, now, c, e.Kind)
}

// substitute is who stands in on an errand for somebody on leave: only somebody
// with the same powers, whom it does not concern. False for none.
func (d *Desk) substitute(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, e Errand) (roster.Employee, bool, error) {
	if e.NIP == nil {
		return roster.Employee{}, false, nil
	}
	on := now.In(d.Calendars.Location())
	owner, err := roster.Find(ctx, tx, *e.NIP)
	if err != nil {
		return roster.Employee{}, false, err
	}
	to, why, found, err := roster.Cover(ctx, tx, on, owner.NIP)
	if err != nil || !found || why != roster.BySubstitute || !to.HasAll(owner) {
		return roster.Employee{}, false, err
	}
	not, err := d.concerned(ctx, tx, c, e.Kind)
	if err != nil {
		return roster.Employee{}, false, err
	}
	f, err := d.fit(ctx, tx, now, c, not...)
	if err != nil {
		return roster.Employee{}, false, err
	}
	fit, err := f.is(ctx, tx, to.NIP)
	return to, fit, err
}

// errandOwner finds who an errand about a case belongs to today.
func (d *Desk) errandOwner(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, k ErrandKind) (roster.Employee, bool, error) {
	not, err := d.concerned(ctx, tx, c, k)
	if err != nil {
		return roster.Employee{}, false, err
	}
	f, err := d.fit(ctx, tx, now, c, not...)
	if err != nil {
		return roster.Employee{}, false, err
	}
	switch k {
	case ToInspect:
		return d.inspector(ctx, tx, now, c)
	case ToSign:
		a, open, err := openAmendment(ctx, tx, c.ID)
		if err != nil || !open {
			return roster.Employee{}, false, err
		}
		return d.signer(ctx, tx, now, c, a)
	case ToContest:
		_, above, err := disputeJudges(ctx, tx, c.ID)
		if err != nil {
			return roster.Employee{}, false, err
		}
		return f.over(ctx, tx, above)
	case ToJudge:
		by, err := answerers(ctx, tx, c)
		if err != nil {
			return roster.Employee{}, false, err
		}
		return f.over(ctx, tx, by[0])
	case ToExcuse, ToCheck, ToExtend:
		last, held, err := lastHolder(ctx, tx, c)
		if err != nil || !held {
			return roster.Employee{}, false, err
		}
		return f.over(ctx, tx, last)
	}
	if k == ToPlace {
		return f.placer(ctx, tx, c)
	}
	e, err := lastEnd(ctx, tx, c.ID)
	switch {
	case err != nil:
		return roster.Employee{}, false, err
	case k == ToReview:
		return f.over(ctx, tx, *e.DecidedBy)
	}
	return f.decider(ctx, tx, c, e)
}

// concerned are those whose own doing an errand is about.
func (d *Desk) concerned(ctx context.Context, tx pgx.Tx, c Complaint, k ErrandKind) ([]roster.NIP, error) {
	switch k {
	case ToExcuse, ToExtend:
		last, _, err := lastHolder(ctx, tx, c)
		return []roster.NIP{last}, err
	case ToCheck, ToInspect:
		return showers(ctx, tx, c.ID)
	case ToJudge:
		return answerers(ctx, tx, c)
	case ToContest:
		not, _, err := disputeJudges(ctx, tx, c.ID)
		return not, err
	case ToPlace:
		return parties(ctx, tx, c)
	case ToHelp:
		return nil, nil
	case ToSign:
		a, open, err := openAmendment(ctx, tx, c.ID)
		if err != nil || !open {
			return nil, err
		}
		return c.partiesOf(a), nil
	}
	e, err := lastEnd(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	not := []roster.NIP{e.ProposedBy}
	if e.State == Spam && c.Holder != nil {
		not = append(not, *c.Holder)
	}
	if k == ToReview && e.DecidedBy != nil {
		not = append(not, *e.DecidedBy)
	}
	return not, nil
}

// over is the nearest superior who is fit, or the secretary, or the regent.
func (f fitness) over(ctx context.Context, tx pgx.Tx, nip roster.NIP) (roster.Employee, bool, error) {
	if e, found, err := f.above(ctx, tx, nip); err != nil || found {
		return e, found, err
	}
	for _, role := range []roster.Role{roster.RoleSekda, roster.RoleBupati} {
		all, err := roster.WithRole(ctx, tx, role)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if e, found, err := f.first(ctx, tx, all); err != nil || found {
			return e, found, err
		}
	}
	return roster.Employee{}, false, nil
}
