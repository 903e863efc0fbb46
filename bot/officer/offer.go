package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// offerRoutes are for handing a case on: its holder offers it, somebody accepts
// or declines, and where that comes to nothing somebody above decides.
func (d desk) offerRoutes() []turn.Route {
	return []turn.Route{
		{Button: "offer.start", Who: turn.Staff, Do: offerStart},
		{Button: "place.start", Who: turn.Staff, Do: placeStart},
		{Button: "heir.people", Who: turn.Staff, Do: heirPeople},
		{Button: "heir.units", Who: turn.Staff, Do: heirUnits},
		{Button: "heir.unit", Who: turn.Staff, Do: heirUnit},
		{Button: "heir.pick", Who: turn.Staff, Do: heirPick},
		{Step: stepHeir, Who: turn.Staff, Do: turn.Fresh(heirTyped, d.elsewhere)},
		{Step: stepHeirWhy, Who: turn.Staff, Do: d.worded(heirWhy)},
		{Button: "offer.recall", Who: turn.Staff, Do: offerRecall},
		{Button: "offer.take", Who: turn.Staff, Do: offerTake},
		{Button: "offer.decline", Who: turn.Staff, Do: onErrand(errandAsk)},
		{Button: "place.keep", Who: turn.Staff, Do: onErrand(errandAsk)},
	}
}

// stepHeirWhy is the step in which the reason for handing a case on is written.
const stepHeirWhy = "heir.why"

// handing is what that step keeps.
type handing struct {
	Case   complaint.ID `json:"case"`
	Errand int64        `json:"errand,omitempty"`
	To     roster.NIP   `json:"to"`
	Unit   string       `json:"unit,omitempty"` // in which they would have it
	At     time.Time    `json:"at"`
}

// why asks for the reason, once it is known who gets the case.
func why(ctx context.Context, tx pgx.Tx, t *turn.Turn, h heirs, to roster.Employee, instead string) (turn.Answer, error) {
	if err := nothingUnsent(t); err != nil {
		return turn.Answer{}, err
	}
	unit, err := roster.FindUnit(ctx, tx, to.UnitCode)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.HeirWhy(t.Lang, text.Heir{Code: h.Code, To: to, Unit: unit.Name, Instead: instead, Decides: h.errand > 0, Joins: h.errand == joining}))
	a.Step, a.Data = stepHeirWhy, handing{h.ID, h.errand, to.NIP, to.UnitCode, t.Now}
	return turn.About(h.ID, a, err)
}

// heirWhy takes the reason, and hands the case on.
func heirWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var h handing
	if err := t.Read(&h); err != nil {
		return turn.Answer{}, err
	}
	to, err := roster.InPost(ctx, tx, t.Now.In(t.Desk.Calendars.Location()), h.To, h.Unit)
	if err != nil {
		return turn.Answer{}, err
	}
	switch {
	case h.Errand == joining:
		return share(ctx, tx, t, h.Case, to)
	case h.Errand > 0:
		return place(ctx, tx, t, h, to)
	}
	c, _, work, err := t.Desk.Offer(ctx, tx, t.Now, t.Employee.NIP, h.Case, to, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, err := t.Notice.Errand(ctx, tx, t.Now, work, c); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	unit, err := roster.FindUnit(ctx, tx, to.UnitCode)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.OfferSent(t.Lang, v, to, unit.Name, work.DueAt))
	return turn.About(c.ID, a, err)
}

// place gives a case to somebody by the power of whoever decides.
func place(ctx context.Context, tx pgx.Tx, t *turn.Turn, h handing, to roster.Employee) (turn.Answer, error) {
	c, s, err := t.Desk.Place(ctx, tx, t.Now, t.Employee.NIP, h.Errand, to, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Placed(ctx, tx, t.Now, t.Update, c, s, t.Employee.NIP); err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.PlaceDone(t.Lang, c.Code, to))
	return turn.About(c.ID, a, err)
}

// offerRecall keeps a case that nobody has accepted yet.
func offerRecall(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, o, err := t.Desk.Recall(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Recalled(ctx, tx, t.Now, t.Update, c, o); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.OfferBack(t.Lang, v)
	a, err := turn.Change(m, err)
	return turn.About(id, a, err)
}

// offerTake accepts an offer: the case stands in the place of it.
func offerTake(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, o, err := t.Desk.Take(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := opens(ctx, tx, t, c.ID, complaint.OpenedCase); err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.TakenOn(ctx, tx, t.Now, t.Update, c, o); err != nil {
		return turn.Answer{}, err
	}
	v, err := look(ctx, tx, t, c)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := story(t, v)
	a, err := turn.Change(m, err)
	return turn.About(c.ID, a, err)
}

// notTaken declines an offer, with the words that were just written.
func notTaken(ctx context.Context, tx pgx.Tx, t *turn.Turn, errand int64) (turn.Answer, error) {
	c, o, next, err := t.Desk.Decline(ctx, tx, t.Now, t.Employee.NIP, errand, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Declined(ctx, tx, t.Now, t.Update, c, o, next); err != nil {
		return turn.Answer{}, err
	}
	return errandDone(ctx, tx, t, text.NotTaken, c)
}

// stays leaves a case with its holder, with the words that were just written.
func stays(ctx context.Context, tx pgx.Tx, t *turn.Turn, errand int64) (turn.Answer, error) {
	c, err := t.Desk.Keep(ctx, tx, t.Now, t.Employee.NIP, errand, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.OfferKept(ctx, tx, t.Now, t.Update, c, t.Employee.NIP, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	return errandDone(ctx, tx, t, text.Stays, c)
}
