// Package notice says who is told what about a case: it finds the address and
// the language of whoever is concerned, and puts the message into the outbox.
// Handlers and jobs call it in the transaction of the change itself.
package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/text"
	"tanggap/internal/visit"
)

// Desk tells people.
type Desk struct {
	Text       *text.Speaker
	Complaints *complaint.Desk
	Visits     *visit.Desk // whose slips and posters are known by a picture of them

	suggested suggested
}

// Regency is whose installation this is.
func (d *Desk) Regency(ctx context.Context, tx pgx.Tx) (routing.Regency, error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return routing.Regency{}, err
	}
	return guide.Regency(), nil
}

// words renders a message in the reader's language.
type words func(lang locale.Lang) (outbox.Message, error)

// citizen tells the one who filed a case, in reply to the first message about
// it, so that a chat with several cases can be read; nothing happens when
// nobody is known.
func (d *Desk) citizen(ctx context.Context, tx pgx.Tx, now time.Time, key string, id complaint.ID, say words) error {
	way, _, err := complaint.WayTo(ctx, tx, id)
	if err != nil {
		return err
	}
	return d.by(ctx, tx, now, key, id, way, say)
}

// by is citizen for a way that is known; nothing happens when there is none.
func (d *Desk) by(ctx context.Context, tx pgx.Tx, now time.Time, key string, id complaint.ID, way complaint.Way, say words) error {
	if way.Address == "" {
		return nil
	}
	row := outbox.Row{
		Key: key + ":warga", Address: way.Address, Lane: outbox.Replies, About: id.Subject(), Thread: !way.Sealed(),
	}
	if say = d.softly(now, say); !way.Sealed() {
		return put(ctx, tx, now, row, way.Lang, say)
	}
	return put(ctx, tx, now, row, way.Lang, func(lang locale.Lang) (outbox.Message, error) {
		m, err := say(lang)
		return d.Linked(lang, id, m), err
	})
}

// Linked adds to a message of a sealed case the button that cuts its link,
// unless it has one.
func (d *Desk) Linked(lang locale.Lang, id complaint.ID, m outbox.Message) outbox.Message {
	for _, line := range m.Buttons {
		for _, b := range line {
			if b.Name == "link.ask" || b.Name == "link.cut" {
				return m
			}
		}
	}
	m.Buttons = append(m.Buttons, []outbox.Button{d.Text.CutLink(lang, id)})
	return m
}

// staff tells an employee, outside the quiet hours of their unit; false when
// no message reaches them. row carries what is special: Begins, Lane, HeldUntil.
//
// Nobody hears of a case that is about them; whoever is given a card was
// chosen by that already.
func (d *Desk) staff(ctx context.Context, tx pgx.Tx, now time.Time, key string, to roster.NIP, row outbox.Row, say words) (bool, error) {
	return d.employee(ctx, tx, now, key, to, row, false, say)
}

// rouse tells an employee at any hour.
func (d *Desk) rouse(ctx context.Context, tx pgx.Tx, now time.Time, key string, to roster.NIP, row outbox.Row, say words) (bool, error) {
	return d.employee(ctx, tx, now, key, to, row, true, say)
}

func (d *Desk) employee(ctx context.Context, tx pgx.Tx, now time.Time, key string, to roster.NIP, row outbox.Row, atAnyHour bool, say words) (bool, error) {
	if row.Begins == 0 {
		if kept, err := d.kept(ctx, tx, row.About, to); err != nil || kept {
			return false, err
		}
	}
	chat, reachable, err := roster.ChatOf(ctx, tx, to)
	if err != nil || !reachable {
		return false, err
	}
	return true, d.post(ctx, tx, now, key, to, chat, atAnyHour, row, say)
}

// post is employee for a chat that is known.
func (d *Desk) post(ctx context.Context, tx pgx.Tx, now time.Time, key string, to roster.NIP, chat roster.Chat, atAnyHour bool, row outbox.Row, say words) error {
	until, quiet, err := d.quiet(ctx, tx, later(now, row.HeldUntil), to)
	if err != nil {
		return err
	}
	row.Key, row.Address = key+":"+string(to), chat.Address
	if row.Lane == 0 {
		row.Lane = outbox.Assignments
	}
	if quiet && !atAnyHour && !(chat.AnyHour && row.Lane == outbox.Assignments) {
		row.HeldUntil = until
	}
	return put(ctx, tx, now, row, chat.Lang, say)
}

// quiet says whether a moment lies in the quiet hours of somebody's unit, and
// until when they last.
func (d *Desk) quiet(ctx context.Context, tx pgx.Tx, at time.Time, of roster.NIP) (until time.Time, quiet bool, err error) {
	book, err := d.Complaints.Calendars.Book(ctx, tx)
	if err != nil {
		return until, false, err
	}
	employee, err := book.Employee(of)
	if err != nil {
		return until, false, err
	}
	cal, err := book.Calendar(employee.UnitCode)
	if err != nil {
		return until, false, err
	}
	until, quiet = cal.Quiet(at)
	return until, quiet, nil
}

// chat tells whoever reads an address, in the language of that chat; at night
// without a sound.
func (d *Desk) chat(ctx context.Context, tx pgx.Tx, now time.Time, row outbox.Row, say words) error {
	a, err := account.Of(ctx, tx, row.Address)
	if err != nil {
		return err
	}
	return put(ctx, tx, now, row, a.Lang, d.softly(now, say))
}

func put(ctx context.Context, tx pgx.Tx, now time.Time, row outbox.Row, lang locale.Lang, say words) (err error) {
	if row.Message, err = say(lang); err != nil {
		return err
	}
	return outbox.Put(ctx, tx, now, row)
}
