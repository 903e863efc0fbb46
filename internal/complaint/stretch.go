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
	NotYet   Step = iota
	Reminded      // a fifth of the working time is left
	Overdue       // the limit has passed: counted as late, once
	Raised        // one working day later: the superior knows
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
	switch s.Step {
	case NotYet:
		left := cal.Elapsed(at, *s.DueAt)
		tail := time.Duration(s.AllowedSeconds) * time.Second / 5
		if left > tail {
			next := cal.Add(at, left-tail)
			s.NextAt = &next
			return
		}
		s.NextAt = s.DueAt // too late for a reminder to help
	case Reminded:
		s.NextAt = s.DueAt
	case Overdue:
		next := cal.NextDaySame(*s.DueAt)
		s.NextAt = &next
	}
}

// climb says which steps are due at a time, and moves past them. A reminder
// whose limit has passed as well is not worth sending.
func (s *Stretch) climb(cal *worktime.Calendar, at time.Time) []Step {
	var steps []Step
	for s.NextAt != nil && !at.Before(*s.NextAt) {
		switch {
		case !at.Before(*s.DueAt) && s.Step < Overdue:
			s.Step = Overdue
			s.count(false, *s.DueAt, cal)
		case s.Step == NotYet:
			s.Step = Reminded
		default:
			s.Step = Raised
		}
		steps = append(steps, s.Step)
		s.schedule(cal, at)
	}
	return steps
}

// pause stops the holder's clock while the citizen is being asked.
func (s *Stretch) pause(at time.Time) {
	s.PausedAt, s.NextAt = &at, nil
}

// resume lets the clock go on, with the limit moved by the working time of
// the pause, and says how long that was.
func (s *Stretch) resume(cal *worktime.Calendar, at time.Time) (paused int64) {
	if s.PausedAt == nil {
		return 0
	}
	paused = seconds(cal.Elapsed(*s.PausedAt, at))
	s.PausedSeconds += paused
	if !s.DueAt.Before(*s.PausedAt) {
		due := cal.Add(at, cal.Elapsed(*s.PausedAt, *s.DueAt))
		s.DueAt = &due
	}
	s.PausedAt = nil
	s.schedule(cal, at)
	return paused
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
		worked = max(0, seconds(cal.Elapsed(*s.FromAt, at))-s.PausedSeconds)
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
