package privacy

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/rights"
	"tanggap/internal/text"
)

// ErrBusy says that something else is being written, and would be lost.
const ErrBusy refusal.Code = "privacy.busy"

// stepWords takes what is wrong, or what is to be limited.
const stepWords = "privacy.words"

// wording is what that step keeps. Pass is by which a case without a name was
// opened.
type wording struct {
	Case complaint.ID `json:"case,omitempty"`
	Pass string       `json:"pass,omitempty"`
	Kind rights.Kind  `json:"kind"`
	At   time.Time    `json:"at"`
}

// patience is how long that step takes what is written.
const patience = 24 * time.Hour

func (o Options) requestRoutes() []turn.Route {
	return []turn.Route{
		{Button: "data.open", Do: requests},
		{Button: "data.copy", Do: ask(rights.Access)},
		{Button: "data.correct", Do: which(rights.Correct)},
		{Button: "data.limit", Do: which(rights.Narrow)},
		{Button: "data.case", Do: pick},
		{Button: "data.withdraw", Do: withdraw},
		{Step: stepWords, Do: o.words},
	}
}

// requests shows what somebody asked about their data, and what they can ask.
func requests(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	all, err := rights.Of(ctx, tx, t.Address)
	if err != nil {
		return turn.Answer{}, err
	}
	told, err := views(ctx, tx, t, all)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.DataRequests(t.Lang, text.Requests{All: told, Now: t.Now})
	return show(t, m), err
}

func views(ctx context.Context, tx pgx.Tx, t *turn.Turn, all []rights.Request) (told []text.DataRequest, err error) {
	for _, r := range all {
		v, err := t.Notice.DataView(ctx, tx, t.Now, r)
		if err != nil {
			return nil, err
		}
		told = append(told, v)
	}
	return told, nil
}

// ask takes a request in that needs no words.
func ask(k rights.Kind) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		r, err := rights.Ask(ctx, tx, t.Now, rights.Asking{Kind: k, Address: t.Address})
		if err != nil {
			return turn.Answer{}, err
		}
		return taken(ctx, tx, t, r)
	}
}

func taken(ctx context.Context, tx pgx.Tx, t *turn.Turn, r rights.Request) (turn.Answer, error) {
	v, err := t.Notice.DataView(ctx, tx, t.Now, r)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.DataTaken(t.Lang, v)
	return aside(m), err
}

// which asks what a request is about: one of the own cases, or none.
func which(k rights.Kind) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		own, err := complaint.OfReporter(ctx, tx, t.Address, listed)
		if err != nil {
			return turn.Answer{}, err
		}
		m, err := t.Text.DataWhich(t.Lang, k, own)
		return show(t, m), err
	}
}

// pick opens the step that takes the words, for the case that was pressed.
func pick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	w := wording{Kind: rights.Kind(t.Arg(1)), Pass: t.In.Pass, At: t.Now}
	if !w.Kind.ForDesk() {
		return turn.Answer{}, turn.ErrStale
	}
	if t.Dialog.Step != dialog.Idle && t.Dialog.Step != stepWords {
		return turn.Answer{}, ErrBusy
	}
	c, err := pressed(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	w.Case = c.ID
	m, err := t.Text.DataWords(t.Lang, w.Kind, c.Code)
	a := turn.Answer{Step: stepWords, Data: w, Say: []outbox.Message{m}}
	if c.ID != 0 {
		a.About, a.Contact = c.ID.Subject(), c.Contact
	}
	return a, err
}

// pressed is the case that a press names, if whoever pressed may ask about it;
// the zero Complaint for none.
func pressed(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, error) {
	if t.Arg(0) == "0" {
		return complaint.Complaint{}, nil
	}
	id, err := t.Case(0)
	if err != nil {
		return complaint.Complaint{}, err
	}
	return t.Desk.MayAsk(ctx, tx, t.Owner, id)
}

// words takes what is wrong, or what is to be limited. A correction of an open
// case is done at once, as an addition; and a case that is to be limited is
// hidden from everybody while the desk decides on the rest.
func (o Options) words(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w wording
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	if t.Now.Sub(w.At) > patience || t.In.Text == "" || len(t.In.Files) > 0 || t.In.Location != nil {
		return o.Elsewhere(ctx, tx, t)
	}
	asking := rights.Asking{Kind: w.Kind, Address: t.Address, Words: t.In.Text}
	var c complaint.Complaint
	if w.Case != 0 {
		var err error
		if c, err = t.Desk.MayAsk(ctx, tx, t.Owner, w.Case); err != nil {
			return turn.Answer{}, err
		}
		if asking.Case = c.ID; c.Contact.Anonymous() {
			asking.Address = "" // never beside a case without a name
		}
	}
	r, err := rights.Ask(ctx, tx, t.Now, asking)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := o.met(ctx, tx, t, r, c)
	if c.ID != 0 {
		a.About, a.Contact = c.ID.Subject(), c.Contact
	}
	a.Stay = false
	return a, err
}

// met does at once what the program can do by itself.
func (o Options) met(ctx context.Context, tx pgx.Tx, t *turn.Turn, r rights.Request, c complaint.Complaint) (turn.Answer, error) {
	owner := c.ID != 0 && (t.Owner == t.Address || c.Contact == complaint.Untraced)
	switch {
	case owner && r.Kind == rights.Correct && c.State.Open():
		if _, err := t.Desk.Add(ctx, tx, t.Now, t.Owner, c.ID, r.Words); err != nil {
			return turn.Answer{}, err
		}
		if err := t.Notice.Added(ctx, tx, t.Now, t.Update+":koreksi", c, r.Words); err != nil {
			return turn.Answer{}, err
		}
		r, err := rights.Settle(ctx, tx, t.Now, r)
		if err != nil {
			return turn.Answer{}, err
		}
		v, err := t.Notice.DataView(ctx, tx, t.Now, r)
		if err != nil {
			return turn.Answer{}, err
		}
		m, err := t.Text.DataCorrected(t.Lang, v)
		return aside(m), err
	case owner && r.Kind == rights.Narrow:
		if _, err := t.Desk.Conceal(ctx, tx, t.Now, t.Owner, c.ID); err != nil {
			return turn.Answer{}, err
		}
	}
	return taken(ctx, tx, t, r)
}

// withdraw ends at once what somebody had agreed to: that everybody may read a
// case of theirs.
func withdraw(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	r, err := rights.Ask(ctx, tx, t.Now, rights.Asking{Kind: rights.Withdraw, Address: t.Address})
	if err != nil {
		return turn.Answer{}, err
	}
	own, err := complaint.OfReporter(ctx, tx, t.Address, everything)
	if err != nil {
		return turn.Answer{}, err
	}
	concealed := 0
	for i := len(own) - 1; i >= 0; i-- { // locked in the order of their numbers
		if own[i].Visibility != complaint.Public {
			continue
		}
		if _, err := t.Desk.Conceal(ctx, tx, t.Now, t.Address, own[i].ID); err != nil {
			return turn.Answer{}, err
		}
		concealed++
	}
	if r, err = rights.Settle(ctx, tx, t.Now, r); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.DataView(ctx, tx, t.Now, r)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.DataWithdrawn(t.Lang, v, concealed)
	return aside(m), err
}

// everything is more cases than anybody files.
const everything = 100_000
