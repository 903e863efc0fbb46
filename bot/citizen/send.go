package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/screen"
	"tanggap/internal/text"
)

// channel is how cases that come by this door are counted.
const channel = "telegram"

// receiptKey is the outbox key of a draft's receipt: by it a second tap finds
// the case that the first one filed.
func receiptKey(token string) string { return "receipt:" + token }

// send files the report.
func send(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, _, waits, err := held(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !waits || draft.Token != t.Arg(0) {
		return sentAlready(ctx, tx, t)
	}
	if draft.Thanks() {
		return praise(ctx, tx, t, draft)
	}
	plan, err := t.Notice.Plan(ctx, tx, t.Now, draft, t.Address)
	if err != nil {
		return turn.Answer{}, err
	}
	if self := t.Employee; self != nil && plan.Officer != nil && plan.Officer.NIP == self.NIP {
		to, found, err := t.Notice.NotSelf(ctx, tx, t.Now, *plan.Officer, t.Address)
		if err != nil {
			return turn.Answer{}, err
		}
		if plan.Officer = &to; !found {
			plan.Officer = nil
		}
	}
	if dangers := screen.Dangers(draft.Body()); plan.Officer == nil && plan.About == nil && (plan.Category.Danger || len(dangers) > 0) {
		if plan.Officer, err = t.Notice.OnCall(ctx, tx, t.Now, plan.Unit.Code, t.Address); err != nil {
			return turn.Answer{}, err
		}
	}
	if draft.Agreed != nil && !t.May(turn.Helper) {
		return turn.Answer{}, ErrNoHelper
	}
	r, err := t.Desk.File(ctx, tx, t.Now, filing(t, draft, plan))
	if err != nil {
		return turn.Answer{}, err
	}
	if r.Contact != complaint.Helped { // whose words they are not to change later
		if err := complaint.Said(ctx, tx, r.ID, draft.Said()...); err != nil {
			return turn.Answer{}, err
		}
	}
	if err := t.Notice.Arrives(ctx, tx, t.Now, t.Update, r); err != nil {
		return turn.Answer{}, err
	}
	if r.Contact == complaint.Helped {
		a, err := sentForAnother(ctx, tx, t, draft, r, plan.Above)
		if err == nil {
			a.Say, err = alarmSent(ctx, tx, t, r, plan)
		}
		return a, err
	}
	receipt, err := receiptOf(ctx, tx, t, r, plan.Above)
	if err != nil {
		return turn.Answer{}, err
	}
	if r.Contact.Anonymous() {
		return sentAnonymously(ctx, tx, t, draft, plan, r, receipt)
	}
	cards, err := replace(ctx, tx, t, draft, t.Text.CardSent(t.Lang, r.Code))
	if err != nil {
		return turn.Answer{}, err
	}
	subject := r.ID.Subject()
	rows := []outbox.Row{{Key: receiptKey(draft.Token), Address: t.Address, Lane: outbox.Replies, About: subject, Message: receipt}}
	for _, row := range cards {
		row.About = subject
		rows = append(rows, row)
	}
	a := without(t, turn.Answer{About: subject, Contact: r.Contact, Rows: rows})
	if a.Say, err = alarmSent(ctx, tx, t, r, plan); err != nil {
		return turn.Answer{}, err
	}
	return intoAlbum(t, r.ID, draft.Album, a), nil
}

func filing(t *turn.Turn, draft notice.Draft, plan notice.Plan) complaint.Filing {
	f := complaint.Filing{
		Reporter: t.Address, Contact: draft.Contact, Lang: t.Lang, Channel: channel, Body: draft.Words(), Files: draft.Attached(),
		Category: plan.Category.Code, Unit: plan.Unit.Code, Area: plan.Area, Place: plan.Place,
		Visibility: complaint.Secret,
	}
	f.About = plan.About
	if draft.Public && f.About == nil {
		f.Visibility = complaint.Public
	}
	if pin := draft.Pin(); pin != nil {
		f.Latitude, f.Longitude = &pin.Latitude, &pin.Longitude
	}
	if plan.Officer != nil {
		f.Officer = plan.Officer.NIP
	}
	if draft.Agreed != nil {
		f.Helper, f.AgreedAt = t.Employee.NIP, *draft.Agreed
	}
	return f
}

func receiptOf(ctx context.Context, tx pgx.Tx, t *turn.Turn, r complaint.Receipt, above bool) (outbox.Message, error) {
	view, err := receiptView(ctx, tx, t, r, above)
	if err != nil {
		return outbox.Message{}, err
	}
	return t.Text.Receipt(t.Lang, view)
}

// receiptView is what a receipt tells.
func receiptView(ctx context.Context, tx pgx.Tx, t *turn.Turn, r complaint.Receipt, above bool) (text.Receipt, error) {
	who, err := t.Notice.Holder(ctx, tx, r.Complaint)
	if err != nil {
		return text.Receipt{}, err
	}
	view := text.Receipt{
		Above: above, ID: r.ID, Code: r.Code, PIN: r.PIN, Type: r.Type, Contact: r.Contact, Site: t.Public, Who: who, Due: r.AnswerDueAt, Now: t.Now,
	}
	if r.Seal.Number > 0 {
		view.Seal = r.Seal.String()
	}
	book, err := t.Desk.Calendars.Book(ctx, tx)
	if err != nil {
		return view, err
	}
	closure, closed, err := book.LongestClosure(r.UnitCode, r.FiledAt, r.AnswerDueAt)
	if err != nil {
		return view, err
	}
	if closed {
		view.Closed, view.ClosedTo = closure.Name, closure.Last
	}
	return view, nil
}

// sentAlready answers a second tap with the code of the first.
func sentAlready(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	trace, there, err := outbox.ByKey(ctx, tx, receiptKey(t.Arg(0)))
	if err != nil {
		return turn.Answer{}, err
	}
	id, about := complaint.ParseSubject(trace.About)
	switch {
	case !there:
		return turn.Answer{}, turn.ErrStale
	case !about: // anonymous: its receipt is on the way
		return aside(t.Text.CardSentAnonymously(t.Lang)), nil
	}
	c, err := ownOrHelped(ctx, tx, t, id)
	if isNot(err, complaint.ErrUnknown) {
		return turn.Answer{}, turn.ErrStale
	}
	if err != nil {
		return turn.Answer{}, err
	}
	if c.Contact == complaint.Helped {
		return helpedList(ctx, tx, t)
	}
	a := aside(t.Text.SentAlready(t.Lang, c.Code))
	a.About = c.ID.Subject()
	return a, nil
}

// ownOrHelped is a case that was filed from here, for oneself or for somebody
// else.
func ownOrHelped(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (complaint.Complaint, error) {
	if t.Employee != nil {
		helper, helped, err := complaint.HelperOf(ctx, tx, id)
		if err != nil {
			return complaint.Complaint{}, err
		}
		if helped && helper == t.Employee.NIP {
			return complaint.Find(ctx, tx, id)
		}
	}
	return t.Desk.FindOwn(ctx, tx, t.Owner, id)
}
