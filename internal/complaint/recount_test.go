package complaint

import (
	"testing"
	"time"

	"tanggap/internal/worktime"
)

// A day off that is known only when it has passed gives holders its working time
// back, takes no right away from them, and counts twice for nothing.
func TestPastIsCountedAgain(t *testing.T) {
	was := office()
	is := worktime.NewCalendar(worktime.Hours{}, []worktime.Holiday{{On: worktime.On(2026, 11, 24), Name: "Hari berkabung"}}, nil, jakarta)
	allowed := 15 * time.Hour // Monday 08.00 to Wednesday 08.00, with the day off to Thursday 08.00
	for name, c := range map[string]struct {
		end    time.Time
		done   bool
		pauses []span
		due    time.Time
		counts bool
		onTime bool
		worked time.Duration
	}{
		"late, now in time":           {end: at(25, 9, 0), done: true, due: at(26, 8, 0), counts: true, onTime: true, worked: 8*time.Hour + 30*time.Minute},
		"late by more than the day":   {end: at(26, 9, 0), done: true, due: at(26, 8, 0), counts: true, worked: 16 * time.Hour},
		"in time, took less":          {end: at(25, 7, 45), done: true, due: at(26, 8, 0), counts: true, onTime: true, worked: 7*time.Hour + 15*time.Minute},
		"handed on behind its limit":  {end: at(25, 9, 0), due: at(26, 8, 0), worked: 8*time.Hour + 30*time.Minute},
		"handed on far behind it":     {end: at(27, 9, 0), due: at(26, 8, 0), counts: true, worked: 23*time.Hour + 30*time.Minute},
		"the citizen had the day off": {end: at(26, 9, 0), done: true, pauses: []span{{at(23, 9, 0), at(25, 9, 0)}}, due: at(27, 8, 0), counts: true, onTime: true, worked: 8*time.Hour + 30*time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			s := Stretch{Duty: ToAnswer}
			s.begin(was, at(23, 8, 0), was.Add(at(23, 8, 0), allowed))
			for _, p := range c.pauses {
				s.pause(p.from)
				s.resume(was, p.to)
			}
			if c.end.After(*s.DueAt) {
				s.count(false, *s.DueAt, was)
			}
			if c.done {
				s.finish(was, c.end)
			} else {
				s.stop(was, c.end)
			}
			p := past{cal: was, now: at(30, 8, 0), pauses: c.pauses, done: c.done}
			p.due = p.behindPauses(was.Add(*s.FromAt, allowed))
			if _, changed := p.count(s); changed && s.Counts() {
				t.Error("by the calendar that it counted by something changes")
			}
			p.cal = is
			p.due = p.behindPauses(is.Add(*s.FromAt, allowed))
			got, changed := p.count(s)
			if !changed || !got.DueAt.Equal(c.due) || got.Counts() != c.counts || c.counts && *got.OnTime != c.onTime {
				t.Errorf("changed %t, due %s, counts %t %v", changed, got.DueAt, got.Counts(), got.OnTime)
			}
			if worked := time.Duration(*got.WorkedSeconds) * time.Second; worked != c.worked {
				t.Errorf("worked %s, want %s", worked, c.worked)
			}
			if _, changed := p.count(got); changed && got.Counts() {
				t.Error("counting twice changes it twice")
			}
		})
	}
}
