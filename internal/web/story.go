package web

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
)

// casePage is a case as whoever holds its code and PIN sees it: never who
// reported, nor what they wrote or sent, and of the staff only unit and position.
type casePage struct {
	complaint.Complaint
	Now      time.Time
	By       string // code of the part by whose PIN it was opened, which decides on it; "" for its own
	Category string
	Unit     string
	Due      due
	Steps    []step
	Story    []told
	Offers   offers
	Said     said
	Numbers  *numbers // instead of all else: personal ones in what they wrote

	NameAsked bool // an officer asks for the reporter's name
}

// due is what comes next, and by when.
type due struct {
	Key string // of its words
	At  time.Time
}

// step is one of the four that every case takes.
type step struct {
	Key  string // of its words
	Done bool
	Next bool // the one that is waited for
}

// told is one event.
type told struct {
	At    time.Time
	Key   string     // of its words
	Who   string     // "Kepala Seksi Jalan, Dinas PUPR"; "" when the words need nobody
	Words string     // what the officer wrote to the citizen
	On    *time.Time // the day that was promised; nil where it is about none
}

// tell gathers what is shown of a case.
func (v *server) tell(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (casePage, error) {
	p := casePage{Complaint: c, Now: now, Steps: steps(c)}
	p.FiledAt = c.FiledAt.In(v.loc)
	category, err := routing.FindCategory(ctx, tx, c.CategoryCode)
	if err != nil {
		return casePage{}, err
	}
	unit, err := roster.FindUnit(ctx, tx, c.UnitCode)
	if err != nil {
		return casePage{}, err
	}
	p.Category, p.Unit = category.Name, unit.Name
	if _, p.NameAsked, err = complaint.RunningIdentity(ctx, tx, c.ID); err != nil {
		return casePage{}, err
	}
	if p.Due, err = v.due(ctx, tx, now, c); err != nil {
		return casePage{}, err
	}
	events, err := complaint.Story(ctx, tx, c.ID)
	if err != nil {
		return casePage{}, err
	}
	if p.Story, err = v.lines(ctx, tx, c.ID, events); err != nil {
		return casePage{}, err
	}
	if c.State == complaint.Merged {
		if err := v.tellWhole(ctx, tx, now, &p); err != nil {
			return casePage{}, err
		}
	}
	if p.Offers, err = v.offer(ctx, tx, now, c, events); err != nil {
		return casePage{}, err
	}
	if p.Offers.Decide {
		p.Due.Key += "_here"
	}
	return p, nil
}

// lines tells the events of a case.
func (v *server) lines(ctx context.Context, tx pgx.Tx, id complaint.ID, events []complaint.Event) (story []told, err error) {
	people := &people{tx: tx, known: map[roster.NIP]string{}}
	if people.stretches, err = complaint.Stretches(ctx, tx, id); err != nil {
		return nil, err
	}
	for _, e := range events {
		line, worth, err := people.line(ctx, e)
		if err != nil {
			return nil, err
		}
		if worth {
			line.At = line.At.In(v.loc)
			story = append(story, line)
		}
	}
	return story, nil
}

// tellWhole adds what comes next for the case that a part was merged into, and
// what happened to it since.
func (v *server) tellWhole(ctx context.Context, tx pgx.Tx, now time.Time, p *casePage) error {
	id, err := complaint.Leading(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	whole, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return err
	}
	if p.Due, err = v.due(ctx, tx, now, whole); err != nil {
		return err
	}
	events, err := complaint.Story(ctx, tx, id)
	if err != nil {
		return err
	}
	events = slices.DeleteFunc(events, func(e complaint.Event) bool {
		return !e.At.After(*p.EndedAt) || e.Kind == complaint.Gathered || e.Kind == complaint.Shed
	})
	since, err := v.lines(ctx, tx, id, events)
	p.Story = append(p.Story, since...)
	return err
}

// due says by when what comes next was promised. The citizen's limits are
// those of the receipt, whoever has been asked what meanwhile.
func (v *server) due(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (due, error) {
	limit := func(key string, at time.Time) due {
		if now.After(at) {
			key += "_late"
		}
		return due{"due." + key, at.In(v.loc)}
	}
	switch {
	case !c.State.Open():
		return due{"due.ended", c.EndedAt.In(v.loc)}, nil
	case c.State == complaint.Proposed:
		cal, err := v.Desk.Calendars.For(ctx, tx, c.UnitCode)
		if err != nil {
			return due{}, err
		}
		return due{"due.decide", c.SilentAt(cal)}, nil
	}
	switch anew, err := complaint.NewLimit(ctx, tx, c); {
	case err != nil:
		return due{}, err
	case anew != nil:
		return limit("settle", *anew), nil
	case c.AnsweredAt == nil:
		return limit("answer", c.AnswerDueAt), nil
	}
	return limit("settle", c.SettleDueAt), nil
}

func steps(c complaint.Complaint) []step {
	last := "step.confirmed"
	switch c.State {
	case complaint.Unconfirmed, complaint.Withdrawn, complaint.Impossible, complaint.Scheduled, complaint.Referred:
		last = "step." + string(c.State)
	case complaint.Merged, complaint.Spam:
		last = "step.ended"
	}
	all := []step{
		{Key: "step.filed", Done: true},
		{Key: "step.answered", Done: c.AnsweredAt != nil},
		{Key: "step.proposed", Done: c.ProposedAt != nil},
		{Key: last, Done: !c.State.Open()},
	}
	for i := range all {
		if !all[i].Done {
			all[i].Next = true
			break
		}
	}
	return all
}

// people names those who acted on a case by position and unit.
type people struct {
	tx        pgx.Tx
	stretches []complaint.Stretch
	known     map[roster.NIP]string
}

// namesHolder are the events that tell who holds the case.
var namesHolder = map[complaint.Kind]bool{
	complaint.Given: true, complaint.Taken: true, complaint.Question: true, complaint.FirstAnswer: true, complaint.Result: true,
	complaint.EndProposed: true, complaint.NameAsked: true, complaint.TakenOn: true, complaint.Placed: true,
	complaint.Informed: true,
}

// shownWords are the events whose words were written to the citizen.
var shownWords = map[complaint.Kind]bool{
	complaint.Question: true, complaint.FirstAnswer: true, complaint.Informed: true, complaint.Result: true,
	complaint.Refused: true, complaint.Planned: true, complaint.SentOn: true, complaint.Overruled: true,
	complaint.Extended: true, complaint.AnswerStands: true, complaint.AnswerVoid: true,
}

// line tells one event; false for what says nothing to a citizen.
func (p *people) line(ctx context.Context, e complaint.Event) (told, bool, error) {
	if untold[e.Kind] || e.Kind.Technical() || e.Kind.Office() {
		return told{}, false, nil
	}
	t := told{At: e.At, Key: "story." + e.Telling()}
	if day, named := e.Day(); named {
		t.On = &day
	}
	var err error
	by, employee := complaint.EmployeeOf(e.Actor)
	switch {
	case employee && e.Kind.Decision():
		t.Who, err = p.name(ctx, by)
	case namesHolder[e.Kind] && e.Facts.Holder != nil:
		t.Who, err = p.name(ctx, *e.Facts.Holder)
	}
	if shownWords[e.Kind] {
		t.Words = e.Words
	}
	return t, true, err
}

// untold are events that are no part of what the office did.
var untold = map[complaint.Kind]bool{
	complaint.Delivered: true, complaint.Rated: true, complaint.Excused: true, complaint.ErrandPassed: true,
	complaint.AccountAsked: true, complaint.Reconnected: true, complaint.PINAsked: true, complaint.PINGranted: true,
	complaint.PINDenied: true, complaint.PINRenewed: true, complaint.Objected: true,
}

// name is position and unit of somebody who held the case, the unit as it was
// then.
func (p *people) name(ctx context.Context, nip roster.NIP) (string, error) {
	if name, ok := p.known[nip]; ok {
		return name, nil
	}
	e, err := roster.Find(ctx, p.tx, nip)
	if err != nil && !errors.Is(err, roster.ErrUnknown) {
		return "", err
	}
	code := e.UnitCode
	for _, s := range p.stretches {
		if s.Holder == nip {
			code = s.UnitCode
		}
	}
	u, err := roster.FindUnit(ctx, p.tx, code)
	if err != nil && !errors.Is(err, roster.ErrUnitUnknown) {
		return "", err
	}
	name := locale.Post(e.Position, u.Name)
	p.known[nip] = name
	return name, nil
}
