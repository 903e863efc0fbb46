package officer

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/rights"
	"tanggap/internal/roster"
)

// dataRoutes are for those who answer what people ask about their own data. Who
// that is depends on who is connected: each handler asks.
func (d desk) dataRoutes() []turn.Route {
	return []turn.Route{
		{Button: "data.grant", Who: turn.Staff, Do: dataGrant},
		{Button: "data.refuse", Who: turn.Staff, Do: dataRefuse},
		{Button: "data.ground", Who: turn.Staff, Do: dataGround},
		{Step: stepData, Who: turn.Staff, Do: d.dataWords},
	}
}

// stepData is the step in which the answer to a request is written.
const stepData = "data.words"

// dataWording is what that step keeps; Ground is "" where the request is met.
type dataWording struct {
	Request int64         `json:"request"`
	Ground  rights.Ground `json:"ground,omitempty"`
	At      time.Time     `json:"at"`
}

// asked is the request that waits under a number, for somebody of the desk. It
// refuses with turn.ErrNotAllowed or rights.ErrOver.
func asked(ctx context.Context, tx pgx.Tx, t *turn.Turn, id int64) (rights.Request, error) {
	r, err := rights.ToDecide(ctx, tx, id)
	if err != nil {
		return rights.Request{}, err
	}
	all, err := notice.DataDesk(ctx, tx, r)
	if err != nil {
		return rights.Request{}, err
	}
	if !slices.ContainsFunc(all, func(e roster.Employee) bool { return e.NIP == t.Employee.NIP }) {
		return rights.Request{}, turn.ErrNotAllowed
	}
	return r, nil
}

func dataGrant(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return dataAsk(ctx, tx, t, "")
}

func dataRefuse(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	r, err := asked(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.DataView(ctx, tx, t.Now, r)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.DataGrounds(t.Lang, v))
}

func dataGround(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	g := rights.Ground(t.Arg(1))
	if !slices.Contains(rights.Grounds, g) {
		return turn.Answer{}, rights.ErrGround
	}
	return dataAsk(ctx, tx, t, g)
}

// dataAsk asks for the words that go to whoever asked.
func dataAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn, g rights.Ground) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	r, err := asked(ctx, tx, t, id)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	v, err := t.Notice.DataView(ctx, tx, t.Now, r)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.DataAnswer(t.Lang, v, g))
	a.Step, a.Data = stepData, dataWording{r.ID, g, t.Now}
	return a, err
}

// dataWords takes them, and decides.
func (d desk) dataWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w dataWording
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	if t.Late(w.At) || strings.TrimSpace(t.In.Text) == "" {
		return d.elsewhere(ctx, tx, t)
	}
	if _, err := asked(ctx, tx, t, w.Request); err == rights.ErrOver { // somebody else did it meanwhile
		return turn.Answer{Say: []outbox.Message{t.Text.Refusal(t.Lang, rights.ErrOver)}}, nil
	} else if err != nil {
		return turn.Answer{}, err
	}
	var r rights.Request
	var err error
	if w.Ground == "" {
		r, err = rights.Grant(ctx, tx, t.Now, t.Employee.NIP, w.Request, t.In.Text)
	} else {
		r, err = rights.Refuse(ctx, tx, t.Now, t.Employee.NIP, w.Request, w.Ground, t.In.Text)
	}
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.DataDecided(ctx, tx, t.Now, r); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.DataView(ctx, tx, t.Now, r)
	if err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.DataAnswered(t.Lang, v))
}
