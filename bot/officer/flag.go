package officer

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// flagRoutes are for who may read a case. Staff only ever tighten it: to make a
// case public is its reporter's word alone.
var flagRoutes = []turn.Route{{Button: "flag.hide", Who: turn.Staff, Do: hide}}

// hide hides a public case from all but those who handle it, and tells its
// reporter.
func hide(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, err := see(ctx, tx, t, id); err != nil {
		return turn.Answer{}, err
	}
	c, err := complaint.ConcealFor(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Concealed(ctx, tx, t.Now, t.Update+":rahasia", c); err != nil {
		return turn.Answer{}, err
	}
	v, err := look(ctx, tx, t, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Change(story(t, v))
	return turn.About(id, a, err)
}
