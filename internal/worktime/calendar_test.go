package worktime_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"tanggap/internal/worktime"
)

var wib = mustLocation("Asia/Jakarta")

// ramadan1447 and ramadan1448 are settings of the tests: no decree dates them.
var (
	ramadan1447 = worktime.Ramadan{From: worktime.On(2026, 2, 18), To: worktime.On(2026, 3, 20)}
	ramadan1448 = worktime.Ramadan{From: worktime.On(2027, 2, 8), To: worktime.On(2027, 3, 9)}
)

func mustLocation(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func holidays(t testing.TB) []worktime.Holiday {
	t.Helper()
	f, err := os.Open("testdata/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var days []worktime.Holiday
	for _, row := range rows[1:] {
		on, err := worktime.ParseDate(row[0])
		if err != nil {
			t.Fatal(err)
		}
		days = append(days, worktime.Holiday{On: on, Name: row[1], Kind: row[2], Source: row[3]})
	}
	return days
}

// calendar builds the calendar of a unit with the given hours and the holidays
// of the decrees, without Ramadan.
func calendar(t testing.TB, hours string, shorter ...worktime.Ramadan) *worktime.Calendar {
	t.Helper()
	h, err := worktime.ParseHours(hours)
	if err != nil {
		t.Fatal(err)
	}
	return worktime.NewCalendar(h, holidays(t), shorter, wib)
}

// wall reads "2026-11-20 16:00" as the clock in Kepahiang shows it; 24:00 is the
// end of that day.
func wall(t testing.TB, s string) time.Time {
	t.Helper()
	day, clock := s[:len("2006-01-02")], s[len("2006-01-02 "):]
	end := clock == "24:00"
	if end {
		clock = "00:00"
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, wib)
	if err != nil {
		t.Fatal(err)
	}
	if end {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

func same(t testing.TB, what string, got, want time.Time) {
	t.Helper()
	if !got.Equal(want) {
		t.Errorf("%s: got %s, want %s", what, got.Format("Mon 2006-01-02 15:04:05.999999999"), want.Format("Mon 2006-01-02 15:04"))
	}
	if got.Location() != wib && !got.IsZero() {
		t.Errorf("%s: shown in %v, not at the office", what, got.Location())
	}
}

func TestHolidaysOfTheDecrees(t *testing.T) {
	count := map[string]int{}
	for _, h := range holidays(t) {
		count[h.On.String()[:4]+" "+h.Kind]++
	}
	for kind, want := range map[string]int{
		"2026 libur_nasional": 17, "2026 cuti_bersama": 8,
		"2027 libur_nasional": 18, "2027 cuti_bersama": 8,
	} {
		if count[kind] != want {
			t.Errorf("%s: %d days, want %d", kind, count[kind], want)
		}
	}
}

// Each day of the decrees, one by one: other lists carry guesses for some of them
// (Nyepi on 9 March 2027, Iduladha on 16 May).
func TestDaysOfTheDecrees(t *testing.T) {
	want := map[string]string{
		"2026 libur_nasional": "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 08-17 08-25 12-25",
		"2026 cuti_bersama":   "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24",
		"2027 libur_nasional": "01-01 01-05 02-06 03-08 03-10 03-11 03-26 03-28 05-01 05-06 05-17 05-20 06-01 06-06 08-15 08-17 12-25 12-26",
		"2027 cuti_bersama":   "02-05 03-09 03-12 03-15 03-25 05-18 05-19 12-24",
	}
	got := map[string][]string{}
	for _, h := range holidays(t) {
		key := h.On.String()[:4] + " " + h.Kind
		got[key] = append(got[key], h.On.String()[5:])
		if h.Source == "" {
			t.Errorf("%s has no source", h.On)
		}
	}
	for key, days := range want {
		slices.Sort(got[key])
		if have := strings.Join(got[key], " "); have != days {
			t.Errorf("%s: %s, want %s", key, have, days)
		}
	}
	c := calendar(t, "")
	for at, working := range map[string]bool{"2027-03-09 10:00": false, "2027-03-07 10:00": false, "2027-03-16 10:00": true, "2027-05-14 10:00": true, "2027-05-17 10:00": false} {
		if c.WorkingDay(wall(t, at)) != working {
			t.Errorf("%s: working %t", at, !working)
		}
	}
}

func TestWorkingDaysPerMonth(t *testing.T) {
	c := calendar(t, "")
	for year, want := range map[int][12]int{
		2026: {20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21},
		2027: {19, 19, 15, 22, 16, 21, 22, 21, 22, 21, 22, 22},
	} {
		sum := 0
		for i := range 12 {
			m := time.Month(i + 1)
			from, to := worktime.On(year, m, 1), worktime.On(year, m+1, 0)
			if got := c.WorkingDays(from, to); got != want[i] {
				t.Errorf("%d-%02d: %d working days, want %d", year, m, got, want[i])
			}
			sum += want[i]
		}
		if got := c.WorkingDays(worktime.On(year, 1, 1), worktime.On(year, 12, 31)); got != sum || sum != map[int]int{2026: 240, 2027: 242}[year] {
			t.Errorf("%d: %d working days, sum of months %d", year, got, sum)
		}
	}
	if got := c.WorkingDays(worktime.On(2026, 1, 2), worktime.On(2026, 1, 1)); got != 0 {
		t.Errorf("backwards: %d working days", got)
	}
}

func TestOrdinaryWeeks(t *testing.T) {
	plain := worktime.NewCalendar(worktime.Hours{}, nil, nil, wib)
	if got := plain.Elapsed(wall(t, "2026-11-16 00:00"), wall(t, "2026-11-22 24:00")); got != 37*time.Hour+30*time.Minute {
		t.Errorf("an ordinary week has %v", got)
	}
	fasting := worktime.NewCalendar(worktime.Hours{}, nil, []worktime.Ramadan{ramadan1448}, wib)
	if got := fasting.Elapsed(wall(t, "2027-02-15 00:00"), wall(t, "2027-02-21 24:00")); got != 32*time.Hour+30*time.Minute {
		t.Errorf("a week of Ramadan has %v", got)
	}
	// The week before Ramadan is ordinary, to the minute.
	if got := fasting.Elapsed(wall(t, "2027-02-01 00:00"), wall(t, "2027-02-07 24:00")); got != 37*time.Hour+30*time.Minute {
		t.Errorf("the week before Ramadan has %v", got)
	}
}

func TestElapsedAndAdd(t *testing.T) {
	const hour = time.Hour
	for _, v := range []struct {
		name, hours, from, to string
		want                  time.Duration
	}{
		{"over a weekend", "", "2026-11-20 16:00", "2026-11-23 08:00", hour},
		{"over the Friday break", "", "2026-11-20 11:00", "2026-11-20 13:30", hour},
		{"over the noon break", "", "2026-11-19 11:30", "2026-11-19 13:30", hour},
		{"from a Saturday", "", "2026-11-21 10:00", "2026-11-23 08:30", hour},
		{"before opening", "", "2026-11-23 05:00", "2026-11-23 08:30", hour},
		{"after closing", "", "2026-11-23 18:00", "2026-11-24 08:30", hour},
		{"over the longest holiday", "", "2026-03-17 15:00", "2026-03-25 08:00", 90 * time.Minute},
		{"15 hours are two days", "", "2026-11-23 07:30", "2026-11-24 16:00", 15 * hour},
		{"a hospital at night", "24", "2026-03-20 22:00", "2026-03-21 06:00", 8 * hour},
		{"a puskesmas on Saturday", "Sen-Sab 08.00-14.00", "2026-11-21 13:30", "2026-11-23 08:30", hour},
		{"a puskesmas on a holiday", "Sen-Sab 08.00-14.00", "2026-12-23 13:30", "2026-12-26 08:30", hour},
	} {
		c := calendar(t, v.hours)
		from, to := wall(t, v.from), wall(t, v.to)
		if got := c.Elapsed(from, to); got != v.want {
			t.Errorf("%s: elapsed %v, want %v", v.name, got, v.want)
		}
		same(t, v.name, c.Add(from, v.want), to)
		if got := c.Elapsed(to, from); got != 0 {
			t.Errorf("%s: backwards %v", v.name, got)
		}
	}
}

func TestAddEndsOnTheDayRatherThanTheNext(t *testing.T) {
	c := calendar(t, "")
	same(t, "end of day", c.Add(wall(t, "2026-11-20 16:00"), 30*time.Minute), wall(t, "2026-11-20 16:30"))
	same(t, "end of morning", c.Add(wall(t, "2026-11-19 11:00"), time.Hour), wall(t, "2026-11-19 12:00"))
	same(t, "nothing to add", c.Add(wall(t, "2026-11-21 10:00"), 0), wall(t, "2026-11-21 10:00"))
	same(t, "less than nothing", c.Add(wall(t, "2026-11-21 10:00"), -time.Hour), wall(t, "2026-11-21 10:00"))
	same(t, "a nanosecond", c.Add(wall(t, "2026-11-21 10:00"), 1), wall(t, "2026-11-23 07:30").Add(1))
	if got := c.Add(wall(t, "2026-11-21 10:00"), 1<<63-1); got.Year() < 2400 || got.Year() > 2500 {
		t.Errorf("a slip of the keyboard leads to %v", got)
	}
}

func TestRamadanHours(t *testing.T) {
	c := calendar(t, "", ramadan1447)
	for _, v := range []struct {
		from, to string
		want     time.Duration
	}{
		{"2026-03-02 00:00", "2026-03-02 24:00", 6*time.Hour + 30*time.Minute},
		{"2026-03-02 07:30", "2026-03-02 08:30", 30 * time.Minute},
		{"2026-03-02 12:00", "2026-03-02 13:00", 30 * time.Minute},
		{"2026-03-02 14:30", "2026-03-02 16:00", 30 * time.Minute},
		{"2026-03-06 11:00", "2026-03-06 13:00", time.Hour},
		{"2026-03-06 15:00", "2026-03-06 16:00", 30 * time.Minute},
		{"2026-02-17 00:00", "2026-02-17 24:00", 0}, // Imlek
		{"2026-03-19 00:00", "2026-03-19 24:00", 0}, // Nyepi within Ramadan
		{"2026-03-25 00:00", "2026-03-25 24:00", 7*time.Hour + 30*time.Minute},
	} {
		if got := c.Elapsed(wall(t, v.from), wall(t, v.to)); got != v.want {
			t.Errorf("%s to %s: %v, want %v", v.from, v.to, got, v.want)
		}
	}
	// A unit with hours of its own keeps them.
	own := calendar(t, "Sen-Sab 08.00-14.00", ramadan1447)
	if got := own.Elapsed(wall(t, "2026-03-02 00:00"), wall(t, "2026-03-02 24:00")); got != 6*time.Hour {
		t.Errorf("a unit with its own hours works %v in Ramadan", got)
	}
	same(t, "opening", c.NextOpening(wall(t, "2026-03-02 07:30")), wall(t, "2026-03-02 08:00"))
}

func TestDueInDays(t *testing.T) {
	c := calendar(t, "")
	days := [5]int{3, 5, 10, 14, 60}
	for received, want := range map[string][5]string{
		"2026-03-13": {"2026-03-25", "2026-03-27", "2026-04-06", "2026-04-10", "2026-06-24"},
		"2026-05-13": {"2026-05-20", "2026-05-22", "2026-06-03", "2026-06-09", "2026-08-13"},
		"2026-11-23": {"2026-11-26", "2026-11-30", "2026-12-07", "2026-12-11", "2027-02-22"},
		"2026-12-23": {"2026-12-30", "2027-01-04", "2027-01-12", "2027-01-18", "2027-04-05"},
		"2026-12-31": {"2027-01-07", "2027-01-11", "2027-01-18", "2027-01-22", "2027-04-09"},
		"2027-03-05": {"2027-03-18", "2027-03-22", "2027-03-31", "2027-04-06", "2027-06-17"},
		"2027-05-14": {"2027-05-25", "2027-05-27", "2027-06-04", "2027-06-10", "2027-08-13"},
	} {
		for i, n := range days {
			for _, clock := range []string{" 00:00", " 09:15", " 16:00", " 23:59"} {
				due := c.DueInDays(wall(t, received+clock), n)
				end := " 16:00"
				if due.Weekday() == time.Friday {
					end = " 16:30"
				}
				same(t, received+clock, due, wall(t, want[i]+end))
			}
		}
	}
	same(t, "received on a Saturday", c.DueInDays(wall(t, "2026-11-21 10:00"), 1), wall(t, "2026-11-23 16:00"))
	same(t, "received on a Sunday", c.DueInDays(wall(t, "2026-11-22 10:00"), 1), wall(t, "2026-11-23 16:00"))
	same(t, "in no days", c.DueInDays(wall(t, "2026-11-22 10:00"), 0), wall(t, "2026-11-22 10:00"))
	same(t, "a unit of 24 hours", calendar(t, "24").DueInDays(wall(t, "2026-03-19 10:00"), 3), wall(t, "2026-03-22 24:00"))
	same(t, "at the end of Ramadan days", calendar(t, "", ramadan1447).DueInDays(wall(t, "2026-03-02 10:00"), 4), wall(t, "2026-03-06 15:30"))
}

func TestCalendarDays(t *testing.T) {
	if got := worktime.On(2026, 11, 23).AddDays(60); got != worktime.On(2027, 1, 22) {
		t.Errorf("60 calendar days: %v", got)
	}
}

func TestNextDaySame(t *testing.T) {
	for _, v := range []struct{ name, hours, from, want string }{
		{"a morning", "", "2026-11-23 09:10", "2026-11-24 09:10"},
		{"over a weekend", "", "2026-11-20 10:00", "2026-11-23 10:00"},
		{"over the holidays", "", "2026-03-17 10:00", "2026-03-25 10:00"},
		{"from a Saturday", "", "2026-11-21 10:00", "2026-11-23 10:00"},
		{"at closing", "", "2026-11-19 16:00", "2026-11-20 16:00"},
		{"after Friday's closing", "", "2026-11-20 16:30", "2026-11-23 16:00"},
		{"in the evening", "", "2026-11-23 20:00", "2026-11-24 16:00"},
		{"before opening", "", "2026-11-23 05:00", "2026-11-24 07:30"},
		{"into Friday's break", "", "2026-11-19 11:45", "2026-11-20 13:00"},
		{"at the end of the morning", "", "2026-11-23 12:00", "2026-11-24 12:00"},
		{"a unit of 24 hours", "24", "2026-11-20 23:10", "2026-11-21 23:10"},
	} {
		same(t, v.name, calendar(t, v.hours).NextDaySame(wall(t, v.from)), wall(t, v.want))
	}
}

func TestOpenings(t *testing.T) {
	c := calendar(t, "")
	for from, want := range map[string]string{
		"2026-11-21 10:00": "2026-11-23 07:30", // a Saturday's message
		"2026-11-23 07:29": "2026-11-23 07:30",
		"2026-11-23 07:30": "2026-11-23 07:30",
		"2026-11-23 09:00": "2026-11-23 09:00",
		"2026-11-23 12:00": "2026-11-23 13:00",
		"2026-11-20 12:30": "2026-11-20 13:00",
		"2026-11-23 16:00": "2026-11-24 07:30",
		"2026-03-18 09:00": "2026-03-25 07:30",
	} {
		at := wall(t, from)
		next := c.NextOpening(at)
		same(t, from, next, wall(t, want))
		if c.Working(at) != next.Equal(at) {
			t.Errorf("%s: working %v, next opening %v", from, c.Working(at), next)
		}
	}
	open, ok := c.Opening(wall(t, "2026-11-23 20:00"))
	if !ok {
		t.Error("closed on a Monday")
	}
	same(t, "opening", open, wall(t, "2026-11-23 07:30"))
	shut, ok := c.Closing(wall(t, "2026-11-20 01:00"))
	if !ok {
		t.Error("closed on a Friday")
	}
	same(t, "closing", shut, wall(t, "2026-11-20 16:30"))
	for _, closed := range []string{"2026-11-21 10:00", "2026-12-24 10:00"} {
		if _, ok := c.Opening(wall(t, closed)); ok {
			t.Errorf("%s: open", closed)
		}
		if _, ok := c.Closing(wall(t, closed)); ok {
			t.Errorf("%s: closes", closed)
		}
		if c.WorkingDay(wall(t, closed)) || c.Working(wall(t, closed)) {
			t.Errorf("%s: a working day", closed)
		}
	}
	if !c.WorkingDay(wall(t, "2026-11-23 03:00")) {
		t.Error("a Monday is no working day")
	}
}

func TestQuiet(t *testing.T) {
	for _, v := range []struct{ name, hours, at, until string }{
		{"at work", "", "2026-11-23 09:00", ""},
		{"at opening", "", "2026-11-23 07:30", ""},
		{"at noon", "", "2026-11-23 12:30", ""},
		{"before opening", "", "2026-11-23 07:29", "2026-11-23 07:30"},
		{"at closing", "", "2026-11-23 16:00", "2026-11-24 07:30"},
		{"on Friday evening", "", "2026-11-20 18:00", "2026-11-23 07:30"},
		{"on Sunday", "", "2026-11-22 09:00", "2026-11-23 07:30"},
		{"on a holiday", "", "2026-03-20 09:00", "2026-03-25 07:30"},
		{"a hospital at night", "24", "2026-11-22 02:00", ""},
		{"a hospital on a holiday", "24", "2026-03-20 23:59", ""},
		{"a hospital at midnight", "24", "2026-03-20 24:00", ""},
		{"guards until midnight", "Sen-Min 18.00-24.00", "2026-11-22 24:00", "2026-11-23 18:00"},
	} {
		until, quiet := calendar(t, v.hours).Quiet(wall(t, v.at))
		if quiet != (v.until != "") {
			t.Errorf("%s: quiet %v", v.name, quiet)
		}
		if v.until != "" {
			same(t, v.name, until, wall(t, v.until))
		}
	}
}

func TestFirstWorkingDay(t *testing.T) {
	c := calendar(t, "")
	for monday, want := range map[string]string{
		"2026-11-23": "2026-11-23 07:30",
		"2026-03-23": "2026-03-25 07:30", // after Idulfitri 1447
		"2026-06-01": "2026-06-02 07:30", // Pancasila
		"2027-03-15": "2027-03-16 07:30",
		"2027-05-17": "2027-05-21 07:30", // Iduladha and Waisak: only the Friday is left
	} {
		got, ok := c.FirstWorkingDay(wall(t, monday+" 00:00"))
		if !ok {
			t.Errorf("%s: no working day", monday)
		}
		same(t, monday, got, wall(t, want))
	}
	// Idulfitri 1448: no working day from Monday to Sunday, nor on Monday after.
	if got, ok := c.FirstWorkingDay(wall(t, "2027-03-08 00:00")); ok {
		t.Errorf("the week of Idulfitri 1448 opens on %v", got)
	}
	if got := c.WorkingDays(worktime.On(2027, 3, 8), worktime.On(2027, 3, 15)); got != 0 {
		t.Errorf("8 to 15 March 2027: %d working days", got)
	}
	if got := c.Elapsed(wall(t, "2027-03-08 00:00"), wall(t, "2027-03-15 24:00")); got != 0 {
		t.Errorf("8 to 15 March 2027: %v", got)
	}
	same(t, "from within the week", first(t, c, "2026-11-29 23:00"), wall(t, "2026-11-23 07:30"))
	same(t, "a unit of 24 hours", first(t, calendar(t, "24"), "2027-03-08 00:00"), wall(t, "2027-03-08 00:00"))
}

func first(t *testing.T, c *worktime.Calendar, day string) time.Time {
	t.Helper()
	at, ok := c.FirstWorkingDay(wall(t, day))
	if !ok {
		t.Errorf("%s: no working day in its week", day)
	}
	return at
}

func TestDaysBelongToTheOffice(t *testing.T) {
	c := calendar(t, "")
	at := time.Date(2026, 12, 31, 17, 30, 0, 0, time.UTC)
	if got := c.Date(at); got != worktime.On(2027, 1, 1) {
		t.Errorf("2026-12-31T17:30Z falls on %v", got)
	}
	if y, w := worktime.On(2027, 1, 1).ISOWeek(); y != 2026 || w != 53 {
		t.Errorf("2027-01-01 is in %d-W%d", y, w)
	}
	if got := worktime.On(2027, 1, 1).Monday(); got != worktime.On(2026, 12, 28) {
		t.Errorf("its Monday is %v", got)
	}
	if got := worktime.On(2026, 12, 28).Midnight(wib); !got.Equal(time.Date(2026, 12, 27, 17, 0, 0, 0, time.UTC)) {
		t.Errorf("the week begins at %v", got.UTC())
	}
	// The same instants count alike from wherever they are told.
	from, to := wall(t, "2026-11-20 16:00"), wall(t, "2026-11-23 08:00")
	if got := c.Elapsed(from.UTC(), to.In(time.FixedZone("WIT", 9*60*60))); got != time.Hour {
		t.Errorf("told from elsewhere: %v", got)
	}
}

func TestDates(t *testing.T) {
	for text, weekday := range map[string]time.Weekday{
		"1969-12-31": time.Wednesday, "1970-01-01": time.Thursday, "2026-11-30": time.Monday, "2028-02-29": time.Tuesday,
	} {
		d, err := worktime.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		if d.String() != text || d.Weekday() != weekday {
			t.Errorf("%s: %v, a %v", text, d, d.Weekday())
		}
		if d != worktime.DateOf(d.Midnight(time.UTC)) || d != worktime.DateOf(d.Midnight(wib).Add(23*time.Hour)) {
			t.Errorf("%s: another day at its midnight", text)
		}
	}
	for _, text := range []string{"", "30-11-2026", "2026-02-30", "2026-11-30 "} {
		if d, err := worktime.ParseDate(text); err == nil {
			t.Errorf("%q is read as %v", text, d)
		}
	}
}
