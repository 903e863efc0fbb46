package main

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tanggap/internal/servers"
	"tanggap/internal/testkit"
)

// newPrivateMachine gives one on durable servers that the test may stop.
func newPrivateMachine(t testing.TB, more ...string) (*machine, *servers.Servers, string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "tanggap-fault-") // short, and open to the servers' user
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	s := privateServers(t, servers.Options{Dir: data, Durable: true})
	more = append(more, "DATABASE_URL="+s.DatabaseURL(), "TANGGAP_KEYS_FILE="+filepath.Join(dir, "keys"))
	if _, errs, code := (&machine{t: t, dir: dir, logs: &logs{}, env: more}).run("migrate"); code != 0 {
		t.Fatal(errs)
	}
	furnish(t, s.DatabaseURL())
	return newMachineOn(t, s.DatabaseURL(), s.RedisURL(), more...), s, data
}

// figure reads one figure of /metrics.
func (p *process) figure(name string) float64 {
	p.m.t.Helper()
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindStringSubmatch(p.page("/metrics"))
	if found == nil {
		p.m.t.Fatalf("no figure %s", name)
	}
	f, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		p.m.t.Fatal(err)
	}
	return f
}

// PostgreSQL crashes again and again, goes away, and hangs. Meanwhile nothing
// is said to be kept that is not, and afterwards the service heals by itself.
func TestDatabaseFails(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	m, s, data := newPrivateMachine(t, hooked(address)...)
	m.sandbox.Manual(true)
	knock := hookOf(t, address)
	p := m.serve()
	var taken, refused atomic.Int64
	var slowest atomic.Int64
	enough := make(chan struct{})
	var load sync.WaitGroup
	for i := range 4 {
		load.Go(func() {
			for n := 0; ; n++ {
				u := m.sandbox.Say(person+int64(i)*1000+int64(n), "/cek nomor").Body
				for try := 0; ; try++ { // as Telegram does
					at := time.Now()
					got := knock(u)
					slowest.Store(max(slowest.Load(), int64(time.Since(at))))
					if got == 200 {
						taken.Add(1)
						break
					}
					if refused.Add(1); got != 503 {
						t.Errorf("answered %d", got)
					}
					select {
					case <-time.After(100 * time.Millisecond):
					case <-enough:
						return
					}
				}
				select {
				case <-enough:
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		})
	}
	goesOn := func(most time.Duration) {
		t.Helper()
		at, before := time.Now(), taken.Load()
		m.eventually("updates are taken", func() bool { return taken.Load() > before+8 })
		if took := time.Since(at); took > most {
			t.Errorf("updates are taken again after %s", took)
		}
	}
	goesOn(5 * time.Second)
	for range 10 {
		must(t, s.StopPostgres(servers.Immediate))
		must(t, s.StartPostgres(t.Context()))
		goesOn(5 * time.Second)
	}
	goroutines, memory := p.figure("go_goroutines"), p.figure("process_resident_memory_bytes")

	must(t, s.StopPostgres(servers.Immediate))
	m.eventually("it is not ready", func() bool { return p.status("/readyz") == http.StatusServiceUnavailable })
	if p.status("/healthz") != http.StatusOK {
		t.Error("it is not healthy without PostgreSQL")
	}
	before := taken.Load()
	<-time.After(time.Minute)
	if taken.Load() != before {
		t.Error("updates were taken without a database")
	}
	if now := p.figure("process_resident_memory_bytes"); now > memory*1.2 {
		t.Errorf("%v bytes of memory became %v without a database", memory, now)
	}
	must(t, s.StartPostgres(t.Context()))
	healed, last := time.Now(), m.count(`SELECT COALESCE(max(id), 0) FROM outbox`)
	goesOn(5 * time.Second)
	m.eventually("what waited has left", func() bool {
		return m.count(`SELECT count(*) FROM outbox WHERE id <= $1 AND state IN ('queued', 'sending')`, last) == 0
	})
	if took := time.Since(healed); took > time.Minute {
		t.Errorf("what waited has left after %s", took)
	}

	// It hangs: everything that is connected, and whoever lets others in.
	pids, err := hang(data)
	must(t, err)
	before = taken.Load()
	slowest.Store(0)
	<-time.After(20 * time.Second)
	if n := taken.Load() - before; n > 4 {
		t.Errorf("%d updates were taken by a database that hangs", n)
	}
	hung := p.figure("go_goroutines")
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGCONT); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Error(err)
		}
	}
	goesOn(10 * time.Second)
	if took := time.Duration(slowest.Load()); took > 12*time.Second || took < time.Second {
		t.Errorf("an update was answered after %s", took)
	}
	close(enough)
	load.Wait()
	t.Logf("%d taken, %d refused; %v goroutines before, %v while it hung", taken.Load(), refused.Load(), goroutines, hung)
	if hung > goroutines+60 {
		t.Errorf("%v goroutines became %v", goroutines, hung)
	}
	if now := p.figure("process_resident_memory_bytes"); now > memory*1.2+20<<20 {
		t.Errorf("%v bytes of memory became %v", memory, now)
	}
	if n := m.count(`SELECT count(*) FROM inbox`); n < int(taken.Load()) {
		t.Errorf("%d updates are kept of %d that were taken", n, taken.Load())
	}
	m.restful(40)
	if n, rows := m.arrived(), m.count(`SELECT count(*) FROM outbox WHERE state = 'sent'`); n > rows+40 {
		t.Errorf("%d deliveries of %d messages", n, rows)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hang stops a server: its main process first, so that it lets nobody in any
// more, then all that it let in before.
func hang(data string) (stopped []int, err error) {
	file, err := os.ReadFile(filepath.Join(data, "postgres", "postmaster.pid"))
	if err != nil {
		return nil, err
	}
	line, _, _ := strings.Cut(string(file), "\n")
	main, err := strconv.Atoi(line)
	if err != nil {
		return nil, err
	}
	if err := syscall.Kill(main, syscall.SIGSTOP); err != nil {
		return nil, err
	}
	stopped = []int{main}
	children, err := os.ReadFile(filepath.Join("/proc", line, "task", line, "children"))
	if err != nil {
		return nil, err
	}
	for _, name := range strings.Fields(string(children)) {
		pid, err := strconv.Atoi(name)
		if err != nil {
			return nil, err
		}
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil && !errors.Is(err, syscall.ESRCH) {
			return nil, err
		}
		stopped = append(stopped, pid)
	}
	return stopped, nil
}

// The schema is brought up to date by a program that is killed at any moment,
// and then by several at once; keys and schema are whole in the end.
func TestKilledAmidMigrating(t *testing.T) {
	t.Parallel()
	url := testkit.EmptyDatabaseURL(t)
	dir := t.TempDir()
	env := []string{"DATABASE_URL=" + url, "REDIS_URL=" + testkit.RedisURL(t), "TANGGAP_KEYS_FILE=" + filepath.Join(dir, "tanggap.keys")}
	migrate := func() *exec.Cmd {
		c := exec.CommandContext(t.Context(), binary, "migrate")
		c.Env, c.Dir = env, dir
		return c
	}
	kills, late := 0, 5*time.Millisecond
	for ; ; late += max(4*time.Millisecond, late/8) {
		c := migrate()
		must(t, c.Start())
		timer := time.AfterFunc(late, func() { _ = c.Process.Kill() })
		err := c.Wait()
		timer.Stop()
		if err == nil {
			break
		}
		if kills++; kills > 200 {
			t.Fatal("it never comes to an end")
		}
	}
	t.Logf("killed %d times", kills)
	if kills < 5 {
		t.Errorf("killed only %d times", kills)
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if out, err := migrate().CombinedOutput(); err != nil || !strings.Contains(string(out), "; 0 steps") {
				t.Errorf("once more: %v\n%s", err, out)
			}
		})
	}
	all.Wait()
	m := &machine{t: t, dir: dir, env: env, logs: &logs{}}
	if out, errs, code := m.run("check"); code != 0 {
		t.Errorf("check: exit %d\n%s%s", code, out, errs)
	}

	env[0] = "DATABASE_URL=" + testkit.EmptyDatabaseURL(t)
	env[2] = "TANGGAP_KEYS_FILE=" + filepath.Join(dir, "other.keys")
	var steps atomic.Int64
	for range 3 {
		all.Go(func() {
			out, err := migrate().CombinedOutput()
			if err != nil {
				t.Errorf("several at once: %v\n%s", err, out)
			}
			steps.Add(int64(strings.Count(string(out), ".sql")))
		})
	}
	all.Wait()
	files, err := filepath.Glob("../../migrations/*.sql")
	must(t, err)
	if n := steps.Load(); n != int64(len(files)) {
		t.Errorf("%d steps were taken, there are %d", n, len(files))
	}
}
