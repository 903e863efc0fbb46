package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
)

// objectRoutes are for a decision that ended a case.
func (o Options) objectRoutes() []turn.Route {
	return []turn.Route{
		{Button: "end.object", Do: object},
		{Step: stepObject, Do: o.fresh(day, takeObjection)},
		{Button: "taken.yes", Do: takenUp},
		{Button: "taken.no", Do: takenUp},
	}
}

// object objects to the decision by which a case ended, with a tap; words may
// follow.
func object(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !pressedEnd(t, c) {
		return showCase(ctx, tx, t, c, true)
	}
	c, errand, err := t.Desk.Contest(ctx, tx, t.Now, t.Owner, c.ID, "")
	if err != nil {
		return turn.Answer{}, err
	}
	who, err := t.Notice.ErrandGiven(ctx, tx, t.Now, errand, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := begin(t, stepObject, step{Case: c.ID})
	a.About, a.Say = c.ID.Subject(), []outbox.Message{t.Text.Objected(t.Lang, c, who, errand.DueAt, t.Now)}
	return a, err
}

// takeObjection takes words for an objection that was made with a tap.
func takeObjection(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	if t.In.Text == "" || len(t.In.Files) > 0 {
		return aside(t.Text.ObjectionWords(t.Lang)), nil
	}
	c, errand, err := t.Desk.Contest(ctx, tx, t.Now, t.Address, s.Case, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.ObjectionWords(ctx, tx, t.Now, t.Update, errand, c, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	return end(ctx, tx, t, turn.Answer{About: c.ID.Subject(), Say: []outbox.Message{t.Text.ObjectionAdded(t.Lang, c.Code)}})
}

// takenUp takes the citizen's word whether another agency took a case up.
func takenUp(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	yes := t.In.Button == "taken.yes"
	c, e, err := t.Desk.TakenUp(ctx, tx, t.Now, t.Owner, id, yes)
	if err != nil {
		return turn.Answer{}, err
	}
	if !yes {
		if err := t.Notice.NotTakenUp(ctx, tx, t.Now, t.Update+":belum", c, e); err != nil {
			return turn.Answer{}, err
		}
	}
	a := view(t.Text.TakenUp(t.Lang, c, yes))
	a.About = id.Subject()
	return a, nil
}

// mayObject says whether the reporter of an ended case can still object to the
// decision by which it ended.
func mayObject(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) (bool, error) {
	if !c.MayObject(t.Now) {
		return false, nil
	}
	e, found, err := complaint.LastEnd(ctx, tx, c.ID)
	return found && e.ObjectedAt == nil, err
}
