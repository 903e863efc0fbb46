package locale_test

import (
	"math"
	"testing"
	"time"

	"tanggap/internal/locale"
)

var wib = time.FixedZone("WIB", 7*60*60)

func at(y int, m time.Month, d, h, min int) time.Time { return time.Date(y, m, d, h, min, 0, 0, wib) }

// A line is one thing said in both languages.
type line struct {
	name   string
	say    func(locale.Lang) string
	id, en string
}

func check(t *testing.T, lines []line) {
	t.Helper()
	for _, l := range lines {
		if got := l.say(locale.ID); got != l.id {
			t.Errorf("%s: id: got %q, want %q", l.name, got, l.id)
		}
		if got := l.say(locale.EN); got != l.en {
			t.Errorf("%s: en: got %q, want %q", l.name, got, l.en)
		}
		if got := l.say("xx"); got != l.id {
			t.Errorf("%s: another language: got %q, want %q", l.name, got, l.id)
		}
	}
}

func TestParse(t *testing.T) {
	for code, want := range map[string]locale.Lang{
		"": locale.ID, "id": locale.ID, "jv": locale.ID, "ms": locale.ID, "enx": locale.ID,
		"en": locale.EN, "EN": locale.EN, "en-GB": locale.EN, "en_us": locale.EN,
	} {
		if got := locale.Parse(code); got != want {
			t.Errorf("Parse(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	number := func(n int) func(locale.Lang) string {
		return func(l locale.Lang) string { return locale.Number(l, n) }
	}
	decimal := func(f float64, digits int) func(locale.Lang) string {
		return func(l locale.Lang) string { return locale.Decimal(l, f, digits) }
	}
	percent := func(f float64, digits int) func(locale.Lang) string {
		return func(l locale.Lang) string { return locale.Percent(l, f, digits) }
	}
	check(t, []line{
		{"zero", number(0), "0", "0"},
		{"three digits", number(999), "999", "999"},
		{"four digits", number(1000), "1.000", "1,000"},
		{"negative three digits", number(-999), "-999", "-999"},
		{"negative", number(-1234567), "-1.234.567", "-1,234,567"},
		{"lowest", number(math.MinInt64), "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"},
		{"decimal", decimal(1234567.891, 2), "1.234.567,89", "1,234,567.89"},
		{"decimal padded", decimal(7.5, 2), "7,50", "7.50"},
		{"decimal rounded to whole", decimal(999.9, 0), "1.000", "1,000"},
		{"negative rounded to nothing", decimal(-0.001, 2), "0,00", "0.00"},
		{"not a number", decimal(math.NaN(), 1), "–", "–"},
		{"infinite", percent(math.Inf(1), 1), "–", "–"},
		{"percent", percent(0.8712, 1), "87,1%", "87.1%"},
		{"whole percent", percent(0.9, 0), "90%", "90%"},
		{"all", percent(1, 0), "100%", "100%"},
	})
}

func TestDates(t *testing.T) {
	now := at(2026, 11, 23, 9, 0)
	with := func(f func(locale.Lang, time.Time, time.Time) string, t time.Time) func(locale.Lang) string {
		return func(l locale.Lang) string { return f(l, t, now) }
	}
	short := func(f func(locale.Lang, time.Time) string, t time.Time) func(locale.Lang) string {
		return func(l locale.Lang) string { return f(l, t) }
	}
	span := func(from, to time.Time) func(locale.Lang) string {
		return func(l locale.Lang) string { return locale.Range(l, from, to, now) }
	}
	check(t, []line{
		{"date", with(locale.Date, at(2026, 11, 30, 0, 0)), "Senin, 30 November", "Monday, 30 November"},
		{"next year", with(locale.Date, at(2027, 1, 4, 0, 0)), "Senin, 4 Januari 2027", "Monday, 4 January 2027"},
		{"day", with(locale.Day, at(2026, 8, 17, 0, 0)), "17 Agustus", "17 August"},
		{"date and time", with(locale.DateTime, at(2026, 11, 26, 16, 0)), "Kamis, 26 November, pukul 16.00", "Thursday, 26 November, 16:00"},
		{"date and time next year", with(locale.DateTime, at(2027, 2, 5, 7, 5)), "Jumat, 5 Februari 2027, pukul 07.05", "Friday, 5 February 2027, 07:05"},
		{"deadline", with(locale.Deadline, at(2026, 11, 26, 16, 0)), "Kamis, 26 November, pukul 16.00", "Thursday, 26 November, 16:00"},
		{"deadline at the end of a day", with(locale.Deadline, at(2026, 11, 27, 0, 0)), "Kamis, 26 November, pukul 24.00", "Thursday, 26 November, 24:00"},
		{"deadline at the end of a year", with(locale.Deadline, at(2027, 1, 1, 0, 0)), "Kamis, 31 Desember, pukul 24.00", "Thursday, 31 December, 24:00"},
		{"short", short(locale.Short, at(2026, 11, 30, 16, 0)), "Senin 30/11, 16.00", "Mon 30 Nov, 16:00"},
		{"short, one digit", short(locale.Short, at(2027, 1, 3, 8, 0)), "Minggu 3/1, 08.00", "Sun 3 Jan, 08:00"},
		{"short deadline", short(locale.ShortDeadline, at(2026, 11, 30, 16, 0)), "Senin 30/11, 16.00", "Mon 30 Nov, 16:00"},
		{"short deadline at the end of a day", short(locale.ShortDeadline, at(2026, 12, 1, 0, 0)), "Senin 30/11, 24.00", "Mon 30 Nov, 24:00"},
		{"clock", short(locale.Clock, at(2026, 11, 30, 7, 30)), "07.30", "07:30"},
		{"month and year", short(locale.MonthYear, at(2026, 5, 1, 0, 0)), "Mei 2026", "May 2026"},
		{"a week in a month", span(at(2026, 11, 16, 0, 0), at(2026, 11, 22, 0, 0)), "16–22 November", "16–22 November"},
		{"a week over two months", span(at(2026, 11, 28, 0, 0), at(2026, 12, 4, 0, 0)), "28 November–4 Desember", "28 November–4 December"},
		{"a week over two years", span(at(2026, 12, 28, 0, 0), at(2027, 1, 3, 0, 0)), "28 Desember 2026–3 Januari 2027", "28 December 2026–3 January 2027"},
		{"a week of another year", span(at(2025, 3, 3, 0, 0), at(2025, 3, 9, 0, 0)), "3–9 Maret 2025", "3–9 March 2025"},
		{"two months of another year", span(at(2025, 3, 31, 0, 0), at(2025, 4, 6, 0, 0)), "31 Maret–6 April 2025", "31 March–6 April 2025"},
		{"a single day", span(at(2026, 11, 16, 0, 0), at(2026, 11, 16, 23, 0)), "16 November", "16 November"},
	})
	if got := locale.Day(locale.ID, now, time.Time{}); got != "23 November 2026" {
		t.Errorf("without a reference: got %q", got)
	}
}

// The same instant is another day in another place: what counts is the location
// that the time carries.
func TestDatesTakeTheLocationOfTheTime(t *testing.T) {
	utc := time.Date(2026, 12, 31, 17, 30, 0, 0, time.UTC)
	if got := locale.DateTime(locale.ID, utc, utc); got != "Kamis, 31 Desember, pukul 17.30" {
		t.Errorf("UTC: %q", got)
	}
	if got := locale.DateTime(locale.ID, utc.In(wib), utc); got != "Jumat, 1 Januari 2027, pukul 00.30" {
		t.Errorf("WIB: %q", got)
	}
}

func TestNamesOfMonthsAndWeekdays(t *testing.T) {
	want := "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember "
	got := ""
	for m := time.January; m <= time.December; m++ {
		got += locale.Month(locale.ID, m) + " "
		if locale.Month(locale.EN, m) != m.String() {
			t.Errorf("English month %d: %q", m, locale.Month(locale.EN, m))
		}
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		got += locale.Weekday(locale.ID, d) + " "
		if locale.Weekday(locale.EN, d) != d.String() {
			t.Errorf("English weekday %d: %q", d, locale.Weekday(locale.EN, d))
		}
	}
	want += "Minggu Senin Selasa Rabu Kamis Jumat Sabtu "
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDurations(t *testing.T) {
	const perDay = 7*time.Hour + 30*time.Minute
	work := func(d, perDay time.Duration) func(locale.Lang) string {
		return func(l locale.Lang) string { return locale.WorkDuration(l, d, perDay) }
	}
	age := func(d time.Duration) func(locale.Lang) string {
		return func(l locale.Lang) string { return locale.Age(l, d) }
	}
	count := func(f func(locale.Lang, int) string, n int) func(locale.Lang) string {
		return func(l locale.Lang) string { return f(l, n) }
	}
	check(t, []line{
		{"nothing", work(0, perDay), "kurang dari 1 menit kerja", "less than 1 working minute"},
		{"59 s", work(59*time.Second, perDay), "kurang dari 1 menit kerja", "less than 1 working minute"},
		{"a minute", work(time.Minute, perDay), "1 menit kerja", "1 working minute"},
		{"rounded down", work(25*time.Minute+59*time.Second, perDay), "25 menit kerja", "25 working minutes"},
		{"an hour", work(time.Hour, perDay), "1 jam kerja", "1 working hour"},
		{"hours", work(4*time.Hour, perDay), "4 jam kerja", "4 working hours"},
		{"hours and minutes", work(4*time.Hour+20*time.Minute, perDay), "4 jam kerja 20 menit", "4 working hours 20 minutes"},
		{"just under a day", work(perDay-time.Second, perDay), "7 jam kerja 29 menit", "7 working hours 29 minutes"},
		{"a day", work(perDay, perDay), "1 hari kerja", "1 working day"},
		{"a day, minutes dropped", work(perDay+40*time.Minute, perDay), "1 hari kerja", "1 working day"},
		{"days and hours", work(2*perDay+3*time.Hour+50*time.Minute, perDay), "2 hari kerja 3 jam", "2 working days 3 hours"},
		{"days and an hour", work(2*perDay+time.Hour, perDay), "2 hari kerja 1 jam", "2 working days 1 hour"},
		{"past", work(-5*time.Hour, perDay), "5 jam kerja", "5 working hours"},
		{"hours only", work(44*time.Hour, 0), "44 jam kerja", "44 working hours"},
		{"a unit of 24 hours", work(50*time.Hour, 24*time.Hour), "2 hari kerja 2 jam", "2 working days 2 hours"},
		{"working days", count(locale.WorkDays, 3), "3 hari kerja", "3 working days"},
		{"working hours", count(locale.WorkHours, 15), "15 jam kerja", "15 working hours"},
		{"moment", age(time.Second), "kurang dari 1 menit", "less than a minute"},
		{"minutes", age(25 * time.Minute), "25 menit", "25 minutes"},
		{"an hour old", age(119 * time.Minute), "1 jam", "1 hour"},
		{"three days", age(95 * time.Hour), "3 hari", "3 days"},
		{"one day ahead", age(-24 * time.Hour), "1 hari", "1 day"},
	})
}

func TestList(t *testing.T) {
	list := func(items ...string) func(locale.Lang) string {
		return func(l locale.Lang) string { return locale.List(l, items) }
	}
	check(t, []line{
		{"none", list(), "", ""},
		{"one", list("A"), "A", "A"},
		{"two", list("A", "B"), "A dan B", "A and B"},
		{"three", list("A", "B", "C"), "A, B, dan C", "A, B, and C"},
		{"four", list("A", "B", "C", "D"), "A, B, C, dan D", "A, B, C, and D"},
	})
}

func TestEveryStateHasAName(t *testing.T) {
	seen := map[string]string{}
	for _, state := range []string{"waiting", "assigned", "accepted", "asked", "answered", "proposed", "reopened", "confirmed", "unconfirmed",
		"withdrawn", "impossible", "scheduled", "referred", "merged", "spam"} {
		for _, lang := range []locale.Lang{locale.ID, locale.EN} {
			name := locale.State(lang, state)
			if name == state || name == "" {
				t.Errorf("%s: state %s has no name", lang, state)
			}
			if other, twice := seen[name]; twice {
				t.Errorf("%s and %s are both called %q", state, other, name)
			}
			seen[name] = state
		}
	}
	if got := locale.State(locale.ID, "lost"); got != "lost" {
		t.Errorf("a state without a name: %q", got)
	}
}
