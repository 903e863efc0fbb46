package superior

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/response"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

func (o Options) teamRoutes() []turn.Route {
	press := func(button string, do turn.Handler) turn.Route {
		return turn.Route{Button: button, Who: turn.Superior, Do: do}
	}
	return []turn.Route{
		{Command: "/tim", Who: turn.Superior, Menu: true, Do: tim},
		press("tim.open", tim),
		press("tim.person", timPerson),
		press("tim.own", timOwn),
		press("tim.case", timCase),
		press("tim.give", timGive),
		press("tim.why", timWhy),
		press("tim.write", o.timWrite),
		{Step: stepReason, Who: turn.Superior, Do: turn.Fresh(timReason, o.Elsewhere)},
		press("tim.even", timEven),
		press("tim.share", timShare),
	}
}

// team is those right below somebody, and what each has in hand.
type team struct {
	people  []roster.Employee
	loads   []response.Load
	lines   []text.TeamLine
	doubled int
	live    bool
}

// tim shows who of a team holds how many.
func tim(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	of, err := teamOf(ctx, tx, t, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	own, err := movable(ctx, tx, t, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.Team(t.Lang, text.Team{
		Now: t.Now, Live: of.live, Lines: of.lines, Doubled: of.doubled, Own: len(own),
	})
	if t.In.Button != "" {
		return turn.Change(m, err)
	}
	return turn.Aside(m, err)
}

// teamOf reads what those right below somebody hold: from Redis, or where that
// cannot tell from PostgreSQL.
func teamOf(ctx context.Context, tx pgx.Tx, t *turn.Turn, superior roster.NIP) (team, error) {
	people, err := roster.Subordinates(ctx, tx, superior)
	if err != nil {
		return team{}, err
	}
	people = slices.DeleteFunc(people, roster.Employee.Mitra)
	nips := make([]roster.NIP, len(people))
	for i, e := range people {
		nips[i] = e.NIP
	}
	of := team{people: people}
	held, live, err := holding(ctx, tx, t, nips)
	if err != nil {
		return team{}, err
	}
	of.live = live
	here := t.Now.In(t.Desk.Calendars.Location())
	for _, e := range people {
		cal, err := t.Desk.Calendars.For(ctx, tx, e.UnitCode)
		if err != nil {
			return team{}, err
		}
		leave, away, err := roster.Away(ctx, tx, here, e.NIP)
		if err != nil {
			return team{}, err
		}
		l := text.TeamLine{Name: e.Name, Position: e.Position, Now: t.Now}
		if away {
			l.AwayTo = leave.ToOn
		}
		of.loads = append(of.loads, response.Weigh(cal, t.Now, e.NIP, held[e.NIP], away))
		of.lines = append(of.lines, l)
	}
	of.doubled = response.CompareLoads(of.loads)
	for i, l := range of.loads {
		if of.lines[i].Load = l; !l.Since.IsZero() {
			of.lines[i].Waited = max(0, t.Now.Sub(l.Since))
		}
	}
	return of, nil
}

// holding is what some people hold, but for what staff may not see yet; live
// says that Redis could be asked. A change that is on its way there is read in
// PostgreSQL, which knows it already.
func holding(ctx context.Context, tx pgx.Tx, t *turn.Turn, nips []roster.NIP) (held map[roster.NIP][]response.Held, live bool, err error) {
	if t.Clocks != nil {
		held, err = t.Clocks.Holding(ctx, tx, nips)
		live = err == nil || errors.Is(err, response.ErrPending)
	}
	if held == nil {
		running, err := complaint.RunningOf(ctx, tx, nips...)
		if err != nil {
			return nil, false, err
		}
		held = map[roster.NIP][]response.Held{}
		for _, s := range running {
			held[s.Holder] = append(held[s.Holder], response.HeldOf(s))
		}
	}
	var cases []complaint.ID
	for _, hs := range held {
		for _, h := range hs {
			cases = append(cases, h.Case)
		}
	}
	hushed, err := complaint.TurnedUp(ctx, tx, cases...)
	if err != nil {
		return nil, false, err
	}
	for nip, hs := range held {
		held[nip] = slices.DeleteFunc(hs, func(h response.Held) bool { return hushed[h.Case].After(t.Now) })
	}
	return held, live, nil
}

// timPerson lists what one of the team holds.
func timPerson(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	nip := roster.NIP(t.Arg(0))
	if leads, err := roster.Leads(ctx, tx, t.Employee.NIP, nip); err != nil || !leads {
		return turn.Answer{}, cmp.Or(err, error(ErrStale))
	}
	e, err := roster.Find(ctx, tx, nip)
	if err != nil {
		return turn.Answer{}, err
	}
	return held(ctx, tx, t, text.TeamPerson{Employee: e}, t.PageAt(1))
}

// timOwn lists what whoever leads the team holds.
func timOwn(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return held(ctx, tx, t, text.TeamPerson{Employee: *t.Employee, Own: true}, t.PageAt(0))
}

func held(ctx context.Context, tx pgx.Tx, t *turn.Turn, p text.TeamPerson, page int) (turn.Answer, error) {
	tasks, err := movable(ctx, tx, t, p.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	tasks, p.Page = turn.Page(tasks, page)
	if p.Tasks, err = t.Notice.Lines(ctx, tx, t.Now, tasks); err != nil {
		return turn.Answer{}, err
	}
	return turn.Change(t.Text.TeamPerson(t.Lang, p))
}

// movable are the cases in somebody's hands that the one who asks may give to
// others: not those about themself, nor what waits for somebody's decision, nor what
// they answer for themselves since it was opened again and again.
func movable(ctx context.Context, tx pgx.Tx, t *turn.Turn, nip roster.NIP) ([]complaint.Task, error) {
	tasks, err := t.Desk.Tasks(ctx, tx, t.Now, nip)
	if err != nil {
		return nil, err
	}
	var may []complaint.Task
	for _, task := range tasks {
		if task.Stretch == nil || task.State == complaint.Weighed || nip == t.Employee.NIP && task.IsHigher() {
			continue
		}
		kept, err := complaint.Excluded(ctx, tx, task.ID, t.Employee.NIP)
		if err != nil {
			return nil, err
		}
		if !kept {
			may = append(may, task)
		}
	}
	return may, nil
}

// handing is the case that a press names, for somebody who leads its holder.
func handing(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, error) {
	id, err := t.Case(0)
	if err != nil {
		return complaint.Complaint{}, err
	}
	return t.Desk.MayHandOn(ctx, tx, t.Employee.NIP, id)
}

// timCase asks who is to have a case.
func timCase(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := handing(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := complaint.KeepOpening(ctx, tx, t.Now, complaint.Opening{Case: c.ID, By: t.Employee.NIP, What: complaint.OpenedCase}); err != nil {
		return turn.Answer{}, err
	}
	v := text.TeamCase{}
	if v.StaffCase, err = t.Notice.Case(ctx, tx, t.Now, c); err != nil {
		return turn.Answer{}, err
	}
	if v.Takers, err = takers(ctx, tx, t, c); err != nil {
		return turn.Answer{}, err
	}
	_, err = t.Desk.ReadyAid(ctx, tx, t.Employee.NIP, c.ID)
	if _, refused := refusal.Of(err); err != nil && !refused {
		return turn.Answer{}, err
	}
	v.Waits = err == nil
	a, err := turn.Change(t.Text.TeamCase(t.Lang, v))
	return turn.About(c.ID, a, err)
}

// takers are who can have a case: those right below the one who asks, and where
// its holder stands further below, the holder's own colleagues first.
func takers(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint) ([]text.Taker, error) {
	superiors := []roster.NIP{t.Employee.NIP}
	above, found, err := roster.Superior(ctx, tx, *c.Holder)
	if err != nil {
		return nil, err
	}
	if found && !c.HeldBy(t.Employee.NIP) && above.NIP != t.Employee.NIP {
		superiors = []roster.NIP{above.NIP, t.Employee.NIP}
	}
	var all []text.Taker
	for _, superior := range superiors {
		of, err := teamOf(ctx, tx, t, superior)
		if err != nil {
			return nil, err
		}
		able, err := t.Desk.Takers(ctx, tx, t.Now, c, of.people)
		if err != nil {
			return nil, err
		}
		for _, e := range able {
			i := slices.IndexFunc(of.loads, func(l response.Load) bool { return l.NIP == e.NIP })
			all = append(all, text.Taker{Employee: e, Open: of.loads[i].Open})
		}
	}
	return all, nil
}

// handed tells of a case that was given to somebody else.
func handed(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, to roster.NIP, reason string) (outbox.Message, error) {
	if leads, err := roster.Leads(ctx, tx, t.Employee.NIP, to); err != nil || !leads {
		return outbox.Message{}, cmp.Or(err, error(ErrStale))
	}
	h, err := t.Desk.HandOn(ctx, tx, t.Now, t.Employee.NIP, id, to, reason)
	if err != nil {
		return outbox.Message{}, err
	}
	if err := t.Notice.HandedOver(ctx, tx, t.Now, h, t.Employee.NIP); err != nil {
		return outbox.Message{}, err
	}
	return t.Text.TeamHanded(t.Lang, h.Code, h.To)
}
