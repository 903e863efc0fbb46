package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
)

// askWithdraw asks once more before a case is taken back.
func askWithdraw(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := ownOpen(ctx, tx, t)
	if err != nil {
		return ended(t, c, err)
	}
	a := aside(t.Text.AskWithdraw(t.Lang, c))
	a.About = c.ID.Subject()
	return a, nil
}

// withdraw takes a case back.
func withdraw(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := ownOpen(ctx, tx, t)
	if err != nil {
		return ended(t, c, err)
	}
	if page(t.Arg(1)) != c.Reopenings {
		return showCase(ctx, tx, t, c, true)
	}
	if c, err = t.Desk.Withdraw(ctx, tx, t.Now, t.Owner, c.ID, ""); err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Withdrawn(ctx, tx, t.Now, t.Update+":tarik", c); err != nil {
		return turn.Answer{}, err
	}
	m := t.Text.Withdrawn(t.Lang, c)
	a, err := settle(ctx, tx, t, c.ID, turn.Answer{About: c.ID.Subject(), Edit: &m})
	return a, err
}

// keepOpen leaves the case as it is.
func keepOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.FindOwn(ctx, tx, t.Owner, id)
	if err != nil {
		return turn.Answer{}, err
	}
	a := view(t.Text.NotWithdrawn(t.Lang, c))
	a.About = id.Subject()
	return a, nil
}
