package complaint

import (
	"time"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Duty is what a holder owes during a stretch.
type Duty string

// ToAnswer lasts until the first real answer, ToSettle until a result is
// proposed. Each counts once, separately.
const (
	ToAnswer Duty = "answer"
	ToSettle Duty = "settle"
)

// Step is how far the ladder of lateness has been climbed in a stretch.
type Step int16

// The steps.
const (
	NotYet          Step = iota
	Halfway              // half of the working time is left
	Reminded             // a fifth of it is left
	Overdue              // the limit has passed: counted as late, once
	Raised               // a working day later: the superior is asked to help
	RaisedHead           // and a working day after they were told: the head of the office
	RaisedSecretary      // then the secretary
	Top                  // then the regent
)

// Stretch is the time in which somebody holds a case with one duty. Times are
// office time; seconds are working time by the unit's calendar.
type Stretch struct {
	ID             int64
	ComplaintID    ID
	Holder         roster.NIP
	UnitCode       string
	CategoryCode   string
	Channel        string
	Duty           Duty
	GivenAt        time.Time
	FromAt         *time.Time // nil until the card was delivered
	ToAt           *time.Time // nil while it runs
	DueAt          *time.Time
	AllowedSeconds int64
	PausedAt       *time.Time // set while the citizen is being asked
	PausedSeconds  int64
	WorkedSeconds  *int64     // once it has ended
	OnTime         *bool      // nil until it counts
	CountedOn      *time.Time // the day that it counts for: of the answer, or of the limit that passed
	Voided         bool       // the citizen reopened: the earlier time counts no more
	Step           Step
	NextAt         *time.Time // when the next step is due; nil while paused, ended or at the top
	AwaySeconds    int64      `json:",omitempty"` // working time in which the holder was on leave
	LeaveID        *int64     `json:",omitempty"` // the request that this was by; nil for none
}

// begin starts the clock at the delivery of the card.
func (s *Stretch) begin(cal *worktime.Calendar, at, due time.Time) {
	s.FromAt, s.DueAt = &at, &due
	s.AllowedSeconds = seconds(cal.Elapsed(at, due))
	s.schedule(cal, at)
}

// schedule sets when the next step is due, seen from at.
func (s *Stretch) schedule(cal *worktime.Calendar, at time.Time) {
	s.NextAt = nil
	if s.FromAt == nil || s.ToAt != nil || s.PausedAt != nil {
		return
	}
	next := *s.DueAt
	switch left := cal.Elapsed(at, next); {
	case s.Step == NotYet && left > s.part(2):
		next = cal.Add(at, left-s.part(2))
	case s.Step < Reminded && left > s.part(5):
		next = cal.Add(at, left-s.part(5))
	case s.Step < Overdue: // too late for a reminder to help
	case s.Step == Top:
		return
	default:
		if at.After(next) {
			next = at
		}
		next = cal.NextDaySame(told(cal, next))
	}
	s.NextAt = &next
}

// part is a part of the working time that is allowed.
func (s *Stretch) part(n int64) time.Duration {
	return time.Duration(s.AllowedSeconds) * time.Second / time.Duration(n)
}

// climb says which step before its superior is due at a time, NotYet for none,
// and moves past it. A reminder whose limit has passed as well is not worth
// sending, nor one at half when little is left.
func (s *Stretch) climb(cal *worktime.Calendar, at time.Time) Step {
	if s.NextAt == nil || at.Before(*s.NextAt) || s.Step >= Overdue {
		return NotYet
	}
	switch {
	case !at.Before(*s.DueAt):
		s.Step = Overdue
		s.count(false, *s.DueAt, cal)
	case s.Step == NotYet && cal.Elapsed(at, *s.DueAt) > s.part(5):
		s.Step = Halfway
	default:
		s.Step = Reminded
	}
	s.schedule(cal, at)
	return s.Step
}

// pause stops the holder's clock while the citizen is being asked.
func (s *Stretch) pause(at time.Time) {
	s.PausedAt, s.NextAt = &at, nil
}

// resume lets the clock go on, with the limit moved by the whole working minutes
// of the pause, and says how long that was. What is less would only make the end
// of a day the next morning.
func (s *Stretch) resume(cal *worktime.Calendar, at time.Time) (paused int64) {
	if s.PausedAt == nil {
		return 0
	}
	paused = seconds(cal.Elapsed(*s.PausedAt, at))
	s.PausedSeconds += paused
	if !s.DueAt.Before(*s.PausedAt) {
		due := behind(cal, *s.DueAt, cal.Elapsed(*s.PausedAt, at))
		s.DueAt = &due
	}
	s.PausedAt = nil
	s.schedule(cal, at)
	return paused
}

// behind is a limit behind a pause of so much working time.
func behind(cal *worktime.Calendar, due time.Time, paused time.Duration) time.Time {
	return cal.Add(due, paused.Truncate(time.Minute))
}

// finish ends the stretch with its duty done.
func (s *Stretch) finish(cal *worktime.Calendar, at time.Time) (paused int64) {
	paused = s.stop(cal, at)
	if s.OnTime == nil {
		onTime := !at.After(*s.DueAt)
		day := at
		if !onTime {
			day = *s.DueAt
		}
		s.count(onTime, day, cal)
	}
	return paused
}

// stop ends the stretch without its duty done, as when the case is handed on:
// the time stays the holder's, and nothing counts that had not counted yet.
func (s *Stretch) stop(cal *worktime.Calendar, at time.Time) (paused int64) {
	paused = s.resume(cal, at)
	s.ToAt, s.NextAt = &at, nil
	worked := int64(0)
	if s.FromAt != nil {
		// Never less than none: a clock that is set back may pause before it began.
		worked = max(0, seconds(cal.Elapsed(*s.FromAt, at))-s.PausedSeconds-s.AwaySeconds)
	}
	s.WorkedSeconds = &worked
	return paused
}

func (s *Stretch) count(onTime bool, at time.Time, cal *worktime.Calendar) {
	y, m, d := at.In(cal.Location()).Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	s.OnTime, s.CountedOn = &onTime, &day
}

// Left is the working time left at a moment, negative once the limit has
// passed; while paused it stands still.
func (s Stretch) Left(cal *worktime.Calendar, at time.Time) time.Duration {
	if s.DueAt == nil {
		return 0
	}
	if s.PausedAt != nil {
		at = *s.PausedAt
	}
	if at.After(*s.DueAt) {
		return -cal.Elapsed(*s.DueAt, at)
	}
	return cal.Elapsed(at, *s.DueAt)
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
