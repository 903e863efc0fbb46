package officer

import (
	"cmp"
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// queueRoutes are for those who find officers for cases without one. Who that
// is depends on who is connected: each handler asks.
var queueRoutes = []turn.Route{
	{Button: "queue.page", Who: turn.Staff, Do: queuePage},
	{Button: "queue.open", Who: turn.Staff, Do: queueOpen},
	{Button: "queue.unit", Who: turn.Staff, Do: queueUnit},
	{Button: "queue.units", Who: turn.Staff, Do: queueUnits},
	{Button: "queue.give", Who: turn.Staff, Do: queueGive},
}

// queueList lists the cases without an officer; false when it is not for this
// person, or there are none.
func queueList(ctx context.Context, tx pgx.Tx, t *turn.Turn, at int) (outbox.Message, bool, error) {
	mine, err := dispatches(ctx, tx, t)
	if err != nil || !mine {
		return outbox.Message{}, false, err
	}
	waiting, err := notice.Unheld(ctx, tx, t.Now, t.Employee.NIP)
	if err != nil || len(waiting) == 0 {
		return outbox.Message{}, false, err
	}
	l := text.TaskList{Total: len(waiting), Merges: t.May(turn.Verifier)}
	waiting, l.Page = turn.Page(waiting, at)
	tasks := make([]complaint.Task, len(waiting))
	for i, c := range waiting {
		tasks[i].Complaint = c
	}
	if l.Lines, err = t.Notice.Lines(ctx, tx, t.Now, tasks); err != nil {
		return outbox.Message{}, false, err
	}
	if err := t.Notice.FindBy(ctx, tx, t.Now, l.Lines); err != nil {
		return outbox.Message{}, false, err
	}
	m, err := t.Text.Queue(t.Lang, l)
	return m, true, err
}

func queuePage(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, any, err := queueList(ctx, tx, t, t.PageAt(0))
	if err != nil || !any {
		return turn.Answer{}, cmp.Or(err, error(ErrStale))
	}
	return turn.Change(m, nil)
}

// unheld gives the case that the press names, to those who find officers,
// while it has none. It refuses with turn.ErrNotAllowed, complaint.ErrClosed
// or complaint.ErrHeld.
func unheld(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, error) {
	id, err := t.Case(0)
	if err != nil {
		return complaint.Complaint{}, err
	}
	mine, err := dispatches(ctx, tx, t)
	if err != nil || !mine {
		return complaint.Complaint{}, cmp.Or(err, error(turn.ErrNotAllowed))
	}
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return complaint.Complaint{}, err
	}
	excluded, err := complaint.Excluded(ctx, tx, id, t.Employee.NIP)
	switch {
	case err != nil:
		return complaint.Complaint{}, err
	case excluded:
		return complaint.Complaint{}, turn.ErrNotAllowed
	case !c.State.Open():
		return complaint.Complaint{}, complaint.ErrClosed
	case c.Holder != nil:
		return complaint.Complaint{}, complaint.ErrHeld
	}
	return c, nil
}

// queueOpen shows a case and offers the people of the office that was
// suggested for it.
func queueOpen(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := unheld(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return offer(ctx, tx, t, c, c.UnitCode, 0)
}

func queueUnit(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := unheld(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return offer(ctx, tx, t, c, t.Arg(1), t.PageAt(2))
}

func offer(ctx context.Context, tx pgx.Tx, t *turn.Turn, c complaint.Complaint, unit string, at int) (turn.Answer, error) {
	if err := opens(ctx, tx, t, c.ID, complaint.OpenedCase); err != nil {
		return turn.Answer{}, err
	}
	v, err := t.Notice.Case(ctx, tx, t.Now, c)
	if err != nil {
		return turn.Answer{}, err
	}
	choice := text.Choice{StaffCase: v, Merges: t.May(turn.Verifier)}
	if choice.From, err = roster.FindUnit(ctx, tx, unit); err != nil {
		return turn.Answer{}, err
	}
	people, err := roster.Reachable(ctx, tx, t.Now.In(t.Desk.Calendars.Location()), unit)
	if err != nil {
		return turn.Answer{}, err
	}
	choice.People, choice.Page = turn.Page(people, at)
	m, err := t.Text.QueueCase(t.Lang, choice)
	a, err := turn.Change(m, err)
	return turn.About(c.ID, a, err)
}

func queueUnits(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := unheld(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	units, err := roster.ReachableUnits(ctx, tx, t.Now.In(t.Desk.Calendars.Location()))
	if err != nil {
		return turn.Answer{}, err
	}
	units, p := turn.Page(units, t.PageAt(1))
	m, err := t.Text.QueueUnits(t.Lang, c.ID, c.Code, units, p)
	a, err := turn.Change(m, err)
	return turn.About(c.ID, a, err)
}

// queueGive gives the case to whom was chosen, if they can still be reached.
func queueGive(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := unheld(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	to, err := roster.InPost(ctx, tx, t.Now.In(t.Desk.Calendars.Location()), roster.NIP(t.Arg(1)), t.Arg(2))
	if err != nil {
		return turn.Answer{}, err
	}
	available, err := roster.Available(ctx, tx, t.Now.In(t.Desk.Calendars.Location()), to.NIP)
	if err != nil || !available {
		return turn.Answer{}, cmp.Or(err, error(ErrStale))
	}
	if own, err := t.Desk.Involved(ctx, tx, to.NIP, c.ID); err != nil || own {
		return turn.Answer{}, cmp.Or(err, error(complaint.ErrOwnHands))
	}
	if err := t.Notice.Give(ctx, tx, t.Now, t.Update, complaint.ByEmployee(t.Employee.NIP), c.ID, to); err != nil {
		return turn.Answer{}, err
	}
	if c, err = complaint.Find(ctx, tx, c.ID); err != nil { // it may have gone to another unit
		return turn.Answer{}, err
	}
	who, err := t.Notice.WhoIn(ctx, tx, to.NIP, c.UnitCode)
	if err != nil {
		return turn.Answer{}, err
	}
	to.Position = who.Position
	m, err := t.Text.QueueGiven(t.Lang, c.Code, to)
	a, err := turn.Change(m, err)
	return turn.About(c.ID, a, err)
}
