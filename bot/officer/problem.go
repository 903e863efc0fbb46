package officer

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/problem"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// The steps in which the owner of a problem writes.
const (
	stepProblemDay = "problem.day"
	stepProblemEnd = "problem.words"
)

// owning is what those steps keep.
type owning struct {
	Problem int64     `json:"problem"`
	At      time.Time `json:"at"`
}

// problemRoutes are for who says what caused a case, and for heads whose problem
// it became.
func (d desk) problemRoutes() []turn.Route {
	return []turn.Route{
		{Button: "cause.pick", Who: turn.Staff, Do: causePick},
		{Button: "cause.skip", Who: turn.Staff, Do: causeSkip},
		{Button: "problem.list", Who: turn.Staff, Do: problemList},
		{Button: "problem.open", Who: turn.Staff, Do: problemOpen},
		{Button: "problem.date", Who: turn.Staff, Do: problemAsk},
		{Button: "problem.end", Who: turn.Staff, Do: problemAsk},
		{Step: stepProblemDay, Who: turn.Staff, Do: turn.Fresh(problemDay, d.elsewhere)},
		{Step: stepProblemEnd, Who: turn.Staff, Do: d.worded(problemEnd)},
	}
}

func problems(t *turn.Turn) problem.Desk { return problem.Desk{Calendars: t.Desk.Calendars} }

// causePick takes the cause; the head hears of a problem that it makes.
func causePick(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return turn.Answer{}, err
	}
	cause := problem.Cause(t.Arg(1))
	told, err := complaint.SameResult(ctx, tx, c)
	if err != nil {
		return turn.Answer{}, err
	}
	var p problem.Problem
	var news bool
	for _, c := range told {
		of, heard, err := problems(t).Note(ctx, tx, t.Now, t.Employee.NIP, c, cause)
		if err != nil {
			return turn.Answer{}, err
		}
		if heard {
			p, news = of, true
		}
	}
	if news {
		if err := t.Notice.Problem(ctx, tx, t.Now, p); err != nil {
			return turn.Answer{}, err
		}
	}
	return turn.Change(t.Text.CauseKept(t.Lang, c.Code, cause))
}

func causeSkip(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil || !c.HeldBy(t.Employee.NIP) {
		return turn.Answer{}, cmp.Or(err, error(ErrStale))
	}
	return turn.Change(t.Text.CauseKept(t.Lang, c.Code, ""))
}

// problemList lists the problems of a head.
func problemList(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	all, err := problem.Of(ctx, tx, t.Employee.NIP, turn.PerPage)
	if err != nil {
		return turn.Answer{}, err
	}
	views := make([]text.Problem, len(all))
	for i, p := range all {
		if views[i], err = t.Notice.ProblemView(ctx, tx, t.Now, p); err != nil {
			return turn.Answer{}, err
		}
	}
	return turn.Aside(t.Text.Problems(t.Lang, views))
}

func pressedProblem(ctx context.Context, tx pgx.Tx, t *turn.Turn) (text.Problem, error) {
	id, err := t.Int(0)
	if err != nil {
		return text.Problem{}, err
	}
	p, err := problem.Find(ctx, tx, t.Employee.NIP, id)
	if err != nil {
		return text.Problem{}, err
	}
	return t.Notice.ProblemView(ctx, tx, t.Now, p)
}

func problemOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	v, err := pressedProblem(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.Problem(t.Lang, v))
}

// problemAsk asks for the day, or for what was done.
func problemAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	v, err := pressedProblem(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !v.Open() {
		return turn.Answer{}, problem.ErrOver
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	step, ask := stepProblemDay, t.Text.AskProblemDay
	if t.In.Button == "problem.end" {
		step, ask = stepProblemEnd, t.Text.AskProblemEnd
	}
	a, err := say(ask(t.Lang, v))
	a.Step, a.Data = step, owning{v.ID, t.Now}
	return a, err
}

func problemDay(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w owning
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	day, found := locale.FindDay(t.In.Text, t.Now.In(t.Desk.Calendars.Location()))
	if !found {
		return turn.Answer{}, problem.ErrDay
	}
	p, err := problems(t).Date(ctx, tx, t.Now, t.Employee.NIP, w.Problem, worktime.DateOf(day))
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.ProblemView(ctx, tx, t.Now, p)
	if err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.Problem(t.Lang, v))
}

// problemEnd says that it is dealt with: every reporter hears of it.
func problemEnd(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var w owning
	if err := t.Read(&w); err != nil {
		return turn.Answer{}, err
	}
	p, cases, err := problems(t).End(ctx, tx, t.Now, t.Employee.NIP, w.Problem, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.ProblemSolved(ctx, tx, t.Now, p, t.Employee.NIP, cases, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.ProblemView(ctx, tx, t.Now, p)
	if err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.ProblemEnded(t.Lang, v, len(cases)))
}
