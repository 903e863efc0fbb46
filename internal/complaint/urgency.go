package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/worktime"
)

// A verifier may say that a case is urgent, with a reason: its limits come
// nearer, counted from then, and whoever holds it has it first. That it is urgent
// no more takes a second person, like a change of category.

// ErrUrgent says that a case is urgent already.
const ErrUrgent refusal.Code = "complaint.urgent"

// ErrNotUrgent says that it is not.
const ErrNotUrgent refusal.Code = "complaint.not_urgent"

// Kinds of urgency.
const (
	Urged  Kind = "urgent"
	Calmed Kind = "calmed"
)

// What is urgent is answered within these working hours and settled within these
// working days, or sooner where its category says so.
const (
	UrgentHours = 4
	UrgentDays  = 5
)

// hurry brings the limits of an urgent case near; what is nearer stays.
func (c *Complaint) hurry(cal *worktime.Calendar) {
	if due := cal.Add(*c.UrgentAt, UrgentHours*time.Hour); c.AnsweredAt == nil && due.Before(c.AnswerDueAt) {
		c.AnswerDueAt = due
	}
	if due := cal.DueInDays(*c.UrgentAt, UrgentDays); due.Before(c.SettleDueAt) {
		c.SettleDueAt = due
	}
}

// toAnswer is the working time that a new holder has to answer.
func (c Complaint) toAnswer(category routing.Category) time.Duration {
	if all := hoursOf(category); c.UrgentAt == nil || all < UrgentHours*time.Hour {
		return all
	}
	return UrgentHours * time.Hour
}

// Urge says that a case is urgent. It refuses as Amendable does for a verifier,
// and with ErrEmpty, ErrTooLong or ErrUrgent.
func (d *Desk) Urge(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, id ID, reason string) (Signed, error) {
	if err := wrote(reason); err != nil {
		return Signed{}, err
	}
	c, err := d.Urgeable(ctx, tx, now, by, id)
	if err != nil {
		return Signed{}, err
	}
	s := Signed{Before: c, Kind: Urged}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return Signed{}, err
	}
	c.UrgentAt = &now
	c.hurry(cal)
	if err := saveLimits(ctx, tx, c); err != nil {
		return Signed{}, err
	}
	stretch, err := d.hurryHolder(ctx, tx, now, c)
	if err != nil {
		return Signed{}, err
	}
	err = recordMore(ctx, tx, &c, Urged, ByEmployee(by.NIP), now, reason, c.limits, stretch)
	s.Complaint = c
	return s, err
}

// hurryHolder brings the limit of whoever holds a case near; nil where it stays.
func (d *Desk) hurryHolder(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (*Stretch, error) {
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil || !running || s.FromAt == nil || s.OnTime != nil {
		return nil, err
	}
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return nil, err
	}
	from := now
	if s.PausedAt != nil { // the clock stands: what it has left counts from there
		from = *s.PausedAt
	}
	due := cal.DueInDays(from, UrgentDays)
	if s.Duty == ToAnswer {
		due = cal.Add(from, UrgentHours*time.Hour)
	}
	if !due.Before(*s.DueAt) {
		return nil, nil
	}
	s.relimit(cal, now, due)
	return &s, nil
}

// Urgeable gives a case that a verifier may say of that it is urgent. It refuses
// as Urge does.
func (d *Desk) Urgeable(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, id ID) (Complaint, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	if err := d.verifies(ctx, tx, now, by, c); err != nil {
		return Complaint{}, err
	}
	if err := c.movable(); err != nil {
		return Complaint{}, err
	}
	if c.UrgentAt != nil {
		return Complaint{}, ErrUrgent
	}
	return c, nil
}

// ProposeCalm proposes that a case is urgent no more. It refuses as Amendable
// does, and with ErrEmpty, ErrTooLong, ErrNotUrgent or ErrNobody.
func (d *Desk) ProposeCalm(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, id ID, reason string) (Complaint, Errand, error) {
	c, err := d.Amendable(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	if c.UrgentAt == nil {
		return Complaint{}, Errand{}, ErrNotUrgent
	}
	return d.amend(ctx, tx, now, by, c, Amendment{What: AmendsCalm, Reason: reason})
}
