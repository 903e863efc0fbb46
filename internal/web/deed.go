package web

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/rating"
	"tanggap/internal/screen"
)

// officeLang is the language of what the program says in a citizen's place.
const officeLang = locale.ID

func (v *server) reply(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error {
	c, err := v.Desk.Reply(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	if err != nil {
		return err
	}
	if err := v.Notice.Replied(ctx, tx, now, key, c, d.words); err != nil {
		return err
	}
	return v.alarm(ctx, tx, now, key, c, d.words)
}

func (v *server) unknown(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error {
	d.words = v.Notice.Text.DontKnow(officeLang)
	return v.reply(ctx, tx, now, key, c, d)
}

func (v *server) add(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error {
	c, err := v.Desk.Add(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	if err != nil {
		return err
	}
	if err := v.Notice.Added(ctx, tx, now, key, c, d.words); err != nil {
		return err
	}
	return v.alarm(ctx, tx, now, key, c, d.words)
}

func (v *server) done(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error {
	if d.round != c.Reopenings {
		return complaint.ErrNoResult
	}
	c, err := v.Desk.Confirm(ctx, tx, now, complaint.Bearer(c.ID), c.ID)
	if err != nil {
		return err
	}
	if c.State.Open() { // most supporters say otherwise: the superior looks first
		return v.Notice.Doubted(ctx, tx, now, c, false)
	}
	return v.Notice.Confirmed(ctx, tx, now, key, c)
}

// not says of the result that waits that it is not done: why by a choice, in
// words, or both.
func (v *server) not(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error {
	if !c.State.Open() || d.round != c.Reopenings {
		return complaint.ErrNoResult
	}
	why := complaint.Why(d.pick)
	if !slices.Contains(complaint.Whys, why) {
		why = ""
	}
	words := d.words
	if words == "" && why != "" {
		words = v.Notice.Text.WhyWords(officeLang, why)
	}
	return v.back(ctx, tx, now, key, c, why, words)
}

// again opens an ended case again, with words or without.
func (v *server) again(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error {
	if c.State.Open() || d.round != c.Reopenings {
		return complaint.ErrNoResult
	}
	words := d.words
	if words == "" {
		words = v.Notice.Text.WithoutWords(officeLang)
	}
	return v.back(ctx, tx, now, key, c, "", words)
}

func (v *server) back(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, why complaint.Why, words string) error {
	c, again, err := v.Desk.Reopen(ctx, tx, now, complaint.Bearer(c.ID), c.ID, why, words)
	if err != nil {
		return err
	}
	if err := v.Notice.SupportersReopened(ctx, tx, now, key, c, ""); err != nil {
		return err
	}
	if c, _, err = v.Notice.Reopened(ctx, tx, now, c, again, words); err != nil {
		return err
	}
	return v.alarm(ctx, tx, now, key, c, words)
}

func (v *server) withdraw(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error {
	if d.round != c.Reopenings {
		return complaint.ErrClosed
	}
	c, err := v.Desk.Withdraw(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	if err != nil {
		return err
	}
	if c.State != complaint.Withdrawn { // somebody else goes on with it
		return v.Notice.Inherited(ctx, tx, now, key, c)
	}
	return v.Notice.Withdrawn(ctx, tx, now, key, c)
}

// object objects to the decision by which a case ended.
func (v *server) object(ctx context.Context, tx pgx.Tx, now time.Time, _ string, c complaint.Complaint, d deed) error {
	if c.State.Open() || d.round != c.Reopenings {
		return complaint.ErrClosed
	}
	c, errand, err := v.Desk.Contest(ctx, tx, now, complaint.Bearer(c.ID), c.ID, d.words)
	if err != nil {
		return err
	}
	_, err = v.Notice.Errand(ctx, tx, now, errand, c)
	return err
}

// rate takes a face, with words or without; the lowest one goes to who answers
// it.
func (v *server) rate(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error {
	face, err := strconv.Atoi(d.pick)
	if err != nil {
		return rating.ErrFace
	}
	given, err := rating.Face(ctx, tx, now, v.Desk, complaint.Bearer(c.ID), c.ID, face)
	if err != nil {
		return err
	}
	if !given.Same {
		if err := v.Notice.LowFace(ctx, tx, now, given); err != nil {
			return err
		}
		if err := v.Notice.LowGone(ctx, tx, now, key, given); err != nil {
			return err
		}
	}
	if d.words == "" {
		return nil
	}
	if given, err = rating.Comment(ctx, tx, now, v.Desk, complaint.Bearer(c.ID), c.ID, d.words); err != nil {
		return err
	}
	return v.Notice.LowWords(ctx, tx, now, key, given)
}

// alarm tells those on call of danger to a life in what was written.
func (v *server) alarm(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	if len(screen.Dangers(words)) == 0 {
		return nil
	}
	_, err := v.Notice.Danger(ctx, tx, now, key, c, words, true)
	return err
}

// offers are what the reporter of a case that belongs to no chat can do with it now.
type offers struct {
	Pass     string // "" for whoever only reads
	Round    int
	Question string // that waits for an answer
	AsksWho  bool   // it asks who they are
	Decide   bool   // a result waits for their word
	Add      bool
	Withdraw bool
	Rate     bool
	Object   bool
	Again    bool
	Paper    bool // what they have is a helper's paper: they decide nothing yet
	Whys     []complaint.Why
}

// offer says what can be done with a case.
func (v *server) offer(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, events []complaint.Event) (o offers, err error) {
	if !c.Contact.ByCode() {
		return o, nil
	}
	defer func() {
		if c.OnPaper() {
			o = offers{Pass: o.Pass, Round: o.Round, Question: o.Question, AsksWho: o.AsksWho, Add: o.Add, Paper: true}
		}
	}()
	o = offers{
		Pass: v.Desk.Pass(now, c, door), Round: c.Reopenings, Whys: complaint.Whys,
		Add: c.State.Open(), Withdraw: c.State.Open(), Again: !c.State.Open() && c.MayReopen(now),
	}
	stands, err := rating.Stands(ctx, tx, now, complaint.Bearer(c.ID), c)
	if o.Rate = stands.May; err != nil {
		return o, err
	}
	if c.State == complaint.Asked {
		for _, e := range events {
			if e.Kind == complaint.Question {
				o.Question = e.Words
			}
		}
		o.AsksWho = screen.AsksWho(o.Question)
	}
	if c.State == complaint.Proposed {
		looking, err := complaint.Looking(ctx, tx, c.ID)
		if o.Decide = !looking; err != nil {
			return o, err
		}
	}
	if c.MayObject(now) {
		end, found, err := complaint.LastEnd(ctx, tx, c.ID)
		if err != nil {
			return o, err
		}
		o.Object = found && end.ObjectedAt == nil
	}
	return o, nil
}
