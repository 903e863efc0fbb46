package response

import (
	"testing"
	"time"

	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestWhoHasTooMuchInHand(t *testing.T) {
	hours, err := worktime.ParseHours("")
	if err != nil {
		t.Fatal(err)
	}
	monday := testkit.Time("2026-11-23 09:00")
	cal := worktime.NewCalendar(hours, nil, nil, monday.Location())
	due := func(at string, n int) (held []Held) {
		for range n {
			held = append(held, Held{Stretch: int64(len(held) + 1), Since: monday.Add(-time.Hour).UnixMicro(), Due: testkit.Time(at).UnixMicro()})
		}
		return held
	}
	for name, c := range map[string]struct {
		now  string
		of   [][]Held
		away int // who is away, -1 for nobody
		over []bool
		two  int // twice the median
	}{
		"nobody alone":                {"2026-11-23 09:00", [][]Held{due("2026-12-11 16:00", 9)}, -1, []bool{false}, 18},
		"few are few":                 {"2026-11-23 09:00", [][]Held{due("2026-12-11 16:00", 4), nil, nil}, -1, []bool{false, false, false}, 0},
		"five beside none":            {"2026-11-23 09:00", [][]Held{due("2026-12-11 16:00", 5), nil, nil}, -1, []bool{true, false, false}, 0},
		"twice is not more than":      {"2026-11-23 09:00", [][]Held{due("2026-12-11 16:00", 6), due("2026-12-11 16:00", 3), due("2026-12-11 16:00", 3)}, -1, []bool{false, false, false}, 6},
		"more than twice":             {"2026-11-23 09:00", [][]Held{due("2026-12-11 16:00", 7), due("2026-12-11 16:00", 3), due("2026-12-11 16:00", 3)}, -1, []bool{true, false, false}, 6},
		"an even team":                {"2026-11-23 09:00", [][]Held{due("2026-12-11 16:00", 6), due("2026-12-11 16:00", 3)}, -1, []bool{false, false}, 9},
		"three in two hours":          {"2026-11-27 14:30", [][]Held{due("2026-11-27 16:00", 3), nil}, -1, []bool{true, false}, 3},
		"two in two hours":            {"2026-11-27 14:30", [][]Held{due("2026-11-27 16:00", 2), nil}, -1, []bool{false, false}, 2},
		"three in a week":             {"2026-11-23 09:00", [][]Held{due("2026-11-27 16:00", 3), nil}, -1, []bool{false, false}, 3},
		"away with one due this week": {"2026-11-23 09:00", [][]Held{due("2026-11-27 16:00", 1), nil}, 0, []bool{true, false}, 1},
		"away with one due later":     {"2026-11-23 09:00", [][]Held{due("2026-12-11 16:00", 1), nil}, 0, []bool{false, false}, 1},
	} {
		var team []Load
		for i, held := range c.of {
			team = append(team, Weigh(cal, testkit.Time(c.now), "1", held, i == c.away))
		}
		if two := CompareLoads(team); two != c.two {
			t.Errorf("%s: twice the median is %d, want %d", name, two, c.two)
		}
		for i, l := range team {
			if l.Over != c.over[i] {
				t.Errorf("%s: %d of the team: over is %t", name, i, l.Over)
			}
		}
	}
}

func TestALoadCountsDays(t *testing.T) {
	hours, _ := worktime.ParseHours("")
	now := testkit.Time("2026-11-23 09:00")
	cal := worktime.NewCalendar(hours, nil, nil, now.Location())
	at := func(s string) int64 { return testkit.Time(s).UnixMicro() }
	l := Weigh(cal, now, "1", []Held{
		{Stretch: 1, Since: at("2026-11-20 08:00"), Due: at("2026-11-23 08:00")},
		{Stretch: 2, Since: at("2026-11-23 08:00"), Due: at("2026-11-23 16:00")},
		{Stretch: 3, Since: at("2026-11-23 08:00"), Due: at("2026-11-24 00:00")}, // midnight ends this day
		{Stretch: 4, Due: at("2026-11-27 16:00")},
		{Stretch: 5, Since: at("2026-11-19 08:00"), Due: at("2026-11-23 16:00"), Paused: true},
	}, false)
	if l.Open != 4 || l.Asked != 1 || l.PastDue != 1 || l.Today != 2 || l.Week != 4 || !l.Since.Equal(testkit.Time("2026-11-20 08:00")) {
		t.Errorf("%+v", l)
	}
}
