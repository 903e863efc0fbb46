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

// AskSample asks a citizen whether it was themselves who pressed.
func (d *Desk) AskSample(ctx context.Context, tx pgx.Tx, now time.Time, s complaint.Sample, c complaint.Complaint) error {
	return d.news(ctx, tx, now, fmt.Sprintf("sample:%d", s.ID), c, "", d.Text.AskSample)
}

// AskCheckIn asks a citizen how they fare, without a sound.
func (d *Desk) AskCheckIn(ctx context.Context, tx pgx.Tx, now time.Time, id int64, c complaint.Complaint) error {
	return d.news(ctx, tx, now, fmt.Sprintf("checkin:%d", id), c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		m, err := d.Text.AskCheckIn(lang, n, id)
		m.Silent = true
		return m, err
	})
}

// CheckedBadly tells who looks into a matter already what the citizen says when
// asked.
func (d *Desk) CheckedBadly(ctx context.Context, tx pgx.Tx, now time.Time, key string, p complaint.Pressure, c complaint.Complaint) error {
	if p.NIP == nil {
		return nil
	}
	_, err := d.staff(ctx, tx, now, key+":kabar", *p.NIP, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.CheckedBadly(lang, p, c.Code) })
	return err
}
