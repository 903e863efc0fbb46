package officer

import (
	"cmp"
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// recoverRoutes are for those who find officers: they compare what somebody
// who has lost a PIN knows of the case.
var recoverRoutes = []turn.Route{
	{Button: "recover.fits", Who: turn.Staff, Do: judge(true)},
	{Button: "recover.fails", Who: turn.Staff, Do: judge(false)},
}

func judge(fits bool) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		request, err := t.Int(0)
		if err != nil {
			return turn.Answer{}, err
		}
		mine, err := dispatches(ctx, tx, t)
		if err != nil || !mine {
			return turn.Answer{}, cmp.Or(err, error(turn.ErrNotAllowed))
		}
		r, c, err := t.Desk.Judge(ctx, tx, t.Now, t.Employee.NIP, request, fits)
		if err != nil {
			return turn.Answer{}, err
		}
		if err := opens(ctx, tx, t, c.ID, complaint.OpenedFacts); err != nil {
			return turn.Answer{}, err
		}
		if err := t.Notice.Judged(ctx, tx, t.Now, r, fits); err != nil {
			return turn.Answer{}, err
		}
		m := t.Text.JudgedAlready(t.Lang, r.Code, fits)
		return turn.Answer{Stay: true, Edit: &m}, nil
	}
}
