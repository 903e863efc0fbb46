package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// askWithdraw asks once more before a case is taken back.
func askWithdraw(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := ownGoing(ctx, tx, t)
	if err != nil {
		return ended(t, c, err)
	}
	heirs, err := complaint.HasHeirs(ctx, tx, c.ID)
	if err != nil {
		return turn.Answer{}, err
	}
	a := aside(t.Text.AskWithdraw(t.Lang, c))
	if heirs {
		a = aside(t.Text.AskHandOver(t.Lang, c))
	}
	a.About = c.ID.Subject()
	return a, nil
}

// withdraw takes a case back.
func withdraw(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := ownGoing(ctx, tx, t)
	if err != nil {
		return ended(t, c, err)
	}
	if page(t.Arg(1)) != c.Reopenings {
		return showCase(ctx, tx, t, c, true)
	}
	if c, err = t.Desk.Withdraw(ctx, tx, t.Now, t.Owner, c.ID, ""); err != nil {
		return turn.Answer{}, err
	}
	if c.State != complaint.Withdrawn { // somebody else goes on with it
		if err := t.Notice.Inherited(ctx, tx, t.Now, t.Update+":waris", c); err != nil {
			return turn.Answer{}, err
		}
		m := t.Text.HandedOver(t.Lang, c.Code)
		return settle(ctx, tx, t, c.ID, turn.Answer{Edit: &m})
	}
	if err := t.Notice.Withdrawn(ctx, tx, t.Now, t.Update+":tarik", c); err != nil {
		return turn.Answer{}, err
	}
	m := t.Text.Withdrawn(t.Lang, c)
	a, err := settle(ctx, tx, t, c.ID, turn.Answer{About: c.ID.Subject(), Edit: &m})
	return a, err
}

// ownGoing is ownOpen, and takes a case as well that is told as a part of
// another.
func ownGoing(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, error) {
	c, err := ownOpen(ctx, tx, t)
	if isNot(err, complaint.ErrClosed) && c.State == complaint.Merged {
		return c, nil
	}
	return c, err
}

// keepOpen leaves the case as it is.
func keepOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	a := view(t.Text.NotWithdrawn(t.Lang, c))
	a.About = c.ID.Subject()
	return a, nil
}
