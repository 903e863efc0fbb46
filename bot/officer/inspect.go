package officer

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// inspectList is the one list of the inspectorate, what is due first first: cases
// about officers, citizens who feel pressed, and evidence that was shown before.
// False for everybody else, and when there is nothing.
func inspectList(ctx context.Context, tx pgx.Tx, t *turn.Turn) (outbox.Message, bool, error) {
	if !t.May(turn.Inspector) {
		return outbox.Message{}, false, nil
	}
	l := text.InspectList{Now: t.Now}
	here := t.Now.In(t.Desk.Calendars.Location())
	var err error
	if l.Year, err = complaint.CountPressed(ctx, tx, time.Date(here.Year(), 1, 1, 0, 0, 0, 0, here.Location())); err != nil {
		return outbox.Message{}, false, err
	}
	all, err := inspected(ctx, tx, t)
	if err != nil || len(all)+l.Year.All == 0 {
		return outbox.Message{}, false, err
	}
	slices.SortStableFunc(all, func(a, b text.Matter) int { return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.Code, b.Code)) })
	l.Total, l.Lines = len(all), all[:min(len(all), turn.PerPage)]
	m, err := t.Text.Inspect(t.Lang, l)
	return m, true, err
}

// inspected gathers what somebody of the inspectorate looks into.
func inspected(ctx context.Context, tx pgx.Tx, t *turn.Turn) ([]text.Matter, error) {
	tasks, err := t.Desk.Tasks(ctx, tx, t.Now, t.Employee.NIP)
	if err != nil {
		return nil, err
	}
	var all []text.Matter
	for _, task := range tasks {
		_, about, err := complaint.AboutOfficer(ctx, tx, task.ID)
		if err != nil {
			return nil, err
		}
		if !about {
			continue
		}
		m := text.Matter{Code: task.Code, What: "conduct", ID: int64(task.ID)}
		if task.Stretch != nil && task.Stretch.DueAt != nil && task.Urgency != complaint.WithCitizen {
			m.DueAt = *task.Stretch.DueAt
		}
		all = append(all, m)
	}
	pressed, err := complaint.PressedOf(ctx, tx, t.Employee.NIP)
	if err != nil {
		return nil, err
	}
	for _, p := range pressed {
		c, err := complaint.Find(ctx, tx, p.ComplaintID)
		if err != nil {
			return nil, err
		}
		all = append(all, text.Matter{Code: c.Code, What: "pressed", DueAt: p.DueAt, Answered: p.AnsweredAt != nil, ID: p.ID})
	}
	errands, err := complaint.ErrandsOf(ctx, tx, t.Employee.NIP)
	if err != nil {
		return nil, err
	}
	for _, e := range errands {
		if e.Kind != complaint.ToInspect {
			continue
		}
		c, err := complaint.Find(ctx, tx, e.ComplaintID)
		if err != nil {
			return nil, err
		}
		all = append(all, text.Matter{Code: c.Code, What: "evidence", DueAt: e.DueAt, ID: e.ID})
	}
	return all, nil
}
