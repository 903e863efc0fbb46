package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// jointRoutes are for cases of which others do a part.
func (d desk) jointRoutes() []turn.Route {
	return []turn.Route{
		{Button: "joint.open", Who: turn.Staff, Do: jointOpen},
		{Button: "joint.ask", Who: turn.Staff, Do: jointAsk},
		{Button: "joint.close", Who: turn.Staff, Do: onCase(jointClose)},
		{Step: stepJoint, Who: turn.Staff, Do: turn.Fresh(jointWhy, d.elsewhere)},
		{Button: "help.done", Who: turn.Staff, Do: onErrand(helpAsk)},
		{Button: "help.not", Who: turn.Staff, Do: onErrand(helpAsk)},
		{Step: stepHelp, Who: turn.Staff, Do: d.worded(helpWords)},
	}
}

// The steps in which it is written why a case goes on without a part, and what
// became of one.
const (
	stepJoint = "joint.why"
	stepHelp  = "help.words"
)

// joining marks a choice of whoever does a part, in the place of an errand.
const joining = -1

// jointOpen shows its leader who does what for a case.
func jointOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, complaint.Shared)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Joint(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(t.Text.Joint(t.Lang, v))
	return turn.About(id, a, err)
}

func jointAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	return seek(ctx, tx, t, id, joining)
}

// share asks somebody to do a part, by the day that the words name.
func share(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, to roster.Employee) (turn.Answer, error) {
	var on worktime.Date
	if day, found := locale.FindDay(t.In.Text, t.Now.In(t.Desk.Calendars.Location())); found {
		on = worktime.DateOf(day)
	}
	c, _, work, err := t.Desk.AskHelp(ctx, tx, t.Now, t.Employee.NIP, id, to, t.In.Text, on)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, err := t.Notice.Errand(ctx, tx, t.Now, work, c); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.HelpAsked(t.Lang, v, to, work.DueAt))
	return turn.About(id, a, err)
}

// jointClose asks why a case goes on without what is not done.
func jointClose(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, complaint.Unshared)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.JointWhy(t.Lang, c.Code))
	a.Step, a.Data = stepJoint, asking{Case: id, At: t.Now}
	return turn.About(id, a, err)
}

func jointWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q asking
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	c, hs, err := t.Desk.CloseHelp(ctx, tx, t.Now, t.Employee.NIP, q.Case, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.HelpsClosed(ctx, tx, t.Now, t.Update, c, hs); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Joint(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.Joint(t.Lang, v))
	return turn.About(c.ID, a, err)
}

// parting is what is kept while it is written what became of a part.
type parting struct {
	Errand int64     `json:"errand"`
	Done   bool      `json:"done,omitempty"`
	At     time.Time `json:"at"`
}

func helpAsk(t *turn.Turn, e complaint.Errand, c complaint.Complaint) (turn.Answer, error) {
	done := t.In.Button == "help.done"
	a, err := say(t.Text.HelpWords(t.Lang, c.Code, done))
	a.Step, a.Data = stepHelp, parting{e.ID, done, t.Now}
	return turn.About(c.ID, a, err)
}

func helpWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var p parting
	if err := t.Read(&p); err != nil {
		return turn.Answer{}, err
	}
	c, h, err := t.Desk.EndHelp(ctx, tx, t.Now, t.Employee.NIP, p.Errand, p.Done, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Helped(ctx, tx, t.Now, t.Update, c, h); err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.HelpNoted(t.Lang, c.Code, p.Done))
}
