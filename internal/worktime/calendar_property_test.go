package worktime_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tanggap/internal/worktime"
)

var someHours = []string{
	"", "24", "Sen-Sab 08.00-14.00", "Min 09.00-10.00", "Sen-Min 00.00-24.00",
	"Sen-Min 00.00-06.00 18.00-24.00", "Sel 23.59-24.00|Rab 00.00-00.01",
}

// drawCalendar makes a unit of any of the hours above with holidays and Ramadans
// strewn over fifty years.
func drawCalendar(t *rapid.T) *worktime.Calendar {
	h, err := worktime.ParseHours(rapid.SampledFrom(someHours).Draw(t, "hours"))
	if err != nil {
		t.Fatal(err)
	}
	date := rapid.Custom(func(t *rapid.T) worktime.Date {
		return worktime.On(2000, 1, 1).AddDays(rapid.IntRange(0, 50*365).Draw(t, "day"))
	})
	var off []worktime.Holiday
	for _, d := range rapid.SliceOfN(date, 0, 40).Draw(t, "holidays") {
		for i := range rapid.IntRange(1, 12).Draw(t, "length") {
			off = append(off, worktime.Holiday{On: d.AddDays(i)})
		}
	}
	var shorter []worktime.Ramadan
	for _, d := range rapid.SliceOfN(date, 0, 3).Draw(t, "ramadan") {
		shorter = append(shorter, worktime.Ramadan{From: d, To: d.AddDays(29)})
	}
	return worktime.NewCalendar(h, off, shorter, wib)
}

func drawTime(t *rapid.T, name string) time.Time {
	ns := rapid.Int64Range(0, int64(50*365*24*time.Hour)).Draw(t, name)
	return time.Date(2000, 1, 1, 0, 0, 0, 0, wib).Add(time.Duration(ns))
}

func TestAddIsTheInverseOfElapsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from := drawCalendar(t), drawTime(t, "from")
		d := time.Duration(rapid.Int64Range(1, int64(2000*time.Hour)).Draw(t, "d"))
		at := c.Add(from, d)
		if got := c.Elapsed(from, at); got != d {
			t.Fatalf("from %v by %v: %v, of which %v is work", from, d, at, got)
		}
		if got := c.Elapsed(from, at.Add(-1)); got != d-1 {
			t.Fatalf("from %v by %v: %v is not the earliest", from, d, at)
		}
		more := time.Duration(rapid.Int64Range(0, int64(200*time.Hour)).Draw(t, "more"))
		if then, once := c.Add(at, more), c.Add(from, d+more); !then.Equal(once) {
			t.Fatalf("in two steps %v, in one %v", then, once)
		}
	})
}

func TestElapsedAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		a, b, d := drawTime(t, "a"), drawTime(t, "b"), drawTime(t, "c")
		if b.Before(a) {
			a, b = b, a
		}
		if d.Before(b) {
			b, d = d, b
		}
		if b.Before(a) {
			a, b = b, a
		}
		if c.Elapsed(a, b)+c.Elapsed(b, d) != c.Elapsed(a, d) {
			t.Fatalf("%v + %v is not %v", c.Elapsed(a, b), c.Elapsed(b, d), c.Elapsed(a, d))
		}
		if got := c.Elapsed(a, b); got < 0 || got > b.Sub(a) {
			t.Fatalf("%v of work in %v", got, b.Sub(a))
		}
		if c.Elapsed(b, a) != 0 {
			t.Fatal("work backwards")
		}
	})
}

func TestDeadlinesAreMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, a, b := drawCalendar(t), drawTime(t, "a"), drawTime(t, "b")
		if b.Before(a) {
			a, b = b, a
		}
		n := rapid.IntRange(1, 90).Draw(t, "days")
		due := c.DueInDays(a, n)
		if c.DueInDays(b, n).Before(due) {
			t.Fatalf("filed later, due earlier: %v", due)
		}
		if !c.DueInDays(a, n+1).After(due) {
			t.Fatalf("a day more is not later: %v", due)
		}
		// The days counted are exactly n, the last one being the due day, which
		// a unit open until 24:00 ends at the next day's midnight.
		last := c.Date(due.Add(-1))
		if got := c.WorkingDays(c.Date(a)+1, last); got != n {
			t.Fatalf("%d working days counted, want %d", got, n)
		}
		d := time.Duration(rapid.Int64Range(1, int64(200*time.Hour)).Draw(t, "d"))
		if c.Add(b, d).Before(c.Add(a, d)) {
			t.Fatal("begun later, passed earlier")
		}
	})
}

func TestOpeningQuietAndNextDayAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, at := drawCalendar(t), drawTime(t, "at")
		next := c.NextOpening(at)
		if next.Before(at) || !c.Working(next) || c.Elapsed(at, next) != 0 {
			t.Fatalf("after %v work begins at %v", at, next)
		}
		until, quiet := c.Quiet(at)
		if quiet && (c.Working(at) || !until.Equal(next)) {
			t.Fatalf("quiet until %v, open at %v", until, next)
		}
		if opening, ok := c.Opening(at); ok != c.WorkingDay(at) || ok && c.Date(opening) != c.Date(at) {
			t.Fatalf("opening %v, %v", opening, ok)
		}
		same := c.NextDaySame(at)
		if got := c.WorkingDays(c.Date(at)+1, c.Date(same)); got != 1 || !c.WorkingDay(same) {
			t.Fatalf("from %v to %v lie %d working days", at, same, got)
		}
		if c.Hours().AllHours() && (quiet || !same.Equal(at.Add(24*time.Hour)) || !next.Equal(at)) {
			t.Fatal("a unit of 24 hours rests")
		}
	})
}

// The quick count must agree with looking at the clock every minute.
func TestElapsedAgreesWithLooking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from := drawCalendar(t), drawTime(t, "from").Truncate(time.Minute)
		to := from.AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "days"))
		to = to.Add(time.Duration(rapid.IntRange(0, 24*60).Draw(t, "minutes")) * time.Minute)
		var seen time.Duration
		for at := from; at.Before(to); at = at.Add(time.Minute) {
			if c.Working(at) {
				seen += time.Minute
			}
		}
		if got := c.Elapsed(from, to); got != seen {
			t.Fatalf("from %v to %v: %v, seen %v", from, to, got, seen)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	c := calendar(b, "", ramadan1447, ramadan1448)
	from := time.Date(2026, 11, 20, 9, 0, 0, 0, wib)
	for b.Loop() {
		c.Add(from, 400*time.Hour)
	}
}
