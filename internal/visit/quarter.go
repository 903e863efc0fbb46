package visit

import (
	"fmt"
	"strconv"
	"time"

	"tanggap/internal/worktime"
)

// Quarter is a quarter of a year.
type Quarter struct{ Year, N int }

// QuarterOf is the quarter that holds a day.
func QuarterOf(day worktime.Date) Quarter {
	t := column(day)
	return Quarter{t.Year(), (int(t.Month()) + 2) / 3}
}

// ParseQuarter reads "2026-Q4".
func ParseQuarter(s string) (Quarter, bool) {
	if len(s) != 7 || s[4:6] != "-Q" || s[6] < '1' || s[6] > '4' {
		return Quarter{}, false
	}
	year, err := strconv.Atoi(s[:4])
	return Quarter{year, int(s[6] - '0')}, err == nil && year > 1900
}

// From is the first day.
func (q Quarter) From() worktime.Date { return worktime.On(q.Year, time.Month(3*q.N-2), 1) }

// To is the last day.
func (q Quarter) To() worktime.Date { return worktime.On(q.Year, time.Month(3*q.N+1), 1) - 1 }

// Before is the quarter before it.
func (q Quarter) Before() Quarter { return QuarterOf(q.From() - 1) }

func (q Quarter) String() string { return fmt.Sprintf("%04d-Q%d", q.Year, q.N) }

// Month is the first day of the month that holds a day.
func Month(day worktime.Date) worktime.Date {
	t := column(day)
	return worktime.On(t.Year(), t.Month(), 1)
}

// before is the month before a month.
func before(month worktime.Date) worktime.Date { return Month(month - 1) }
