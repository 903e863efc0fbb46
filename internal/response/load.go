package response

import (
	"slices"
	"time"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Load is what one of a team has in hand.
type Load struct {
	NIP     roster.NIP
	Open    int // but for what waits for the citizen
	Asked   int // waits for the citizen
	PastDue int
	Today   int           // due until the end of this day
	Week    int           // due until the end of this ISO week, today's and what is past due among them
	Since   time.Time     // when the card of the one that has waited longest came; zero without any
	Left    time.Duration // working time until the end of the week
	Away    bool
	Over    bool
}

// When somebody has too much in hand: they hold at least OverFrom cases and more
// than twice the team's median; or at least DueFrom are due this week, and more
// than working hours are left in it, an hour for each; or they are away and any
// is due this week.
const (
	OverFrom = 5
	DueFrom  = 3
)

// Weigh sums up what somebody holds; away says that they do not work this week
// any more.
func Weigh(cal *worktime.Calendar, now time.Time, nip roster.NIP, held []Held, away bool) Load {
	l := Load{NIP: nip, Away: away}
	today := cal.Date(now)
	sunday := today.Monday().AddDays(6)
	if !away {
		l.Left = cal.Elapsed(now, sunday.AddDays(1).Midnight(cal.Location()))
	}
	for _, h := range held {
		if h.Paused {
			l.Asked++
			continue
		}
		l.Open++
		if h.Since != 0 {
			if since := time.UnixMicro(h.Since); l.Since.IsZero() || since.Before(l.Since) {
				l.Since = since
			}
		}
		if h.Due == 0 {
			continue
		}
		due := time.UnixMicro(h.Due)
		day := cal.Date(due.Add(-time.Microsecond))
		switch {
		case now.After(due):
			l.PastDue++
		case day <= today:
			l.Today++
		}
		if now.After(due) || day <= sunday {
			l.Week++
		}
	}
	return l
}

// doubleMedian is the middle of what a team holds, times two.
func doubleMedian(team []Load) int {
	n := len(team)
	if n == 0 {
		return 0
	}
	open := make([]int, n)
	for i, l := range team {
		open[i] = l.Open
	}
	slices.Sort(open)
	return open[(n-1)/2] + open[n/2]
}

// CompareLoads says of each of a team whether they have too much in hand, and
// gives twice the team's median.
func CompareLoads(team []Load) (doubled int) {
	doubled = doubleMedian(team)
	for i := range team {
		l := &team[i]
		l.Over = l.Open >= OverFrom && l.Open > doubled ||
			l.Week >= DueFrom && time.Duration(l.Week)*time.Hour > l.Left ||
			l.Away && l.Week > 0
	}
	return doubled
}
