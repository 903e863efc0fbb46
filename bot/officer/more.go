package officer

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// caseMore shows the holder what else may be done with a case.
func caseMore(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := see(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if !v.mine {
		return turn.Answer{}, complaint.ErrNotYours
	}
	a, err := turn.Aside(t.Text.More(t.Lang, v.StaffCase))
	return turn.About(id, a, err)
}
