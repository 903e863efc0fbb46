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
	looks, err := complaint.LooksInto(ctx, tx, t.Employee.NIP)
	if err != nil {
		return nil, err
	}
	dues := map[int64]time.Time{} // zero while they wait for the citizen
	for _, task := range tasks {
		dues[int64(task.ID)] = time.Time{}
		if task.Stretch != nil && task.Stretch.DueAt != nil && task.Urgency != complaint.WithCitizen {
			dues[int64(task.ID)] = *task.Stretch.DueAt
		}
	}
	var all []text.Matter
	for _, l := range looks {
		due, seen := dues[l.ID]
		switch {
		case l.DueAt != nil:
			due = *l.DueAt
		case !seen: // its card is still held back
			continue
		}
		all = append(all, text.Matter{Code: l.Code, What: l.What, Answered: l.Answered, ID: l.ID, DueAt: due})
	}
	return all, nil
}
