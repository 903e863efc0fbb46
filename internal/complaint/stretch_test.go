package complaint

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tanggap/internal/worktime"
)

var jakarta = time.FixedZone("WIB", 7*3600)

func office() *worktime.Calendar { return worktime.NewCalendar(worktime.Hours{}, nil, nil, jakarta) }

func at(day, hour, minute int) time.Time {
	return time.Date(2026, time.November, day, hour, minute, 0, 0, jakarta)
}

func TestLadder(t *testing.T) {
	cal := office()
	var s Stretch
	s.begin(cal, at(23, 8, 0), cal.Add(at(23, 8, 0), 15*time.Hour)) // Monday 08.00, two days of 7½ hours
	if want := at(25, 8, 0); !s.DueAt.Equal(want) {
		t.Fatalf("due %s, want %s", s.DueAt, want)
	}
	if want := at(24, 8, 0); !s.NextAt.Equal(want) { // half of 15 hours
		t.Fatalf("first reminder %s, want %s", s.NextAt, want)
	}
	if step := s.climb(cal, at(24, 7, 59)); step != NotYet {
		t.Fatalf("too early: %v", step)
	}
	if step := s.climb(cal, at(24, 8, 0)); step != Halfway {
		t.Fatalf("at half: %v", step)
	}
	if want := at(24, 13, 30); !s.NextAt.Equal(want) { // 80 %: three hours are left
		t.Fatalf("reminder %s, want %s", s.NextAt, want)
	}
	if step := s.climb(cal, at(24, 13, 30)); step != Reminded {
		t.Fatalf("at 80 %%: %v", step)
	}
	if step := s.climb(cal, at(25, 8, 0)); step != Overdue {
		t.Fatalf("at the limit: %v", step)
	}
	if s.OnTime == nil || *s.OnTime || s.CountedOn.Format(time.DateOnly) != "2026-11-25" {
		t.Fatalf("counted %v on %v", s.OnTime, s.CountedOn)
	}
	if want := at(26, 8, 0); !s.NextAt.Equal(want) || s.climb(cal, want) != NotYet { // that needs a superior
		t.Fatalf("a working day later: next %v", s.NextAt)
	}
	s.finish(cal, at(27, 9, 0))
	if *s.OnTime || s.CountedOn.Format(time.DateOnly) != "2026-11-25" {
		t.Error("a late answer changed the day that counted")
	}
	if *s.WorkedSeconds != int64((4*7.5+1)*3600) {
		t.Errorf("worked %d s", *s.WorkedSeconds)
	}
}

func TestAReminderThatComesTooLateIsNotSent(t *testing.T) {
	cal := office()
	var s Stretch
	s.begin(cal, at(23, 8, 0), at(23, 16, 0))
	if step := s.climb(cal, at(30, 17, 0)); step != Overdue {
		t.Errorf("long after: %v", step)
	}
	if want := time.Date(2026, time.December, 2, 7, 30, 0, 0, jakarta); !s.NextAt.Equal(want) { // they hear of it on Tuesday morning
		t.Errorf("the superior at %s, want %s", s.NextAt, want)
	}
}

func TestAtHalfWhenLittleIsLeftIsNotSent(t *testing.T) {
	cal := office()
	var s Stretch
	s.begin(cal, at(23, 8, 0), cal.Add(at(23, 8, 0), 15*time.Hour))
	if step := s.climb(cal, at(24, 15, 0)); step != Reminded {
		t.Errorf("late in the day: %v", step)
	}
}

// A clock that is set back between two acts makes nobody work less than nothing.
func TestAClockSetBack(t *testing.T) {
	cal := office()
	var s Stretch
	s.begin(cal, at(23, 9, 0), at(24, 9, 0))
	s.pause(at(23, 8, 0))
	s.resume(cal, at(23, 9, 15))
	s.finish(cal, at(23, 9, 30))
	if *s.WorkedSeconds != 0 || s.PausedSeconds != 75*60 || !*s.OnTime {
		t.Errorf("worked %d s, paused %d s, on time %v", *s.WorkedSeconds, s.PausedSeconds, *s.OnTime)
	}
}

// Who asks in the very minute of the limit is not late yet, and not late for
// having waited.
func TestAPauseAtTheLimit(t *testing.T) {
	cal := office()
	var s Stretch
	s.begin(cal, at(23, 9, 0), at(23, 10, 0))
	s.pause(at(23, 10, 0))
	s.resume(cal, at(23, 11, 0))
	s.finish(cal, at(23, 11, 0))
	if !s.DueAt.Equal(at(23, 11, 0)) || !*s.OnTime {
		t.Errorf("due %s, on time %v", s.DueAt, *s.OnTime)
	}
}

// A question that is answered at once, or while the office is closed, leaves the
// end of a day where it is.
func TestAPauseLeavesTheEndOfTheDay(t *testing.T) {
	for name, pause := range map[string][2]time.Time{
		"of seconds":           {at(25, 10, 0), at(25, 10, 0).Add(59 * time.Second)},
		"over night":           {at(24, 17, 0), at(25, 7, 30)},
		"from the limit on":    {at(25, 16, 0), at(26, 7, 30)},
		"over the noon's rest": {at(25, 12, 0), at(25, 13, 0)},
	} {
		cal := office()
		var s Stretch
		s.begin(cal, at(23, 8, 0), at(25, 16, 0))
		s.pause(pause[0])
		s.resume(cal, pause[1])
		if !s.DueAt.Equal(at(25, 16, 0)) {
			t.Errorf("%s: due %s", name, s.DueAt)
		}
	}
}

// Whatever pauses there are: working time held and working time paused make
// up the whole, and the limit moves by exactly the whole minutes of the pauses before it.
func TestPausesMoveTheLimitAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := office()
		now := at(23, 7, 30)
		step := func(name string) time.Time {
			now = now.Add(time.Duration(rapid.IntRange(1, 3000).Draw(t, name)) * time.Minute)
			return now
		}
		var s Stretch
		from := step("from")
		due := cal.Add(from, time.Duration(rapid.IntRange(1, 60).Draw(t, "hours"))*time.Hour)
		s.begin(cal, from, due)
		var paused, moved int64
		for range rapid.IntRange(0, 4).Draw(t, "pauses") {
			s.pause(step("pause"))
			late := now.After(*s.DueAt)
			p := s.resume(cal, step("resume"))
			paused += p
			if !late {
				moved += p
			}
		}
		end := step("end")
		s.finish(cal, end)
		if got, want := *s.WorkedSeconds+paused, seconds(cal.Elapsed(from, end)); got != want {
			t.Fatalf("worked and paused %d s of %d s", got, want)
		}
		if got, want := seconds(cal.Elapsed(due, *s.DueAt)), moved; got != want {
			t.Fatalf("the limit moved by %d s, want %d s", got, want)
		}
		if *s.OnTime != !end.After(*s.DueAt) {
			t.Fatalf("on time %v, ended %s, due %s", *s.OnTime, end, s.DueAt)
		}
	})
}

// A limit that is put off gives its time and its reminders anew; what counted
// as late stays late.
func TestExtend(t *testing.T) {
	cal := office()
	var s Stretch
	s.begin(cal, at(23, 8, 0), cal.Add(at(23, 8, 0), 15*time.Hour))
	s.climb(cal, at(24, 14, 0))
	late := s
	s.extend(cal, at(24, 14, 0), 2)
	if want := at(27, 16, 30); !s.DueAt.Equal(want) || s.Step != Halfway {
		t.Errorf("until %s, step %d", s.DueAt, s.Step)
	}
	if want := seconds(cal.Elapsed(at(23, 8, 0), at(27, 16, 30))); s.AllowedSeconds != want {
		t.Errorf("allowed %d s, want %d", s.AllowedSeconds, want)
	}
	if step := s.climb(cal, at(25, 8, 0)); step != NotYet {
		t.Errorf("at the old limit: %v", step)
	}
	late.climb(cal, at(25, 8, 0))
	allowed := late.AllowedSeconds
	late.extend(cal, at(25, 9, 0), 2)
	if late.finish(cal, at(25, 10, 0)); *late.OnTime || late.AllowedSeconds != allowed || late.Step != Overdue {
		t.Errorf("put off when it was late already: %+v", late)
	}
	s.pause(at(25, 8, 0))
	s.extend(cal, at(25, 8, 0), 1)
	if s.NextAt != nil || !s.DueAt.Equal(at(30, 16, 0)) {
		t.Errorf("put off while it stands: until %s, next %v", s.DueAt, s.NextAt)
	}
}
