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

// Promised tells the citizen which day was named, or that another one is now,
// and those who support the case.
func (d *Desk) Promised(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, p complaint.Promise, moved *complaint.Promise) error {
	if err := d.promise(ctx, tx, now, key, c, p, func(lang locale.Lang, v text.Promise) (outbox.Message, error) {
		v.Moved = moved
		return d.Text.Promised(lang, v)
	}); err != nil {
		return err
	}
	v, err := d.promised(ctx, tx, now, c, p)
	if err != nil {
		return err
	}
	v.Moved, v.Supports = moved, true
	return d.supporterNews(ctx, tx, now, key, c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		v.Complaint = n.Complaint
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
	v, err := d.promised(ctx, tx, now, c, p)
	if err != nil {
		return err
	}
	return d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) { return say(lang, v) })
}

func (d *Desk) promised(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, p complaint.Promise) (text.Promise, error) {
	who, err := d.Who(ctx, tx, p.MadeBy)
	return text.Promise{Complaint: c, Promise: p, Who: who, Now: now.In(d.Complaints.Calendars.Location())}, err
}
