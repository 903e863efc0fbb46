package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// extendRoutes are for a holder who asks for a later limit, and for who decides.
func (d desk) extendRoutes() []turn.Route {
	return []turn.Route{
		{Button: "extend.ask", Who: turn.Staff, Do: onCase(extendAsk)},
		{Button: "extend.days", Who: turn.Staff, Do: onCase(extendDays)},
		{Step: stepExtend, Who: turn.Staff, Do: d.worded(extendTyped)},
		{Step: stepExtendWhy, Who: turn.Staff, Do: d.worded(extendWhy)},
		{Button: "extend.agree", Who: turn.Staff, Do: extendAgree},
		{Button: "extend.refuse", Who: turn.Staff, Do: onErrand(errandAsk)},
	}
}

// The steps in which the new limit is named, and the reason written.
const (
	stepExtend    = "extend.until"
	stepExtendWhy = "extend.why"
)

// extension is what those steps keep.
type extension struct {
	Case complaint.ID `json:"case"`
	Days int          `json:"days,omitempty"`
	At   time.Time    `json:"at"`
}

// extendChoices are the working days that are offered.
var extendChoices = map[complaint.Duty][]int{complaint.ToAnswer: {1, 2, 3}, complaint.ToSettle: {3, 5, 10}}

// extendAsk asks until when.
func extendAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	e, err := t.Desk.Extendable(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	duty := e.Stretch.Duty
	v := text.Extending{Code: e.Code, Duty: duty, Due: *e.Stretch.DueAt, Most: complaint.ExtendMost[duty], Now: t.Now}
	for _, days := range extendChoices[duty] {
		v.Limits = append(v.Limits, later(e, days))
	}
	a, err := say(t.Text.AskExtension(t.Lang, id, v))
	a.Step, a.Data = stepExtend, extension{Case: id, At: t.Now}
	return turn.About(id, a, err)
}

// later is a limit by the day that it ends.
func later(e complaint.Extendable, days int) text.Limit {
	return text.Limit{To: e.To(days).Add(-time.Minute), Days: days}
}

// extendTyped takes a day or a length.
func extendTyped(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q extension
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	e, err := t.Desk.Extendable(ctx, tx, t.Now, t.Employee.NIP, q.Case)
	if err != nil {
		return turn.Answer{}, err
	}
	days, found := locale.FindLength(t.In.Text)
	if day, named := locale.FindDay(t.In.Text, t.Now.In(t.Desk.Calendars.Location())); named {
		days, found = e.DaysTo(worktime.DateOf(day)), true
	}
	if !found {
		return turn.Answer{}, complaint.ErrExtendDays
	}
	return extendTo(t, e, days)
}

func extendDays(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	days, err := t.Int(1)
	if err != nil {
		return turn.Answer{}, err
	}
	e, err := t.Desk.Extendable(ctx, tx, t.Now, t.Employee.NIP, id)
	if err != nil {
		return turn.Answer{}, err
	}
	return extendTo(t, e, int(days))
}

// extendTo asks for the reason.
func extendTo(t *turn.Turn, e complaint.Extendable, days int) (turn.Answer, error) {
	if err := e.Check(days); err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.AskExtensionWhy(t.Lang, e.Code, later(e, days), t.Now))
	a.Step, a.Data = stepExtendWhy, extension{e.ID, days, t.Now}
	return turn.About(e.ID, a, err)
}

func extendWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q extension
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	c, e, err := t.Desk.Extend(ctx, tx, t.Now, t.Employee.NIP, q.Case, q.Days, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	who, err := t.Notice.ErrandGiven(ctx, tx, t.Now, e, c)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.ExtensionSaid(t.Lang, v, who, e.DueAt))
	return turn.About(c.ID, a, err)
}

func extendAgree(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	return extendDecide(ctx, tx, t, id, true)
}

// extendDecide grants a later limit, or refuses it with what was written.
func extendDecide(ctx context.Context, tx pgx.Tx, t *turn.Turn, errand int64, grant bool) (turn.Answer, error) {
	c, x, err := t.Desk.DecideExtension(ctx, tx, t.Now, t.Employee.NIP, errand, grant, t.In.Text)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.ExtensionDecided(ctx, tx, t.Now, t.Update, c, x, t.In.Text); err != nil {
		return turn.Answer{}, err
	}
	what := text.Unextended
	if grant {
		what = text.IsExtended
	}
	return errandDone(ctx, tx, t, what, c)
}
