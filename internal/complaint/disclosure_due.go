package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// wait sets by when the second person is asked to answer.
func (d *Desk) wait(ctx context.Context, tx pgx.Tx, now time.Time, f *Disclosure) error {
	cal, err := d.secondsTime(ctx, tx, *f)
	if err != nil {
		return err
	}
	f.AskedAt, f.Until = now, cal.DueInDays(now, DisclosureDays)
	last := lastOpening(cal, f.Until)
	f.NextAt = &last
	return nil
}

func (d *Desk) secondsTime(ctx context.Context, tx pgx.Tx, f Disclosure) (*worktime.Calendar, error) {
	second, err := roster.Find(ctx, tx, f.Second)
	if err != nil {
		return nil, err
	}
	return d.Calendars.For(ctx, tx, second.UnitCode)
}

// DueDisclosure moves the clock of the second person on: the opening of their last
// day, and the lapse. False when nothing is due.
func (d *Desk) DueDisclosure(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Complaint, Disclosure, bool, error) {
	all, err := disclosures(ctx, tx, `WHERE id = $1 FOR UPDATE`, id)
	if err != nil || len(all) == 0 || all[0].NextAt == nil || now.Before(*all[0].NextAt) {
		return Complaint{}, Disclosure{}, false, err
	}
	f := all[0]
	until := f.Until
	f.Step, f.NextAt = Reminded, &until
	if !f.Waits(now) {
		f.Step, f.NextAt = Overdue, nil
	}
	_, c, err := d.asking(ctx, tx, f.NIP, f.matter())
	_, over := refusal.Of(err)
	if err != nil && !over {
		return Complaint{}, Disclosure{}, false, err
	}
	if over { // the matter is: nobody need answer any more
		f.NextAt = nil
	}
	return c, f, !over, saveDisclosure(ctx, tx, f)
}

// WhyReporter is why it was asked who reported; "" where the words are erased.
func WhyReporter(ctx context.Context, tx pgx.Tx, f Disclosure) (string, error) {
	entries, err := ledger.Read(ctx, tx, f.subject())
	if err != nil || len(entries) == 0 {
		return "", err
	}
	return string(entries[0].Content), nil
}
