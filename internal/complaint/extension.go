package complaint

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/substance"
	"tanggap/internal/worktime"
)

// A holder may ask once a case for a later limit of their own, while the limit is
// still to come. Somebody above them decides; until then, and where nobody does,
// the limit stands. The citizen's clock, and what the receipt promised, never move.

// Refusals of extensions.
const (
	ErrExtended   refusal.Code = "complaint.extended"    // it was asked for in this case already
	ErrExtendLate refusal.Code = "complaint.extend_late" // the limit has passed
	ErrExtendDays refusal.Code = "complaint.extend_days" // not later, or more than ExtendMost
	ErrThin       refusal.Code = "complaint.thin"        // a reason that says nothing
)

// Kinds of events of extensions.
const (
	ExtensionAsked   Kind = "extension_asked"
	Extended         Kind = "extended" // the words are its holder's reason
	ExtensionRefused Kind = "extension_refused"
)

// ToExtend is to decide on an extension.
const ToExtend ErrandKind = "extend"

// ExtendMost is how many working days a limit may move at most.
var ExtendMost = map[Duty]int{ToAnswer: 5, ToSettle: 20}

// Extension is a later limit that a holder asked for, as it stands.
type Extension struct {
	ID          int64
	ComplaintID ID
	StretchID   int64
	NIP         roster.NIP
	Days        int    // working days
	Reason      string `json:"-"` // its words stand in the chain as such
	AskedAt     time.Time
	DecidedBy   *roster.NIP `json:",omitempty"`
	DecidedAt   *time.Time  `json:",omitempty"`
	Granted     bool
	Moot        bool       // its stretch ended before anybody decided
	On          *time.Time `json:",omitempty"` // the day of the new limit
}

// Extendable is a case whose holder may ask for a later limit now, with the limit
// and the calendar that it stands in.
type Extendable struct {
	Complaint
	Stretch  Stretch
	Calendar *worktime.Calendar
}

// To is the limit after so many working days more.
func (e Extendable) To(days int) time.Time { return e.Stretch.extended(e.Calendar, days) }

// DaysTo is how many working days more a day is; of one on which the office is
// closed the next one counts.
func (e Extendable) DaysTo(on worktime.Date) int {
	limit := e.Calendar.Date(e.Stretch.DueAt.Add(-time.Microsecond))
	if on <= limit {
		return 0
	}
	n := e.Calendar.WorkingDays(limit+1, on)
	if !e.Calendar.WorkingDay(on.Midnight(e.Calendar.Location())) {
		n++
	}
	return n
}

// Check refuses with ErrExtendDays a number of working days that is none, or too
// large.
func (e Extendable) Check(days int) error {
	if days < 1 || days > ExtendMost[e.Stretch.Duty] {
		return ErrExtendDays
	}
	return nil
}

// extended is the limit after so many working days more.
func (s Stretch) extended(cal *worktime.Calendar, days int) time.Time {
	return cal.DueInDays(s.DueAt.Add(-time.Microsecond), days)
}

// extend moves the limit of a running stretch. One that has counted as late
// already stays so.
func (s *Stretch) extend(cal *worktime.Calendar, now time.Time, days int) {
	due := s.extended(cal, days)
	if s.OnTime == nil {
		s.AllowedSeconds += seconds(cal.Elapsed(*s.DueAt, due))
		s.Step = min(s.Step, Halfway) // the holder is reminded of the new limit as well
	}
	s.DueAt = &due
	s.schedule(cal, now)
}

// Extendable gives a case whose holder may ask for a later limit. It refuses as
// held does, and with ErrExtended or ErrExtendLate.
func (d *Desk) Extendable(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Extendable, error) {
	h, err := d.held(ctx, tx, now, by, id)
	if err != nil {
		return Extendable{}, err
	}
	_, had, err := ExtensionOf(ctx, tx, id)
	switch {
	case err != nil:
		return Extendable{}, err
	case had:
		return Extendable{}, ErrExtended
	case h.stretch.PausedAt == nil && !now.Before(*h.stretch.DueAt), h.stretch.OnTime != nil:
		return Extendable{}, ErrExtendLate
	}
	return Extendable{h.Complaint, h.stretch, h.cal}, nil
}

// Extend asks for a later limit. It refuses as Extendable and Check do, and with
// ErrEmpty, ErrTooLong, ErrThin or ErrNobody.
func (d *Desk) Extend(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, days int, reason string) (Complaint, Errand, error) {
	e, err := d.Extendable(ctx, tx, now, by, id)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	if err := cmp.Or(e.Check(days), reasoned(reason)); err != nil {
		return Complaint{}, Errand{}, err
	}
	f, err := d.fit(ctx, tx, now, e.Complaint, by)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	to, found, err := f.over(ctx, tx, by)
	if err != nil || !found {
		return Complaint{}, Errand{}, cmp.Or(err, error(ErrNobody))
	}
	x := Extension{ComplaintID: id, StretchID: e.Stretch.ID, NIP: by, Days: days, Reason: reason, AskedAt: now}
	if err := insertExtension(ctx, tx, &x); err != nil {
		return Complaint{}, Errand{}, err
	}
	work, err := d.errand(ctx, tx, now, e.Complaint, ToExtend, &to)
	if err != nil {
		return Complaint{}, Errand{}, err
	}
	return e.Complaint, *work, recordMore(ctx, tx, &e.Complaint, ExtensionAsked, ByEmployee(by), now, reason, extending(x, *work), &e.Stretch)
}

// DecideExtension grants a later limit, or for a reason does not. It refuses as
// owned does; without grant with ErrEmpty, ErrTooLong or ErrThin as well.
func (d *Desk) DecideExtension(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, errand int64, grant bool, why string) (Complaint, Extension, error) {
	if !grant {
		if err := reasoned(why); err != nil {
			return Complaint{}, Extension{}, err
		}
	}
	work, c, err := d.owned(ctx, tx, now, by, errand, ToExtend)
	if err != nil {
		return Complaint{}, Extension{}, err
	}
	x, found, err := ExtensionOf(ctx, tx, c.ID)
	if err != nil || !found || x.DecidedAt != nil {
		return Complaint{}, Extension{}, cmp.Or(err, error(ErrErrandOver))
	}
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil || !running || s.ID != x.StretchID {
		return Complaint{}, Extension{}, cmp.Or(err, error(ErrErrandOver))
	}
	work.finish(now, false)
	if err := saveErrand(ctx, tx, work); err != nil {
		return Complaint{}, Extension{}, err
	}
	x.DecidedBy, x.DecidedAt, x.Granted = &by, &now, grant
	kind, words, changed := ExtensionRefused, why, (*Stretch)(nil)
	if grant {
		cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
		if err != nil {
			return Complaint{}, Extension{}, err
		}
		s.extend(cal, now, x.Days)
		on := column(cal.Date(s.DueAt.Add(-time.Microsecond)))
		x.On = &on
		kind, words, changed = Extended, x.Reason, &s
	}
	if err := saveExtension(ctx, tx, x); err != nil {
		return Complaint{}, Extension{}, err
	}
	return c, x, recordMore(ctx, tx, &c, kind, ByEmployee(by), now, words, extending(x, work), changed)
}

// dropExtension lets an extension fall away that was asked for a stretch which
// ends undecided.
func dropExtension(ctx context.Context, tx pgx.Tx, now time.Time, id ID, changed []*Stretch) (func(*Facts), error) {
	for _, s := range changed {
		if s == nil || s.ToAt == nil {
			continue
		}
		x, found, err := openExtension(ctx, tx, s.ID)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		x.Moot, x.DecidedAt = true, &now
		if err := saveExtension(ctx, tx, x); err != nil {
			return nil, err
		}
		moot, err := drop(ctx, tx, now, id, ToExtend)
		return extending(x, moot...), err
	}
	return nil, nil
}

func extending(x Extension, work ...Errand) func(*Facts) {
	return func(f *Facts) {
		f.Errands = append(f.Errands, work...)
		f.Extensions = []Extension{x}
	}
}

// reasoned refuses a reason that is none with ErrEmpty, ErrTooLong or ErrThin.
func reasoned(reason string) error {
	if err := wrote(reason); err != nil {
		return err
	}
	if len(strings.Fields(reason)) < 2 || !substance.Answers(reason) {
		return ErrThin
	}
	return nil
}
