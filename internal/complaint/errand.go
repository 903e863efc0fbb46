package complaint

import (
	"context"
	"fmt"
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
		last, open := cal.Opening(e.DueAt.Add(-time.Microsecond))
		if !open {
			last = e.DueAt
		}
		e.NextAt = &last
	case e.Step == Reminded:
		e.NextAt = &e.DueAt
	}
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

// DueErrand moves an errand on: false when nothing is due.
func (d *Desk) DueErrand(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (Errand, Complaint, bool, error) {
	e, err := FindErrand(ctx, tx, id)
	if err != nil {
		return Errand{}, Complaint{}, false, err
	}
	c, err := lock(ctx, tx, e.ComplaintID)
	if err != nil {
		return Errand{}, Complaint{}, false, err
	}
	if e, err = FindErrand(ctx, tx, id); err != nil || !e.Open() {
		return e, c, false, err
	}
	lost, err := d.lostOwner(ctx, tx, now, e)
	if err != nil {
		return e, c, false, err
	}
	if lost && e.Kind == ToTake {
		e, c, err = d.lapseOffer(ctx, tx, now, c, e, OfferUnreached)
		return e, c, err == nil, err
	}
	if lost {
		return d.passErrand(ctx, tx, now, e, c)
	}
	if e.NextAt == nil || now.Before(*e.NextAt) {
		return e, c, false, nil
	}
	owner, err := roster.Find(ctx, tx, *e.NIP)
	if err != nil {
		return e, c, false, err
	}
	cal, err := d.Calendars.For(ctx, tx, owner.UnitCode)
	if err != nil {
		return e, c, false, err
	}
	if !now.Before(e.DueAt) && e.Kind == ToTake {
		e, c, err = d.lapseOffer(ctx, tx, now, c, e, OfferSilent)
		return e, c, err == nil, err
	}
	if !now.Before(e.DueAt) && e.Kind == ToDecide {
		if end, err := lastEnd(ctx, tx, c.ID); err != nil || end.State == Spam {
			if err == nil {
				e, err = d.lapse(ctx, tx, now, c, end, e)
			}
			return e, c, err == nil, err
		}
	}
	e.Step = Reminded
	if !now.Before(e.DueAt) {
		e.Step = Overdue
	}
	e.schedule(cal)
	return e, c, true, saveErrand(ctx, tx, e)
}

// lostOwner says whether somebody else is to have an errand: no message reaches its
// owner any more, or they are on leave, or have gone to another unit since.
func (d *Desk) lostOwner(ctx context.Context, tx pgx.Tx, now time.Time, e Errand) (bool, error) {
	if e.NIP == nil {
		return true, nil
	}
	available, err := roster.Available(ctx, tx, now.In(d.Calendars.Location()), *e.NIP)
	if err != nil || !available {
		return true, err
	}
	return roster.MovedSince(ctx, tx, *e.NIP, e.GivenAt)
}

// returns says whether whoever does not act on an errand now will: a message
// reaches them, they are only away.
func returns(ctx context.Context, tx pgx.Tx, e Errand) (bool, error) {
	if e.NIP == nil {
		return false, nil
	}
	_, reachable, err := roster.AddressOf(ctx, tx, *e.NIP)
	return reachable, err
}

// passErrand gives an errand to whoever it would be given to today. Where that
// is nobody it waits for somebody.
func (d *Desk) passErrand(ctx context.Context, tx pgx.Tx, now time.Time, e Errand, c Complaint) (Errand, Complaint, bool, error) {
	to, found, err := d.nextOwner(ctx, tx, now, c, e)
	if err != nil || !found && e.NIP == nil || found && e.IsOf(to.NIP) {
		return e, c, false, err
	}
	if !found {
		if back, err := returns(ctx, tx, e); err != nil || back {
			return e, c, false, err
		}
	}
	e.finish(now, true)
	if err := saveErrand(ctx, tx, e); err != nil {
		return e, c, false, err
	}
	var owner *roster.Employee
	if found {
		owner = &to
	}
	next, err := d.errand(ctx, tx, now, c, e.Kind, owner)
	if err != nil {
		return e, c, false, err
	}
	moved, err := moveHelp(ctx, tx, e, *next)
	if err != nil {
		return e, c, false, err
	}
	amended, err := moveAmendment(ctx, tx, e, *next)
	if err != nil {
		return e, c, false, err
	}
	err = recordMore(ctx, tx, &c, ErrandPassed, System, now, "", together(func(f *Facts) { f.Errands = []Errand{e, *next} }, moved, amended))
	return *next, c, true, err
}

// nextOwner finds who an errand goes to whose owner can be reached no more: who
// stands in for them while they are on leave, else whoever it belongs to today.
func (d *Desk) nextOwner(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, e Errand) (roster.Employee, bool, error) {
	if e.Kind == ToHelp {
		return d.nextHelper(ctx, tx, now, c, e)
	}
	if to, found, err := d.substitute(ctx, tx, now, c, e); err != nil || found {
		return to, found, err
	}
	return d.errandOwner(ctx, tx, now, c, e.Kind)
}

// substitute is who stands in on an errand for somebody on leave: only somebody
// with the same powers, whom it does not concern. False for none.
func (d *Desk) substitute(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, e Errand) (roster.Employee, bool, error) {
	if e.NIP == nil {
		return roster.Employee{}, false, nil
	}
	on := now.In(d.Calendars.Location())
	owner, err := roster.Find(ctx, tx, *e.NIP)
	if err != nil {
		return roster.Employee{}, false, err
	}
	to, why, found, err := roster.Cover(ctx, tx, on, owner.NIP)
	if err != nil || !found || why != roster.BySubstitute || !to.HasAll(owner) {
		return roster.Employee{}, false, err
	}
	not, err := d.concerned(ctx, tx, c, e.Kind)
	if err != nil {
		return roster.Employee{}, false, err
	}
	f, err := d.fit(ctx, tx, now, c, not...)
	if err != nil {
		return roster.Employee{}, false, err
	}
	fit, err := f.is(ctx, tx, to.NIP)
	return to, fit, err
}

// errandOwner finds who an errand about a case belongs to today.
func (d *Desk) errandOwner(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, k ErrandKind) (roster.Employee, bool, error) {
	not, err := d.concerned(ctx, tx, c, k)
	if err != nil {
		return roster.Employee{}, false, err
	}
	f, err := d.fit(ctx, tx, now, c, not...)
	if err != nil {
		return roster.Employee{}, false, err
	}
	switch k {
	case ToInspect:
		return d.inspector(ctx, tx, now, c)
	case ToSign:
		a, open, err := openAmendment(ctx, tx, c.ID)
		if err != nil || !open {
			return roster.Employee{}, false, err
		}
		return d.signer(ctx, tx, now, c, a)
	case ToContest:
		_, above, err := disputeJudges(ctx, tx, c.ID)
		if err != nil {
			return roster.Employee{}, false, err
		}
		return f.over(ctx, tx, above)
	case ToJudge:
		by, err := answerers(ctx, tx, c)
		if err != nil {
			return roster.Employee{}, false, err
		}
		return f.over(ctx, tx, by[0])
	case ToExcuse, ToCheck, ToExtend:
		last, held, err := lastHolder(ctx, tx, c)
		if err != nil || !held {
			return roster.Employee{}, false, err
		}
		return f.over(ctx, tx, last)
	}
	if k == ToPlace {
		return f.placer(ctx, tx, c)
	}
	e, err := lastEnd(ctx, tx, c.ID)
	switch {
	case err != nil:
		return roster.Employee{}, false, err
	case k == ToReview:
		return f.over(ctx, tx, *e.DecidedBy)
	}
	return f.decider(ctx, tx, c, e)
}

// concerned are those whose own doing an errand is about.
func (d *Desk) concerned(ctx context.Context, tx pgx.Tx, c Complaint, k ErrandKind) ([]roster.NIP, error) {
	switch k {
	case ToExcuse, ToExtend:
		last, _, err := lastHolder(ctx, tx, c)
		return []roster.NIP{last}, err
	case ToCheck, ToInspect:
		return showers(ctx, tx, c.ID)
	case ToJudge:
		return answerers(ctx, tx, c)
	case ToContest:
		not, _, err := disputeJudges(ctx, tx, c.ID)
		return not, err
	case ToPlace:
		return parties(ctx, tx, c)
	case ToHelp:
		return nil, nil
	case ToSign:
		a, open, err := openAmendment(ctx, tx, c.ID)
		if err != nil || !open {
			return nil, err
		}
		return c.partiesOf(a), nil
	}
	e, err := lastEnd(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	not := []roster.NIP{e.ProposedBy}
	if e.State == Spam && c.Holder != nil {
		not = append(not, *c.Holder)
	}
	if k == ToReview && e.DecidedBy != nil {
		not = append(not, *e.DecidedBy)
	}
	return not, nil
}

// over is the nearest superior who is fit, or the secretary, or the regent.
func (f fitness) over(ctx context.Context, tx pgx.Tx, nip roster.NIP) (roster.Employee, bool, error) {
	if e, found, err := f.above(ctx, tx, nip); err != nil || found {
		return e, found, err
	}
	for _, role := range []roster.Role{roster.RoleSekda, roster.RoleBupati} {
		all, err := roster.WithRole(ctx, tx, role)
		if err != nil {
			return roster.Employee{}, false, err
		}
		if e, found, err := f.first(ctx, tx, all); err != nil || found {
			return e, found, err
		}
	}
	return roster.Employee{}, false, nil
}

const errandColumns = `id, complaint_id, kind, nip, given_at, due_at, done_at, moot, step, next_at`

func errands(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Errand, error) {
	rows, err := tx.Query(ctx, `SELECT `+errandColumns+` FROM errand `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read errands: %w", err)
	}
	es, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Errand])
	if err != nil {
		return nil, fmt.Errorf("read errands: %w", err)
	}
	return es, nil
}

// FindErrand gives an errand; ErrErrandOver when there is none.
func FindErrand(ctx context.Context, tx pgx.Tx, id int64) (Errand, error) {
	es, err := errands(ctx, tx, `WHERE id = $1`, id)
	if err == nil && len(es) == 0 {
		err = ErrErrandOver
	}
	if err != nil {
		return Errand{}, err
	}
	return es[0], nil
}

// ErrandsOf lists what waits for somebody, what is due first first.
func ErrandsOf(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]Errand, error) {
	return errands(ctx, tx, `WHERE nip = $1 AND done_at IS NULL ORDER BY due_at, id`, nip)
}

// OpenErrands lists all that wait, oldest first.
func OpenErrands(ctx context.Context, tx pgx.Tx) ([]Errand, error) {
	return errands(ctx, tx, `WHERE done_at IS NULL ORDER BY id`)
}

// AllErrands gives the errands of all cases, oldest first.
func AllErrands(ctx context.Context, tx pgx.Tx) ([]Errand, error) {
	return errands(ctx, tx, `ORDER BY id`)
}

func insertErrand(ctx context.Context, tx pgx.Tx, e *Errand) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO errand (complaint_id, kind, nip, given_at, due_at, step, next_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		RETURNING id`,
		e.ComplaintID, e.Kind, e.NIP, e.GivenAt, e.DueAt, e.Step, e.NextAt).Scan(&e.ID)
	if err != nil {
		return fmt.Errorf("give an errand about case %d: %w", e.ComplaintID, err)
	}
	return nil
}

func saveErrand(ctx context.Context, tx pgx.Tx, e Errand) error {
	_, err := tx.Exec(ctx, `
		UPDATE errand
		SET done_at = $2, moot = $3, step = $4, next_at = $5
		WHERE id = $1`, e.ID, e.DoneAt, e.Moot, e.Step, e.NextAt)
	if err != nil {
		return fmt.Errorf("save errand %d: %w", e.ID, err)
	}
	return nil
}
