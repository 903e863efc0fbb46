package superior

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

var approvalRoutes = []turn.Route{
	{Command: "/persetujuan", Who: turn.Superior, Menu: true, Do: persetujuan},
}

// persetujuan lists what waits for somebody's decision: leave, and what is to be
// decided about cases.
func persetujuan(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	leave, err := roster.LeavesToDecide(ctx, tx, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	waits, err := t.Notice.Waiting(ctx, tx, t.Now, t.Employee.NIP, turn.PerPage)
	if err != nil {
		return turn.Answer{}, err
	}
	v := text.Approvals{Leaves: len(leave), Errands: waits.Total, Now: t.Now}
	for _, r := range leave[:min(len(leave), turn.PerPage)] {
		l, err := t.Notice.LeaveView(ctx, tx, t.Now, r)
		if err != nil {
			return turn.Answer{}, err
		}
		v.Leave = append(v.Leave, l)
	}
	a := turn.Answer{Stay: true}
	if len(leave) > 0 || waits.Total == 0 {
		m, err := t.Text.Approvals(t.Lang, v)
		if err != nil {
			return turn.Answer{}, err
		}
		a.Say = append(a.Say, m)
	}
	if waits.Total == 0 {
		return a, nil
	}
	list, err := t.Text.Waiting(t.Lang, waits)
	a.Say = append(a.Say, list)
	return a, err
}
