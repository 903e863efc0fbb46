package performance_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"tanggap/internal/complaint"
	"tanggap/internal/performance"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

var far = worktime.On(2030, 1, 1)

func fold(o *office.Office, through worktime.Date) int {
	o.T.Helper()
	n, err := performance.Fold(o.T.Context(), o.Pool, o.Response, through)
	if err != nil {
		o.T.Fatal(err)
	}
	return n
}

// totals are the rows as they stand, and what they must be.
func totals(o *office.Office) (have, want []performance.Total) {
	o.T.Helper()
	o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		if have, err = performance.Held(ctx, tx); err != nil {
			return err
		}
		want, err = performance.Recompute(ctx, tx)
		return err
	})
	return have, want
}

// closed checks that every day is folded, and rightly.
func closed(o *office.Office) {
	o.T.Helper()
	if have, want := totals(o); !slices.Equal(have, want) {
		o.T.Errorf("have %v,\nwant %v", have, want)
	}
	if n := o.Int(`SELECT count(*) FROM to_fold`); n != 0 {
		o.T.Errorf("%d days are left", n)
	}
}

func summary(o *office.Office, nip roster.NIP, from, to worktime.Date) (s performance.Summary) {
	o.T.Helper()
	o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		s, err = performance.Summarise(ctx, tx, nip, from, to)
		return err
	})
	return s
}

func TestFold(t *testing.T) {
	o := office.New(t)
	monday := worktime.On(2026, 10, 5)
	first := o.File(testkit.Time("2026-10-05 08:00"), "budi", "")
	late := o.File(testkit.Time("2026-10-05 08:00"), "budi", "")
	o.Act(testkit.Time("2026-10-05 09:00"), first, office.Answer)
	o.Act(testkit.Time("2026-10-07 08:00"), late, office.Climb)

	if n := fold(o, monday.AddDays(-1)); n != 0 {
		t.Errorf("%d days were closed before the first", n)
	}
	if n := fold(o, monday); n != 1 {
		t.Errorf("%d days closed, want Monday", n)
	}
	if s := summary(o, "budi", monday, far); s.Counted != 1 || s.OnTime != 1 || s.Through != monday {
		t.Errorf("after Monday: %+v", s)
	}
	if n := fold(o, far); n != 1 {
		t.Errorf("%d days closed, want Wednesday, when the limit passed", n)
	}
	closed(o)
	if n := fold(o, far); n != 0 {
		t.Errorf("a second time closed %d days", n)
	}
	wednesday := monday.AddDays(2)
	if s := summary(o, "budi", monday, far); s.Counted != 2 || s.OnTime != 1 || s.Through != wednesday {
		t.Errorf("after all: %+v", s)
	}
	// The late answer adds time only.
	o.Act(testkit.Time("2026-10-08 08:00"), late, office.Answer)
	if s := summary(o, "budi", monday, far); s.Counted != 2 || s.OnTime != 1 {
		t.Errorf("before the fold: %+v", s)
	}
	fold(o, far)
	closed(o)
	if s := summary(o, "budi", monday, far); s.Counted != 2 || s.OnTime != 1 {
		t.Errorf("after the late answer: %+v", s)
	}
	seconds := o.Int(`SELECT sum(seconds) FROM day_total WHERE duty = 'answer' AND day = '2026-10-07'`)
	if want := 3 * 7.5 * 3600; seconds != int(want) {
		t.Errorf("the late one took %d s, want %v", seconds, want)
	}
}

func TestCases(t *testing.T) {
	o := office.New(t)
	var onTime []complaint.ID
	for i := range 7 {
		id := o.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
		o.Act(testkit.Time(fmt.Sprintf("2026-10-05 09:%02d", i)), id, office.Answer)
		onTime = append(onTime, id)
	}
	late := o.File(testkit.Time("2026-10-05 08:00"), "budi", "")
	o.Act(testkit.Time("2026-10-07 08:00"), late, office.Climb)
	fold(o, far)
	monday, sunday := worktime.On(2026, 10, 5), worktime.On(2026, 10, 11)
	s := summary(o, "budi", monday, sunday)
	if s.Counted != 8 || s.OnTime != 7 || !s.Measured || s.Median != time.Hour+3*time.Minute {
		t.Errorf("%+v", s)
	}
	if _, ok := s.Share(); ok {
		t.Error("a share of eight is shown")
	}
	for figure, want := range map[performance.Figure]int{
		performance.FigureCounted: s.Counted, performance.FigureOnTime: s.OnTime, performance.FigureLate: s.Counted - s.OnTime,
	} {
		var list []performance.Case
		o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
			list, err = performance.Cases(ctx, tx, "budi", figure, monday, sunday)
			return err
		})
		if len(list) != want {
			t.Errorf("%s: %d cases, want %d", figure, len(list), want)
		}
		for _, c := range list {
			if c.Code == "" || c.OnTime != slices.Contains(onTime, c.ID) || c.Done != c.OnTime || c.OnTime && c.Place != "bayung" {
				t.Errorf("%s: %+v", figure, c)
			}
		}
	}
	if s := summary(o, "dewi", monday, sunday); s.Counted != 0 || s.Measured || s.Through != monday-1 {
		t.Errorf("nothing: %+v", s)
	}
}

// Redis may throw out a day, or everything, at any moment.
func TestFoldNoticesLosses(t *testing.T) {
	losses := map[string]func(o *office.Office, r *redis.Client){
		"a day evicted":  func(o *office.Office, r *redis.Client) { r.Del(o.T.Context(), "tanggap:day:budi:2026-10-05") },
		"all of it gone": func(o *office.Office, r *redis.Client) { testkit.FlushRedis(o.T, o.Redis) },
		"a stranger's": func(o *office.Office, r *redis.Client) {
			r.HSet(o.T.Context(), "tanggap:day:budi:2026-10-05", "999", `{}`)
		},
	}
	for name, lose := range losses {
		t.Run(name, func(t *testing.T) {
			o := office.New(t)
			for i := range 3 {
				o.Act(testkit.Time("2026-10-05 10:00"), o.File(testkit.Time(fmt.Sprintf("2026-10-05 08:%02d", i)), "budi", ""), office.Answer)
			}
			o.Project()
			address, err := redis.ParseURL(o.Redis)
			if err != nil {
				t.Fatal(err)
			}
			r := redis.NewClient(address)
			defer r.Close()
			lose(o, r)
			fold(o, far)
			closed(o)
			if s := summary(o, "budi", worktime.On(2026, 10, 5), far); s.Counted != 3 {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestFoldWithoutRedis(t *testing.T) {
	o := office.New(t)
	o.Act(testkit.Time("2026-10-05 10:00"), o.File(testkit.Time("2026-10-05 08:00"), "budi", ""), office.Answer)
	dead := o.Open("unix:///nowhere/redis.sock?db=1")
	if _, err := performance.Fold(t.Context(), o.Pool, dead, far); err == nil {
		t.Error("folded from nothing")
	}
	if n := o.Int(`SELECT count(*) FROM to_fold`); n != 1 {
		t.Errorf("the mark did not wait: %d", n)
	}
	fold(o, far)
	closed(o)
}

func TestFoldOfOldDays(t *testing.T) {
	o := office.New(t)
	o.Act(testkit.Time("2025-08-01 10:00"), o.File(testkit.Time("2025-08-01 08:00"), "budi", ""), office.Answer)
	o.File(testkit.Time("2026-10-05 08:00"), "budi", "") // more than 400 days later
	fold(o, far)
	closed(o)
	if s := summary(o, "budi", worktime.On(2025, 8, 1), far); s.Counted != 1 {
		t.Errorf("%+v", s)
	}
}

// killer ends a context at the n-th statement, as a process may be killed at
// any one.
type killer struct {
	left atomic.Int64
	kill context.CancelFunc
}

func (k *killer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	if k.left.Add(-1) == 0 {
		k.kill()
	}
	return ctx
}

func (k *killer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func TestFoldKilledAnywhere(t *testing.T) {
	o := office.New(t)
	for i := range 3 {
		day := fmt.Sprintf("2026-10-%02d", 5+i)
		for range 2 {
			o.Act(testkit.Time(day+" 10:00"), o.File(testkit.Time(day+" 08:00"), "budi", ""), office.Answer)
		}
	}
	for n := int64(1); ; n++ {
		o.Exec(`DELETE FROM day_total`)
		o.Exec(`INSERT INTO to_fold SELECT DISTINCT holder, counted_on, gen_random_uuid()::text FROM stretch WHERE counted_on IS NOT NULL ON CONFLICT DO NOTHING`)
		ctx, cancel := context.WithCancel(t.Context())
		k := &killer{kill: cancel}
		k.left.Store(n)
		config := o.Pool.Config()
		config.ConnConfig.Tracer = k
		pool, err := pgxpool.NewWithConfig(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		_, err = performance.Fold(ctx, pool, o.Response, far)
		pool.Close()
		cancel()
		if err == nil {
			if n < 10 {
				t.Errorf("a fold of %d statements?", n)
			}
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("killed at %d: %v", n, err)
		}
		have, want := totals(o) // days whose mark waits are left out
		if !slices.Equal(have, want) {
			t.Fatalf("killed at %d: %v, want %v", n, have, want)
		}
		fold(o, far)
		closed(o)
	}
}

// Whatever happens to cases, and whenever days are folded, they add up to what
// the stretches say.
func TestFoldAnyOrder(t *testing.T) {
	o := office.New(t)
	testkit.CheckOnDatabase(t, func(rt *rapid.T) {
		o.Clear()
		now := testkit.Time("2026-10-05 08:00")
		var cases []complaint.ID
		rt.Repeat(map[string]func(*rapid.T){
			"file": func(rt *rapid.T) {
				cases = append(cases, o.File(now, rapid.SampledFrom([]roster.NIP{"budi", "dewi"}).Draw(rt, "officer"), ""))
			},
			"act": func(rt *rapid.T) {
				if len(cases) > 0 {
					o.Act(now, rapid.SampledFrom(cases).Draw(rt, "case"), office.Act(rapid.IntRange(0, int(office.Acts)-1).Draw(rt, "act")))
				}
			},
			"wait": func(rt *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(1, 3000).Draw(rt, "minutes")) * time.Minute)
			},
			"fold":  func(rt *rapid.T) { fold(o, worktime.DateOf(now).AddDays(rapid.IntRange(-3, 1).Draw(rt, "through"))) },
			"flush": func(*rapid.T) { testkit.FlushRedis(t, o.Redis) },
			"": func(rt *rapid.T) {
				if have, want := totals(o); !slices.Equal(have, want) {
					rt.Fatalf("have %v,\nwant %v", have, want)
				}
			},
		})
		fold(o, far)
		closed(o)
	})
}

// Two folds at once, and officers who answer meanwhile.
func TestFoldAtOnce(t *testing.T) {
	o := office.New(t)
	var wg sync.WaitGroup
	for n := range 2 {
		wg.Go(func() {
			for i := range 10 {
				o.Act(testkit.Time("2026-10-05 10:00"), o.File(testkit.Time(fmt.Sprintf("2026-10-05 08:%d%d", n, i)), "budi", ""), office.Answer)
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range 6 {
				if _, err := performance.Fold(t.Context(), o.Pool, o.Response, far); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	fold(o, far)
	closed(o)
}

func TestRepair(t *testing.T) {
	o := office.New(t)
	o.Act(testkit.Time("2026-10-05 10:00"), o.File(testkit.Time("2026-10-05 08:00"), "budi", ""), office.Answer)
	o.Act(testkit.Time("2026-10-06 10:00"), o.File(testkit.Time("2026-10-06 08:00"), "dewi", ""), office.Answer)
	fold(o, far)
	o.Exec(`UPDATE day_total SET counted = counted + 1 WHERE nip = 'budi'`)
	o.Exec(`DELETE FROM day_total WHERE nip = 'dewi'`)
	o.Exec(`INSERT INTO day_total VALUES ('hendra', '2026-10-07', 'jalan', 'telegram', 'answer', 5, 5, 5)`)
	n, err := performance.Repair(t.Context(), o.Pool)
	if err != nil || n != 3 {
		t.Errorf("repaired %d days: %v", n, err)
	}
	closed(o)
	if n, err := performance.Repair(t.Context(), o.Pool); err != nil || n != 0 {
		t.Errorf("repaired %d more: %v", n, err)
	}
}
