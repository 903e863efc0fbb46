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
}

// still takes the citizen's word whether what was done lasts; after a no the
// case can be opened again with a tap.
func still(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.FindOwn(ctx, tx, t.Owner, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if c.State.Open() || page(t.Arg(1)) != c.Reopenings {
		return showCase(ctx, tx, t, c, true)
	}
	good := t.In.Button == "still.yes"
	if c, err = t.Desk.Still(ctx, tx, t.Now, t.Owner, id, good); err != nil {
		return turn.Answer{}, err
	}
	a := view(t.Text.Still(t.Lang, c, good, c.MayReopen(t.Now)))
	a.About = id.Subject()
	return a, nil
}
