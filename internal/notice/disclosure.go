package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// Disclosure gathers what is told of asking who reported a case.
func (d *Desk) Disclosure(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, f complaint.Disclosure) (v text.Disclosure, err error) {
	v = text.Disclosure{Disclosure: f, Case: c.ID, Code: c.Code, Now: now}
	if v.From, err = d.Who(ctx, tx, f.NIP); err != nil {
		return v, err
	}
	v.To, err = d.Who(ctx, tx, f.Second)
	return v, err
}

// ReporterDue reminds the second person, or tells whoever asked that they did not
// answer.
func (d *Desk) ReporterDue(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, f complaint.Disclosure) error {
	v, err := d.Disclosure(ctx, tx, now, c, f)
	if err != nil {
		return err
	}
	if f.Step >= complaint.Overdue {
		_, err = d.staff(ctx, tx, now, fmt.Sprintf("disclosure:%d:lapsed", v.ID), v.NIP, outbox.Row{},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.ReporterLapsed(lang, v) })
		return err
	}
	why, err := complaint.WhyReporter(ctx, tx, f)
	if err != nil {
		return err
	}
	return d.ReporterAsked(ctx, tx, now, v, why)
}

// ReporterAsked asks the second person. The message belongs to no case: nobody
// comes by it there.
func (d *Desk) ReporterAsked(ctx context.Context, tx pgx.Tx, now time.Time, v text.Disclosure, why string) error {
	_, err := d.staff(ctx, tx, now, fmt.Sprintf("disclosure:%d:%d", v.ID, v.Step), v.Second, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.ReporterAsked(lang, v, why) })
	return err
}

// ReporterDecided tells whoever asked what the second person said; why is "" where
// they agreed.
func (d *Desk) ReporterDecided(ctx context.Context, tx pgx.Tx, now time.Time, v text.Disclosure, why string) error {
	_, err := d.staff(ctx, tx, now, fmt.Sprintf("disclosure:%d:decided", v.ID), v.NIP, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.ReporterDecided(lang, v, why) })
	return err
}

// ReporterOpened tells a reporter at once that it was opened who they are; of one
// who is pressed without a sound, in words that say nothing of that.
func (d *Desk) ReporterOpened(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, f complaint.Disclosure) error {
	v, err := d.Disclosure(ctx, tx, now, c, f)
	if err != nil {
		return err
	}
	return d.citizen(ctx, tx, now, fmt.Sprintf("disclosure:%d:opened", f.ID), c.ID, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.ReporterOpened(lang, v)
	})
}
