package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tanggap/internal/sandbox"
	"tanggap/internal/servers"
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

// The disk is full, for some tables or for all. No update is said to be kept
// meanwhile that is not, and none is given up for having been tried; once there
// is room, everything goes on by itself.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	m, knock := newHookMachine(t)
	const waits = person + 1
	m.exec(`CREATE SEQUENCE tried`)
	m.exec(`
		CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF NEW.address = 'tg:910000001' THEN PERFORM nextval('tried'); END IF; -- no rollback takes this back
			RAISE EXCEPTION 'could not extend file' USING ERRCODE = TG_ARGV[0];
		END $$`)
	fill := func(table, code string) {
		m.exec(fmt.Sprintf(`CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION fail(%s)`, table, code))
	}
	free := func(table string) { m.exec(`DROP TRIGGER fail ON ` + table) }
	m.serve()
	fill("account", "internal_error") // no fault of the disk: this one is kept, and waits
	if got := knock(m.sandbox.Say(waits, "/start").Body); got != 200 {
		t.Errorf("an update whose handling fails was answered %d", got)
	}
	free("account")
	var refused []sandbox.Update
	for n, table := range []string{"outbox", "account", "inbox"} {
		fill(table, "disk_full")
		for i := range 4 {
			u := m.sandbox.Say(person+10*int64(n+1)+int64(i), "/start")
			if got := knock(u.Body); got != http.StatusServiceUnavailable {
				t.Errorf("without room for table %s an update was answered %d", table, got)
			}
			refused = append(refused, u)
		}
		if table != "inbox" { // there no try can begin
			before := m.count(`SELECT last_value FROM tried`)
			m.eventually("it is tried more often than an update may fail", func() bool {
				m.exec(`UPDATE inbox SET next_try_at = clock_timestamp() WHERE state = 'waiting' AND next_try_at > clock_timestamp()`)
				return m.count(`SELECT last_value FROM tried`) > before+6
			})
		}
		free(table)
	}
	if n := m.count(`SELECT count(*) FROM inbox WHERE state <> 'waiting'`); n != 0 {
		t.Errorf("%d updates are kept that were refused", n)
	}
	for _, u := range refused {
		if got := knock(u.Body); got != 200 {
			t.Errorf("with room again an update was answered %d", got)
		}
	}
	m.exec(`UPDATE inbox SET next_try_at = clock_timestamp() WHERE state = 'waiting'`)
	m.hears(waits, "Tanggap")
	m.restful(0)
	if n := m.count(`SELECT count(*) FROM inbox WHERE state = 'done'`); n != len(refused)+1 {
		t.Errorf("%d updates are done of %d", n, len(refused)+1)
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
