package complaint

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// A case that citizens open again climbs: the first time the same officer goes
// on, and the superior knows; the second time the superior answers for it, the
// third time the secretary. So nobody closes it over the citizen's head.
const (
	higherFrom = 2 // reopenings
	topFrom    = 3
)

// HigherDays are the working days that somebody higher has at least: they did
// not hold the case before.
const HigherDays = 5

// Higher finds who answers for a case that was opened again twice or more: the
// nearest superior of its last holder, from the third time on the secretary,
// or without one the topmost head; of these whoever can be reached and did not
// report it themselves. False when there is nobody.
func (d *Desk) Higher(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (roster.Employee, bool, error) {
	f, err := d.fit(ctx, tx, now, c)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if c.Reopenings < topFrom {
		last, held, err := lastHolder(ctx, tx, c)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if held {
			if e, found, err := f.above(ctx, tx, last); err != nil || found {
				return e, found, err
			}
		}
	}
	return f.top(ctx, tx, c)
}

// IsHigher says whether it is answered higher than by its first officer.
func (c Complaint) IsHigher() bool { return c.Reopenings >= higherFrom }

// lastHolder is whoever holds a case, or held it last.
func lastHolder(ctx context.Context, tx pgx.Tx, c Complaint) (roster.NIP, bool, error) {
	if c.Holder != nil {
		return *c.Holder, true, nil
	}
	ss, err := Stretches(ctx, tx, c.ID)
	if err != nil || len(ss) == 0 {
		return "", false, err
	}
	return ss[len(ss)-1].Holder, true, nil
}

// fitness tells who may be given something about a case.
type fitness struct {
	of   ID
	on   time.Time
	not  []roster.NIP
	desk *Desk
}

// fit is who can be given something about a case now: whoever can be reached,
// but not the one who reported it, or filed it for somebody, nor whoever it is about, nor any of others.
func (d *Desk) fit(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, others ...roster.NIP) (fitness, error) {
	f := fitness{of: c.ID, on: now.In(d.Calendars.Location()), not: others, desk: d}
	self, staff, err := d.FiledBy(ctx, tx, c.ID)
	if staff {
		f.not = append(f.not, self)
	}
	return f, err
}

func (f fitness) is(ctx context.Context, tx pgx.Tx, nip roster.NIP) (bool, error) {
	if barred, err := f.bars(ctx, tx, nip); err != nil || barred {
		return false, err
	}
	if own, err := f.desk.Involved(ctx, tx, nip, f.of); err != nil || own {
		return false, err
	}
	return roster.Available(ctx, tx, f.on, nip)
}

// bars says whether somebody must not be given it, reached or not.
func (f fitness) bars(ctx context.Context, tx pgx.Tx, nip roster.NIP) (bool, error) {
	if slices.Contains(f.not, nip) {
		return true, nil
	}
	return Excluded(ctx, tx, f.of, nip)
}

// aboveIn is the nearest superior of a stretch's holder who is fit: that of the
// post by which they hold it, where it is not their own.
func (f fitness) aboveIn(ctx context.Context, tx pgx.Tx, s Stretch) (roster.Employee, bool, error) {
	p, held, err := roster.PostIn(ctx, tx, f.on, s.Holder, s.UnitCode)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if held {
		heads, err := roster.Heads(ctx, tx, s.UnitCode)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if p.Superior != nil {
			e, err := roster.Find(ctx, tx, *p.Superior)
			if err != nil && !errors.Is(err, roster.ErrUnknown) {
				return roster.Employee{}, false, err
			}
			if err == nil {
				heads = append([]roster.Employee{e}, heads...)
			}
		}
		heads = slices.DeleteFunc(heads, func(e roster.Employee) bool { return e.NIP == s.Holder })
		if e, found, err := f.first(ctx, tx, heads); err != nil || found {
			return e, found, err
		}
	}
	return f.above(ctx, tx, s.Holder)
}

// above is the nearest superior who is fit.
func (f fitness) above(ctx context.Context, tx pgx.Tx, nip roster.NIP) (roster.Employee, bool, error) {
	for seen := []roster.NIP{nip}; ; seen = append(seen, nip) {
		e, found, err := roster.Superior(ctx, tx, nip)
		if err != nil || !found || slices.Contains(seen, e.NIP) {
			return roster.Employee{}, false, err
		}
		if fit, err := f.is(ctx, tx, e.NIP); err != nil || fit {
			return e, fit, err
		}
		nip = e.NIP
	}
}

// top is the secretary, or the topmost head above a case.
func (f fitness) top(ctx context.Context, tx pgx.Tx, c Complaint) (roster.Employee, bool, error) {
	secretaries, err := roster.WithRole(ctx, tx, roster.RoleSekda)
	if err != nil {
		return roster.Employee{}, false, err
	}
	heads, err := roster.Heads(ctx, tx, c.UnitCode)
	if err != nil {
		return roster.Employee{}, false, err
	}
	slices.Reverse(heads)
	return f.first(ctx, tx, append(secretaries, heads...))
}

// first is the first of some who is fit.
func (f fitness) first(ctx context.Context, tx pgx.Tx, of []roster.Employee) (roster.Employee, bool, error) {
	for _, e := range of {
		if fit, err := f.is(ctx, tx, e.NIP); err != nil || fit {
			return e, fit, err
		}
	}
	return roster.Employee{}, false, nil
}
