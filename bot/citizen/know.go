package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
)

// knowRoutes are for what a citizen wants to know beside where a case stands.
var knowRoutes = []turn.Route{
	{Button: "further.show", Do: further},
}

// further says where else the reporter can go with a case.
func further(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	f, err := t.Notice.Further(ctx, tx, c)
	a := aside(t.Text.Further(t.Lang, f))
	a.About = c.ID.Subject()
	return a, err
}
