package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// Pressed shows who looks into it that a citizen is pressed because of a case,
// or reminds them; once it is late those above them hear of it. The message belongs to no case: nobody comes by it there.
func (d *Desk) Pressed(ctx context.Context, tx pgx.Tx, now time.Time, p complaint.Pressure, c complaint.Complaint) error {
	if p.NIP == nil {
		return nil
	}
	v, err := d.PressureView(ctx, tx, now, p, c)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("pressure:%d:%d", p.ID, p.Step)
	_, err = d.staff(ctx, tx, now, key, *p.NIP, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.Pressure(lang, v) })
	if err != nil || !v.Late() {
		return err
	}
	// Who stands above may stand above the officers too: they hear that it is
	// late, and nothing of the case.
	owner, err := roster.Find(ctx, tx, *p.NIP)
	if err != nil {
		return err
	}
	late := func(lang locale.Lang, to roster.Employee) (outbox.Message, error) {
		return d.Text.PressureLate(lang, text.PressureLate{No: p.ID, Due: p.DueAt, Owner: owner.Position, Post: to.Position, Now: now})
	}
	told, err := d.above(ctx, tx, now, key+":atasan", owner.NIP, outbox.Row{}, late)
	if err != nil || told {
		return err
	}
	all, err := roster.Connected(ctx, tx, roster.RoleSekda)
	for _, e := range all {
		if e.NIP == owner.NIP {
			continue
		}
		if _, err := d.staff(ctx, tx, now, key+":atasan", e.NIP, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) { return late(lang, e) }); err != nil {
			return err
		}
	}
	return err
}

// PressedMore passes on what the citizen adds.
func (d *Desk) PressedMore(ctx context.Context, tx pgx.Tx, now time.Time, key string, p complaint.Pressure, c complaint.Complaint, words string) error {
	if p.NIP == nil {
		return nil
	}
	_, err := d.staff(ctx, tx, now, key+":tambah", *p.NIP, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.PressureMore(lang, p, c.Code, words) })
	return err
}

// PressureView gathers what is shown of such a matter.
func (d *Desk) PressureView(ctx context.Context, tx pgx.Tx, now time.Time, p complaint.Pressure, c complaint.Complaint) (v text.Pressure, err error) {
	v.Work = p
	if v.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
		return v, err
	}
	v.Said, err = complaint.PressedStory(ctx, tx, p)
	return v, err
}

// Inspector is who looks into it, as a citizen is told; the zero Who while
// nobody can be reached.
func (d *Desk) Inspector(ctx context.Context, tx pgx.Tx, p complaint.Pressure) (text.Who, error) {
	if p.NIP == nil {
		return text.Who{}, nil
	}
	return d.Who(ctx, tx, *p.NIP)
}

// PressAnswered passes the answer on to the citizen, without a sound.
func (d *Desk) PressAnswered(ctx context.Context, tx pgx.Tx, now time.Time, key string, p complaint.Pressure, c complaint.Complaint, words string) error {
	who, err := d.Inspector(ctx, tx, p)
	if err != nil {
		return err
	}
	return d.quietly(ctx, tx, now, key, c, func(lang locale.Lang) (outbox.Message, error) { return d.Text.PressAnswer(lang, c, who, words) })
}

// PressEnded tells the citizen what was found, without a sound.
func (d *Desk) PressEnded(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, end complaint.PressureEnd) error {
	return d.quietly(ctx, tx, now, key, c, func(lang locale.Lang) (outbox.Message, error) { return d.Text.PressEnd(lang, c, end) })
}

func (d *Desk) quietly(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, say words) error {
	return d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) {
		m, err := say(lang)
		m.Silent = true
		return m, err
	})
}
