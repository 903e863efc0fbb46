package locale

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A date in words may lie this far ahead at most; one that is only day and
// month in digits less far, since such a pair may be a fraction.
const (
	daysAhead     = 366
	digitsAhead   = 120
	halfYear      = 183
	lastDayOfWeek = 7
)

// FindDay finds the day to come that words name, in either language: "besok",
// "Jumat depan", "5 Desember", "5/12/2026", "tanggal 5", "in 3 days". Of several
// it is the latest; what has passed is none. The day is midnight in the location
// of now.
func FindDay(words string, now time.Time) (time.Time, bool) {
	f := dayFinder{today: midnight(now), words: strings.ToLower(words)}
	f.relative()
	f.weekdays()
	f.dates()
	return f.latest, f.found
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

type dayFinder struct {
	today  time.Time
	words  string
	latest time.Time
	found  bool
}

// take keeps a day that lies no more than so many days ahead.
func (f *dayFinder) take(day time.Time, ahead int) {
	if day.Before(f.today) || day.After(f.today.AddDate(0, 0, ahead)) {
		return
	}
	if !f.found || day.After(f.latest) {
		f.latest, f.found = day, true
	}
}

var (
	besok    = regexp.MustCompile(`\b(besok lusa|day after tomorrow|lusa|besok|esok|tomorrow|hari ini|today)\b`)
	fromNow  = regexp.MustCompile(`\b(?:(\d{1,3}) (hari|minggu|pekan|bulan) lagi|in (\d{1,3}) (day|week|month)s?)\b`)
	relative = map[string]int{"besok lusa": 2, "day after tomorrow": 2, "lusa": 2, "besok": 1, "esok": 1, "tomorrow": 1, "hari ini": 0, "today": 0}
)

func (f *dayFinder) relative() {
	for _, m := range besok.FindAllString(f.words, -1) {
		f.take(f.today.AddDate(0, 0, relative[m]), daysAhead)
	}
	for _, m := range fromNow.FindAllStringSubmatch(f.words, -1) {
		number, unit := m[1]+m[3], m[2]+m[4]
		n, _ := strconv.Atoi(number) // three digits at most
		switch unit {
		case "hari", "day":
			f.take(f.today.AddDate(0, 0, n), daysAhead)
		case "minggu", "pekan", "week":
			f.take(f.today.AddDate(0, 0, n*lastDayOfWeek), daysAhead)
		default:
			f.take(f.today.AddDate(0, n, 0), daysAhead)
		}
	}
}

var length = regexp.MustCompile(`\b(\d{1,2})\s*(hari|days?|minggu|pekan|weeks?)\b`)

// FindLength finds how many working days somebody names in figures, as "4 hari"
// or "2 minggu"; a number alone is of days.
func FindLength(words string) (days int, found bool) {
	words = strings.ToLower(strings.TrimSpace(words))
	if n, err := strconv.Atoi(words); err == nil {
		return n, true
	}
	m := length.FindStringSubmatch(words)
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1]) // two digits at most
	if unit := m[2][0]; unit == 'm' || unit == 'p' || unit == 'w' {
		n *= workWeek
	}
	return n, true
}

// workWeek is how many working days a week has.
const workWeek = 5

// Sunday is "Minggu", which is also a week: it has to be called a day.
var weekday = regexp.MustCompile(`\b(senin|selasa|rabu|kamis|jum'?at|sabtu|hari minggu|monday|tuesday|wednesday|thursday|friday|saturday|sunday)( depan| pekan depan| minggu depan| lalu| kemarin)?\b|\b(next|last) (monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b`)

var weekdayOf = map[string]time.Weekday{
	"senin": 1, "selasa": 2, "rabu": 3, "kamis": 4, "jumat": 5, "jum'at": 5, "sabtu": 6, "hari minggu": 0,
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
}

func (f *dayFinder) weekdays() {
	for _, m := range weekday.FindAllStringSubmatch(f.words, -1) {
		name, behind, before := m[1]+m[4], strings.TrimSpace(m[2]), m[3]
		if behind == "lalu" || behind == "kemarin" || before == "last" {
			continue
		}
		ahead := (int(weekdayOf[name]) - int(f.today.Weekday()) + lastDayOfWeek) % lastDayOfWeek
		if ahead == 0 {
			ahead = lastDayOfWeek
		}
		// Next week's day is at least as far away as next Monday.
		toMonday := (int(time.Monday)-int(f.today.Weekday())+lastDayOfWeek-1)%lastDayOfWeek + 1
		if (behind != "" || before == "next") && ahead < toMonday {
			ahead += lastDayOfWeek
		}
		f.take(f.today.AddDate(0, 0, ahead), daysAhead)
	}
}

var monthOf = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "agt": 8, "aug": 8, "sep": 9,
	"okt": 10, "oct": 10, "nov": 11, "des": 12, "dec": 12,
}

const monthName = `(jan(?:uar[iy])?|feb(?:ruar[iy])?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|agu(?:stus)?|agt|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|des(?:ember)?|dec(?:ember)?)\b`

var (
	dayMonth  = regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)? ` + monthName + `(?:,? (20\d\d)\b)?`)
	monthDay  = regexp.MustCompile(`\b` + monthName + ` (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (20\d\d)\b)?`)
	digits    = regexp.MustCompile(`\b(\d{1,2})[/-](\d{1,2})(?:[/-](20\d\d))?\b`)
	isoDigits = regexp.MustCompile(`\b(20\d\d)-(\d\d)-(\d\d)\b`)
	dayAlone  = regexp.MustCompile(`\b(?:tanggal|tgl\.?) (\d{1,2})\b`)
)

func (f *dayFinder) dates() {
	for _, m := range isoDigits.FindAllStringSubmatch(f.words, -1) {
		f.date(m[3], month(m[2]), m[1], daysAhead)
	}
	rest := isoDigits.ReplaceAllString(f.words, " ")
	for _, m := range dayMonth.FindAllStringSubmatch(rest, -1) {
		f.date(m[1], monthOf[m[2][:3]], m[3], daysAhead)
	}
	named := dayMonth.ReplaceAllString(rest, " ")
	for _, m := range monthDay.FindAllStringSubmatch(named, -1) {
		f.date(m[2], monthOf[m[1][:3]], m[3], daysAhead)
	}
	for _, m := range digits.FindAllStringSubmatch(named, -1) {
		ahead := digitsAhead
		if m[3] != "" {
			ahead = daysAhead
		}
		f.date(m[1], month(m[2]), m[3], ahead)
	}
	for _, m := range dayAlone.FindAllStringSubmatch(digits.ReplaceAllString(named, " "), -1) {
		day, _ := strconv.Atoi(m[1])
		for later := range 2 {
			at := time.Date(f.today.Year(), f.today.Month()+time.Month(later), day, 0, 0, 0, 0, f.today.Location())
			if at.Day() == day && !at.Before(f.today) {
				f.take(at, daysAhead)
				break
			}
		}
	}
}

func month(digits string) time.Month {
	n, _ := strconv.Atoi(digits)
	return time.Month(n)
}

// date takes a day and a month. Without a year it is this year's, unless that
// lies so far back that next year's must be meant.
func (f *dayFinder) date(day string, m time.Month, year string, ahead int) {
	d, _ := strconv.Atoi(day)
	y := f.today.Year()
	if year != "" {
		y, _ = strconv.Atoi(year)
	}
	at := time.Date(y, m, d, 0, 0, 0, 0, f.today.Location())
	if m < 1 || m > 12 || at.Day() != d {
		return
	}
	if year == "" && f.today.Sub(at) > halfYear*24*time.Hour {
		at = at.AddDate(1, 0, 0)
	}
	f.take(at, ahead)
}
