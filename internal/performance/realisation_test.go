package performance_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/performance"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

func targets(o *office.Office) {
	o.T.Helper()
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		_, err := performance.PutIndicators(ctx, tx, testkit.Time("2026-10-05 08:00"), []performance.Indicator{
			{NIP: "budi", Period: "2026", Code: "A", Name: "Jalan diperiksa", Aspect: "kuantitas", Unit: "km", Target: "240", Direction: "up"},
			{NIP: "budi", Period: "2026-Q4", Code: "B", Name: "Lubang ditutup", Aspect: "kuantitas", Unit: "titik", Target: "87.50", Direction: "up"},
			{NIP: "budi", Period: "2026-11", Code: "C", Name: "Hari kerja", Aspect: "waktu", Unit: "hari", Target: "5", Direction: "down"},
			{NIP: "budi", Period: "2026-Q3", Code: "D", Name: "Lama", Aspect: "waktu", Unit: "hari", Target: "5", Direction: "down"},
			{NIP: "dewi", Period: "2026", Code: "A", Name: "Jembatan", Aspect: "kualitas", Unit: "%", Target: "90", Direction: "up"},
		})
		return err
	})
}

func indicators(o *office.Office, on worktime.Date, all bool) (list []performance.Target) {
	o.T.Helper()
	ask := performance.Indicators
	if all {
		ask = performance.Realisable
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		list, err = ask(ctx, tx, "budi", on)
		return err
	})
	return list
}

func codes(list []performance.Target) string {
	var s []string
	for _, t := range list {
		s = append(s, t.Code)
	}
	return strings.Join(s, "")
}

func TestIndicators(t *testing.T) {
	o := office.New(t)
	targets(o)
	for on, want := range map[worktime.Date][2]string{
		worktime.On(2026, 11, 30): {"ABC", "ABC"},
		worktime.On(2026, 12, 1):  {"AB", "ABC"},
		worktime.On(2026, 10, 5):  {"AB", "ABD"},
		worktime.On(2027, 1, 31):  {"", "AB"},
		worktime.On(2027, 2, 1):   {"", ""},
	} {
		if got := codes(indicators(o, on, false)); got != want[0] {
			t.Errorf("%s: %q, want %q", on, got, want[0])
		}
		if got := codes(indicators(o, on, true)); got != want[1] {
			t.Errorf("%s: may report on %q, want %q", on, got, want[1])
		}
	}
	if got := indicators(o, worktime.On(2026, 11, 30), false)[1]; got.Target != "87.5" || got.Latest != nil {
		t.Errorf("%+v", got)
	}
}

func TestRealise(t *testing.T) {
	o := office.New(t)
	targets(o)
	ids := map[string]int64{}
	for _, target := range append(indicators(o, worktime.On(2026, 11, 30), false), indicators(o, worktime.On(2026, 9, 1), false)...) {
		ids[target.Code] = target.ID
	}
	realise := func(at string, by roster.NIP, id int64, value, note string) (got performance.Target, err error) {
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			got, err = performance.Realise(ctx, tx, testkit.Time(at), o.Loc, by, id, value, note)
			return nil
		})
		return got, err
	}
	for _, c := range []struct {
		at          string
		by          roster.NIP
		id          int64
		value, note string
		want        error
	}{
		{"2026-11-30 10:00", "budi", 999, "1", "", performance.ErrUnknown},
		{"2026-11-30 10:00", "dewi", ids["A"], "1", "", performance.ErrNotYours},
		{"2026-11-30 10:00", "budi", ids["A"], "banyak", "", performance.ErrNotANumber},
		{"2026-11-30 10:00", "budi", ids["A"], "1", strings.Repeat("x", 1001), performance.ErrNoteTooLong},
		{"2026-11-01 10:00", "budi", ids["D"], "1", "", performance.ErrPeriodOver},
		{"2026-10-31 10:00", "budi", ids["C"], "1", "", performance.ErrPeriodAhead},
		{"2026-10-31 23:59", "budi", ids["D"], "4", "", nil}, // 31 days after its end
		{"2026-11-30 10:00", "budi", ids["A"], "120,5", "Sampai November", nil},
		{"2026-11-30 11:00", "budi", ids["A"], "121", "", nil},
	} {
		if _, err := realise(c.at, c.by, c.id, c.value, c.note); err != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
	got := indicators(o, worktime.On(2026, 11, 30), false)[0].Latest
	if got == nil || got.Value != "121" || got.Note != "" {
		t.Errorf("latest: %+v", got)
	}
	var proved []string
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		entries, err := ledger.Read(ctx, tx, "nip:budi")
		for _, e := range entries {
			id, value, err := performance.Proved(e)
			if err != nil || id == 0 {
				t.Errorf("%+v: %v", e, err)
			}
			proved = append(proved, value+" "+string(e.Content))
		}
		return err
	})
	if want := "4 |120.5 Sampai November|121 "; strings.Join(proved, "|") != want {
		t.Errorf("the chain says %q", strings.Join(proved, "|"))
	}
}
