package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
)

// laterRoutes are for what a citizen is asked some time after a case was closed.
var laterRoutes = []turn.Route{
	{Button: "still.yes", Do: still},
	{Button: "still.no", Do: still},
	{Button: "promise.kept", Do: promiseKept},
	{Button: "promise.broken", Do: promiseKept},
	{Button: "answer.doubt", Do: answerDoubt},
}

// still takes the citizen's word whether what was done lasts; after a no the
// case can be opened again with a tap.
func still(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !pressedEnd(t, c) {
		return showCase(ctx, tx, t, c, true)
	}
	good := t.In.Button == "still.yes"
	if c, err = t.Desk.Still(ctx, tx, t.Now, t.Owner, c.ID, good); err != nil {
		return turn.Answer{}, err
	}
	a := view(t.Text.Still(t.Lang, c, good, c.MayReopen(t.Now)))
	a.About = c.ID.Subject()
	return a, nil
}

// promiseKept takes the citizen's word whether a promise was kept; the holder
// hears of it.
func promiseKept(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	promise, err := t.Int(1)
	if err != nil {
		return turn.Answer{}, err
	}
	kept := t.In.Button == "promise.kept"
	c, p, err := t.Desk.KeepPromise(ctx, tx, t.Now, t.Owner, id, promise, kept)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.PromiseKept(ctx, tx, t.Now, t.Update+":janji", c, p); err != nil {
		return turn.Answer{}, err
	}
	a := view(t.Text.Kept(t.Lang, c, kept))
	a.About = id.Subject()
	return a, nil
}

// answerDoubt takes the citizen's word that the first answer is none; somebody
// above whoever gave it decides.
func answerDoubt(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, e, err := t.Desk.Doubt(ctx, tx, t.Now, t.Owner, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.AnswerDoubted(ctx, tx, t.Now, t.Update, e, c); err != nil {
		return turn.Answer{}, err
	}
	who, err := t.Notice.Owner(ctx, tx, e)
	if err != nil {
		return turn.Answer{}, err
	}
	a := aside(t.Text.Unanswered(t.Lang, c, who, e.DueAt, t.Now))
	a.About = id.Subject()
	return a, nil
}
