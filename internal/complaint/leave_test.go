package complaint

import (
	"testing"
	"time"
)

// Leave takes its working time off a stretch, and a limit that passed in it; what
// does not count after all comes back to the bit.
func TestLeaveExcusesAndComesBack(t *testing.T) {
	cal := office()
	leave, asked := at(24, 0, 0), at(24, 8, 30)
	for name, c := range map[string]struct {
		from, due, now time.Time
		paused         *time.Time
		late           bool // had counted when the leave became known
		away, worked   time.Duration
		left           time.Duration // seen from the leave's beginning
		again          bool          // counts as late once the leave does not count
	}{
		"moved as it begins":   {at(23, 8, 0), at(25, 8, 0), at(24, 0, 0), nil, false, 0, 7 * time.Hour, 8 * time.Hour, false},
		"known in the morning": {at(23, 8, 0), at(25, 8, 0), at(24, 9, 30), nil, false, 2 * time.Hour, 7 * time.Hour, 8 * time.Hour, false},
		"its limit passed":     {at(23, 8, 0), at(24, 8, 30), at(24, 9, 30), nil, true, 2 * time.Hour, 7 * time.Hour, time.Hour, true},
		"late before it":       {at(23, 8, 0), at(23, 15, 0), at(24, 9, 30), nil, true, 2 * time.Hour, 7 * time.Hour, -time.Hour, true},
		"the citizen is asked": {at(23, 8, 0), at(25, 8, 0), at(24, 9, 30), &asked, false, time.Hour, 7 * time.Hour, 8 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			var s Stretch
			s.begin(cal, c.from, c.due)
			if c.late {
				s.climb(cal, c.now)
			}
			if c.paused != nil {
				s.pause(*c.paused)
			}
			counted := s.CountedOn
			request := int64(7)
			left, uncounted := s.away(cal, Absence{From: leave, Request: &request}, c.now)
			if left != c.left {
				t.Errorf("left %s, want %s", left, c.left)
			}
			if excused := c.late && c.due.After(leave); (uncounted != nil) != excused || excused && s.Counts() {
				t.Errorf("uncounted %v, counts %t", uncounted, s.Counts())
			}
			s.stop(cal, c.now)
			if got := time.Duration(s.AwaySeconds) * time.Second; got != c.away {
				t.Errorf("away %s, want %s", got, c.away)
			}
			if got := time.Duration(*s.WorkedSeconds) * time.Second; got != c.worked {
				t.Errorf("worked %s, want %s", got, c.worked)
			}
			s.back(cal)
			if got := time.Duration(*s.WorkedSeconds) * time.Second; got != c.worked+c.away || s.AwaySeconds != 0 || s.LeaveID != nil {
				t.Errorf("worked %s once it came back, want %s", got, c.worked+c.away)
			}
			if s.Counts() != c.again || c.again && (*s.OnTime || !s.CountedOn.Equal(*counted)) {
				t.Errorf("counts %t on %v, want %t", s.Counts(), s.CountedOn, c.again)
			}
		})
	}
}
