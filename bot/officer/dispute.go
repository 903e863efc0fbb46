package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/text"
)

// The steps in which the reason of a contest is written, and that of a decision
// on one.
const (
	stepDispute = "dispute.reason"
	stepDecide  = "dispute.why"
)

// contest is what those steps keep.
type contest struct {
	Stretch int64     `json:"stretch,omitempty"`
	Errand  int64     `json:"errand,omitempty"`
	Grant   bool      `json:"grant,omitempty"`
	At      time.Time `json:"at"`
}

// disputeRoutes are for who contests what counts for them, and for who decides.
func (d desk) disputeRoutes() []turn.Route {
	return []turn.Route{
		{Button: "dispute.ask", Who: turn.Staff, Do: disputeAsk},
		{Step: stepDispute, Who: turn.Staff, Do: d.worded(disputeReason)},
		{Button: "dispute.grant", Who: turn.Staff, Do: onErrand(disputeDecide)},
		{Button: "dispute.deny", Who: turn.Staff, Do: onErrand(disputeDecide)},
		{Step: stepDecide, Who: turn.Staff, Do: d.worded(disputeWhy)},
	}
}

// disputeAsk asks for the reason.
func disputeAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	stretch, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	c, err := t.Desk.Disputable(ctx, tx, t.Now, t.Employee.NIP, stretch)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.AskDispute(t.Lang, c.Code))
	a.Step, a.Data = stepDispute, contest{Stretch: stretch, At: t.Now}
	return a, err
}

func disputeReason(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w contest
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	c, e, err := t.Desk.Dispute(ctx, tx, t.Now, t.Employee.NIP, w.Stretch, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	who, err := t.Notice.ErrandGiven(ctx, tx, t.Now, e, c)
	if err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.DisputeSaid(t.Lang, c.Code, who, e.DueAt, t.Now))
}

// disputeDecide asks for the reason of a decision.
func disputeDecide(t *turn.Turn, e complaint.Errand, c complaint.Complaint) (turn.Answer, error) {
	grant := t.In.Button == "dispute.grant"
	a, err := say(t.Text.AskDecideDispute(t.Lang, c.Code, grant))
	a.Step, a.Data = stepDecide, contest{Errand: e.ID, Grant: grant, At: t.Now}
	return a, err
}

func disputeWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w contest
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	c, dis, err := t.Desk.DecideDispute(ctx, tx, t.Now, t.Employee.NIP, w.Errand, w.Grant, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.DisputeDecided(ctx, tx, t.Now, t.Update, c, dis, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	return errandDone(ctx, tx, t, text.Contest, c)
}
