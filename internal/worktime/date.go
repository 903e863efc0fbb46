package worktime

import (
	"fmt"
	"time"
)

// Date is a calendar day without a clock and without a zone, counted in days
// since 1 January 1970. Dates compare with < and subtract to days.
type Date int

// On names a day. Months and days out of range carry over as in time.Date.
func On(year int, month time.Month, day int) Date {
	return Date(floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), secondsPerDay))
}

// DateOf is the day that t shows in its own location. A date column that the
// database driver hands over as midnight UTC is therefore that very day.
func DateOf(t time.Time) Date {
	_, offset := t.Zone()
	return Date(floorDiv(t.Unix()+int64(offset), secondsPerDay))
}

// ParseDate reads "2026-11-30".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date like 2026-11-30", s)
	}
	return DateOf(t), nil
}

// AddDays is the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// Midnight is the instant at which the day begins in loc.
func (d Date) Midnight(loc *time.Location) time.Time {
	t := d.utc()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Monday is the first day of the ISO week that holds d.
func (d Date) Monday() Date {
	_, n := d.week()
	return d - Date(n)
}

// ISOWeek is the ISO 8601 year and number of the week that holds d.
func (d Date) ISOWeek() (year, week int) { return d.utc().ISOWeek() }

// String gives "2026-11-30".
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// week gives the number of the week since that of 5 January 1970, the first
// Monday of the count, and the day in it, Monday being 0.
func (d Date) week() (n int64, day int) {
	since := int64(d) - 4
	n = floorDiv(since, 7)
	return n, int(since - 7*n)
}

func (d Date) utc() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

const secondsPerDay = 24 * 60 * 60

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
