// Package privacy is the bot's conversation about one's own data: what is kept,
// for how long, who of the office opened what, what one may ask about them, and
// erasing them.
package privacy

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/rights"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// Options are what others lend to this conversation.
type Options struct {
	// Lookup reads a code, and a PIN if one follows; false when it can be
	// neither.
	Lookup func(prefix, s string) (code, pin string, read bool)
	// Elsewhere takes a message that no step of this package wants.
	Elsewhere turn.Handler
}

// Routes are the rows of the route table for everybody, besides /privasi and
// /hapus_data.
func Routes(o Options) []turn.Route {
	return slices.Concat([]turn.Route{
		{Button: "privacy.open", Do: open},
		{Button: "privacy.kept", Do: kept},
		{Button: "privacy.seen", Do: seen},
	}, o.requestRoutes(), eraseRoutes, traceRoutes)
}

// Privasi says what is kept, or with a code who opened that case. A case that
// is not the writer's own in this chat takes its PIN.
func (o Options) Privasi(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if t.In.Rest == "" {
		return open(ctx, tx, t)
	}
	code, pin, read := o.Lookup(t.Desk.Prefix, t.In.Rest)
	if !read || code == "" {
		return aside(t.Text.Mistyped(t.Lang, t.Desk.Prefix)), nil
	}
	if pin != "" {
		return byPIN(ctx, tx, t, code, pin)
	}
	c, err := complaint.FindByCode(ctx, tx, code)
	if err == nil {
		c, err = t.Desk.FindOwn(ctx, tx, t.Address, c.ID)
	}
	switch {
	case err == complaint.ErrUnknown, err == nil && c.Contact.Anonymous(): // as if it were not there
		a := aside(t.Text.PrivacyPIN(t.Lang))
		a.Discreet = true
		return a, nil
	case err != nil:
		return turn.Answer{}, err
	}
	return about(ctx, tx, t, c)
}

// byPIN shows who opened a case to whoever knows its code and PIN. A "no" is no
// refusal: its count must survive.
func byPIN(ctx context.Context, tx pgx.Tx, t *turn.Turn, code, pin string) (turn.Answer, error) {
	found, err := t.Desk.ByPIN(ctx, tx, t.Now, t.Address, code, pin)
	if err != nil {
		return turn.Answer{}, err
	}
	a := aside(t.Text.NoMatch(t.Lang))
	switch {
	case found.Locked:
		a = aside(t.Text.Locked(t.Lang))
	case found.OK:
		if a, err = about(ctx, tx, t, found.Complaint); err != nil {
			return turn.Answer{}, err
		}
		if a.About = ""; found.Complaint.Contact.Anonymous() && t.Employee == nil {
			a.Pass = found.Complaint.ID
		}
	}
	a.Discreet = true // who asks about which case is nobody's business
	return a, nil
}

func open(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	of, err := t.Notice.Regency(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	return show(t, t.Text.Privacy(t.Lang, of)), nil
}

func kept(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return show(t, t.Text.PrivacyKept(t.Lang)), nil
}

// listed is how many cases one message offers.
const listed = 8

// seen shows who opened the case that was pressed, or the only one there is; of
// several it asks which.
func seen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if t.Arg(0) == "" {
		own, err := complaint.OfReporter(ctx, tx, t.Address, listed)
		if err != nil {
			return turn.Answer{}, err
		}
		if len(own) != 1 {
			return show(t, t.Text.PrivacyCases(t.Lang, own)), nil
		}
		return about(ctx, tx, t, own[0])
	}
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.MayAsk(ctx, tx, t.Owner, id)
	if err != nil {
		return turn.Answer{}, err
	}
	return about(ctx, tx, t, c)
}

func about(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (turn.Answer, error) {
	v := text.Seen{Complaint: c, Now: t.Now}
	events, err := complaint.Story(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	var last roster.NIP
	units := complaint.UnitsHeld(events)
	for _, e := range events {
		if e.Facts.Holder == nil || *e.Facts.Holder == last {
			continue
		}
		last = *e.Facts.Holder
		who, err := t.Notice.WhoIn(ctx, tx, last, units[last])
		if err != nil {
			return turn.Answer{}, err
		}
		v.Holders = append(v.Holders, text.Held{Who: who, At: e.At})
	}
	openings, err := complaint.Openings(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	for _, o := range openings {
		who, err := t.Notice.Who(ctx, tx, o.By)
		if err != nil {
			return turn.Answer{}, err
		}
		v.Opened = append(v.Opened, text.Glance{Who: who, What: string(o.What), At: o.At})
	}
	asked, err := rights.About(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	if v.Asked, err = views(ctx, tx, t, asked); err != nil {
		return turn.Answer{}, err
	}
	v.Nobody = c.Contact.Anonymous() && t.Employee == nil
	m, err := t.Text.PrivacySeen(t.Lang, v)
	a := show(t, m)
	a.About, a.Contact = c.ID.Subject(), c.Contact
	return a, err
}

// show puts a message in the place of the one that was pressed, or behind what
// was typed.
func show(t *turn.Turn, m outbox.Message) turn.Answer {
	if t.In.Button != "" {
		return turn.Answer{Stay: true, Edit: &m}
	}
	return aside(m)
}

// aside says something and leaves the dialog as it is.
func aside(m outbox.Message) turn.Answer { return turn.Answer{Stay: true, Say: []outbox.Message{m}} }
