package complaint

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// passSilent gives a case to the colleague with least in hand, when its holder
// has done nothing at all with it; false otherwise, or when there is no such
// colleague. The holder keeps their minutes.
func (d *Desk) passSilent(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, s Stretch) (Handover, bool, error) {
	if c.IsHigher() || c.movable() != nil {
		return Handover{}, false, nil
	}
	story, err := Story(ctx, tx, c.ID)
	if err != nil {
		return Handover{}, false, err
	}
	if slices.ContainsFunc(story, func(e Event) bool { return e.Actor == ByEmployee(s.Holder) && !e.At.Before(s.GivenAt) }) {
		return Handover{}, false, nil
	}
	to, found, err := d.leastLoaded(ctx, tx, now, c, s)
	if err != nil || !found {
		return Handover{}, false, err
	}
	h, err := d.handTo(ctx, tx, now, System, c, to.NIP, "")
	return h, err == nil, err
}

// leastLoaded is whoever of the holder's unit has fewest cases in hand and can
// take this one; not those who lead others, while there is anybody else.
func (d *Desk) leastLoaded(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, s Stretch) (roster.Employee, bool, error) {
	colleagues, err := roster.Reachable(ctx, tx, now.In(d.Calendars.Location()), s.UnitCode)
	if err != nil {
		return roster.Employee{}, false, err
	}
	book, err := d.Calendars.Book(ctx, tx)
	if err != nil {
		return roster.Employee{}, false, err
	}
	colleagues = slices.DeleteFunc(colleagues, func(e roster.Employee) bool { return book.Supervises(e.NIP) })
	if colleagues, err = d.Takers(ctx, tx, now, c, colleagues); err != nil || len(colleagues) == 0 {
		return roster.Employee{}, false, err
	}
	nips := make([]roster.NIP, len(colleagues))
	for i, e := range colleagues {
		nips[i] = e.NIP
	}
	held, _, err := InHand(ctx, tx, nips)
	if err != nil {
		return roster.Employee{}, false, err
	}
	return slices.MinFunc(colleagues, func(a, b roster.Employee) int {
		return cmp.Or(cmp.Compare(held[a.NIP], held[b.NIP]), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.NIP, b.NIP))
	}), true, nil
}
