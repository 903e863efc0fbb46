package officer

import (
	"cmp"
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/locale"
	"tanggap/internal/roster"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// cutiRoutes are for leave: what somebody asks for, and what their superiors
// say to it.
func (d desk) cutiRoutes() []turn.Route {
	step := func(name string, do turn.Handler) turn.Route {
		return turn.Route{Step: name, Who: turn.Staff, Do: turn.Fresh(do, d.elsewhere)}
	}
	return []turn.Route{
		{Command: "/cuti", Who: turn.Staff, Menu: true, Do: cuti},
		{Button: "leave.kind", Who: turn.Staff, Do: leaveKind},
		{Button: "leave.staff", Who: turn.Superior, Do: leaveStaff},
		{Button: "leave.for", Who: turn.Superior, Do: leaveFor},
		{Button: "leave.day", Who: turn.Staff, Do: leaveDay},
		step(stepLeaveFrom, leaveTyped),
		step(stepLeaveTo, leaveTyped),
		step(stepLeaveChange, leaveTyped),
		{Button: "leave.with", Who: turn.Staff, Do: leaveWith},
		step(stepLeaveWith, leaveNamed),
		{Button: "leave.change", Who: turn.Staff, Do: leaveChange},
		{Button: "leave.back", Who: turn.Staff, Do: leaveBack},
		{Button: "leave.open", Who: turn.Staff, Do: leaveOpen},
		{Button: "leave.agree", Who: turn.Staff, Do: leaveAgree},
		{Button: "leave.refuse", Who: turn.Staff, Do: leaveRefuse},
		step(stepLeaveReason, leaveReason),
	}
}

// The steps of asking for leave, of changing it, and of refusing it.
const (
	stepLeaveFrom   = "leave.from"
	stepLeaveTo     = "leave.to"
	stepLeaveWith   = "leave.with"
	stepLeaveChange = "leave.change"
	stepLeaveReason = "leave.reason"
)

// leaving is what these steps keep.
type leaving struct {
	For  roster.NIP       `json:"for"`
	Kind roster.LeaveKind `json:"kind,omitempty"`
	From string           `json:"from,omitempty"`
	To   string           `json:"to,omitempty"`
	ID   int64            `json:"id,omitempty"` // of the request that is changed or refused
	At   time.Time        `json:"at"`
}

func (l leaving) days() (from, to worktime.Date) {
	from, _ = worktime.ParseDate(l.From) // written by these handlers
	to, _ = worktime.ParseDate(l.To)
	return from, to
}

// cuti shows somebody's leave, and asks what more they want.
func cuti(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := leaveMenu(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.LeaveMenu(t.Lang, m))
}

func leaveMenu(ctx context.Context, tx pgx.Tx, t *turn.Turn) (text.LeaveMenu, error) {
	m := text.LeaveMenu{Leads: t.May(turn.Superior), Now: t.Now}
	own, err := roster.LeavesOf(ctx, tx, officeDay(t), t.Employee.NIP)
	if err != nil {
		return m, err
	}
	for _, r := range own[:min(len(own), turn.PerPage)] {
		v, err := t.Notice.LeaveView(ctx, tx, t.Now, r)
		if err != nil {
			return m, err
		}
		m.Leaves = append(m.Leaves, v)
	}
	return m, nil
}

// leaveStaff lists the people for whom a superior may enter leave.
func leaveStaff(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	people, err := roster.Span(ctx, tx, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	people, p := turn.Page(people, t.PageAt(0))
	return turn.Change(t.Text.LeaveStaff(t.Lang, people, p))
}

func leaveFor(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	e, err := roster.Find(ctx, tx, roster.NIP(t.Arg(0)))
	if err != nil {
		return turn.Answer{}, err
	}
	if ok, err := leads(ctx, tx, t, e.NIP); err != nil || !ok {
		return turn.Answer{}, cmp.Or(err, error(roster.ErrLeaveOthers))
	}
	return turn.Change(t.Text.LeaveFor(t.Lang, e))
}

// leaveKind begins to ask for leave of a kind: sickness is from today on.
func leaveKind(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if a, busy, err := busy(t); busy {
		return a, err
	}
	l := leaving{For: t.Employee.NIP, Kind: roster.LeaveKind(t.Arg(0))}
	if l.Kind != roster.Holiday && l.Kind != roster.OnDuty && l.Kind != roster.Sickness {
		return turn.Answer{}, ErrStale
	}
	if t.Arg(1) != "" {
		l.For = roster.NIP(t.Arg(1))
		if ok, err := leads(ctx, tx, t, l.For); l.For != t.Employee.NIP && (err != nil || !ok) {
			return turn.Answer{}, cmp.Or(err, error(roster.ErrLeaveOthers))
		}
	}
	if l.Kind == roster.Sickness && l.For == t.Employee.NIP {
		l.From = officeDay(t).String()
	}
	return askLeaveDay(ctx, tx, t, l)
}

// askLeaveDay asks for the day that is missing: the first, the last, or another
// last one.
func askLeaveDay(ctx context.Context, tx pgx.Tx, t *turn.Turn, l leaving) (turn.Answer, error) {
	cal, err := leaveCalendar(ctx, tx, t, l.For)
	if err != nil {
		return turn.Answer{}, err
	}
	v := text.LeaveDays{Kind: l.Kind, Now: t.Now}
	if l.For != t.Employee.NIP {
		e, err := roster.Find(ctx, tx, l.For)
		if err != nil {
			return turn.Answer{}, err
		}
		v.For = e.Name
	}
	from, to := l.days()
	first, step := officeDay(t), stepLeaveFrom
	if l.From != "" {
		v.From, first, step = from.Midnight(cal.Location()), max(from, first), stepLeaveTo
	}
	if l.ID != 0 {
		v.To, step = to.Midnight(cal.Location()), stepLeaveChange
	}
	v.Days = leaveDays(cal, first)
	a, err := say(t.Text.LeaveDay(t.Lang, v))
	l.At = t.Now
	a.Step, a.Data = step, l
	return a, err
}

// leaveDays are days to offer: the first, and the next working days of the
// office.
func leaveDays(cal *worktime.Calendar, first worktime.Date) []time.Time {
	midnight := first.Midnight(cal.Location())
	var days []time.Time
	if cal.WorkingDay(midnight) {
		days = append(days, midnight)
	}
	for n := 1; len(days) < 4; n++ {
		days = append(days, cal.Date(cal.DueInDays(midnight, n).Add(-time.Minute)).Midnight(cal.Location()))
	}
	return days
}

// leaveDay takes a day from a button.
func leaveDay(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	on, err := worktime.ParseDate(t.Arg(0))
	if err != nil {
		return turn.Answer{}, ErrStale
	}
	return leaveDated(ctx, tx, t, on, nil)
}

var (
	upTo     = regexp.MustCompile(`(?i)\s+(?:sampai dengan|sampai|s\.?/?d\.?|hingga|until|to|–|-)\s+`)
	dayToDay = regexp.MustCompile(`(?i)^\D*(\d{1,2})\s*(?:-|–|sampai(?: dengan)?|s\.?/?d\.?|hingga|to|until)\s*(\d{1,2}(?:\s+|/)\S.*)$`)
)

// leaveTyped takes a day as it is typed, or both.
func leaveTyped(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	here := officeTime(t)
	if t.Dialog.Step == stepLeaveFrom {
		if from, to, both := twoDays(t.In.Text, here); both {
			return leaveDated(ctx, tx, t, from, &to)
		}
	}
	day, found := locale.FindDay(t.In.Text, here)
	if !found {
		return turn.Answer{}, roster.ErrLeaveDay
	}
	return leaveDated(ctx, tx, t, worktime.DateOf(day), nil)
}

// twoDays reads "5 sampai 8 Desember" and "Senin sampai Rabu".
func twoDays(words string, now time.Time) (from, to worktime.Date, both bool) {
	first, last := "", ""
	if m := dayToDay.FindStringSubmatch(words); m != nil {
		first, last = m[1]+strings.TrimLeft(m[2], "0123456789"), m[2]
	} else if parts := upTo.Split(words, 2); len(parts) == 2 {
		first, last = parts[0], parts[1]
	}
	a, foundFirst := locale.FindDay(first, now)
	b, foundLast := locale.FindDay(last, now)
	return worktime.DateOf(a), worktime.DateOf(b), foundFirst && foundLast
}

// leaveDated goes on with a day, for the step that waits for one.
func leaveDated(ctx context.Context, tx pgx.Tx, t *turn.Turn, on worktime.Date, last *worktime.Date) (turn.Answer, error) {
	var l leaving
	if err := t.Read(&l); err != nil {
		return turn.Answer{}, ErrStale
	}
	switch t.Dialog.Step {
	case stepLeaveFrom:
		if l.From = on.String(); last == nil {
			return askLeaveDay(ctx, tx, t, l)
		}
		l.To = last.String()
	case stepLeaveTo:
		l.To = on.String()
	case stepLeaveChange:
		return leaveEnds(ctx, tx, t, l, on)
	default:
		return turn.Answer{}, ErrStale
	}
	return askSubstitute(ctx, tx, t, l)
}

// askSubstitute asks who stands in.
func askSubstitute(ctx context.Context, tx pgx.Tx, t *turn.Turn, l leaving) (turn.Answer, error) {
	from, to := l.days()
	if to < from {
		return turn.Answer{}, roster.ErrLeaveOrder
	}
	people, err := roster.Colleagues(ctx, tx, t.Now, l.For, from, to)
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.LeaveView(ctx, tx, t.Now, roster.Request{
		NIP: l.For, Kind: l.Kind, FromOn: from.Midnight(time.UTC), ToOn: to.Midnight(time.UTC),
	})
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.LeaveWith(t.Lang, v, people[:min(len(people), turn.PerPage)]))
	l.At = t.Now
	a.Step, a.Data = stepLeaveWith, l
	return a, err
}

// leaveNamed takes the name of a substitute as it is typed.
func leaveNamed(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var l leaving
	if err := t.Read(&l); err != nil {
		return turn.Answer{}, err
	}
	from, to := l.days()
	people, err := roster.Colleagues(ctx, tx, t.Now, l.For, from, to)
	if err != nil {
		return turn.Answer{}, err
	}
	words := strings.ToLower(bare(t.In.Text))
	var found []roster.Employee
	for _, e := range people {
		if words != "" && strings.Contains(strings.ToLower(e.Name), words) {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		return askSubstitute(ctx, tx, t, l)
	}
	return sendLeave(ctx, tx, t, l, &found[0].NIP)
}

func leaveWith(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var l leaving
	if t.Dialog.Step != stepLeaveWith || t.Read(&l) != nil {
		return turn.Answer{}, ErrStale
	}
	if nip := roster.NIP(t.Arg(0)); nip != "-" {
		return sendLeave(ctx, tx, t, l, &nip)
	}
	return sendLeave(ctx, tx, t, l, nil)
}

// sendLeave asks for the leave, or as a superior enters it.
func sendLeave(ctx context.Context, tx pgx.Tx, t *turn.Turn, l leaving, substitute *roster.NIP) (turn.Answer, error) {
	cal, err := leaveCalendar(ctx, tx, t, l.For)
	if err != nil {
		return turn.Answer{}, err
	}
	from, to := l.days()
	r, err := roster.AskLeave(ctx, tx, officeTime(t), cal, roster.LeaveAsking{
		NIP: l.For, By: t.Employee.NIP, Kind: l.Kind, From: from, To: to, Substitute: substitute,
	})
	if err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.LeaveAsked(ctx, tx, t.Now, r)
	if err != nil {
		return turn.Answer{}, err
	}
	return say(t.Text.LeaveSent(t.Lang, v))
}

func leaveCalendar(ctx context.Context, tx pgx.Tx, t *turn.Turn, nip roster.NIP) (*worktime.Calendar, error) {
	e, err := roster.Find(ctx, tx, nip)
	if err != nil {
		return nil, err
	}
	return t.Desk.Calendars.For(ctx, tx, e.UnitCode)
}

// officeTime is now, in the office's zone.
func officeTime(t *turn.Turn) time.Time { return t.Now.In(t.Desk.Calendars.Location()) }
