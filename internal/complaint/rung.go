package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// ErrNoRung says that a late case does not wait for this person (any more).
const ErrNoRung refusal.Code = "complaint.no_rung"

// Kinds about those above the holder of a late case.
const (
	HelpAsked Kind = "help_asked" // one rung higher
	HelpTold  Kind = "help_told"  // the message reached them: their clock runs
	HelpLost  Kind = "help_lost"  // they do not stand above the holder any more
	Backed    Kind = "backed"     // a word of support to the holder
)

// Act is what came of a rung; "" while it waits.
type Act string

// The acts, and how a rung ends without one.
const (
	ByAnswer Act = "answer" // they answered the citizen
	ByHand   Act = "hand"   // they gave the case to somebody else
	ByDate   Act = "date"   // they named a day to the citizen
	ByWord   Act = "word"   // they supported the holder with a word
	Missed   Act = "missed" // it ended without them, after their limit
	Moot     Act = "moot"   // and before it: it counts for nothing
)

// actOf is what an event of somebody above the holder does.
var actOf = map[Kind]Act{FirstAnswer: ByAnswer, Handed: ByHand, Promised: ByDate, PromiseMoved: ByDate, Backed: ByWord}

// Rung is somebody above the holder of a late case who is asked to help: a rung
// of the ladder of lateness. Its clock is their own: it starts when they were
// told, and stands for one working day.
type Rung struct {
	ID          int64
	ComplaintID ID
	StretchID   int64 // whose lateness it is about
	Step        Step
	NIP         roster.NIP
	GivenAt     time.Time
	FromAt      *time.Time // told
	DueAt       *time.Time // a working day later
	EndedAt     *time.Time
	Act         Act
}

// Open says whether it still waits for its owner.
func (r Rung) Open() bool { return r.EndedAt == nil }

// InTime says whether its owner acted within their day.
func (r Rung) InTime() bool {
	return r.Act != "" && r.Act != Missed && r.Act != Moot && (r.DueAt == nil || !r.EndedAt.After(*r.DueAt))
}

// Counts says whether the rung counts for its owner by a moment: they acted, or
// their limit has passed.
func (r Rung) Counts(at time.Time) bool {
	switch {
	case r.Act == Moot:
		return false
	case r.EndedAt != nil && !r.EndedAt.After(at):
		return true
	}
	return r.DueAt != nil && at.After(*r.DueAt)
}

// end ends a rung by an event.
func (r *Rung) end(at time.Time, actor string, k Kind) {
	r.EndedAt, r.Act = &at, Moot
	if by, is := EmployeeOf(actor); is && by == r.NIP {
		r.Act = actOf[k]
		if r.Act == "" {
			r.Act = ByAnswer
		}
		return
	}
	if r.DueAt != nil && at.After(*r.DueAt) {
		r.Act = Missed
	}
}

// letGo ends the rungs about stretches that have ended or stand still: whatever
// ended them, nobody is asked for help any more.
func letGo(ctx context.Context, tx pgx.Tx, at time.Time, actor string, k Kind, changed []*Stretch) ([]Rung, error) {
	var ended []Rung
	for _, s := range changed {
		if s == nil || s.Step < Raised || s.ToAt == nil && s.PausedAt == nil {
			continue
		}
		rs, err := endRungs(ctx, tx, at, actor, k, s.ID)
		if err != nil {
			return nil, err
		}
		ended = append(ended, rs...)
	}
	return ended, nil
}

func endRungs(ctx context.Context, tx pgx.Tx, at time.Time, actor string, k Kind, stretch int64) ([]Rung, error) {
	open, err := rungs(ctx, tx, `WHERE stretch_id = $1 AND ended_at IS NULL ORDER BY id`, stretch)
	if err != nil {
		return nil, err
	}
	for i := range open {
		open[i].end(at, actor, k)
		if err := saveRung(ctx, tx, open[i]); err != nil {
			return nil, err
		}
	}
	return open, nil
}

// climbHigher asks the next above the holder of a late case for help. While the
// one before was not told yet, it waits. Where the superior's day has passed and
// neither they nor the holder did anything, the case goes to whoever of the
// holder's colleagues has least in hand.
func (d *Desk) climbHigher(ctx context.Context, tx pgx.Tx, now time.Time, cal *worktime.Calendar, c Complaint, s Stretch) (Climbed, bool, error) {
	asked, err := rungs(ctx, tx, `WHERE stretch_id = $1 ORDER BY id`, s.ID)
	if err != nil {
		return Climbed{}, false, err
	}
	if n := len(asked); n > 0 && asked[n-1].Open() {
		if asked[n-1].FromAt == nil {
			next := cal.Add(now, time.Hour)
			s.NextAt = &next
			return Climbed{}, false, save(ctx, tx, c, &s)
		}
		if s.Step == Raised {
			h, moved, err := d.passSilent(ctx, tx, now, c, s)
			if err != nil || moved {
				return Climbed{Complaint: h.Complaint, Stretch: s, Silent: &h, Asked: asked[n-1].NIP}, moved, err
			}
		}
	}
	to, step, found, err := d.next(ctx, tx, now, c, s)
	if err != nil {
		return Climbed{}, false, err
	}
	if !found {
		s.Step, s.NextAt = Top, nil
		return Climbed{}, false, save(ctx, tx, c, &s)
	}
	r := Rung{ComplaintID: c.ID, StretchID: s.ID, Step: step, NIP: to.NIP, GivenAt: now}
	if err := insertRung(ctx, tx, &r); err != nil {
		return Climbed{}, false, err
	}
	next := cal.NextDaySame(told(cal, now))
	s.Step, s.NextAt = step, &next
	err = recordMore(ctx, tx, &c, HelpAsked, System, now, "", func(f *Facts) { f.Rungs = []Rung{r} }, &s)
	return Climbed{Complaint: c, Stretch: s, Step: step}, true, err
}

// told is when a message of this moment reaches somebody in their hours.
func told(cal *worktime.Calendar, at time.Time) time.Time {
	if until, quiet := cal.Quiet(at); quiet {
		return until
	}
	return at
}

// next is who is asked next for a late case: the superior, the head of the
// office, the secretary, the regent; nobody twice about one duty, nor the holder,
// nor whom the case concerns. False at the top.
func (d *Desk) next(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, s Stretch) (roster.Employee, Step, bool, error) {
	before, err := rungs(ctx, tx, `
		WHERE complaint_id = $1
		AND stretch_id IN (SELECT id FROM stretch WHERE complaint_id = $1 AND duty = $2 AND NOT voided)`, c.ID, s.Duty)
	if err != nil {
		return roster.Employee{}, 0, false, err
	}
	not := []roster.NIP{s.Holder}
	for _, r := range before {
		not = append(not, r.NIP)
	}
	f, err := d.fit(ctx, tx, now, c, not...)
	if err != nil {
		return roster.Employee{}, 0, false, err
	}
	for step := max(s.Step, Overdue) + 1; step <= Top; step++ {
		e, found, err := f.at(ctx, tx, step, s)
		if err != nil || found {
			return e, step, found, err
		}
	}
	return roster.Employee{}, 0, false, nil
}

// at is who stands on one rung above a stretch.
func (f fitness) at(ctx context.Context, tx pgx.Tx, step Step, s Stretch) (roster.Employee, bool, error) {
	switch step {
	case Raised:
		return f.aboveIn(ctx, tx, s)
	case RaisedHead:
		heads, err := roster.Heads(ctx, tx, s.UnitCode)
		if err != nil {
			return roster.Employee{}, false, err
		}
		var of []roster.Employee
		for _, e := range heads { // the topmost below the regency itself
			if !e.Has(roster.RoleSekda) && !e.Has(roster.RoleBupati) {
				of = []roster.Employee{e}
			}
		}
		return f.first(ctx, tx, of)
	}
	role := roster.RoleSekda
	if step == Top {
		role = roster.RoleBupati
	}
	all, err := roster.WithRole(ctx, tx, role)
	if err != nil {
		return roster.Employee{}, false, err
	}
	return f.first(ctx, tx, all)
}

// BeginRung starts the clock of somebody who was told; false when it runs, or is
// over, already.
func (d *Desk) BeginRung(ctx context.Context, tx pgx.Tx, id int64) (bool, error) {
	r, c, toldAt, err := lockRung(ctx, tx, id)
	if err != nil || !r.Open() || r.FromAt != nil || toldAt == nil {
		return false, err
	}
	owner, err := roster.Find(ctx, tx, r.NIP)
	if err != nil {
		return false, err
	}
	cal, err := d.Calendars.For(ctx, tx, owner.UnitCode)
	if err != nil {
		return false, err
	}
	from := *toldAt
	if from.Before(r.GivenAt) {
		from = r.GivenAt
	}
	due := cal.NextDaySame(from)
	r.FromAt, r.DueAt = &from, &due
	if err := saveRung(ctx, tx, r); err != nil {
		return false, err
	}
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return false, err
	}
	var changed []*Stretch
	if running && s.ID == r.StretchID && s.Step == r.Step && s.NextAt != nil {
		s.NextAt = &due
		changed = append(changed, &s)
	}
	return true, recordMore(ctx, tx, &c, HelpTold, System, from, "", func(f *Facts) { f.Rungs = []Rung{r} }, changed...)
}
