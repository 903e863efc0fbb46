// Package worktime counts working time: the weekly hours of a unit, the
// holidays, the shorter days of Ramadan, and the deadlines that follow from
// them. It is arithmetic alone: no clock of its own and no store.
package worktime

import (
	"maps"
	"slices"
	"sort"
	"time"
)

// Ramadan is a stretch of days, both ends included, with the shorter hours of
// Perpres 21/2023: 32½ hours a week from 08.00 on. Units with hours of their
// own keep theirs.
type Ramadan struct{ From, To Date }

// Calendar answers every question about one unit's working time. It never
// changes and may be used by many goroutines. Days and clocks are those of its
// location, which is taken to have one offset all year, as Indonesia's zones
// do; times may be passed in any location and come back in the calendar's.
//
// Working time holds its first instant and not its last: at 07.30 the unit
// works, at 16.00 it does not.
type Calendar struct {
	hours Hours
	week  *week
	loc   *time.Location

	weekTime time.Duration    // of an ordinary week
	weekDays int              // working days of an ordinary week
	timeTo   [7]time.Duration // working time of an ordinary week before this day
	daysTo   [7]int           // working days of an ordinary week before this day

	// Days that differ from the ordinary week, in order, their hours, and what
	// the first i of them add to (mostly: take from) the count of ordinary weeks.
	odd       []Date
	oddDay    []day
	shiftTime []time.Duration
	shiftDays []int
}

// NewCalendar builds the calendar of one unit. Holidays win over Ramadan; the
// same day may be given twice.
func NewCalendar(h Hours, holidays []Holiday, shorter []Ramadan, loc *time.Location) *Calendar {
	c := &Calendar{hours: h, week: h.days(), loc: loc}
	for i, d := range c.week {
		c.timeTo[i], c.daysTo[i] = c.weekTime, c.weekDays
		c.weekTime += d.length()
		c.weekDays += d.count()
	}
	c.setOddDays(h, holidays, shorter)
	return c
}

func (c *Calendar) setOddDays(h Hours, holidays []Holiday, shorter []Ramadan) {
	differing := map[Date]day{}
	if h.Office() {
		for _, r := range shorter {
			for d := r.From; d <= r.To; d++ {
				_, n := d.week()
				differing[d] = ramadan[n]
			}
		}
	}
	if !h.AllHours() {
		for _, off := range holidays {
			differing[off.On] = nil
		}
	}
	c.shiftTime, c.shiftDays = []time.Duration{0}, []int{0}
	var lengthened time.Duration
	var added int
	for _, d := range slices.Sorted(maps.Keys(differing)) {
		_, n := d.week()
		c.odd = append(c.odd, d)
		c.oddDay = append(c.oddDay, differing[d])
		lengthened += differing[d].length() - c.week[n].length()
		added += differing[d].count() - c.week[n].count()
		c.shiftTime = append(c.shiftTime, lengthened)
		c.shiftDays = append(c.shiftDays, added)
	}
}

// Hours are the weekly hours that the calendar was built with.
func (c *Calendar) Hours() Hours { return c.hours }

// Location is the zone of the calendar's days and clocks.
func (c *Calendar) Location() *time.Location { return c.loc }

// Date is the day on which t falls at the office.
func (c *Calendar) Date(t time.Time) Date { return DateOf(t.In(c.loc)) }

// WorkingDay reports whether the unit works at all on the day of t.
func (c *Calendar) WorkingDay(t time.Time) bool { return len(c.day(c.Date(t))) > 0 }

// Working reports whether t lies in working time.
func (c *Calendar) Working(t time.Time) bool {
	d, clock := c.split(t)
	for _, s := range c.day(d) {
		if s.from <= clock && clock < s.to {
			return true
		}
	}
	return false
}

// Opening is when work first begins on the day of t; false on a closed day.
func (c *Calendar) Opening(t time.Time) (time.Time, bool) { return c.opening(c.Date(t)) }

// Closing is when work last ends on the day of t; false on a closed day.
func (c *Calendar) Closing(t time.Time) (time.Time, bool) {
	d := c.Date(t)
	if len(c.day(d)) == 0 {
		return time.Time{}, false
	}
	return c.closing(d), true
}

// NextOpening is t itself in working time, otherwise when work next begins,
// be it only after the lunch break.
func (c *Calendar) NextOpening(t time.Time) time.Time {
	d, clock := c.split(t)
	for _, s := range c.day(d) {
		if clock < s.to {
			return c.at(d, max(clock, s.from))
		}
	}
	at, _ := c.opening(c.nthAfter(d, 1))
	return at
}

// NextFullHour is the first full hour of the clock after t at which the unit
// works.
func (c *Calendar) NextFullHour(t time.Time) time.Time {
	for {
		d, clock := c.split(t)
		next := c.at(d, clock.Truncate(time.Hour)+time.Hour)
		if c.Working(next) {
			return next
		}
		// The opening itself may be a full hour.
		if t = c.NextOpening(next); c.Working(t) && t.Equal(c.at(c.Date(t), c.clock(t).Truncate(time.Hour))) {
			return t
		}
	}
}

func (c *Calendar) clock(t time.Time) time.Duration {
	_, clock := c.split(t)
	return clock
}

// Quiet reports whether t lies outside the unit's day, before its first opening
// or from its last closing on, and when the quiet ends. The lunch break is not
// quiet, and a unit that works every hour never is.
func (c *Calendar) Quiet(t time.Time) (until time.Time, quiet bool) {
	d, clock := c.split(t)
	if today := c.day(d); len(today) > 0 {
		switch {
		case clock < today[0].from:
			return c.at(d, today[0].from), true
		case clock < today[len(today)-1].to:
			return time.Time{}, false
		}
	}
	until, quiet = c.opening(c.nthAfter(d, 1))
	return until, quiet
}

// FirstWorkingDay is the opening of the first working day of the ISO week in
// which monday lies (any instant of the week will do); false when all seven
// days are closed, as around Idulfitri.
func (c *Calendar) FirstWorkingDay(monday time.Time) (time.Time, bool) {
	first := c.Date(monday).Monday()
	if c.WorkingDays(first, first.AddDays(6)) == 0 {
		return time.Time{}, false
	}
	return c.opening(c.nthAfter(first.AddDays(-1), 1))
}

// WorkingDays counts the working days from one date to another, both included;
// 0 when to lies before from.
func (c *Calendar) WorkingDays(from, to Date) int {
	if to < from {
		return 0
	}
	return c.daysBefore(to+1) - c.daysBefore(from)
}

// day gives the working spans of a date.
func (c *Calendar) day(d Date) day {
	if i, found := slices.BinarySearch(c.odd, d); found {
		return c.oddDay[i]
	}
	_, n := d.week()
	return c.week[n]
}

// timeBefore and daysBefore count what was worked on all days before d, from
// one fixed day long ago; only their differences mean something.
func (c *Calendar) timeBefore(d Date) time.Duration {
	i, _ := slices.BinarySearch(c.odd, d)
	weeks, n := d.week()
	return time.Duration(weeks)*c.weekTime + c.timeTo[n] + c.shiftTime[i]
}

func (c *Calendar) daysBefore(d Date) int {
	i, _ := slices.BinarySearch(c.odd, d)
	weeks, n := d.week()
	return int(weeks)*c.weekDays + c.daysTo[n] + c.shiftDays[i]
}

// nthAfter is the n-th working day after d, n at least 1.
func (c *Calendar) nthAfter(d Date, n int) Date {
	counted := c.daysBefore(d + 1)
	return firstDay(d+1, func(later Date) bool { return c.daysBefore(later+1)-counted >= n })
}

// firstDay is the first date from d on for which reached holds, which once true
// stays true.
func firstDay(d Date, reached func(Date) bool) Date {
	reach := 1
	for !reached(d.AddDays(reach)) {
		reach *= 2
	}
	return d.AddDays(sort.Search(reach, func(i int) bool { return reached(d.AddDays(i)) }))
}

func (c *Calendar) opening(d Date) (time.Time, bool) {
	today := c.day(d)
	if len(today) == 0 {
		return time.Time{}, false
	}
	return c.at(d, today[0].from), true
}

func (c *Calendar) closing(d Date) time.Time {
	today := c.day(d)
	return c.at(d, today[len(today)-1].to)
}

// split parts an instant into the office's day and the clock on its wall.
func (c *Calendar) split(t time.Time) (Date, time.Duration) {
	t = t.In(c.loc)
	h, m, s := t.Clock()
	return DateOf(t), time.Duration(h)*time.Hour + time.Duration(m)*time.Minute +
		time.Duration(s)*time.Second + time.Duration(t.Nanosecond())
}

func (c *Calendar) at(d Date, clock time.Duration) time.Time { return d.Midnight(c.loc).Add(clock) }
