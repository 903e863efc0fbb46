package citizen

import (
	"context"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
)

// look shows a case to whoever knows its code and PIN, and asks for what is
// missing.
func look(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	l := parseLookup(t.Desk.Prefix, t.In.Rest)
	switch {
	case l.Mistyped:
		return aside(t.Text.Mistyped(t.Lang, t.Desk.Prefix)), nil
	case l.Code == "":
		return askFor(t, stepCode, step{}, t.Text.AskCode(t.Lang))
	case l.PIN == "":
		return askFor(t, stepPIN, step{Code: l.Code}, t.Text.AskPIN(t.Lang, l.Code))
	}
	return byPIN(ctx, tx, t, l)
}

func askFor(t *turn.Turn, name string, s step, m outbox.Message) (turn.Answer, error) {
	a, err := begin(t, name, s)
	a.Say, a.Discreet = []outbox.Message{m}, true
	return a, err
}

// showLookup shows somebody's own case by its code alone; another's, and one
// without a name, only by its PIN, which is asked for whether or not there is
// such a case.
func showLookup(ctx context.Context, tx pgx.Tx, t *turn.Turn, l lookup) (turn.Answer, error) {
	found, err := complaint.FindByCode(ctx, tx, l.Code)
	if err == nil {
		var own complaint.Complaint
		if own, err = t.Desk.FindOwn(ctx, tx, t.Owner, found.ID); err == nil && !own.Contact.Anonymous() {
			return showCase(ctx, tx, t, own, true)
		}
		if a, is, err := showSupported(ctx, tx, t, found.ID); err != nil || is {
			return a, err
		}
	}
	switch {
	case err != nil && !isNot(err, complaint.ErrUnknown):
		return turn.Answer{}, err
	case l.PIN == "":
		return askFor(t, stepPIN, step{Code: l.Code}, t.Text.AskPIN(t.Lang, l.Code))
	}
	return byPIN(ctx, tx, t, l)
}

// byPIN tries the PIN's door. A "no" is no refusal: its count must survive.
func byPIN(ctx context.Context, tx pgx.Tx, t *turn.Turn, l lookup) (turn.Answer, error) {
	found, err := t.Desk.ByPIN(ctx, tx, t.Now, t.Address, l.Code, l.PIN)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Say: []outbox.Message{t.Text.NoMatch(t.Lang)}}
	switch {
	case found.Locked:
		a.Say[0] = t.Text.Locked(t.Lang)
	case found.OK:
		if a, err = opened(ctx, tx, t, found, l.PIN); err != nil {
			return turn.Answer{}, err
		}
	}
	a.Discreet = true // who asks for which case is nobody's business
	if t.Dialog.Step == stepCode || t.Dialog.Step == stepPIN {
		return end(ctx, tx, t, a)
	}
	a.Stay = true
	return a, nil
}

// opened shows a case of which code and PIN were right. Whoever filed it from
// this chat may act on it, and on one that belongs to no chat whoever is here, but for
// employees. Anybody else reads; who is no employee may follow it from here, or
// cut the link of a sealed one. Where it is the only key to the case that it was
// merged into, it opens that one.
func opened(ctx context.Context, tx pgx.Tx, t *turn.Turn, found complaint.Look, pin string) (turn.Answer, error) {
	c, by := found.Complaint, ""
	if t.Employee == nil {
		var err error
		if c, by, err = found.Opens(ctx, tx); err != nil {
			return turn.Answer{}, err
		}
	}
	_, err := t.Desk.FindOwn(ctx, tx, t.Address, c.ID)
	if err != nil && !isNot(err, complaint.ErrUnknown) {
		return turn.Answer{}, err
	}
	a, filed, citizen := turn.Answer{}, err == nil && c.Contact == complaint.Sealed, t.Employee == nil
	switch {
	case filed:
		a.About = c.ID.Subject()
	case citizen && (c.Contact.Anonymous() || c.Contact.ByCode()):
		a.Pass = c.ID
	}
	v, events, err := caseOf(ctx, tx, t, c, filed || citizen && c.Contact.ByCode())
	if err != nil {
		return turn.Answer{}, err
	}
	if v.Paper = citizen && c.OnPaper(); citizen && !v.Paper && (!v.Own || c.Contact == complaint.Helped) {
		v.PIN = pin
	}
	v.By = by
	m, err := storyMessage(ctx, tx, t, v, events)
	a.Say = []outbox.Message{m}
	return a, err
}

// takeCode takes the code that look asked for; what cannot have been meant as
// one is a message of its own.
func (o Options) takeCode(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if !shortAnswer(t) {
		return o.free(ctx, tx, t)
	}
	l := parseLookup(t.Desk.Prefix, t.In.Text)
	switch {
	case l.Code == "":
		return aside(t.Text.Mistyped(t.Lang, t.Desk.Prefix)), nil
	case l.PIN == "":
		s, _ := current(t)
		s.Code, s.At = l.Code, t.Now
		return turn.Answer{Discreet: true, Step: stepPIN, Data: s, Draft: s.Kept != nil, Say: []outbox.Message{t.Text.AskPIN(t.Lang, l.Code)}}, nil
	}
	return byPIN(ctx, tx, t, l)
}

func (o Options) takePIN(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	if pin, ok := parsePIN(t.In.Text); ok {
		return byPIN(ctx, tx, t, lookup{Code: s.Code, PIN: pin})
	}
	if l := parseLookup(t.Desk.Prefix, t.In.Text); l.Code != "" && l.PIN != "" {
		return byPIN(ctx, tx, t, l)
	}
	if shortAnswer(t) {
		return aside(t.Text.AskPIN(t.Lang, s.Code)), nil
	}
	return o.free(ctx, tx, t)
}

// answerWords is how long an answer of a code or a PIN may be, in words;
// plainWords, where neither a digit nor what it speaks of tells that it is one.
const (
	answerWords = 4
	plainWords  = 2
)

// aboutLookup are words of people who have no code or PIN at hand.
var aboutLookup = regexp.MustCompile(`(?i)\d|\b(kode|pin|code|lupa|hilang|ingat|forgot|lost|remember)`)

// shortAnswer says whether a message may have been meant as a code or a PIN.
// Whatever else is written then is no less a report.
func shortAnswer(t *turn.Turn) bool {
	if len(t.In.Files) > 0 || t.In.Location != nil {
		return false
	}
	if _, talk := smallTalk(t.In.Text); talk {
		return false
	}
	n := len(strings.Fields(t.In.Text))
	return n <= plainWords || n <= answerWords && aboutLookup.MatchString(t.In.Text)
}
