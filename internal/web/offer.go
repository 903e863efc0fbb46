package web

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/rating"
	"tanggap/internal/screen"
)

// offers are what the reporter of a case that belongs to no chat can do with it now.
type offers struct {
	Pass      string // "" for whoever only reads
	Round     int
	Paper     bool   // what they have is a helper's paper: they decide nothing yet
	Question  string // that waits for an answer
	AsksWho   bool   // it asks who they are
	Decide    bool   // a result waits for their word
	Doubt     bool   // that the first answer is one
	Add       bool
	Withdraw  bool
	Object    bool
	Again     bool
	Press     bool // they can say that they are pressed
	Disclose  bool
	Conceal   bool
	Unsaid    complaint.Unsaid
	PromiseOn time.Time // the day of the promise of which it is asked
	Rating    rating.Standing
	Reasons   []rating.Reason // of the lowest face, which they gave
	Whys      []complaint.Why
	Pressed   []pressed // what they said of being pressed, and what was answered
}

// pressed is a line of what was said of being pressed.
type pressed struct {
	At    time.Time
	Key   string // of its words
	Words string
}

// offer says what can be done with a case.
func (v *server) offer(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, events []complaint.Event) (o offers, err error) {
	if !c.Contact.ByCode() {
		return o, nil
	}
	o = offers{Pass: v.Desk.Pass(now, c, door), Round: c.Reopenings, Paper: c.OnPaper(), Add: c.State.Open()}
	if c.State == complaint.Asked {
		for _, e := range events {
			if e.Kind == complaint.Question {
				o.Question = e.Words
			}
		}
		o.AsksWho = screen.AsksWho(o.Question)
	}
	if o.Paper {
		return o, nil
	}
	err = v.decisions(ctx, tx, now, c, &o)
	return o, err
}

// decisions adds what only the owner of a case decides.
func (v *server) decisions(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, o *offers) (err error) {
	o.Whys, o.Withdraw, o.Again = complaint.Whys, c.State.Open(), !c.State.Open() && c.MayReopen(now)
	if o.Doubt, err = complaint.MayDoubt(ctx, tx, c); err != nil {
		return err
	}
	if o.Unsaid, err = complaint.UnsaidOf(ctx, tx, c); err != nil {
		return err
	}
	if p := o.Unsaid.Promise; p != nil {
		o.PromiseOn = p.On
	}
	if o.Rating, err = rating.Stands(ctx, tx, now, complaint.Bearer(c.ID), c); err != nil {
		return err
	}
	if o.Rating.May && o.Rating.Face == rating.Lowest {
		o.Reasons = rating.Reasons
	}
	if c.State == complaint.Proposed {
		looking, err := complaint.Looking(ctx, tx, c.ID)
		if o.Decide = !looking; err != nil {
			return err
		}
	}
	if c.MayObject(now) {
		end, found, err := complaint.LastEnd(ctx, tx, c.ID)
		if o.Object = found && end.ObjectedAt == nil; err != nil {
			return err
		}
	}
	events, err := complaint.Story(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	private, err := v.Desk.Private(ctx, tx, c, events)
	if err != nil {
		return err
	}
	o.Conceal = c.Visibility == complaint.Public
	o.Disclose = c.Visibility == complaint.Secret && private == screen.Open && c.InheritedAt == nil
	return v.pressing(ctx, tx, now, c, o)
}

// pressing adds what was said of being pressed: nobody else may tell them of it.
func (v *server) pressing(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, o *offers) error {
	o.Press = c.MayPress(now)
	ps, err := complaint.PressedIn(ctx, tx, c)
	if err != nil {
		return err
	}
	for _, p := range ps {
		o.Press = o.Press || p.Open()
		events, err := complaint.PressedStory(ctx, tx, p)
		if err != nil {
			return err
		}
		for _, e := range events {
			line := pressed{At: e.At.In(v.loc)}
			switch {
			case e.Kind == complaint.PressSaid && e.Actor == complaint.Citizen:
				line.Key = "pressed.said"
			case e.Kind == complaint.PressAnswered:
				line.Key, line.Words = "pressed.answered", e.Words
			case e.Kind == complaint.PressEnded:
				line.Key = "pressed." + string(p.Ended)
			default:
				continue
			}
			o.Pressed = append(o.Pressed, line)
		}
	}
	return nil
}
