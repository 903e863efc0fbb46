package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// Spans tells of a case in whose hands it was for how long, and why nobody
// worked on it when nobody did.
func (d *Desk) Spans(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, events []complaint.Event) ([]text.Span, error) {
	book, err := d.Complaints.Calendars.Book(ctx, tx)
	if err != nil {
		return nil, err
	}
	units := complaint.UnitsHeld(events)
	var told []text.Span
	for _, s := range complaint.Timeline(events, now) {
		span := text.Span{Lull: s.Lull, Lasted: s.To.Sub(s.From), Runs: s.Runs}
		unit := c.UnitCode
		if s.Holder != nil {
			e, err := book.Employee(*s.Holder)
			if err != nil {
				return nil, err
			}
			unit = book.UnitOf(e, units[e.NIP])
			if span.Who, err = whoIn(book, e, unit); err != nil {
				return nil, err
			}
		}
		cal, err := book.Calendar(unit)
		if err != nil {
			return nil, err
		}
		span.Worked, span.PerDay = cal.Elapsed(s.From, s.To), cal.Hours().PerDay()
		told = append(told, span)
	}
	return told, nil
}

// Further is where a citizen can go with a case besides its holder.
func (d *Desk) Further(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (f text.Further, err error) {
	f.Code = c.Code
	if c.Holder != nil {
		superior, found, err := roster.Superior(ctx, tx, *c.Holder)
		if err != nil {
			return f, err
		}
		if found {
			if f.Superior, err = d.Who(ctx, tx, superior.NIP); err != nil {
				return f, err
			}
		}
	}
	secretaries, err := roster.WithRole(ctx, tx, roster.RoleSekda)
	if err != nil || len(secretaries) == 0 {
		return f, err
	}
	f.Secretary, err = d.Who(ctx, tx, secretaries[0].NIP)
	return f, err
}
