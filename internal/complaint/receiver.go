package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Receiver finds who gets a case that somebody offers to a person: that person,
// or whoever stands in for them on leave. Where they must not have it, for it is
// about them or their own report, it is their superior without a word: that
// somebody reported it is nobody's to guess. It refuses with ErrToSelf or
// ErrReceiver.
func (d *Desk) Receiver(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, c Complaint, nip roster.NIP) (roster.Employee, error) {
	if nip == by {
		return roster.Employee{}, ErrToSelf
	}
	f, err := d.fit(ctx, tx, now, c, by)
	if err != nil {
		return roster.Employee{}, err
	}
	return f.receiver(ctx, tx, nip)
}

func (f fitness) receiver(ctx context.Context, tx pgx.Tx, nip roster.NIP) (roster.Employee, error) {
	to, found, err := roster.StandIn(ctx, tx, f.on, nip)
	if err != nil {
		return roster.Employee{}, err
	}
	if found {
		if fit, err := f.is(ctx, tx, to.NIP); err != nil || fit {
			return to, err
		}
	}
	to, found, err = f.above(ctx, tx, nip)
	if err == nil && !found {
		err = ErrReceiver
	}
	return to, err
}

// ReceiverIn finds who gets a case that somebody offers to a unit: whom the
// route of the case names there, or its head, or else anybody there who can be
// reached. It refuses with ErrReceiver.
func (d *Desk) ReceiverIn(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, c Complaint, unit string) (roster.Employee, error) {
	f, err := d.fit(ctx, tx, now, c, by)
	if err != nil {
		return roster.Employee{}, err
	}
	return d.receiverIn(ctx, tx, now, f, c, unit)
}

func (d *Desk) receiverIn(ctx context.Context, tx pgx.Tx, now time.Time, f fitness, c Complaint, unit string) (roster.Employee, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return roster.Employee{}, err
	}
	var try []roster.Employee
	r, err := guide.Resolve(ctx, tx, now, d.Calendars.Location(), c.CategoryCode, c.Area())
	if err != nil {
		return roster.Employee{}, err
	}
	if r.Unit.Code == unit && r.Officer != nil {
		try = append(try, *r.Officer)
	}
	if r, err = guide.ResolveUnit(ctx, tx, now, d.Calendars.Location(), unit); err != nil {
		return roster.Employee{}, err
	}
	if r.Officer != nil {
		try = append(try, *r.Officer)
	}
	there, err := roster.Reachable(ctx, tx, f.on, unit)
	if err != nil {
		return roster.Employee{}, err
	}
	to, found, err := f.first(ctx, tx, append(try, there...))
	if err == nil && !found {
		err = ErrReceiver
	}
	return to, err
}
