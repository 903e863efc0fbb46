package complaint

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Urgency is where a held case stands in its holder's day.
type Urgency int

// From the most urgent on.
const (
	PastDue     Urgency = iota // the limit has passed
	DueToday                   // until the end of this day
	DueWeek                    // until the end of this ISO week
	DueLater                   // after it
	WithCitizen                // a question, or a result, waits for the citizen; or an end for who decides on it
)

// Task is a case as its holder plans by it.
type Task struct {
	Complaint
	Urgency Urgency
	Stretch *Stretch      // what runs; nil while a result waits for the citizen
	Left    time.Duration // working time until the limit, negative once it has passed
	PerDay  time.Duration // a working day of the unit
}

// Tasks lists the open cases of a holder that they may see by now, what is most
// urgent first.
func (d *Desk) Tasks(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP) ([]Task, error) {
	held, err := HeldBy(ctx, tx, nip)
	if err != nil {
		return nil, err
	}
	running, err := RunningOf(ctx, tx, nip)
	if err != nil {
		return nil, err
	}
	of := make(map[ID]Stretch, len(running))
	for _, s := range running {
		of[s.ComplaintID] = s
	}
	hushed, err := TurnedUp(ctx, tx, idsOf(held)...)
	if err != nil {
		return nil, err
	}
	tasks := make([]Task, 0, len(held))
	for _, c := range held {
		if hushed[c.ID].After(now) {
			continue
		}
		t := Task{Complaint: c, Urgency: WithCitizen}
		if s, ok := of[c.ID]; ok {
			if s, err = d.Foresee(ctx, tx, now, c, s); err != nil {
				return nil, err
			}
			t.Stretch = &s
		}
		cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
		if err != nil {
			return nil, err
		}
		t.weigh(cal, now)
		tasks = append(tasks, t)
	}
	slices.SortStableFunc(tasks, func(a, b Task) int { return cmp.Compare(a.rank(), b.rank()) })
	return tasks, nil
}

// Pressing says that a verifier holds it for urgent, and it is for the holder to
// act.
func (t Task) Pressing() bool { return t.UrgentAt != nil && t.Urgency != WithCitizen }

// rank is where it stands in a list: what is urgent first.
func (t Task) rank() Urgency {
	if t.Pressing() {
		return PastDue - 1
	}
	return t.Urgency
}

func (t *Task) weigh(cal *worktime.Calendar, now time.Time) {
	t.PerDay = cal.Hours().PerDay()
	if t.Stretch == nil {
		return
	}
	t.Left = t.Stretch.Left(cal, now)
	if t.Stretch.PausedAt == nil && t.State != Weighed {
		t.Urgency = urgency(cal, now, *t.Stretch.DueAt)
	}
}

// urgency sorts a limit by the office's days. A limit at midnight belongs to
// the day that it ends.
func urgency(cal *worktime.Calendar, now, due time.Time) Urgency {
	today, day := cal.Date(now), cal.Date(due.Add(-time.Microsecond))
	switch {
	case now.After(due):
		return PastDue
	case day <= today:
		return DueToday
	case day <= today.Monday().AddDays(6):
		return DueWeek
	}
	return DueLater
}

func idsOf(cs []Complaint) []ID {
	list := make([]ID, len(cs))
	for i, c := range cs {
		list[i] = c.ID
	}
	return list
}
