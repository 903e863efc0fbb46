package superior

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

func (o Options) helpRoutes() []turn.Route {
	press := func(button string, do turn.Handler) turn.Route {
		return turn.Route{Button: button, Who: turn.Superior, Do: do}
	}
	return []turn.Route{
		{Command: "/eskalasi", Who: turn.Superior, Menu: true, Do: eskalasi},
		press("esk.page", eskalasi),
		press("esk.open", eskOpen),
		press("esk.answer", o.eskAnswer),
		press("esk.word", o.eskWord),
		{Step: stepHelp, Who: turn.Superior, Do: turn.Fresh(eskWords, o.Elsewhere)},
		press("esk.date", eskDate),
		press("esk.day", eskDay),
	}
}

// eskalasi lists the late cases that wait for somebody's help.
func eskalasi(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	waits, err := complaint.RungsOf(ctx, tx, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	shown, p := turn.Page(waits, t.PageAt(0))
	cases := make([]text.Passed, len(shown))
	for i, r := range shown {
		if cases[i], err = t.Notice.HelpView(ctx, tx, t.Now, r, t.Employee.Position); err != nil {
			return turn.Answer{}, err
		}
	}
	m, err := t.Text.Eskalasi(t.Lang, t.Now, len(waits), p, cases)
	if t.In.Button != "" {
		return turn.Change(m, err)
	}
	return turn.Aside(m, err)
}

// asked is the late case that a press names, for somebody who was asked to help
// with it.
func asked(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, error) {
	id, err := t.Case(0)
	if err != nil {
		return complaint.Complaint{}, err
	}
	return t.Desk.ReadyAid(ctx, tx, t.Employee.NIP, id)
}

// eskOpen shows a late case, and what can be done for it.
func eskOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := asked(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := complaint.KeepOpening(ctx, tx, t.Now, complaint.Opening{Case: c.ID, By: t.Employee.NIP, What: complaint.OpenedCase}); err != nil {
		return turn.Answer{}, err
	}
	waits, err := complaint.RungsOf(ctx, tx, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	for _, r := range waits {
		if r.ComplaintID != c.ID {
			continue
		}
		v, err := t.Notice.HelpView(ctx, tx, t.Now, r, t.Employee.Position)
		if err != nil {
			return turn.Answer{}, err
		}
		a, err := turn.Change(t.Text.Raised(t.Lang, v))
		return turn.About(c.ID, a, err)
	}
	return turn.Answer{}, complaint.ErrNoRung
}

// stepHelp is the step in which the words of an act are written.
const stepHelp = "esk.words"

// helping is what that step keeps.
type helping struct {
	Case complaint.ID  `json:"case"`
	Act  complaint.Act `json:"act"`
	At   time.Time     `json:"at"`
}

func (o Options) eskAnswer(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return o.eskAsk(ctx, tx, t, complaint.ByAnswer)
}

func (o Options) eskWord(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return o.eskAsk(ctx, tx, t, complaint.ByWord)
}

func (o Options) eskAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn, act complaint.Act) (turn.Answer, error) {
	c, err := asked(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := o.Busy(t); busy || err != nil {
		return a, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(t.Text.EskalasiAsk(t.Lang, act, v))
	a.Stay, a.Step, a.Data = false, stepHelp, helping{c.ID, act, t.Now}
	return turn.About(c.ID, a, err)
}

// eskWords takes them.
func eskWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var h helping
	if err := t.Read(&h); err != nil {
		return turn.Answer{}, err
	}
	c, err := helped(ctx, tx, t, h)
	if code, is := refusal.Of(err); is && code == complaint.ErrNoRung { // somebody else helped meanwhile
		return turn.Answer{Say: []outbox.Message{t.Text.Refusal(t.Lang, code)}}, nil
	}
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(t.Text.EskalasiDone(t.Lang, h.Act, c.Code, t.Employee.Has(roster.RoleBupati)))
	a.Stay = false
	return turn.About(c.ID, a, err)
}

func helped(ctx context.Context, tx pgx.Tx, t *turn.Turn, h helping) (c complaint.Complaint, err error) {
	by := t.Employee.NIP
	if h.Act == complaint.ByAnswer {
		if c, err = t.Desk.AidAnswer(ctx, tx, t.Now, by, h.Case, t.In.Text); err != nil {
			return c, err
		}
		return c, t.Notice.HelpAnswered(ctx, tx, t.Now, t.Update, c, by, t.In.Text)
	}
	if c, err = t.Desk.AidWord(ctx, tx, t.Now, by, h.Case, t.In.Text); err != nil {
		return c, err
	}
	return c, t.Notice.Backed(ctx, tx, t.Now, t.Update, c, by, t.In.Text)
}

// helpDays are the working days ahead that are offered.
var helpDays = []int{1, 3, 5, 10}

// eskDate offers days to name to the citizen.
func eskDate(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := asked(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	cal, err := t.Desk.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	var days []worktime.Date
	for _, n := range helpDays {
		days = append(days, cal.Date(cal.DueInDays(t.Now, n).Add(-time.Microsecond)))
	}
	a, err := turn.Change(t.Text.EskalasiDays(t.Lang, v, days))
	return turn.About(c.ID, a, err)
}

// eskDay names one.
func eskDay(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	on, err := worktime.ParseDate(t.Arg(1))
	if err != nil {
		return turn.Answer{}, ErrStale
	}
	c, p, moved, err := t.Desk.AidDate(ctx, tx, t.Now, t.Employee.NIP, id, on)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.HelpPromised(ctx, tx, t.Now, t.Update, c, p, moved); err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Change(t.Text.EskalasiDone(t.Lang, complaint.ByDate, c.Code, t.Employee.Has(roster.RoleBupati)))
	return turn.About(c.ID, a, err)
}
