package citizen

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// pressRoutes are for a citizen who is pressed because of a case. What they say
// is about no case as far as the chat remembers: it goes to the inspectorate.
func (o Options) pressRoutes() []turn.Route {
	return []turn.Route{
		{Button: "press.ask", Do: askPressed},
		{Button: "press.more", Do: askPressed},
		{Button: "press.send", Do: sendPressed},
		{Button: "press.hide", Do: hidePressed},
		{Step: stepPressed, Do: o.fresh(hour, o.takePressed)},
	}
}

// askPressed asks what happened; nothing has been said yet.
func askPressed(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if t.In.Button == "press.ask" && !c.MayPress(t.Now) {
		return turn.Answer{}, complaint.ErrPressOver
	}
	a, err := begin(t, stepPressed, step{Case: c.ID})
	if err != nil {
		return turn.Answer{}, err
	}
	m := t.Text.AskPressed(t.Lang, c)
	m.Silent = true
	a.Say, a.For, a.About = append(a.Say, m), hour, c.ID.Subject()
	return a, nil
}

// sendPressed says it without words.
func sendPressed(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := passPressed(ctx, tx, t, id, "")
	if err != nil {
		return turn.Answer{}, err
	}
	m := a.Say[0]
	a.Say, a.Edit = nil, &m
	return settle(ctx, tx, t, id, a)
}

// takePressed says it in words.
func (o Options) takePressed(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	s, _ := current(t)
	if t.Typed("press.send") {
		a, err := passPressed(ctx, tx, t, s.Case, "")
		if err != nil {
			return turn.Answer{}, err
		}
		return end(ctx, tx, t, a)
	}
	if strings.TrimSpace(t.In.Text) == "" {
		return o.free(ctx, tx, t)
	}
	a, err := passPressed(ctx, tx, t, s.Case, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	return end(ctx, tx, t, a)
}

func passPressed(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, words string) (turn.Answer, error) {
	c, p, fresh, err := t.Desk.Press(ctx, tx, t.Now, t.Owner, id, words)
	if err != nil {
		return turn.Answer{}, err
	}
	if fresh {
		err = t.Notice.Pressed(ctx, tx, t.Now, p, c)
	} else {
		err = t.Notice.PressedMore(ctx, tx, t.Now, t.Update, p, c, words)
	}
	if err != nil {
		return turn.Answer{}, err
	}
	who, err := t.Notice.Inspector(ctx, tx, p)
	a := turn.Answer{About: id.Subject()}
	a.Say = append(a.Say, t.Text.PressSaid(t.Lang, c, who, p.DueAt, t.Now, fresh))
	return a, err
}

// hidePressed takes such a message out of sight.
func hidePressed(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	m := t.Text.PressHidden(t.Lang)
	a := turn.Answer{Edit: &m}
	if t.In.On == "" { // nothing is kept of it, as of anonymous cases
		a.Edit, a.Toast = nil, t.Text.HideByHand(t.Lang)
	}
	return settle(ctx, tx, t, id, a)
}
