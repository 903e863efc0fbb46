package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Refusals of errands.
const (
	ErrErrandOver refusal.Code = "complaint.errand_over" // it was done, or fell away
	ErrNotErrand  refusal.Code = "complaint.not_errand"  // it waits for somebody else
	ErrNobody     refusal.Code = "complaint.nobody"      // nobody who may decide can be reached
)

// ErrandKind says what an errand is about.
type ErrandKind string

// The kinds.
const (
	ToDecide ErrandKind = "decide" // whether a case may end as its holder proposed
	ToReview ErrandKind = "review" // an objection of the citizen to such an end
	ToExcuse ErrandKind = "excuse" // the lowest of four faces: answer the citizen who gave it

	ToCheck   ErrandKind = "check"   // a picture that looks like another case's: for the superior
	ToInspect ErrandKind = "inspect" // the same, for the inspectorate
	ToContest ErrandKind = "contest" // what an officer says against what counts for them
)

// allowance is the working time that an errand may take: whole days, of which
// that of the giving counts for none, or hours.
type allowance struct {
	days  int
	hours time.Duration
}

var allowances = map[ErrandKind]allowance{
	ToDecide: {days: 3}, ToReview: {days: 5}, ToExcuse: {days: 5},
	ToCheck: {days: 5}, ToInspect: {days: 5}, ToContest: {days: 5},
	ToTake: {hours: 4 * time.Hour}, ToPlace: {days: 1}, ToHelp: {days: HelpDays},
	ToExtend: {days: 1}, ToSign: {days: 2}, ToJudge: {days: 3},
}

func (a allowance) due(cal *worktime.Calendar, from time.Time) time.Time {
	if a.days > 0 {
		return cal.DueInDays(from, a.days)
	}
	return cal.Add(from, a.hours)
}

// Errand is a small duty about a case that is not its holder's: it has an owner
// and a limit of its own, and is done once. Its time is its owner's: where it
// goes to somebody else, theirs begins anew.
type Errand struct {
	ID          int64
	ComplaintID ID
	Kind        ErrandKind
	NIP         *roster.NIP // nil while nobody can be reached
	GivenAt     time.Time
	DueAt       time.Time
	DoneAt      *time.Time
	Moot        bool // it ended undone: it fell away, or went to somebody else
	Step        Step
	NextAt      *time.Time // of the next reminder, or try to find somebody
}

// Open says whether it still waits.
func (e Errand) Open() bool { return e.DoneAt == nil }

// IsOf says whether nip owns it.
func (e Errand) IsOf(nip roster.NIP) bool { return e.NIP != nil && *e.NIP == nip }

// schedule sets when the next step is due: at the opening of the last day, and
// when the limit passes; of one that has hours only then. Without an owner
// somebody is looked for at once.
func (e *Errand) schedule(cal *worktime.Calendar) {
	e.NextAt = nil
	switch {
	case !e.Open():
	case e.NIP == nil:
		e.NextAt = &e.GivenAt
	case e.Step == NotYet && allowances[e.Kind].hours > 0:
		e.NextAt = &e.DueAt
	case e.Step == NotYet:
		last := lastOpening(cal, e.DueAt)
		e.NextAt = &last
	case e.Step == Reminded:
		e.NextAt = &e.DueAt
	}
}

// lastOpening is the opening of the day on which a limit stands, or the limit where
// that is no working day.
func lastOpening(cal *worktime.Calendar, due time.Time) time.Time {
	if at, open := cal.Opening(due.Add(-time.Microsecond)); open {
		return at
	}
	return due
}

// errand gives somebody an errand, or nobody yet.
func (d *Desk) errand(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, k ErrandKind, to *roster.Employee) (*Errand, error) {
	e := Errand{ComplaintID: c.ID, Kind: k, GivenAt: now}
	unit := c.UnitCode
	if to != nil {
		e.NIP, unit = &to.NIP, to.UnitCode
	}
	cal, err := d.Calendars.For(ctx, tx, unit)
	if err != nil {
		return nil, err
	}
	e.DueAt = allowances[k].due(cal, now)
	e.schedule(cal)
	return &e, insertErrand(ctx, tx, &e)
}

// finish ends an errand: done, or moot.
func (e *Errand) finish(now time.Time, moot bool) { e.DoneAt, e.Moot, e.NextAt = &now, moot, nil }

// owned locks an errand of a kind for somebody who may do it: its owner, and
// whoever stands above the owner. It refuses with ErrErrandOver or ErrNotErrand.
func (d *Desk) owned(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64, k ErrandKind) (Errand, Complaint, error) {
	e, err := FindErrand(ctx, tx, id)
	if err != nil {
		return Errand{}, Complaint{}, err
	}
	c, err := lock(ctx, tx, e.ComplaintID)
	if err != nil {
		return Errand{}, Complaint{}, err
	}
	if e, err = FindErrand(ctx, tx, id); err != nil { // as it stands under the lock
		return Errand{}, Complaint{}, err
	}
	if e.Kind != k {
		return Errand{}, Complaint{}, ErrErrandOver
	}
	may, err := d.mayDo(ctx, tx, now, by, e, c)
	switch {
	case err != nil:
		return Errand{}, Complaint{}, err
	case !may:
		return Errand{}, Complaint{}, ErrNotErrand
	case !e.Open():
		return Errand{}, Complaint{}, ErrErrandOver
	}
	return e, c, nil
}

// mayDo says whether somebody may do an errand: its owner, or whoever stands
// above the owner; never somebody about whose own doing it is, nor who reported
// the case or is meant by it.
func (d *Desk) mayDo(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, e Errand, c Complaint) (bool, error) {
	if e.IsOf(by) {
		return true, nil
	}
	if e.NIP == nil || e.Kind == ToTake {
		return false, nil
	}
	concerned, err := d.concerned(ctx, tx, c, e.Kind)
	if err != nil {
		return false, err
	}
	f, err := d.fit(ctx, tx, now, c, concerned...)
	if err != nil {
		return false, err
	}
	if barred, err := f.bars(ctx, tx, by); err != nil || barred {
		return false, err
	}
	return roster.Leads(ctx, tx, by, *e.NIP)
}

// ReadyErrand says whether somebody may do an errand now. It refuses as doing it
// would, with ErrErrandOver or ErrNotErrand.
func (d *Desk) ReadyErrand(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id int64) (Errand, Complaint, error) {
	e, err := FindErrand(ctx, tx, id)
	if err != nil {
		return Errand{}, Complaint{}, err
	}
	return d.owned(ctx, tx, now, by, id, e.Kind)
}

// drop lets the open errands of some kinds about a case fall away.
func drop(ctx context.Context, tx pgx.Tx, now time.Time, id ID, kinds ...ErrandKind) ([]Errand, error) {
	open, err := errands(ctx, tx, `WHERE complaint_id = $1 AND done_at IS NULL AND kind = ANY ($2) ORDER BY id`, id, kinds)
	if err != nil {
		return nil, err
	}
	for i := range open {
		open[i].finish(now, true)
		if err := saveErrand(ctx, tx, open[i]); err != nil {
			return nil, err
		}
	}
	return open, nil
}
