package response_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"tanggap/internal/complaint"
	"tanggap/internal/response"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// raw is the test's own client, to spoil what Redis holds.
func (w *world) raw() *redis.Client {
	w.T.Helper()
	o, err := redis.ParseURL(w.Redis)
	if err != nil {
		w.T.Fatal(err)
	}
	c := redis.NewClient(o)
	w.T.Cleanup(func() { c.Close() })
	return c
}

func (w *world) wantDue(at string, want ...complaint.ID) {
	w.T.Helper()
	got, err := w.due(at)
	if err != nil {
		w.T.Fatalf("due at %s: %v", at, err)
	}
	if len(got) != len(want) {
		w.T.Fatalf("due at %s: got %v, want %v", at, got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			w.T.Fatalf("due at %s: got %v, want %v", at, got, want)
		}
	}
}

func TestRoad(t *testing.T) {
	w := newWorld(t)
	if _, err := w.due("2026-10-05 08:00"); !errors.Is(err, response.ErrLost) {
		t.Errorf("an empty Redis: %v", err)
	}
	w.Project()
	w.wantDue("2026-12-31 00:00")

	// 15 working hours from Monday 08.00 end on Wednesday at 08.00, half of them on
	// Tuesday at 08.00.
	id := w.file("2026-10-05 08:00")
	if n := w.Project(); n != 1 {
		t.Errorf("projected %d cases", n)
	}
	w.wantDue("2026-10-06 07:59")
	w.wantDue("2026-10-07 00:00", id)
	w.whole()

	w.answer("2026-10-06 09:00", id)
	w.wantDue("2026-10-07 00:00", id) // not projected yet
	if c := w.compare(); len(c.Differences) != 0 || c.Pending != 1 {
		t.Errorf("a case on its way counts as a difference: %+v", c)
	}
	w.Project()
	w.whole()
	w.wantDue("2026-10-07 00:00")
	got, err := w.bucket("budi", "2026-10-06")
	if err != nil || len(got) != 1 {
		t.Fatalf("bucket: %v, %v", got, err)
	}
	want := response.Counted{Stretch: got[0].Stretch, Category: "jalan", Channel: "telegram", Duty: complaint.ToAnswer, Seconds: 8.5 * 3600, OnTime: true}
	if got[0] != want {
		t.Errorf("got %+v, want %+v", got[0], want)
	}
	if n := w.Project(); n != 0 {
		t.Errorf("%d marks were left", n)
	}
}

func TestVoidedLeavesItsDay(t *testing.T) {
	w := newWorld(t)
	id := w.file("2026-10-05 08:00")
	w.Do(func(ctx context.Context, tx pgx.Tx) error {
		_, err := w.Desk.Propose(ctx, tx, testkit.Time("2026-10-05 10:00"), "budi", id, "Lubang ditutup.")
		return err
	})
	w.Project()
	if got, _ := w.bucket("budi", "2026-10-05"); len(got) != 2 {
		t.Fatalf("answer and result count: %v", got)
	}
	w.Do(func(ctx context.Context, tx pgx.Tx) error {
		_, again, err := w.Desk.Reopen(ctx, tx, testkit.Time("2026-10-07 10:00"), "tg:sari", id, "", "Masih berlubang.")
		if err != nil {
			return err
		}
		return w.Desk.Begin(ctx, tx, testkit.Time("2026-10-07 10:00"), again.ID)
	})
	w.Project()
	if got, _ := w.bucket("budi", "2026-10-05"); len(got) != 1 || got[0].Duty != complaint.ToAnswer {
		t.Errorf("the result still counts: %v", got)
	}
	w.whole()
}

// What Redis may lose, and how.
func TestLosses(t *testing.T) {
	losses := map[string]func(t *testing.T, r *redis.Client){
		"flushed": func(t *testing.T, r *redis.Client) { r.FlushDB(t.Context()) },
		"foreign": func(t *testing.T, r *redis.Client) {
			r.Set(t.Context(), "tanggap:stamp", "another:1:1:1", 0)
			r.ZAdd(t.Context(), "tanggap:clocks", redis.Z{Score: 1, Member: 999})
			r.HSet(t.Context(), "tanggap:clock:999", "case", 999)
			r.HSet(t.Context(), "tanggap:day:siti:2026-10-05", "999", "{}")
		},
		"clocks evicted": func(t *testing.T, r *redis.Client) { r.Del(t.Context(), "tanggap:clocks") },
		"stamp evicted":  func(t *testing.T, r *redis.Client) { r.Del(t.Context(), "tanggap:stamp") },
		"another kind of key": func(t *testing.T, r *redis.Client) {
			r.Del(t.Context(), "tanggap:clocks")
			r.Set(t.Context(), "tanggap:clocks", "x", 0)
		},
	}
	for name, lose := range losses {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			answered, running := w.file("2026-10-05 08:00"), w.file("2026-10-05 09:00")
			w.answer("2026-10-05 10:00", answered)
			w.Project()
			r := w.raw()
			r.Set(t.Context(), "other:application", 1, 0)
			lose(t, r)
			if _, err := w.due("2026-12-31 00:00"); !errors.Is(err, response.ErrLost) {
				t.Errorf("due: %v", err)
			}
			if _, err := w.bucket("budi", "2026-10-05"); !errors.Is(err, response.ErrLost) {
				t.Errorf("bucket: %v", err)
			}
			if c := w.compare(); len(c.Differences) == 0 {
				t.Errorf("the loss is not seen")
			}
			w.Project()
			w.whole()
			due, err := w.due("2026-12-31 00:00")
			if err != nil || len(due) != 2 || due[0] != running {
				t.Errorf("due: %v, %v", due, err)
			}
			if n := r.Exists(t.Context(), "other:application").Val(); name != "flushed" && n != 1 {
				t.Errorf("somebody else's key is gone")
			}
			if n := r.Exists(t.Context(), "tanggap:day:siti:2026-10-05").Val(); n != 0 {
				t.Errorf("a foreign key stayed")
			}
		})
	}
}

func TestEvictedClock(t *testing.T) {
	w := newWorld(t)
	id := w.file("2026-10-05 08:00")
	w.Project()
	keys := w.raw().Keys(t.Context(), "tanggap:clock:*").Val()
	if len(keys) != 1 {
		t.Fatal(keys)
	}
	w.raw().Del(t.Context(), keys[0])
	if _, err := w.due("2026-12-31 00:00"); !errors.Is(err, response.ErrLost) {
		t.Errorf("due: %v", err)
	}
	if err := w.Response.Rebuild(t.Context(), w.Pool); err != nil {
		t.Fatal(err)
	}
	w.wantDue("2026-12-31 00:00", id)
}

// A restore draws another generation, and Redis still holds the later past.
func TestRestored(t *testing.T) {
	w := newWorld(t)
	w.file("2026-10-05 08:00")
	w.Project()
	if _, err := w.Pool.Exec(t.Context(), `DELETE FROM stretch`); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Pool.Exec(t.Context(), `UPDATE installation SET generation = 'second'`); err != nil {
		t.Fatal(err)
	}
	w.Project()
	w.whole()
	w.wantDue("2026-12-31 00:00")
}

// One of the two is set back to an earlier state, and bears the same stamp.
func TestSetBack(t *testing.T) {
	back := map[string]func(w *world, earlier string){
		"PostgreSQL": func(w *world, earlier string) {
			w.Exec(`UPDATE projection SET token = $1`, earlier)
			w.Exec(`DELETE FROM stretch WHERE complaint_id = (SELECT max(complaint_id) FROM stretch)`)
		},
		"Redis": func(w *world, earlier string) {
			w.raw().Set(w.T.Context(), "tanggap:last", earlier, 0)
			w.raw().ZRemRangeByRank(w.T.Context(), "tanggap:clocks", 1, 1)
		},
	}
	for name, set := range back {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.file("2026-10-05 08:00")
			w.Project()
			earlier := w.raw().Get(t.Context(), "tanggap:last").Val()
			w.file("2026-10-05 09:00")
			w.Project()
			set(w, earlier)
			if c := w.compare(); len(c.Differences) == 0 {
				t.Fatal("nothing was set back")
			}
			w.Project()
			w.whole()
		})
	}
}

func TestDifferencesAreSeen(t *testing.T) {
	spoil := map[string]func(t *testing.T, r *redis.Client){
		"a clock's time": func(t *testing.T, r *redis.Client) {
			members := r.ZRange(t.Context(), "tanggap:clocks", 0, 0).Val()
			r.ZIncrBy(t.Context(), "tanggap:clocks", 1, members[0])
		},
		"a clock too many": func(t *testing.T, r *redis.Client) {
			r.ZAdd(t.Context(), "tanggap:clocks", redis.Z{Score: 5, Member: 12345})
		},
		"a clock too few": func(t *testing.T, r *redis.Client) {
			r.ZRemRangeByRank(t.Context(), "tanggap:clocks", 0, 0)
		},
		"what a clock says": func(t *testing.T, r *redis.Client) {
			r.HSet(t.Context(), r.Keys(t.Context(), "tanggap:clock:*").Val()[0], "nip", "dewi")
		},
		"a day too few": func(t *testing.T, r *redis.Client) {
			r.Del(t.Context(), "tanggap:day:budi:2026-10-05")
		},
		"a day too many": func(t *testing.T, r *redis.Client) {
			r.HSet(t.Context(), "tanggap:day:dewi:2026-10-05", "12", `{"duty":"answer"}`)
		},
		"how a stretch counts": func(t *testing.T, r *redis.Client) {
			stretch := r.HKeys(t.Context(), "tanggap:day:budi:2026-10-05").Val()[0]
			r.HSet(t.Context(), "tanggap:day:budi:2026-10-05", stretch, `{"category":"jalan","channel":"telegram","duty":"answer","seconds":1,"on_time":true}`)
		},
		"what cannot be read": func(t *testing.T, r *redis.Client) {
			r.HSet(t.Context(), "tanggap:day:budi:2026-10-05", "x", `?`)
		},
	}
	for name, do := range spoil {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			id := w.file("2026-10-05 08:00")
			w.file("2026-10-05 08:30")
			w.answer("2026-10-05 10:00", id)
			w.Project()
			w.whole()
			do(t, w.raw())
			if c := w.compare(); len(c.Differences) != 1 {
				t.Errorf("got %q", c.Differences)
			}
			if err := w.Response.Rebuild(t.Context(), w.Pool); err != nil {
				t.Fatal(err)
			}
			w.whole()
		})
	}
}

// Nothing was installed, or nothing ever filed: an empty Redis is right.
func TestNothingYet(t *testing.T) {
	w := newWorld(t)
	w.whole()
	w.Exec(`DELETE FROM installation`)
	w.whole()
}

func TestOldDaysAreNotHeld(t *testing.T) {
	w := newWorld(t)
	old := w.file("2025-08-01 08:00")
	w.answer("2025-08-01 09:00", old)
	w.Project()
	if got, _ := w.bucket("budi", "2025-08-01"); len(got) != 1 {
		t.Fatalf("the newest day is held: %v", got)
	}
	w.file("2026-10-05 08:00") // 430 days later
	w.Project()
	w.whole()
	if err := w.Response.Rebuild(t.Context(), w.Pool); err != nil {
		t.Fatal(err)
	}
	if got, _ := w.bucket("budi", "2025-08-01"); len(got) != 0 {
		t.Errorf("an old day is held: %v", got)
	}
	w.whole()
}

func TestRedisAway(t *testing.T) {
	w := newWorld(t)
	w.file("2026-10-05 08:00")
	dead := w.Open("unix:///nowhere/redis.sock?db=1")
	if _, err := dead.Project(t.Context(), w.Pool); err == nil {
		t.Error("projected into nothing")
	}
	if dead.Available(t.Context()) || dead.Ping(t.Context()) == nil {
		t.Error("nothing answers, and is said to")
	}
	if !w.Response.Available(t.Context()) {
		t.Error("Redis is there, and said not to be")
	}
	if n := w.Project(); n != 1 {
		t.Errorf("the mark did not wait: %d", n)
	}
	w.whole()
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "http://user:hush@host", "redis://:hush@host:6379/x", "://hush"} {
		if _, err := response.New(address); !errors.Is(err, response.ErrAddress) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// Redis is emptied at every possible moment of a rebuild: between any two of
// its commands. What is whole in the end is right.
func TestFlushedInTheMiddle(t *testing.T) {
	w := newWorld(t)
	id := w.file("2026-10-05 08:00")
	w.file("2026-10-05 09:00")
	w.answer("2026-10-05 10:00", id)
	w.Project()
	for after, reached := 0, true; reached; after++ {
		testkit.FlushRedis(t, w.Redis)
		reached = false
		cut := proxy(t, w.Redis, after, func() {
			reached = true
			testkit.FlushRedis(t, w.Redis)
		})
		if _, err := w.Open(cut).Project(t.Context(), w.Pool); err != nil {
			t.Fatalf("after %d: %v", after, err)
		}
		due, err := w.due("2026-12-31 00:00")
		if errors.Is(err, response.ErrLost) {
			w.Project() // emptied after the last command: the next one notices
			due, err = w.due("2026-12-31 00:00")
		}
		if err != nil || len(due) != 2 {
			t.Fatalf("after %d: due %v, %v", after, due, err)
		}
		w.whole()
		if !reached && after < 8 {
			t.Errorf("a rebuild of %d packets?", after)
		}
	}
}

// proxy stands before Redis and does something once, after so many packets to it.
func proxy(t *testing.T, address string, after int, do func()) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var once sync.Mutex
	packets, done := 0, false
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", u.Path)
			if err != nil {
				in.Close()
				return
			}
			go pump(out, in, func() {
				once.Lock()
				defer once.Unlock()
				if packets++; packets > after && !done {
					done = true
					do()
				}
			})
			go pump(in, out, func() {})
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return "redis://127.0.0.1:" + port + "/" + u.Query().Get("db")
}

func pump(to, from net.Conn, before func()) {
	defer to.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			before()
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// Projectors in several processes and writers at once end with what
// PostgreSQL says.
func TestAtOnce(t *testing.T) {
	w := newWorld(t)
	other := w.Open(w.Redis)
	var wg sync.WaitGroup
	for n := range 3 {
		wg.Go(func() {
			for i := range 8 {
				id := w.file("2026-10-05 08:" + strconv.Itoa(10+n*10+i))
				w.answer("2026-10-05 09:00", id)
			}
		})
	}
	for _, s := range []*response.Store{w.Response, other} {
		wg.Go(func() {
			for range 20 {
				if _, err := s.Project(t.Context(), w.Pool); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	w.Project()
	if c := w.compare(); len(c.Differences) > 0 || c.Pending > 0 || c.Clocks != 24 {
		t.Errorf("%+v", c)
	}
}

// Whatever happens to cases, and whenever it is projected, Redis ends as a
// rebuild would leave it.
func TestAnyOrder(t *testing.T) {
	w := newWorld(t)
	testkit.CheckOnDatabase(t, func(rt *rapid.T) {
		w.Clear()
		now := testkit.Time("2026-10-05 08:00")
		var cases []complaint.ID
		rt.Repeat(map[string]func(*rapid.T){
			"file": func(*rapid.T) { cases = append(cases, w.file(now.Format("2006-01-02 15:04"))) },
			"act": func(rt *rapid.T) {
				if len(cases) == 0 {
					return
				}
				w.Act(now, rapid.SampledFrom(cases).Draw(rt, "case"), office.Act(rapid.IntRange(0, int(office.Acts)-1).Draw(rt, "act")))
			},
			"wait": func(rt *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(1, 3000).Draw(rt, "minutes")) * time.Minute)
			},
			"project": func(*rapid.T) { w.Project() },
			"flush":   func(*rapid.T) { testkit.FlushRedis(t, w.Redis) },
		})
		w.Project()
		if c := w.compare(); len(c.Differences) > 0 || c.Pending > 0 {
			rt.Fatalf("%+v", c)
		}
	})
}
