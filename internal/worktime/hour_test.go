package worktime_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tanggap/internal/worktime"
)

func TestNextFullHour(t *testing.T) {
	office := worktime.NewCalendar(worktime.Hours{}, holidays(t), nil, wib)
	all, err := worktime.ParseHours("24")
	if err != nil {
		t.Fatal(err)
	}
	always := worktime.NewCalendar(all, nil, nil, wib)
	for _, test := range []struct {
		cal      *worktime.Calendar
		at, want string
	}{
		{office, "2026-11-23 08:05", "2026-11-23 09:00"}, // Monday
		{office, "2026-11-23 09:00", "2026-11-23 10:00"},
		{office, "2026-11-23 06:10", "2026-11-23 08:00"}, // opens at 07.30
		{office, "2026-11-23 11:30", "2026-11-23 13:00"}, // lunch from 12.00
		{office, "2026-11-23 12:59", "2026-11-23 13:00"},
		{office, "2026-11-23 15:00", "2026-11-24 08:00"}, // closes at 16.00
		{office, "2026-11-27 16:20", "2026-11-30 08:00"}, // Friday
		{office, "2026-12-24 20:00", "2026-12-28 08:00"}, // Christmas, a Saturday and a Sunday
		{always, "2026-11-28 23:10", "2026-11-29 00:00"},
	} {
		at, want := clock(t, test.at), clock(t, test.want)
		if got := test.cal.NextFullHour(at); !got.Equal(want) {
			t.Errorf("after %s: %s, want %s", test.at, got, test.want)
		}
	}
}

func clock(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, wib)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Whatever the moment, it is a full hour, in working time, and no earlier one is.
func TestNextFullHourIsTheFirst(t *testing.T) {
	cal := worktime.NewCalendar(worktime.Hours{}, holidays(t), nil, wib)
	from := clock(t, "2026-11-02 00:00")
	rapid.Check(t, func(t *rapid.T) {
		at := from.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "minutes")) * time.Minute)
		got := cal.NextFullHour(at)
		if !got.After(at) || !cal.Working(got) || got.In(wib).Minute() != 0 {
			t.Fatalf("after %s: %s", at, got)
		}
		for hour := at.Truncate(time.Hour).Add(time.Hour); hour.Before(got); hour = hour.Add(time.Hour) {
			if cal.Working(hour) {
				t.Fatalf("after %s: %s comes before %s", at, hour, got)
			}
		}
	})
}
