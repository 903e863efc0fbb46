package citizen

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
)

// anonymousRoutes are for whether the office may know, and reach, who reports.
var anonymousRoutes = []turn.Route{
	{Button: "lapor.anon", Do: anonymous},
	{Button: "lapor.inchat", Do: chooseContact(complaint.InChat)},
	{Button: "lapor.sealed", Do: chooseContact(complaint.Sealed)},
	{Button: "lapor.untraced", Do: chooseContact(complaint.Untraced)},

	{Button: "link.ask", Do: askCut},
	{Button: "link.cut", Do: cut},
	{Button: "flag.public", Do: flag((*complaint.Desk).Disclose)},
	{Button: "flag.secret", Do: flag((*complaint.Desk).Conceal)},
}

// anonymous opens a draft without a name, or takes the name off the one that
// waits.
func anonymous(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, _, waits, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !waits {
		draft = newDraft(t)
	}
	if draft.Agreed != nil {
		return turn.Answer{}, ErrHelping
	}
	if !draft.Contact.Anonymous() {
		draft.Contact = complaint.Sealed
	}
	draft.About, draft.Closed = 0, ""
	a := turn.Answer{Say: []outbox.Message{t.Text.TellAnonymous(t.Lang)}}
	if draft.Empty() {
		a.Step, a.Data, a.Draft = notice.StepDraft, draft, true
		return a, nil
	}
	return freshCard(ctx, tx, t, draft, a)
}

// orphan takes a reply to a message of which nothing is kept. It may belong to a
// case without a name, and so is made a draft without one, lest it tell who that
// was; its writer hears how to answer instead.
func orphan(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft := newDraft(t)
	draft.Contact = complaint.Sealed
	if err := add(&draft, t.In); err != nil {
		return turn.Answer{}, err
	}
	return freshCard(ctx, tx, t, draft, turn.Answer{Say: []outbox.Message{t.Text.Orphan(t.Lang)}})
}

// chooseContact says how the writer of the draft may be reached.
func chooseContact(c complaint.Contact) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		draft, err := pressed(t)
		if err != nil {
			return turn.Answer{}, err
		}
		if draft.Agreed != nil {
			return turn.Answer{}, ErrHelping
		}
		draft.Contact = c
		return chosen(ctx, tx, t, draft)
	}
}

// sentAnonymously gives the receipt of a report without a name. What was said
// until here is forgotten once it was sent; the card says so without the code,
// since its row still tells the chat.
func sentAnonymously(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft, plan notice.Plan, r complaint.Receipt, receipt outbox.Message) (turn.Answer, error) {
	to := t.Address
	if r.Contact == complaint.Sealed {
		to = complaint.SealedAddress(r.ID)
	}
	rows, err := replace(ctx, tx, t, draft, t.Text.CardSentAnonymously(t.Lang))
	if err != nil {
		return turn.Answer{}, err
	}
	rows = append(rows, outbox.Row{Key: receiptKey(draft.Token), Address: to, Lane: outbox.Replies, Message: receipt})
	alarms, err := alarmSent(ctx, tx, t, r, plan)
	if err != nil {
		return turn.Answer{}, err
	}
	for _, m := range alarms {
		rows = append(rows, outbox.Row{Key: t.Update + ":bahaya", Address: to, Lane: outbox.Replies, Message: m})
	}
	a := turn.Answer{Rows: rows, Discreet: true}
	if r.Contact == complaint.Untraced {
		a.Pass = r.ID
	}
	return without(t, a), nil
}

// askCut asks once more before the link between a case and its chat is cut.
func askCut(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.Cuttable(ctx, tx, t.Owner, id)
	if err != nil {
		return turn.Answer{}, err
	}
	a := aside(t.Text.AskCut(t.Lang, c))
	a.About = id.Subject()
	return a, nil
}

// cut ends the link: this is the last word about the case in this chat. Whoever
// held it is shown the PIN once more, for there is no other way back.
func cut(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.Cut(ctx, tx, t.Now, t.Owner, id)
	if err != nil {
		return turn.Answer{}, err
	}
	pin := ""
	if t.Bears == 0 {
		pin = t.Desk.PIN(c)
	}
	a, err := settle(ctx, tx, t, id, turn.Answer{Say: []outbox.Message{t.Text.LinkCut(t.Lang, c.Code, pin, t.Public)}})
	a.Discreet = true
	return a, err
}

// flag changes who may read a case, as its reporter wants it.
func flag(do func(*complaint.Desk, context.Context, pgx.Tx, time.Time, string, complaint.ID) (complaint.Complaint, error)) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		id, err := t.Case(0)
		if err != nil {
			return turn.Answer{}, err
		}
		was, err := t.Desk.FindOwn(ctx, tx, t.Owner, id)
		if err != nil {
			return turn.Answer{}, err
		}
		c, err := do(t.Desk, ctx, tx, t.Now, t.Owner, id)
		if err != nil {
			return turn.Answer{}, err
		}
		if c.Visibility != was.Visibility && c.State.Open() {
			if err := t.Notice.Flagged(ctx, tx, t.Now, t.Update+":terbaca", c); err != nil {
				return turn.Answer{}, err
			}
		}
		a := aside(t.Text.Flagged(t.Lang, c))
		a.About = id.Subject()
		return a, nil
	}
}
