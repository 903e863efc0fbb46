package rater

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

const stepWhy = "held.why"

// heldRoutes are for the inspectorate, which decides what becomes of ratings
// that are held.
func heldRoutes(o Options) []turn.Route {
	return []turn.Route{
		{Command: "/karantina", Who: turn.Inspector, Menu: true, Do: karantina},
		{Button: "held.list", Who: turn.Inspector, Do: karantina},
		{Button: "held.open", Who: turn.Inspector, Do: heldOpen},
		{Button: "held.free", Who: turn.Inspector, Do: heldFree},
		{Button: "held.drop", Who: turn.Inspector, Do: heldDrop},
		{Step: stepWhy, Who: turn.Inspector, Do: o.heldWhy},
	}
}

// deciding is what the step keeps in which a reason is written.
type deciding struct {
	Unit    string        `json:"unit"`
	Day     worktime.Date `json:"day"`
	Reason  visit.Reason  `json:"reason"`
	Release bool          `json:"release"`
	At      time.Time     `json:"at"`
}

// karantina lists what waits, but for what somebody may not decide about.
func karantina(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	all, err := t.Visits.Piles(ctx, tx, t.Now)
	if err != nil {
		return turn.Answer{}, err
	}
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	all = slices.DeleteFunc(all, func(p visit.Pile) bool { return visit.Related(units, t.Employee.UnitCode, p.Unit.Code) })
	m, err := t.Text.HeldList(t.Lang, all)
	return aside(t, m), err
}

// aside shows a message and leaves the dialog as it is.
func aside(t *turn.Turn, m outbox.Message) turn.Answer {
	if t.In.Button != "" {
		return turn.Answer{Stay: true, Edit: &m}
	}
	return turn.Answer{Stay: true, Say: []outbox.Message{m}}
}

// pile is the one that a press names; nobody looks into their own unit's.
func pile(ctx context.Context, tx pgx.Tx, t *turn.Turn) (visit.Pile, error) {
	on, err := t.Int(1)
	if err != nil {
		return visit.Pile{}, ErrStale
	}
	own, err := visit.OwnUnit(ctx, tx, t.Employee, t.Arg(0))
	if err == nil && own {
		err = visit.ErrOwnPile
	}
	if err != nil {
		return visit.Pile{}, err
	}
	return t.Visits.FindPile(ctx, tx, t.Now, t.Arg(0), worktime.Date(on), visit.Reason(t.Arg(2)))
}

func heldOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	p, err := pile(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.HeldPile(t.Lang, p, t.Now)
	return aside(t, m), err
}

func heldFree(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return askWhy(ctx, tx, t, true)
}

func heldDrop(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return askWhy(ctx, tx, t, false)
}

// askWhy asks for the reason; nothing is decided without one.
func askWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn, release bool) (turn.Answer, error) {
	if !free(t) {
		return turn.Answer{}, ErrBusy
	}
	p, err := pile(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.HeldWhy(t.Lang, p, release, t.Now)
	return turn.Answer{
		Step: stepWhy, Data: deciding{p.Unit.Code, p.Day, p.Reason, release, t.Now}, Say: []outbox.Message{m},
	}, err
}

func (o Options) heldWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var d deciding
	if t.Read(&d) != nil || t.Now.Sub(d.At) > hour || t.In.Text == "" {
		return o.Elsewhere(ctx, tx, t)
	}
	p, err := t.Visits.Decide(ctx, tx, t.Now, *t.Employee, d.Unit, d.Day, d.Reason, d.Release, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.HeldDecided(t.Lang, p, d.Release, t.Now)
	return turn.Answer{Say: []outbox.Message{m}}, err
}
