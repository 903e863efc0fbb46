package complaint

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// placer finds who decides on a case that was offered in vain: after the second
// decline somebody who finds officers, else whoever stands above its holder.
func (f fitness) placer(ctx context.Context, tx pgx.Tx, c Complaint) (roster.Employee, bool, error) {
	n, err := declines(ctx, tx, c.ID)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if n >= placeFrom {
		verifiers, err := roster.Connected(ctx, tx, roster.RoleVerifikator)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if v, found, err := f.first(ctx, tx, verifiers); err != nil || found {
			return v, found, err
		}
	}
	if c.Holder == nil {
		return roster.Employee{}, false, nil
	}
	return f.over(ctx, tx, *c.Holder)
}

// Placer is who decides on a case that is offered, should its receiver stay silent;
// false for nobody.
func (d *Desk) Placer(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (roster.Employee, bool, error) {
	return d.errandOwner(ctx, tx, now, c, ToPlace)
}

// parties are those between whom somebody decides: whoever holds a case, and
// whoever did not take it last.
func parties(ctx context.Context, tx pgx.Tx, c Complaint) ([]roster.NIP, error) {
	all, err := OffersOf(ctx, tx, c.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	last := all[len(all)-1]
	return []roster.NIP{last.From, last.To}, nil
}

// Place gives a case that was offered in vain to somebody, who is not asked. It
// refuses as owned does, and with ErrToSelf or ErrReceiver.
func (d *Desk) Place(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, to roster.Employee, why string) (Complaint, *Stretch, error) {
	work, c, err := d.owned(ctx, tx, now, by, errand, ToPlace)
	switch {
	case err != nil:
		return Complaint{}, nil, err
	case c.HeldBy(to.NIP):
		return Complaint{}, nil, ErrToSelf
	}
	f, err := d.fit(ctx, tx, now, c)
	if err != nil {
		return Complaint{}, nil, err
	}
	if fit, err := f.is(ctx, tx, to.NIP); err != nil || !fit {
		return Complaint{}, nil, cmp.Or(err, error(ErrReceiver))
	}
	right, err := vindicated(ctx, tx, c.ID, to)
	if err != nil {
		return Complaint{}, nil, err
	}
	o := Offer{ComplaintID: c.ID, From: *c.Holder, To: to.NIP, Reason: why, OfferedAt: now, Unit: to.UnitCode}
	if err := insertOffer(ctx, tx, &o); err != nil {
		return Complaint{}, nil, err
	}
	o.end(now, OfferPlaced)
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, nil, err
	}
	changed := append(right, o)
	was, s, err := d.pass(ctx, tx, now, &c, to, changed...)
	if err != nil {
		return Complaint{}, nil, err
	}
	return c, s, recordMore(ctx, tx, &c, Placed, ByEmployee(by), now, why, func(f *Facts) {
		f.Errands = []Errand{work}
		for _, said := range changed {
			f.Offers = append(f.Offers, said.Facts())
		}
	}, was, s)
}

// vindicated are the offers that were declined in the unit where a case is
// placed in the end: its sender was right.
func vindicated(ctx context.Context, tx pgx.Tx, id ID, to roster.Employee) ([]Offer, error) {
	all, err := OffersOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var right []Offer
	for _, o := range all {
		if o.Outcome != OfferDeclined || !o.Back {
			continue
		}
		who, err := roster.Find(ctx, tx, o.To)
		if err != nil {
			return nil, err
		}
		if who.UnitCode == to.UnitCode {
			o.Back = false
			right = append(right, o)
		}
	}
	return right, nil
}

// Keep decides that a case that was offered in vain stays with its holder, and
// says why. It refuses as owned does, and with ErrEmpty or ErrTooLong.
func (d *Desk) Keep(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, why string) (Complaint, error) {
	if err := wrote(why); err != nil {
		return Complaint{}, err
	}
	work, c, err := d.owned(ctx, tx, now, by, errand, ToPlace)
	if err != nil {
		return Complaint{}, err
	}
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, err
	}
	return c, recordMore(ctx, tx, &c, Kept, ByEmployee(by), now, why, func(f *Facts) { f.Errands = []Errand{work} })
}
