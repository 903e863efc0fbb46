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

// Joint gathers a joint case as its leader is shown it.
func (d *Desk) Joint(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (v text.Joint, err error) {
	if v.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
		return v, err
	}
	hs, err := complaint.HelpsOf(ctx, tx, c.ID)
	if err != nil {
		return v, err
	}
	for _, h := range hs {
		p, err := d.part(ctx, tx, now, h)
		if err != nil {
			return v, err
		}
		v.Helps = append(v.Helps, p)
	}
	return v, nil
}

func (d *Desk) part(ctx context.Context, tx pgx.Tx, now time.Time, h complaint.Help) (p text.Assist, err error) {
	p = text.Assist{Help: h, Now: now}
	if p.To, err = d.Who(ctx, tx, h.To); err != nil {
		return p, err
	}
	p.By, err = d.Who(ctx, tx, h.By)
	return p, err
}

// helpOf is the part that an errand is about.
func (d *Desk) helpOf(ctx context.Context, tx pgx.Tx, now time.Time, e complaint.Errand) (text.Assist, error) {
	hs, err := complaint.HelpsOf(ctx, tx, e.ComplaintID)
	if err != nil {
		return text.Assist{}, err
	}
	for _, h := range hs {
		if h.ErrandID == e.ID {
			return d.part(ctx, tx, now, h)
		}
	}
	return text.Assist{}, nil
}

// Helped tells the leader of a joint case what became of a part.
func (d *Desk) Helped(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, h complaint.Help) error {
	p, err := d.part(ctx, tx, now, h)
	if err != nil {
		return err
	}
	return d.holder(ctx, tx, now, key+":bersama", c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.HelpEnded(lang, v, p)
	})
}

// HelpsClosed tells those who were asked to do a part that it is needed no more.
func (d *Desk) HelpsClosed(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, hs []complaint.Help) error {
	for _, h := range hs {
		p, err := d.part(ctx, tx, now, h)
		if err != nil {
			return err
		}
		if _, err := d.staff(ctx, tx, now, key+":bersama", h.To, outbox.Row{},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.HelpClosed(lang, c.Code, p) }); err != nil {
			return err
		}
	}
	return nil
}
