package citizen

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/paper"
	"tanggap/internal/refusal"
	"tanggap/internal/text"
)

// Refusals of filing for others.
const (
	ErrHelping  refusal.Code = "citizen.helping"   // it belongs to no account, so nobody of it can be reached
	ErrOwnDraft refusal.Code = "citizen.own_draft" // a report of one's own waits to be sent
	ErrNoHelper refusal.Code = "citizen.no_helper" // they may not file for others (any more)
)

// helperRoutes are for whoever files for somebody without a phone.
var helperRoutes = []turn.Route{
	{Command: "/lapor_bantu", Who: turn.Helper, Menu: true, Do: helpOther},
	{Button: "bantu.start", Who: turn.Helper, Do: beginHelping},
	{Button: "bantu.list", Who: turn.Helper, Do: helpedList},
	{Button: "bantu.paper", Who: turn.Helper, Do: paperAgain},
	{Button: "bantu.gone", Who: turn.Helper, Do: paperGone},
	{Button: "paper.pin", Do: ownPIN},
}

// helpOther says what is to be read aloud first, or shows what waits.
func helpOther(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	switch strings.ToLower(t.In.Rest) {
	case "daftar", "list":
		return helpedList(ctx, tx, t)
	}
	draft, _, waits, err := held(t)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case waits && draft.Agreed != nil:
		return freshCard(ctx, tx, t, draft, turn.Answer{})
	case waits && !draft.Empty():
		return turn.Answer{}, ErrOwnDraft
	}
	of, err := t.Notice.Regency(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	before, err := complaint.OfHelper(ctx, tx, t.Employee.NIP, 1)
	return aside(t.Text.HelperIntro(t.Lang, of, len(before) > 0)), err
}

// beginHelping opens a draft for somebody who has agreed to it.
func beginHelping(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, _, waits, err := held(t)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case waits && draft.Agreed != nil && !draft.Empty():
		return freshCard(ctx, tx, t, draft, turn.Answer{})
	case waits && !draft.Empty():
		return turn.Answer{}, ErrOwnDraft
	}
	draft = newDraft(t)
	draft.Agreed = &t.Now
	return freshCard(ctx, tx, t, draft, turn.Answer{})
}

// another lets what a helper reads of somebody else's draft say so.
func another(do turn.Handler) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		a, err := do(ctx, tx, t)
		if err != nil {
			return a, err
		}
		draft, _, _, err := held(t)
		if now, is := a.Data.(notice.Draft); is {
			draft = now
		} else if !a.Stay {
			return a, err
		}
		if err != nil || draft.Agreed == nil {
			return a, err
		}
		for i, m := range a.Say {
			a.Say[i].HTML = t.Text.Another(t.Lang, m.HTML)
		}
		if a.Edit != nil {
			a.Edit.HTML = t.Text.Another(t.Lang, a.Edit.HTML)
		}
		return a, nil
	}
}

// sentForAnother gives the helper the code, and the paper to print. Nothing of
// the paper is kept once it was sent.
func sentForAnother(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft, r complaint.Receipt, above bool) (turn.Answer, error) {
	view, err := receiptView(ctx, tx, t, r, above)
	if err != nil {
		return turn.Answer{}, err
	}
	sheet, err := printed(ctx, tx, t, view, r.Complaint)
	if err != nil {
		return turn.Answer{}, err
	}
	view.PIN = ""
	receipt, err := t.Text.HelperReceipt(t.Lang, view)
	if err != nil {
		return turn.Answer{}, err
	}
	gone := t.Text.CardSent(t.Lang, r.Code)
	gone.HTML = t.Text.Another(t.Lang, gone.HTML)
	cards, err := replace(ctx, tx, t, draft, gone)
	if err != nil {
		return turn.Answer{}, err
	}
	rows := append(cards, outbox.Row{Key: receiptKey(draft.Token), Address: t.Address, Lane: outbox.Replies, About: r.ID.Subject(), Message: receipt})
	return without(t, turn.Answer{Rows: append(rows, sheet)}), nil
}

// printed is the paper of a case on its way to the helper's chat.
func printed(ctx context.Context, tx pgx.Tx, t *turn.Turn, view text.Receipt, c complaint.Complaint) (outbox.Row, error) {
	of, err := t.Notice.Regency(ctx, tx)
	if err != nil {
		return outbox.Row{}, err
	}
	pdf, err := paper.ReceiptPDF(t.Text.Paper(t.Lang, view, of, t.Username(), c.FiledAt), c.FiledAt)
	if err != nil {
		return outbox.Row{}, err
	}
	return outbox.Row{
		Key: t.Update + ":kertas", Address: t.Address, Lane: outbox.Replies, Fleeting: true, Message: t.Text.HelperPaper(t.Lang, c.Code, pdf),
	}, nil
}

// listedHelped is how many of the cases that somebody filed for others are
// listed.
const listedHelped = 20

func helpedList(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	cases, err := complaint.OfHelper(ctx, tx, t.Employee.NIP, listedHelped)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.HelperList(t.Lang, t.Now, cases)
	return aside(m), err
}

// paperAgain sends the paper of a case once more, as on the first day.
func paperAgain(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, pin, err := t.Desk.Paper(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	view, err := receiptView(ctx, tx, t, complaint.Receipt{Complaint: c, PIN: pin}, false)
	if err != nil {
		return turn.Answer{}, err
	}
	sheet, err := printed(ctx, tx, t, view, c)
	return turn.Answer{Stay: true, Rows: []outbox.Row{sheet}}, err
}

// ownPIN gives whoever came by a paper a PIN of their own, and shows the case
// again with all that they can do.
func ownPIN(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case t.Bears != id:
		return turn.Answer{}, complaint.ErrUnknown
	}
	c, pin, err := t.Desk.OwnPIN(ctx, tx, t.Now, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.PaperUsed(ctx, tx, t.Now, c); err != nil {
		return turn.Answer{}, err
	}
	a, err := opened(ctx, tx, t, complaint.Look{Complaint: c, OK: true}, pin)
	a.Say = append([]outbox.Message{t.Text.OwnPIN(t.Lang, c.Code, pin)}, a.Say...)
	a.Discreet, a.Stay = true, true
	return a, err
}

// paperGone takes the message that brought a paper out of the chat.
func paperGone(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return turn.Answer{Stay: true, Remove: true, Toast: t.Text.PaperGone(t.Lang)}, nil
}
