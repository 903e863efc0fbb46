// Package admin talks with administrators: what only they may do.
package admin

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// Options are what this package takes from those beside it.
type Options struct {
	// Busy says that a new dialog would lose what somebody has not sent yet.
	Busy func(t *turn.Turn) (turn.Answer, bool, error)
	// Elsewhere takes a message as if no dialog had waited for it.
	Elsewhere turn.Handler
}

// Routes are the rows of the route table that administrators use.
func Routes(o Options) []turn.Route {
	press := func(button string, do turn.Handler) turn.Route {
		return turn.Route{Button: button, Who: turn.Admin, Do: do}
	}
	return []turn.Route{
		{Command: "/admin", Who: turn.Admin, Menu: true, Do: admin},
		press("admin.count", count),
		press("admin.days", days),
		press("admin.why", o.why),
		{Step: stepWhy, Who: turn.Admin, Do: turn.Fresh(apply, o.Elsewhere)},
	}
}

// admin lists what an administrator can do here.
func admin(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return turn.Aside(t.Text.Admin(t.Lang))
}

// count asks which days are to be counted again.
func count(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return turn.Change(t.Text.CountWhich(t.Lang, spans(t)))
}

// days shows what would change of some days.
func days(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	w, err := window(t)
	if err != nil {
		return turn.Answer{}, err
	}
	list, err := t.Desk.Recounts(ctx, tx, t.Now, w.From, w.To)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Change(t.Text.CountPreview(t.Lang, text.WeighRecounts(w, list, t.Now)))
}

// why asks for the reason.
func (o Options) why(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	w, err := window(t)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := o.Busy(t); busy || err != nil {
		return a, err
	}
	a, err := turn.Aside(t.Text.CountWhy(t.Lang, w))
	a.Stay, a.Step, a.Data = false, stepWhy, reasoning{w, t.Now}
	return a, err
}

// apply counts the days again, for the reason that was written.
func apply(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var r reasoning
	if err := t.Read(&r); err != nil {
		return turn.Answer{}, err
	}
	list, err := t.Desk.CountPast(ctx, tx, t.Now, t.Employee.NIP, r.Window.From, r.Window.To, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.CountedAgain(ctx, tx, t.Now, t.Update, list, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.Counted(t.Lang, text.WeighRecounts(r.Window, list, t.Now))
	return turn.Answer{Say: []outbox.Message{m}}, err
}
