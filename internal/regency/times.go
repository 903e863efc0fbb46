package regency

import (
	"time"

	"tanggap/internal/worktime"
)

// filedAt is when the case was filed: so many working days of the office ago.
func (p *past) filedAt(office *worktime.Calendar, now time.Time) time.Time {
	back := time.Duration(p.ago*float64(office.Hours().PerDay())) + unround(p.line, 40*time.Minute)
	// The latest moment since which so much working time has passed.
	early, late := now.AddDate(-1, 0, 0), now
	for late.Sub(early) > time.Second {
		middle := early.Add(late.Sub(early) / 2)
		if office.Elapsed(middle, now) >= back {
			early = middle
		} else {
			late = middle
		}
	}
	at := early.Truncate(time.Second)
	if p.evening {
		at = office.Date(at).AddDays(-1).Midnight(office.Location()).Add(19*time.Hour + at.Sub(at.Truncate(2*time.Hour)))
	}
	return at
}

// delivered is when a card that was put at a moment reaches the officer: not in
// the quiet hours.
func delivered(cal *worktime.Calendar, at time.Time) time.Time {
	if until, quiet := cal.Quiet(at); quiet {
		at = until
	}
	return at.Add(3 * time.Second)
}

// earlier keeps what is past in the past: no message is under way, so a card
// that would wait for the morning is there already.
func earlier(a, b time.Time) time.Time {
	if a.After(b) {
		return b
	}
	return a
}

// awake moves a citizen's act out of the night, to the first hour after it.
func awake(loc *time.Location, at time.Time) time.Time {
	at = at.In(loc).Truncate(time.Second)
	switch midnight := worktime.DateOf(at).Midnight(loc); {
	case at.Hour() < 6:
		return midnight.Add(6*time.Hour + at.Sub(midnight)%time.Hour)
	case at.Hour() >= 22:
		return midnight.AddDate(0, 0, 1).Add(6*time.Hour + at.Sub(midnight)%time.Hour)
	}
	return at
}

// unround gives less than most in whole seconds, by number: nobody does
// anything on the stroke of the hour.
func unround(number int, most time.Duration) time.Duration {
	return time.Duration(uint32(number)*2654435761%uint32(most/time.Second)) * time.Second
}
