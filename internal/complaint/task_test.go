package complaint

import (
	"testing"
	"time"

	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestUrgency(t *testing.T) {
	now := testkit.Time("2026-11-24 09:00") // a Tuesday
	cal := worktime.NewCalendar(worktime.Hours{}, nil, nil, now.Location())
	for due, want := range map[string]Urgency{
		"2026-11-24 08:59": PastDue, "2026-11-23 16:00": PastDue,
		"2026-11-24 09:00": DueToday, "2026-11-24 16:00": DueToday, "2026-11-25 00:00": DueToday,
		"2026-11-25 07:31": DueWeek, "2026-11-27 16:30": DueWeek, "2026-11-30 00:00": DueWeek,
		"2026-11-30 08:00": DueLater, "2026-12-24 16:00": DueLater,
	} {
		if got := urgency(cal, now, testkit.Time(due)); got != want {
			t.Errorf("due %s: %d, want %d", due, got, want)
		}
	}
	// A question stops the clock, whatever the limit; a result has none.
	past := now.Add(-time.Hour)
	asked := Task{Complaint: Complaint{State: Asked}, Urgency: WithCitizen, Stretch: &Stretch{DueAt: &past, PausedAt: &past}}
	asked.weigh(cal, now)
	proposed := Task{Complaint: Complaint{State: Proposed}, Urgency: WithCitizen}
	proposed.weigh(cal, now)
	if asked.Urgency != WithCitizen || proposed.Urgency != WithCitizen || asked.Left != 0 || asked.PerDay != 450*time.Minute {
		t.Errorf("%+v %+v", asked, proposed)
	}
}
