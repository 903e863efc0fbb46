package worktime

import "time"

// A wait beyond a century is a slip of the keyboard; it must not count forever.
const (
	century     = 100 * 365 * 24 * time.Hour
	centuryDays = 100 * 365
)

// Elapsed is the working time between two instants; 0 when to is not later.
func (c *Calendar) Elapsed(from, to time.Time) time.Duration {
	if !to.After(from) {
		return 0
	}
	return c.worked(to) - c.worked(from)
}

// Add is the earliest instant by which d of working time has passed since from:
// rather the end of a working day than the next morning. With d of 0 or less it
// is from itself; d beyond a century counts as a century.
func (c *Calendar) Add(from time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return from.In(c.loc)
	}
	d = min(d, century)
	start := c.worked(from)
	last := firstDay(c.Date(from), func(later Date) bool { return c.timeBefore(later+1)-start >= d })
	left := d - (c.timeBefore(last) - start)
	for _, s := range c.day(last) {
		if length := s.to - s.from; left > length {
			left -= length
			continue
		}
		return c.at(last, s.from+left)
	}
	panic("worktime: a day holds less than its length")
}

// DueInDays is the end of the last of so many working days after from. The day
// of receipt is not counted, whether it was a working day or not. With days of
// 0 or less it is from itself; days beyond a century of them count as that.
func (c *Calendar) DueInDays(from time.Time, days int) time.Time {
	if days <= 0 {
		return from.In(c.loc)
	}
	return c.closing(c.nthAfter(c.Date(from), min(days, centuryDays)))
}

// NextDaySame is one working day after t: the same clock on the next working
// day, moved to its opening when earlier, to its closing when later, and to the
// end of the break when it falls into that.
func (c *Calendar) NextDaySame(t time.Time) time.Time {
	d, clock := c.split(t)
	next := c.nthAfter(d, 1)
	for _, s := range c.day(next) {
		if clock <= s.to {
			return c.at(next, max(clock, s.from))
		}
	}
	return c.closing(next)
}

// worked counts all working time before t, from one fixed day long ago.
func (c *Calendar) worked(t time.Time) time.Duration {
	d, clock := c.split(t)
	return c.timeBefore(d) + c.day(d).before(clock)
}
