package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tanggap/internal/sandbox"
)

// newHookMachine gives a machine to which the test itself brings the updates.
func newHookMachine(t testing.TB) (m *machine, knock func(raw []byte) int) {
	t.Helper()
	address := freeAddress(t)
	m = newMachine(t, hooked(address)...)
	m.sandbox.Manual(true)
	return m, hookOf(t, address)
}

// Telegram brings updates again, at once and later, in any order, under lower
// numbers than before, and after a crash: each counts once.
func TestUpdatesComeAgain(t *testing.T) {
	t.Parallel()
	m, knock := newHookMachine(t)
	p := m.serve()
	const people, each = 5, 6
	var all []sandbox.Update
	for n := range each {
		for i := range people {
			u := m.sandbox.Say(person+int64(i), fmt.Sprintf("/cek nomor %d", n))
			if n == each-1 {
				u.Body = numbered(t, u, int64(i+1)) // Telegram began to count anew
			}
			all = append(all, u)
		}
	}
	var load sync.WaitGroup
	for range 3 {
		mixed := append([]sandbox.Update{}, all...)
		rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		for from := range 4 {
			load.Go(func() {
				for i := from; i < len(mixed); i += 4 {
					if got := knock(mixed[i].Body); got != 200 {
						t.Errorf("an update was answered %d", got)
					}
				}
			})
		}
	}
	load.Wait()
	// The answer to this one is lost: the process dies as soon as it is kept.
	last := m.sandbox.Say(person, "/bantuan")
	go knock(last.Body)
	m.eventually("the update is kept", func() bool {
		return m.count(`SELECT count(*) FROM inbox WHERE message_id = $1`, fmt.Sprint(last.ID)) == 1
	})
	p.kill()
	m.serve()
	for _, u := range append(all, last) {
		if got := knock(u.Body); got != 200 {
			t.Errorf("an update that came again was answered %d", got)
		}
	}
	m.restful(1)
	if n := m.count(`SELECT count(*) FROM inbox WHERE state = 'done'`); n != len(all)+1 {
		t.Errorf("%d updates are done of %d", n, len(all)+1)
	}
	if n := m.count(`SELECT count(*) FROM outbox WHERE state = 'sent' AND address LIKE 'tg:91%'`); n != len(all)+1 {
		t.Errorf("%d answers to %d updates", n, len(all)+1)
	}
}

// Under load it is told to stop: it ends in time and in order, answers nothing
// with an error, and forgets nothing that it said yes to.
func TestToldToStop(t *testing.T) {
	t.Parallel()
	m, knock := newHookMachine(t)
	p := m.serve()
	var taken atomic.Int64
	var load sync.WaitGroup
	for i := range 4 {
		load.Go(func() {
			for n := 0; ; n++ {
				switch got := knock(m.sandbox.Say(person+int64(i), "/cek nomor").Body); {
				case got == 200:
					taken.Add(1)
				case got != 0:
					t.Errorf("answered %d", got)
				default:
					return // nobody listens any more
				}
			}
		})
	}
	m.eventually("there is load", func() bool { return taken.Load() > 40 })
	told := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	if took := time.Since(told); took > 10*time.Second || p.cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("exit %d after %s\n%s", p.cmd.ProcessState.ExitCode(), took, p.log)
	}
	load.Wait()
	if n := m.count(`SELECT count(*) FROM inbox WHERE state = 'done'`); n < int(taken.Load()) {
		t.Errorf("%d updates are done, %d were answered 200", n, taken.Load())
	}
	m.exec(`UPDATE outbox SET state = 'dead', reason = 'enough' WHERE state = 'queued'`) // one chat takes one a second
	m.restful(0)
}

// One update fails whatever is done, one hangs, one ends the process each time
// that it is tried: two are given up with an apology, the third is done later,
// and nobody else waits.
func TestPoison(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	const fails, hangs, kills = person + 1, person + 2, person + 3
	m.exec(`
		CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			CASE NEW.address
			WHEN 'tg:910000001' THEN -- fails until it is given up
				IF NOT EXISTS (SELECT FROM inbox WHERE address = NEW.address AND state = 'dead') THEN RAISE EXCEPTION 'poison'; END IF;
			WHEN 'tg:910000002' THEN -- hangs the first time
				IF NOT EXISTS (SELECT FROM inbox WHERE address = NEW.address AND state = 'waiting') THEN PERFORM pg_sleep(60); END IF;
			WHEN 'tg:910000003' THEN -- hangs until the process ends
				PERFORM pg_sleep(60);
			ELSE
			END CASE;
			RETURN NEW;
		END $$`)
	m.exec(`CREATE TRIGGER poison BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION poison()`)
	p := m.serve()
	others := int64(person + 10)
	nobodyWaits := func(most time.Duration) {
		t.Helper()
		others++
		at := time.Now()
		m.sandbox.Say(others, "/start")
		m.hears(others, "Tanggap")
		if took := time.Since(at); took > most {
			t.Errorf("somebody else waited %s", took)
		}
	}
	nobodyWaits(3 * time.Second)
	m.sandbox.Say(fails, "/start")
	m.sandbox.Say(fails, "/bantuan") // behind it, in order
	m.sandbox.Say(hangs, "/start")
	nobodyWaits(15 * time.Second)
	dead := func(user int64) bool {
		m.exec(`
			UPDATE inbox
			SET next_try_at = clock_timestamp()
			WHERE message_id IN (SELECT message_id FROM inbox WHERE state = 'waiting' AND next_try_at > clock_timestamp() FOR UPDATE SKIP LOCKED)`)
		return m.count(`SELECT count(*) FROM inbox WHERE state = 'dead' AND address = $1`, fmt.Sprintf("tg:%d", user)) > 0
	}
	m.eventually("the failing one is given up", func() bool { return dead(fails) })
	m.hears(fails, "gagal kami proses")
	m.hears(fails, "/status") // what stood behind it
	m.hears(hangs, "Tanggap")
	if n := p.figure("tanggap_updates_dead_total"); n != 1 {
		t.Errorf("%v updates are counted as given up", n)
	}

	m.sandbox.Say(kills, "/start")
	asleep := func() bool {
		return m.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`) > 0
	}
	tries := 0
	m.eventually("the deadly one is given up", func() bool {
		if asleep() {
			p.kill()
			tries++
			m.exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`)
			p = m.serve()
		}
		return dead(kills)
	})
	if tries != 4 { // the first was made before anybody was cautious
		t.Errorf("it was tried %d times", tries)
	}
	m.hears(kills, "gagal kami proses")
	nobodyWaits(3 * time.Second)
	m.restful(4)
	if n := m.count(`SELECT count(*) FROM inbox WHERE state = 'dead'`); n != 2 {
		t.Errorf("%d updates died", n)
	}
}

// Somebody sends a hundred messages a second. They are told so once, others do
// not notice, what they had filed stays, and later they are heard again.
func TestFlood(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	p := m.serve()
	const flooder, flood = person, 400
	m.reports(flooder, "Jalan berlubang di depan pasar")
	others := int64(person + 100)
	answered := func() time.Duration {
		others++
		at := time.Now()
		m.sandbox.Say(others, "/start")
		m.hears(others, "Tanggap")
		return time.Since(at)
	}
	var calm, busy []time.Duration
	for range 15 {
		calm = append(calm, answered())
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for n := range flood {
			<-tick.C
			m.sandbox.Say(flooder, fmt.Sprintf("/cek nomor %d", n))
		}
	}()
	for range 15 {
		busy = append(busy, answered())
	}
	<-over
	slices.Sort(calm)
	slices.Sort(busy)
	t.Logf("others were answered within %s, and within %s during the flood", calm[len(calm)-1], busy[len(busy)-1])
	if busy[len(busy)/2] > 2*calm[len(calm)/2]+time.Second {
		t.Errorf("others were answered after %s, during the flood after %s", calm[len(calm)/2], busy[len(busy)/2])
	}
	m.eventually("the flood is over", func() bool { return m.sandbox.Pending() == 0 })
	if slowed := p.figure("tanggap_updates_slowed_total"); slowed < flood/2 {
		t.Errorf("%v updates of %d were left", slowed, flood)
	}
	// The chat takes one answer a second: those before the notice would take a minute.
	m.exec(`UPDATE outbox SET state = 'dead', reason = 'enough' WHERE state = 'queued' AND address = $1 AND key NOT LIKE 'flood:%'`, fmt.Sprintf("tg:%d", flooder))
	m.hears(flooder, "lebih cepat daripada yang sanggup kami baca")
	if n := m.count(`SELECT count(*) FROM outbox WHERE key LIKE 'flood:%'`); n > 2 { // one a minute
		t.Errorf("it was said %d times", n)
	}
	p.kill() // who starts anew has counted nobody; that a minute does it too is tested elsewhere
	m.serve()
	m.reports(flooder, "Lampu jalan mati di depan pasar")
	if n := m.count(`SELECT count(*) FROM complaint`); n != 2 {
		t.Errorf("%d cases, want the one before the flood and the one after it", n)
	}
	m.restful(0)
}
