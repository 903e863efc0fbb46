package officer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// promiseRoutes are for a day that an officer names to a citizen.
func (d desk) promiseRoutes() []turn.Route {
	return []turn.Route{
		{Button: "promise.ask", Who: turn.Staff, Do: onCase(promiseAsk)},
		{Button: "promise.make", Who: turn.Staff, Do: promiseMake},
		{Step: stepPromise, Who: turn.Staff, Do: turn.Fresh(promiseDay, d.elsewhere)},
	}
}

// stepPromise is the step in which a day is named.
const stepPromise = "case.promise"

// sure marks a press on a day at which the office is closed, after the warning.
const sure = "ya"

// promiseAsk asks for the day.
func promiseAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID) (turn.Answer, error) {
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, complaint.Promised)
	if err != nil {
		return turn.Answer{}, err
	}
	v := text.PromiseDays{ID: id, Code: c.Code, Now: t.Now}
	if v.Ahead, err = complaint.PromiseAhead(ctx, tx, id, officeDay(t)); err != nil {
		return turn.Answer{}, err
	}
	cal, err := t.Desk.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return turn.Answer{}, err
	}
	for _, days := range []int{1, 3, 5} {
		v.Days = append(v.Days, cal.DueInDays(t.Now, days).Add(-time.Minute).In(cal.Location()))
	}
	a, err := say(t.Text.AskPromise(t.Lang, v))
	a.Step, a.Data = stepPromise, asking{Case: id, At: t.Now}
	return turn.About(id, a, err)
}

// promiseDay takes the day as it is typed.
func promiseDay(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var q asking
	if err := t.Read(&q); err != nil {
		return turn.Answer{}, err
	}
	day, found := locale.FindDay(t.In.Text, t.Now.In(t.Desk.Calendars.Location()))
	if !found {
		return turn.Answer{}, complaint.ErrPromiseDay
	}
	return promise(ctx, tx, t, q.Case, worktime.DateOf(day), false)
}

// promiseMake takes a day from a button.
func promiseMake(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	on, err := worktime.ParseDate(t.Arg(1))
	if err != nil {
		return turn.Answer{}, ErrStale
	}
	return promise(ctx, tx, t, id, on, t.Arg(2) == sure)
}

// promise names a day to the citizen; of one on which the office is closed it
// warns first.
func promise(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, on worktime.Date, anyway bool) (turn.Answer, error) {
	c, err := t.Desk.Ready(ctx, tx, t.Now, t.Employee.NIP, id, complaint.Promised)
	if err != nil {
		return turn.Answer{}, err
	}
	here := t.Now.In(t.Desk.Calendars.Location())
	if err := complaint.CheckPromise(here, on); err != nil {
		return turn.Answer{}, err
	}
	cal, err := t.Desk.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return turn.Answer{}, err
	}
	day := on.Midnight(cal.Location())
	if !cal.WorkingDay(day) && !anyway {
		a, err := say(t.Text.PromiseClosed(t.Lang, text.PromiseClosed{ID: id, Code: c.Code, On: day, Next: cal.NextOpening(day), Now: t.Now}))
		a.Step, a.Data = stepPromise, asking{Case: id, At: t.Now}
		return turn.About(id, a, err)
	}
	c, p, moved, err := t.Desk.Promise(ctx, tx, t.Now, t.Employee.NIP, id, on)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Promised(ctx, tx, t.Now, t.Update+":janji", c, p, moved); err != nil {
		return turn.Answer{}, err
	}
	v, err := outcome(ctx, tx, t, c, "", nil)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.ActPromised(t.Lang, v, p, moved)
	a := turn.Answer{Say: []outbox.Message{m}}
	if t.Dialog.Step != stepPromise {
		a.Stay = true
	}
	return turn.About(id, a, err)
}
