package notice

import (
	"testing"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// A picture follows the card of whoever holds the case: the last stretch that
// began with one.
func TestCarded(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) }
	stretch := func(holder roster.NIP, d complaint.Duty, from int, to int) complaint.Stretch {
		s := complaint.Stretch{Holder: holder, Duty: d, GivenAt: at(from)}
		if to > 0 {
			end := at(to)
			s.ToAt = &end
		}
		return s
	}
	for _, c := range []struct {
		name string
		ss   []complaint.Stretch
		want int
	}{
		{"nobody held it", nil, -1},
		{"just given", []complaint.Stretch{stretch("a", complaint.ToAnswer, 1, 0)}, 0},
		{"answered: no card of its own", []complaint.Stretch{stretch("a", complaint.ToAnswer, 1, 3), stretch("a", complaint.ToSettle, 3, 0)}, 0},
		{"reopened", []complaint.Stretch{
			stretch("a", complaint.ToAnswer, 1, 3), stretch("a", complaint.ToSettle, 3, 5), stretch("a", complaint.ToSettle, 7, 0),
		}, 2},
		{"passed on before the answer", []complaint.Stretch{stretch("a", complaint.ToAnswer, 1, 3), stretch("b", complaint.ToAnswer, 3, 0)}, 1},
		{"passed on after it, in the same moment", []complaint.Stretch{
			stretch("a", complaint.ToAnswer, 1, 3), stretch("a", complaint.ToSettle, 3, 4), stretch("b", complaint.ToSettle, 4, 0),
		}, 2},
	} {
		if got := carded(c.ss); got != c.want {
			t.Errorf("%s: stretch %d", c.name, got)
		}
	}
}
