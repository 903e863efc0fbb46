package regency

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/rating"
	"tanggap/internal/roster"
)

func file(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past) error {
	f := complaint.Filing{
		Reporter: p.reporter, Channel: "telegram", Body: p.body, Category: p.category, Unit: p.unit,
		Area: p.area, Place: p.place, Visibility: complaint.Secret, Officer: p.nip,
	}
	if p.public {
		f.Visibility = complaint.Public
	}
	if p.queued {
		f.Officer = ""
	}
	r, err := desk.File(ctx, tx, at, f)
	if err != nil {
		return err
	}
	p.id = r.ID
	if r.Stretch != nil {
		p.stretch = r.Stretch.ID
	}
	return nil
}

func begin(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past) error {
	return desk.Begin(ctx, tx, at, p.stretch)
}

// verb is what can be done to a case.
type verb struct {
	citizen    bool // by the citizen, at any hour of the day
	gives      bool // the case lies with an officer anew
	needsWords bool
	do         func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error
}

var verbs = map[string]verb{
	"serah": {gives: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, _ act) error {
		_, s, err := desk.Assign(ctx, tx, at, complaint.ByEmployee(examiner), p.id, roster.Employee{NIP: p.nip, UnitCode: p.unit})
		if err != nil {
			return err
		}
		p.stretch = s.ID
		return nil
	}},
	"terima": {do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, _ act) error {
		_, err := desk.Accept(ctx, tx, at, p.nip, p.id)
		return err
	}},
	"jawab": {needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, err := desk.Answer(ctx, tx, at, p.nip, p.id, a.words)
		return err
	}},
	"tanya": {needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, err := desk.Ask(ctx, tx, at, p.nip, p.id, a.words)
		return err
	}},
	"balas": {citizen: true, needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, err := desk.Reply(ctx, tx, at, p.reporter, p.id, a.words)
		return err
	}},
	"selesai": {needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, err := desk.Propose(ctx, tx, at, p.nip, p.id, a.words)
		return err
	}},
	"belum": {citizen: true, gives: true, needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		_, s, err := desk.Reopen(ctx, tx, at, p.reporter, p.id, "", a.words)
		if err != nil {
			return err
		}
		p.stretch, p.nip = s.ID, s.Holder
		return nil
	}},
	"dukung": {citizen: true, needsWords: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		who := fmt.Sprintf("%s:%d", p.reporter, len(p.supporters)+1)
		p.supporters = append(p.supporters, who)
		_, _, err := desk.Join(ctx, tx, at, complaint.Joining{Address: who, Body: a.words}, p.id)
		return err
	}},
	"sudah": {citizen: true, do: func(ctx context.Context, tx pgx.Tx, at time.Time, desk *complaint.Desk, p *past, a act) error {
		if _, err := desk.Confirm(ctx, tx, at, p.reporter, p.id); err != nil || a.face == 0 {
			return err
		}
		if _, err := rating.Face(ctx, tx, at.Add(25*time.Second), desk, p.reporter, p.id, a.face); err != nil || a.words == "" {
			return err
		}
		_, err := rating.Comment(ctx, tx, at.Add(70*time.Second), desk, p.reporter, p.id, a.words)
		return err
	}},
}
