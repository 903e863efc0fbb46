package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// longer gathers the later limit that a holder asked for in a case.
func (d *Desk) longer(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (v text.Longer, err error) {
	x, found, err := complaint.ExtensionOf(ctx, tx, c.ID)
	if err != nil || !found {
		return v, err
	}
	v.Extension = x
	if v.By, err = d.Who(ctx, tx, x.NIP); err != nil {
		return v, err
	}
	s, running, err := complaint.Running(ctx, tx, c.ID)
	if err != nil || !running {
		return v, err
	}
	cal, err := d.Complaints.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return v, err
	}
	v.Was, v.To = *s.DueAt, complaint.Extendable{Complaint: c, Stretch: s, Calendar: cal}.To(x.Days)
	return v, nil
}

// ExtensionDecided tells who asked for a later limit how it was decided, and of
// one that was granted the citizens as well.
func (d *Desk) ExtensionDecided(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, x complaint.Extension, why string) error {
	key += ":perpanjang"
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return err
	}
	decider, err := d.Who(ctx, tx, *x.DecidedBy)
	if err != nil {
		return err
	}
	told := text.LongerDecided{StaffCase: v, Extension: x, Who: decider, Why: why}
	if _, err := d.staff(ctx, tx, now, key, x.NIP, outbox.Row{About: c.ID.Subject()},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.ExtensionDecided(lang, told) }); err != nil || !x.Granted {
		return err
	}
	by, err := d.Who(ctx, tx, x.NIP)
	if err != nil {
		return err
	}
	news := text.Extended{Complaint: c, Extension: x, By: by, Decider: decider, Now: now.In(d.Complaints.Calendars.Location())}
	if err := d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) { return d.Text.Extended(lang, news) }); err != nil {
		return err
	}
	return d.supporterNews(ctx, tx, now, key, c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		news.Complaint = n.Complaint
		return d.Text.SupportExtended(lang, news)
	})
}
