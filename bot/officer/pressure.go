package officer

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// pressRoutes are for who looks into what citizens say who are pressed because
// of a case. Whose it is each handler asks; to everybody else it is not there.
func (d desk) pressRoutes() []turn.Route {
	return []turn.Route{
		{Button: "press.open", Who: turn.Staff, Do: pressOpen},
		{Button: "press.answer", Who: turn.Staff, Do: pressAsk},
		{Button: "press.end", Who: turn.Staff, Do: pressEnds},
		{Button: "press.found", Who: turn.Staff, Do: pressAsk},
		{Step: stepPress, Who: turn.Staff, Do: d.worded(pressWords)},
	}
}

// stepPress is the step in which an answer or a finding is written.
const stepPress = "press.note"

// finding is what that step keeps.
type finding struct {
	Pressure int64                 `json:"pressure"`
	End      complaint.PressureEnd `json:"end,omitempty"` // "" for an answer
	At       time.Time             `json:"at"`
}

func pressedOf(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Pressure, complaint.Complaint, error) {
	id, err := t.Int(0)
	if err != nil {
		return complaint.Pressure{}, complaint.Complaint{}, err
	}
	return t.Desk.Pressed(ctx, tx, t.Employee.NIP, id)
}

func pressOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	p, c, err := pressedOf(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.PressureView(ctx, tx, t.Now, p, c)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.Pressure(t.Lang, v))
}

// pressEnds offers what may have been found.
func pressEnds(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	p, c, err := pressedOf(ctx, tx, t)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case !p.Open():
		return turn.Answer{}, complaint.ErrErrandOver
	}
	return turn.Aside(t.Text.PressureEnds(t.Lang, p.ID, c.Code))
}

// pressAsk asks for the words of an answer, or of a finding.
func pressAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	p, c, err := pressedOf(ctx, tx, t)
	switch {
	case err != nil:
		return turn.Answer{}, err
	case !p.Open():
		return turn.Answer{}, complaint.ErrErrandOver
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	f := finding{Pressure: p.ID, At: t.Now}
	if t.In.Button == "press.found" {
		if f.End = complaint.PressureEnd(t.Arg(1)); !slices.Contains(complaint.PressureEnds, f.End) {
			return turn.Answer{}, ErrStale
		}
	}
	a, err := say(t.Text.PressureAsk(t.Lang, f.End, c.Code))
	a.Step, a.Data = stepPress, f
	return a, err
}

// pressWords takes them.
func pressWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var f finding
	if err := t.Read(&f); err != nil {
		return turn.Answer{}, err
	}
	if f.End == "" {
		p, c, err := t.Desk.AnswerPressed(ctx, tx, t.Now, t.Employee.NIP, f.Pressure, t.In.Text)
		if err != nil {
			return turn.Answer{}, err
		}
		if err := t.Notice.PressAnswered(ctx, tx, t.Now, t.Update, p, c, t.In.Text); err != nil {
			return turn.Answer{}, err
		}
		return say(t.Text.PressureDone(t.Lang, f.End, c.Code))
	}
	_, c, err := t.Desk.EndPressed(ctx, tx, t.Now, t.Employee.NIP, f.Pressure, f.End, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.PressEnded(ctx, tx, t.Now, t.Update, c, f.End); err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.PressureDone(t.Lang, f.End, c.Code))
}
