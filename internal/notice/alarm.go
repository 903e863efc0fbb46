package notice

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/screen"
	"tanggap/internal/text"
)

// Emergency gives the numbers for what threatens a life according to words;
// draft says that they are not sent yet.
func (d *Desk) Emergency(ctx context.Context, tx pgx.Tx, lang locale.Lang, dangers []screen.Danger, draft bool) (outbox.Message, error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return outbox.Message{}, err
	}
	a := text.Alarm{Dangers: dangers, Draft: draft, Help: []text.Help{help(guide, routing.TopicEmergency)}}
	for _, danger := range dangers {
		h := help(guide, string(danger))
		h.Lines = slices.DeleteFunc(slices.Clone(h.Lines), func(l routing.Helpline) bool {
			return slices.ContainsFunc(a.Help, func(told text.Help) bool {
				return slices.ContainsFunc(told.Lines, func(t routing.Helpline) bool { return t.Name == l.Name && t.Contact == l.Contact })
			})
		})
		a.Help = append(a.Help, h)
	}
	return d.Text.Alarm(lang, a)
}

// AlarmPassed says after sending whether somebody was told of the danger.
func (d *Desk) AlarmPassed(ctx context.Context, tx pgx.Tx, lang locale.Lang, told bool) (outbox.Message, error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return outbox.Message{}, err
	}
	return d.Text.AlarmPassed(lang, told, help(guide, routing.TopicEmergency))
}

// urgentFor is for how long after its filing a case is told of at any hour.
const urgentFor = 24 * time.Hour

// Urgent says whether a case is told of at any hour: its words tell of danger
// to a life, or its category is one of danger. By the next day it is a case
// like any other.
func (d *Desk) Urgent(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (bool, error) {
	switch {
	case now.Sub(c.FiledAt) >= urgentFor:
		return false, nil
	case len(screen.Dangers(c.Body)) > 0:
		return true, nil
	}
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return false, err
	}
	k, err := guide.Category(c.CategoryCode)
	return k.Danger, err
}

// OnCall is who of those on call can be given a case of danger for which
// nobody else was found; nobody takes up what they filed themselves.
func (d *Desk) OnCall(ctx context.Context, tx pgx.Tx, now time.Time, unitCode, reporter string) (*roster.Employee, error) {
	to, err := roster.WhoIsOnCall(ctx, tx, now.In(d.Complaints.Calendars.Location()), unitCode)
	if err != nil {
		return nil, err
	}
	for _, e := range to {
		if own, is, err := roster.ByAddress(ctx, tx, reporter); err != nil || !is || own.NIP != e.NIP {
			return &e, err
		}
	}
	return nil, nil
}

// Danger tells those on call of what may threaten a life, at any hour; life says
// that it does, so that the head of the unit is woken too. Words are those that
// say so. It gives whether anybody besides the holder was told.
//
// What is about an officer goes to nobody's head.
func (d *Desk) Danger(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string, life bool) (bool, error) {
	to, err := roster.WhoIsOnCall(ctx, tx, now.In(d.Complaints.Calendars.Location()), c.UnitCode)
	if err != nil {
		return false, err
	}
	if life {
		head, found, err := d.awake(ctx, tx, c)
		if err != nil {
			return false, err
		}
		if found && !slices.ContainsFunc(to, func(e roster.Employee) bool { return e.NIP == head.NIP }) {
			to = append(to, head)
		}
	}
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return false, err
	}
	told := false
	for _, e := range to {
		if c.HeldBy(e.NIP) { // who has the card already
			continue
		}
		reached, err := d.rouse(ctx, tx, now, key+":bahaya", e.NIP, outbox.Row{About: c.ID.Subject()},
			func(lang locale.Lang) (outbox.Message, error) {
				return d.Text.StaffDanger(lang, v, e.Position, words, life)
			})
		if err != nil {
			return false, err
		}
		told = told || reached
	}
	return told, nil
}

// awake is the head of a case's unit, or of the nearest above it, whom a
// message reaches.
func (d *Desk) awake(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (roster.Employee, bool, error) {
	if _, about, err := complaint.AboutOfficer(ctx, tx, c.ID); err != nil || about {
		return roster.Employee{}, false, err
	}
	heads, err := roster.Heads(ctx, tx, c.UnitCode)
	if err != nil {
		return roster.Employee{}, false, err
	}
	for _, head := range heads {
		if _, reachable, err := roster.ChatOf(ctx, tx, head.NIP); err != nil || reachable {
			return head, reachable, err
		}
	}
	return roster.Employee{}, false, nil
}
