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

// Promised tells the citizen which day was named, or that another one is now.
func (d *Desk) Promised(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, p complaint.Promise, moved *complaint.Promise) error {
	return d.promise(ctx, tx, now, key, c, p, func(lang locale.Lang, v text.Promise) (outbox.Message, error) {
		v.Moved = moved
		return d.Text.Promised(lang, v)
	})
}

// PromiseDue reminds the citizen of the day, or asks whether the promise was
// kept; in its morning the holder is reminded as well.
func (d *Desk) PromiseDue(ctx context.Context, tx pgx.Tx, now time.Time, p complaint.Promise, c complaint.Complaint) error {
	if p.AskedAt != nil {
		return d.promise(ctx, tx, now, fmt.Sprintf("promise:%d:ask", p.ID), c, p, d.Text.AskKept)
	}
	key := fmt.Sprintf("promise:%d:day", p.ID)
	if err := d.holder(ctx, tx, now, key, c, d.Text.StaffPromiseDay); err != nil {
		return err
	}
	return d.promise(ctx, tx, now, key, c, p, d.Text.PromiseDay)
}

// PromiseKept tells the holder what the citizen said of a promise.
func (d *Desk) PromiseKept(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, p complaint.Promise) error {
	say := d.Text.StaffPromiseBroken
	if *p.Kept {
		say = d.Text.StaffPromiseKept
	}
	return d.holder(ctx, tx, now, key, c, say)
}

func (d *Desk) promise(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, p complaint.Promise, say func(locale.Lang, text.Promise) (outbox.Message, error)) error {
	who, err := d.Who(ctx, tx, p.MadeBy)
	if err != nil {
		return err
	}
	v := text.Promise{Complaint: c, Promise: p, Who: who, Now: now.In(d.Complaints.Calendars.Location())}
	return d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) { return say(lang, v) })
}
