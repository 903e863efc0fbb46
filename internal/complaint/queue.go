package complaint

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// While a case has no officer, its time is that of those who find one: a clock of
// their own, of three working days (LAPOR!, "verify and forward"), with reminders
// and a ladder above them. No holder has that time, and the citizen's clock runs.

// FindDays are the working days in which an officer is found.
const FindDays = 3

// Search is a time in which a case has no officer.
type Search struct {
	ID          int64
	ComplaintID ID
	FromAt      time.Time
	ToAt        *time.Time
	NIP         *roster.NIP // who gave it to somebody; nil while it waits, and where it ended otherwise
	Step        Step
	NextAt      *time.Time   // of the next step; nil until it is worked out, and once it has ended
	Raised      []roster.NIP // those above the verifiers who were asked
}

// waits says whether a case is open and has no officer.
func (s State) waits(holder *roster.NIP) bool { return holder == nil && s.Open() }

// queueWait begins or ends, with an event, the time in which a case has no
// officer.
func (c Complaint) queueWait(b *pgx.Batch, k Kind, actor string, at time.Time) {
	if c.State.waits(c.Holder) {
		b.Queue(`
			INSERT INTO queue_wait (complaint_id, from_at)
			VALUES ($1, $2)
			ON CONFLICT (complaint_id) WHERE to_at IS NULL DO NOTHING`, c.ID, at)
		return
	}
	var by *roster.NIP
	if nip, employee := EmployeeOf(actor); employee && k == Given {
		by = &nip
	}
	b.Queue(`
		UPDATE queue_wait
		SET to_at = GREATEST(from_at, $2), nip = $3, next_at = NULL
		WHERE complaint_id = $1
		AND to_at IS NULL`, c.ID, at, by)
}

// Spell is a time between two moments; To is nil while it lasts.
type Spell struct {
	From time.Time
	To   *time.Time
}

// wait follows, event by event, the times in which a case has no officer; what
// lasts no time is none.
func (f *Folded) wait(at time.Time) {
	n := len(f.Waits)
	lasts := n > 0 && f.Waits[n-1].To == nil
	switch waits := f.State.waits(f.Holder); {
	case waits && !lasts:
		f.Waits = append(f.Waits, Spell{From: at})
	case !waits && lasts && at.After(f.Waits[n-1].From):
		f.Waits[n-1].To = &at
	case !waits && lasts:
		f.Waits = f.Waits[:n-1]
	}
}

// findCalendar is the calendar by which the verifiers work, or while there are
// none the unit of the case.
func (d *Desk) findCalendar(ctx context.Context, tx pgx.Tx, c Complaint) (*worktime.Calendar, error) {
	verifiers, err := roster.WithRole(ctx, tx, roster.RoleVerifikator)
	if err != nil {
		return nil, err
	}
	unit := c.UnitCode
	if len(verifiers) > 0 {
		unit = verifiers[0].UnitCode
	}
	return d.Calendars.For(ctx, tx, unit)
}

// FindBy says until when an officer is to be found for some cases that have none;
// others are left out.
func (d *Desk) FindBy(ctx context.Context, tx pgx.Tx, cases []Complaint) (map[ID]time.Time, error) {
	open, err := waits(ctx, tx, `WHERE to_at IS NULL AND complaint_id = ANY ($1)`, idsOf(cases))
	if err != nil || len(open) == 0 {
		return nil, err
	}
	cal, err := d.findCalendar(ctx, tx, cases[0])
	if err != nil {
		return nil, err
	}
	by := map[ID]time.Time{}
	for _, w := range open {
		by[w.ComplaintID] = cal.DueInDays(w.FromAt, FindDays)
	}
	return by, nil
}

// schedule sets when the next step of a wait is due: the opening of its last day,
// its limit, and then a working day after those above were told.
func (w *Search) schedule(cal *worktime.Calendar, now time.Time) {
	due := cal.DueInDays(w.FromAt, FindDays)
	next := due
	switch {
	case w.Step < Reminded:
		if last, open := cal.Opening(due.Add(-time.Microsecond)); open && now.Before(due) {
			next = last
		}
	case w.Step < Overdue:
	case w.Step == Top:
		w.NextAt = nil
		return
	default:
		next = cal.NextDaySame(told(cal, now))
	}
	w.NextAt = &next
}

// Waited is a case without an officer whose step is due, and who of those above
// the verifiers is asked; the zero Employee before that.
type Waited struct {
	Complaint
	Search
	Asked roster.Employee
}

// ClimbWait moves the wait of a case without an officer by the step that the time
// says; false when none is due. A limit that a late holiday put off is waited for.
func (d *Desk) ClimbWait(ctx context.Context, tx pgx.Tx, now time.Time, id ID) (Waited, bool, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Waited{}, false, err
	}
	open, err := waits(ctx, tx, `WHERE to_at IS NULL AND complaint_id = $1`, id)
	if err != nil || len(open) == 0 {
		return Waited{}, false, err
	}
	w := open[0]
	cal, err := d.findCalendar(ctx, tx, c)
	if err != nil {
		return Waited{}, false, err
	}
	if w.Step < Overdue {
		w.schedule(cal, now) // as the calendar stands now
	}
	if w.NextAt == nil || now.Before(*w.NextAt) {
		return Waited{}, false, saveWait(ctx, tx, w)
	}
	climbed := Waited{Complaint: c}
	switch due := cal.DueInDays(w.FromAt, FindDays); {
	case now.Before(due):
		w.Step = Reminded
	case w.Step < Overdue:
		w.Step = Overdue
	default:
		if climbed.Asked, err = d.aboveVerifiers(ctx, tx, now, c, &w); err != nil {
			return Waited{}, false, err
		}
	}
	w.schedule(cal, now)
	climbed.Search = w
	return climbed, true, saveWait(ctx, tx, w)
}

// aboveVerifiers finds who is asked next, of whom nobody was asked already, and
// moves the wait to that rung; the zero Employee where nobody is left.
func (d *Desk) aboveVerifiers(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, w *Search) (roster.Employee, error) {
	verifiers, err := roster.WithRole(ctx, tx, roster.RoleVerifikator)
	if err != nil {
		return roster.Employee{}, err
	}
	f, err := d.fit(ctx, tx, now, c, w.Raised...)
	if err != nil {
		return roster.Employee{}, err
	}
	for _, v := range verifiers {
		f.not = append(f.not, v.NIP)
	}
	for w.Step < Top {
		w.Step++
		from := Stretch{UnitCode: c.UnitCode}
		if len(verifiers) > 0 {
			from.Holder, from.UnitCode = verifiers[0].NIP, verifiers[0].UnitCode
		}
		e, found, err := f.at(ctx, tx, w.Step, from)
		if err != nil {
			return roster.Employee{}, err
		}
		if found {
			w.Raised = append(w.Raised, e.NIP)
			return e, nil
		}
	}
	return roster.Employee{}, nil
}

// AskedToFind says whether somebody above the verifiers was asked to help with a
// case that has no officer yet.
func AskedToFind(ctx context.Context, tx pgx.Tx, nip roster.NIP) (bool, error) {
	open, err := waits(ctx, tx, `WHERE to_at IS NULL AND $1 = ANY (raised) LIMIT 1`, string(nip))
	return len(open) > 0, err
}

// ToClimbWaits lists the cases without an officer whose step may be due, and that
// staff may see by now.
func ToClimbWaits(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]ID, error) {
	return ids(ctx, tx, `
		SELECT complaint_id
		FROM queue_wait w
		WHERE to_at IS NULL
		AND (next_at <= $1 OR next_at IS NULL AND step < $2)
		AND NOT EXISTS (SELECT FROM hush h WHERE h.complaint_id = w.complaint_id AND h.until > $1)
		ORDER BY complaint_id
		LIMIT $3`, now, Top, limit)
}

// Finding is for how many cases somebody found an officer, and for how many in
// time.
type Finding struct{ All, OnTime int }

// FindingOf counts what somebody found officers for, from a moment on and before
// another.
func (d *Desk) FindingOf(ctx context.Context, tx pgx.Tx, nip roster.NIP, from, before time.Time) (f Finding, err error) {
	found, err := waits(ctx, tx, `WHERE nip = $1 AND to_at >= $2 AND to_at < $3`, nip, from, before)
	if err != nil || len(found) == 0 {
		return f, err
	}
	cal, err := d.findCalendar(ctx, tx, Complaint{})
	if err != nil {
		return f, err
	}
	for _, w := range found {
		f.All++
		if !w.ToAt.After(cal.DueInDays(w.FromAt, FindDays)) {
			f.OnTime++
		}
	}
	return f, nil
}

// AllWaits gives the times in which cases had no officer, oldest first; what lasted
// no time is none.
func AllWaits(ctx context.Context, tx pgx.Tx) (map[ID][]Spell, error) {
	all, err := waits(ctx, tx, `WHERE to_at IS NULL OR to_at > from_at ORDER BY id`)
	if err != nil {
		return nil, err
	}
	of := map[ID][]Spell{}
	for _, w := range all {
		of[w.ComplaintID] = append(of[w.ComplaintID], Spell{w.FromAt, w.ToAt})
	}
	return of, nil
}

// SameSpells says whether two lists tell the same times.
func SameSpells(a, b []Spell) bool {
	return slices.EqualFunc(a, b, func(a, b Spell) bool {
		return a.From.Equal(b.From) && (a.To == nil) == (b.To == nil) && (a.To == nil || a.To.Equal(*b.To))
	})
}

func waits(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Search, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, complaint_id, from_at, to_at, nip, step, next_at, raised
		FROM queue_wait `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read how long cases wait for an officer: %w", err)
	}
	ws, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Search])
	if err != nil {
		return nil, fmt.Errorf("read how long cases wait for an officer: %w", err)
	}
	return ws, nil
}

func saveWait(ctx context.Context, tx pgx.Tx, w Search) error {
	_, err := tx.Exec(ctx, `
		UPDATE queue_wait
		SET step = $2, next_at = $3, raised = $4
		WHERE id = $1`, w.ID, w.Step, w.NextAt, w.Raised)
	if err != nil {
		return fmt.Errorf("save how long case %d waits for an officer: %w", w.ComplaintID, err)
	}
	return nil
}
