package performance_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tanggap/internal/complaint"
	"tanggap/internal/performance"
	"tanggap/internal/response"
	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// stretches make counted stretches from seconds; a negative one is not done.
func stretches(seconds ...int64) []complaint.Stretch {
	list := make([]complaint.Stretch, len(seconds))
	for i, s := range seconds {
		if s >= 0 {
			list[i].WorkedSeconds = &s
		}
	}
	return list
}

// The nearest rank of RULES 10.
func TestTypical(t *testing.T) {
	for _, c := range []struct {
		name string
		of   []int64
		want time.Duration
		ok   bool
	}{
		{"none", nil, 0, false},
		{"five are too few", []int64{1, 2, 3, 4, 5}, 0, false},
		{"six: the third", []int64{6, 5, 4, 3, 2, 1}, 3 * time.Second, true},
		{"seven: the fourth", []int64{7, 6, 5, 4, 3, 2, 1}, 4 * time.Second, true},
		{"10 to 100", []int64{10, 20, 30, 40, 50, 60, 70, 80, 90, 100}, 50 * time.Second, true},
		{"one that waits takes longest", []int64{-1, 1, 2, 3, 4, 5}, 3 * time.Second, true},
		{"half of them wait", []int64{-1, -1, -1, 1, 2, 3}, 3 * time.Second, true},
		{"most of them wait", []int64{-1, -1, -1, -1, 1, 2}, 0, false},
	} {
		got, ok := performance.Typical(stretches(c.of...))
		if got != c.want || ok != c.ok {
			t.Errorf("%s: got %v, %v", c.name, got, ok)
		}
	}
}

// What stood still counts beside what was worked; what is not done yet neither.
func TestPauseOf(t *testing.T) {
	of := stretches(300, 100, -1)
	of[0].PausedSeconds, of[2].PausedSeconds = 1200, 5000
	if p := performance.PauseOf(of); p != (performance.Pause{Paused: 1200, Worked: 400}) || p.Share() != 0.75 {
		t.Errorf("%+v, share %v", p, p.Share())
	}
	if share := performance.PauseOf(stretches(0, 0)).Share(); share != 0 {
		t.Errorf("of no time: %v", share)
	}
}

func TestShare(t *testing.T) {
	if _, ok := performance.Share(9, 9); ok {
		t.Error("a share of nine is shown")
	}
	if share, ok := performance.Share(9, 10); !ok || share != 0.9 {
		t.Errorf("got %v, %v", share, ok)
	}
	if _, ok := performance.Share(0, 0); ok {
		t.Error("a share of nothing is shown")
	}
}

// Whatever the order, and however a day is cut into pieces, it adds up alike.
func TestTotals(t *testing.T) {
	day := complaint.Day{NIP: "budi", On: worktime.On(2026, 10, 5)}
	rapid.Check(t, func(t *rapid.T) {
		counted := rapid.SliceOf(rapid.Custom(func(t *rapid.T) response.Counted {
			return response.Counted{
				Category: rapid.SampledFrom([]string{"jalan", "info"}).Draw(t, "category"),
				Channel:  rapid.SampledFrom([]string{"telegram", "web"}).Draw(t, "channel"),
				Duty:     rapid.SampledFrom([]complaint.Duty{complaint.ToAnswer, complaint.ToSettle}).Draw(t, "duty"),
				Seconds:  rapid.Int64Range(0, 1e6).Draw(t, "seconds"),
				OnTime:   rapid.Bool().Draw(t, "on time"),
			}
		})).Draw(t, "counted")
		totals := performance.Totals(day, counted)
		shuffled := slices.Clone(counted)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if !slices.Equal(totals, performance.Totals(day, shuffled)) {
			t.Fatal("the order matters")
		}
		n, onTime, seconds := 0, 0, int64(0)
		for _, total := range totals {
			n, onTime, seconds = n+total.Counted, onTime+total.OnTime, seconds+total.Seconds
		}
		for _, c := range counted {
			n, seconds = n-1, seconds-c.Seconds
			if c.OnTime {
				onTime--
			}
		}
		if n != 0 || onTime != 0 || seconds != 0 {
			t.Fatalf("%d, %d, %d are left", n, onTime, seconds)
		}
	})
}

func TestPeriod(t *testing.T) {
	for period, want := range map[string][2]string{
		"2026":    {"2026-01-01", "2026-12-31"},
		"2026-Q1": {"2026-01-01", "2026-03-31"},
		"2026-Q4": {"2026-10-01", "2026-12-31"},
		"2026-02": {"2026-02-01", "2026-02-28"},
		"2028-02": {"2028-02-01", "2028-02-29"},
		"2026-12": {"2026-12-01", "2026-12-31"},
	} {
		from, to, ok := performance.Period(period)
		if !ok || from.String() != want[0] || to.String() != want[1] {
			t.Errorf("%s: %s to %s, %v", period, from, to, ok)
		}
	}
	for _, period := range []string{"", "26", "2026-", "2026-Q5", "2026-Q0", "2026-13", "2026-00", "2026-1", "2026-Q12", "Q4-2026", "2026-11-30", "20xx"} {
		if _, _, ok := performance.Period(period); ok {
			t.Errorf("%q passes", period)
		}
	}
}

func TestDecimal(t *testing.T) {
	for typed, want := range map[string]string{
		"12": "12", "12,5": "12.5", "12.5": "12.5", " 87,50 % ": "87.5", "1.234.567": "1234567", "1.234": "1234",
		"1.234,5": "1234.5", "1,234.5": "1234.5", "0,125": "0.125", "0.125": "0.125", "007": "7", "0": "0", "-0": "0", "-3,25": "-3.25",
		"12,500": "12.5", "123456789012345,123456": "123456789012345.123456",
	} {
		if got, ok := performance.Decimal(typed); !ok || got != want {
			t.Errorf("%q: got %q, %v; want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "dua", "1e9", "1,2,3", "1.23.456", "12 5", "NaN", "0x1f", "--3", "+3", ",5", "5,", "1234567890123456", "0,1234567", "½", "１２"} {
		if got, ok := performance.Decimal(typed); ok {
			t.Errorf("%q passes as %q", typed, got)
		}
	}
}
