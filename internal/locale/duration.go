package locale

import (
	"strconv"
	"time"
)

// WorkDuration writes working time in its two largest units, rounded down, so
// that it never promises more time than is left: "25 menit kerja", "4 jam
// kerja", "4 jam kerja 20 menit", "2 hari kerja 3 jam". A day is hoursPerDay
// long (worktime's PerDay); with 0 the time stays in hours. Days go with hours,
// hours with minutes. Under a minute it says so; the sign is not written.
func WorkDuration(lang Lang, d, hoursPerDay time.Duration) string {
	d = d.Abs()
	days := 0
	if hoursPerDay > 0 {
		days = int(d / hoursPerDay)
		d %= hoursPerDay
	}
	hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case days > 0:
		return then(lang, workUnit(lang, days, day), hours, hour)
	case hours > 0:
		return then(lang, workUnit(lang, hours, hour), minutes, minute)
	case minutes > 0:
		return workUnit(lang, minutes, minute)
	}
	return pick(lang, "kurang dari 1 menit kerja", "less than 1 working minute")
}

// WorkDays writes a number of working days: "3 hari kerja".
func WorkDays(lang Lang, n int) string { return workUnit(lang, n, day) }

// WorkHours writes a number of working hours: "15 jam kerja".
func WorkHours(lang Lang, n int) string { return workUnit(lang, n, hour) }

// Age writes how long ago or how long something has lasted by the ordinary
// clock, in its largest unit, rounded down: "25 menit", "4 jam", "3 hari".
// Under a minute it says so; the sign is not written.
func Age(lang Lang, d time.Duration) string {
	d = d.Abs()
	switch {
	case d >= 24*time.Hour:
		return plainUnit(lang, int(d/(24*time.Hour)), day)
	case d >= time.Hour:
		return plainUnit(lang, int(d/time.Hour), hour)
	case d >= time.Minute:
		return plainUnit(lang, int(d/time.Minute), minute)
	}
	return pick(lang, "kurang dari 1 menit", "less than a minute")
}

type unit struct{ id, en string }

var (
	day    = unit{"hari", "day"}
	hour   = unit{"jam", "hour"}
	minute = unit{"menit", "minute"}
)

func then(lang Lang, first string, n int, u unit) string {
	if n == 0 {
		return first
	}
	return first + " " + plainUnit(lang, n, u)
}

func workUnit(lang Lang, n int, u unit) string {
	if lang == EN {
		return strconv.Itoa(n) + " working " + plural(n, u.en)
	}
	return strconv.Itoa(n) + " " + u.id + " kerja"
}

func plainUnit(lang Lang, n int, u unit) string {
	if lang == EN {
		return strconv.Itoa(n) + " " + plural(n, u.en)
	}
	return strconv.Itoa(n) + " " + u.id
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
