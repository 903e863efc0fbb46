package superior

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
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
	errands, err := complaint.ErrandsOf(ctx, tx, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	v := text.Approvals{Leaves: len(leave), Errands: len(errands), Now: t.Now}
	for _, r := range leave[:min(len(leave), turn.PerPage)] {
		l, err := t.Notice.LeaveView(ctx, tx, t.Now, r)
		if err != nil {
			return turn.Answer{}, err
		}
		v.Leave = append(v.Leave, l)
	}
	a := turn.Answer{Stay: true}
	if len(leave) > 0 || len(errands) == 0 {
		m, err := t.Text.Approvals(t.Lang, v)
		if err != nil {
			return turn.Answer{}, err
		}
		a.Say = append(a.Say, m)
	}
	if len(errands) == 0 {
		return a, nil
	}
	views := make([]text.Errand, 0, turn.PerPage)
	for _, e := range errands[:min(len(errands), turn.PerPage)] {
		c, err := complaint.Find(ctx, tx, e.ComplaintID)
		if err != nil {
			return turn.Answer{}, err
		}
		view := text.Errand{Work: e}
		if view.StaffCase, err = t.Notice.Case(ctx, tx, t.Now, c); err != nil {
			return turn.Answer{}, err
		}
		views = append(views, view)
	}
	list, err := t.Text.Errands(t.Lang, t.Now, len(errands), views)
	a.Say = append(a.Say, list)
	return a, err
}
