package officer

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/account"
)

var hoursRoutes = []turn.Route{
	{Button: "hours.ask", Who: turn.Staff, Do: hoursAsk},
	{Button: "hours.set", Who: turn.Staff, Do: hoursSet},
}

// hoursAsk shows when an employee is told of cases, and offers the other.
func hoursAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	chosen, err := account.AnyHour(ctx, tx, t.Address)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.StaffHours(t.Lang, chosen))
}

// hoursSet takes the choice. It holds for what is put from now on.
func hoursSet(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	chosen := t.Arg(0) == "1"
	if err := account.ChooseHours(ctx, tx, t.Now, t.Address, chosen); err != nil {
		return turn.Answer{}, err
	}
	return turn.Change(t.Text.StaffHours(t.Lang, chosen))
}
