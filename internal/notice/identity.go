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

// NameAsked asks the citizen for their name, with the officer's reason. Nobody
// else hears of it.
func (d *Desk) NameAsked(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, i complaint.Identity, why string) error {
	who, err := d.Who(ctx, tx, i.NIP)
	if err != nil {
		return err
	}
	return d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.NameAsked(lang, text.NameAsking{ID: c.ID, Code: c.Code, Who: who, Why: why})
	})
}

// NameGiven tells the holder that there is a name, not which; and the citizen,
// where somebody at a counter took it.
func (d *Desk) NameGiven(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, i complaint.Identity) error {
	if err := d.holder(ctx, tx, now, key, c, d.Text.StaffNameGiven); err != nil || i.TakenBy == nil {
		return err
	}
	who, err := d.Who(ctx, tx, *i.TakenBy)
	if err != nil {
		return err
	}
	return d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.NameTaken(lang, text.NameAsking{ID: c.ID, Code: c.Code, Who: who})
	})
}

// NameDropped tells the holder that the citizen stays without a name, or has the
// one erased that they gave.
func (d *Desk) NameDropped(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, i complaint.Identity) error {
	return d.holder(ctx, tx, now, key, c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffNameDropped(lang, v, i.GivenAt != nil)
	})
}
