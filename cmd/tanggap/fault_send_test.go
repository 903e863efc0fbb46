package main

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tanggap/internal/sandbox"
)

// put puts plain messages of a lane into the outbox, one to each chat in turn.
func (m *machine) put(key string, lane, messages, chats int) {
	m.t.Helper()
	m.exec(`
		INSERT INTO outbox (key, address, lane, payload, put_at)
		SELECT $1 || n, 'tg:' || ($2::bigint + n % $5), $3, jsonb_build_object('Message', jsonb_build_object('HTML', $1 || n)), clock_timestamp()
		FROM generate_series(1, $4::int) n`, key, person, lane, messages, chats)
}

// meet makes chats that the bot may write to, without a word to the bot.
func (m *machine) meet(chats int) {
	m.sandbox.Manual(true)
	for i := range chats {
		m.sandbox.Say(person+int64(i), "/start")
	}
	m.sandbox.Manual(false)
}

// readers says in how many messages each text that begins so came.
func (m *machine) readers(begin string, chats int) map[string]int {
	seen := map[string]int{}
	for i := range chats {
		for _, msg := range m.sandbox.Chat(person + int64(i)) {
			if msg.FromBot && strings.HasPrefix(msg.Text, begin) {
				seen[msg.Text]++
			}
		}
	}
	return seen
}

// pace fails when more messages were sent in a while than Telegram takes. The
// sandbox hears of them when the machine lets it: one second is too sharp.
func (m *machine) pace() {
	m.t.Helper()
	const in, most = 3 * time.Second, 92
	var sent []time.Time
	calls := m.sandbox.Calls()
	slices.SortFunc(calls, func(a, b sandbox.Call) int { return a.At.Compare(b.At) })
	for _, c := range calls {
		if !strings.HasPrefix(c.Method, "send") && !strings.HasPrefix(c.Method, "edit") {
			continue
		}
		sent = append(sent, c.At)
		for c.At.Sub(sent[0]) >= in {
			sent = sent[1:]
		}
		if len(sent) > most {
			m.t.Errorf("%d messages within %s", len(sent), in)
			return
		}
	}
}

// The leader is stopped amid its sends, and wakes up when another has led for a
// while; one claim of it comes through just then. Nothing is sent twice but
// what was on its way, and together they keep to the limits.
func TestStoppedLeader(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	const chats, messages = 60, 150
	m.meet(chats)
	m.exec(`
		CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			PERFORM pg_sleep(1.5);
			RETURN NEW;
		END $$`)
	m.exec(`CREATE TRIGGER doze AFTER UPDATE ON outbox FOR EACH ROW WHEN (NEW.key = 'number 40' AND NEW.state = 'sending' AND NEW.epoch = 1) EXECUTE FUNCTION doze()`)
	var under atomic.Int64
	m.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault { // answers take a while
		if strings.HasPrefix(c.Params["text"], "number ") {
			under.Add(1)
			return &sandbox.Fault{Deliver: true, Hang: 200 * time.Millisecond}
		}
		return nil
	})
	first := m.serve()
	second := m.with("LISTEN_ADDR=" + freeAddress(t)).serve()
	m.put("number ", 1, messages, chats)
	m.eventually("it claims the message with the doze", func() bool {
		return m.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`) == 1
	})
	if err := first.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	stopped := time.Now()
	m.eventually("the other leads", func() bool { return m.count(`SELECT epoch FROM leader`) == 2 })
	if took := time.Since(stopped); took < 4*time.Second || took > 12*time.Second {
		t.Errorf("the other leads after %s", took)
	}
	<-time.After(time.Until(stopped.Add(time.Minute)))
	if err := first.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	m.restful(32)
	for text, n := range m.readers("number ", chats) {
		if n > 2 || n > 1 && text == "number 40" {
			t.Errorf("%q came %d times", text, n)
		}
	}
	if n := len(m.readers("number ", chats)); n != messages {
		t.Errorf("%d of %d messages arrived", n, messages)
	}
	m.pace()
	if n := m.count(`SELECT epoch FROM leader`); n != 2 {
		t.Errorf("epoch %d: the woken one took over", n)
	}
	if strings.Contains(first.log.String(), `"epoch":2`) || !strings.Contains(second.log.String(), `"epoch":2`) {
		t.Error("the wrong one leads")
	}
}

// The process dies between the send and the note of it: that message comes
// twice, others once. One that is never sent out before it dies is given up at
// the third claim.
func TestKilledAmidASend(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	const chats = 3
	m.meet(chats)
	held := make(chan string, 9)
	var sent atomic.Int64
	m.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault {
		switch c.Params["text"] {
		case "number 1": // deadly
			held <- "1"
			return sandbox.HangBefore(time.Minute)
		case "number 2":
			if sent.Add(1) == 1 {
				held <- "2"
				return &sandbox.Fault{Deliver: true, Hang: time.Minute}
			}
		}
		return nil
	})
	m.put("number ", 1, chats, chats)
	for kill := range 2 {
		p := m.serve()
		if kill > 0 { // the patience of twelve seconds is tested elsewhere
			m.exec(`UPDATE outbox SET claimed_at = claimed_at - interval '1 minute' WHERE state = 'sending'`)
		}
		for range 2 - kill {
			<-held
		}
		m.eventually("what can be sent is noted", func() bool { // the third, and then the second as well
			return m.count(`SELECT count(*) FROM outbox WHERE key <> 'number 1' AND state = 'sent'`) == kill+1
		})
		p.kill()
	}
	m.serve()
	m.exec(`UPDATE outbox SET claimed_at = claimed_at - interval '1 minute' WHERE state = 'sending'`)
	m.eventually("it is given up", func() bool { return m.count(`SELECT count(*) FROM outbox WHERE state = 'dead'`) == 1 })
	m.restful(1)
	if got := fmt.Sprint(m.readers("number ", chats)); got != "map[number 2:2 number 3:1]" {
		t.Error(got)
	}
	if n := m.count(`SELECT count(*) FROM outbox WHERE key = 'number 1' AND state = 'dead' AND attempts = 2`); n != 1 {
		t.Error("it was not given up at its third claim")
	}
}

// Telegram asks to slow down, fails, hangs, and swallows its answers, each in
// a chat of its own; nobody else waits, and nothing is taken in more slowly.
func TestTelegramFails(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	const chats = 6
	m.meet(chats)
	m.serve()
	var tries [chats]atomic.Int64
	var silence atomic.Int64
	m.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault {
		if !strings.HasPrefix(c.Params["text"], "number ") {
			return nil
		}
		n := tries[c.Chat-person].Add(1)
		switch c.Chat - person {
		case 0: // asks for patience
			if n == 1 {
				silence.Store(time.Now().UnixMilli())
				return sandbox.TooMany(5)
			}
			if n == 2 && time.Now().UnixMilli()-silence.Load() < 5000 {
				t.Errorf("a chat that asked for 5 s got a message after %d ms", time.Now().UnixMilli()-silence.Load())
			}
		case 1: // fails three times, once with a page of HTML
			switch n {
			case 1, 3:
				return sandbox.ServerError()
			case 2:
				return sandbox.BadGateway()
			}
		case 2: // hangs once, before it does anything
			if n == 1 {
				return sandbox.HangBefore(time.Minute)
			}
		case 3: // swallows one answer
			if n == 1 {
				return sandbox.CutAfter()
			}
		case 4: // swallows every answer to the first message
			if c.Params["text"] == "number 4" {
				return sandbox.CutAfter()
			}
		case 5:
			if n == 1 {
				return sandbox.Undecodable()
			}
		}
		return nil
	})
	m.put("number ", 1, 3*chats, chats)
	for i := range 8 { // others do not notice
		at := time.Now()
		user := person + 100 + int64(i)
		m.sandbox.Say(user, "/start")
		m.hears(user, "Tanggap")
		if took := time.Since(at); took > 2*time.Second {
			t.Errorf("somebody else's answer took %s", took)
		}
		<-time.After(time.Second)
	}
	// So much trouble at once looks like an outage, in which the wait is long.
	m.exec(`UPDATE outbox SET not_before = NULL WHERE state = 'queued' AND unknowns > 0`)
	m.restful(3) // one, and both tries of the uncertain one
	seen := m.readers("number ", chats)
	for n := 1; n <= 3*chats; n++ {
		want := 1
		if n == 3 || n == 4 {
			want = 2
		}
		if got := seen[fmt.Sprint("number ", n)]; got != want {
			t.Errorf("number %d came %d times, want %d", n, got, want)
		}
	}
	for i := range chats { // in order
		last := 0
		for _, msg := range m.sandbox.Chat(person + int64(i)) {
			n := 0
			if _, err := fmt.Sscanf(msg.Text, "number %d", &n); err == nil {
				if n < last {
					t.Errorf("chat %d reads %d after %d", i, n, last)
				}
				last = n
			}
		}
	}
	if n := m.count(`SELECT count(*) FROM outbox WHERE state = 'uncertain'`); n != 1 {
		t.Errorf("%d messages are uncertain", n)
	}
	if n := m.count(`SELECT attempts FROM outbox WHERE key = 'number 6'`); n != 1 {
		t.Errorf("being asked for patience cost an attempt: %d", n)
	}
	// Two chats at once ask for patience: everybody gets it.
	var asked, before atomic.Int64
	m.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault {
		if !strings.HasPrefix(c.Params["text"], "again ") {
			return nil
		}
		if n := asked.Add(1); n <= 2 {
			before.Store(time.Now().UnixMilli())
			return sandbox.TooMany(5)
		} else if took := time.Now().UnixMilli() - before.Load(); n > 4 && took < 5000 {
			t.Errorf("when all were to wait for 5 s, a message came after %d ms", took)
		}
		return nil
	})
	m.put("again ", 1, 2*chats, chats)
	m.restful(3)
	m.outage(chats)
}

// outage lets Telegram answer everybody with errors, for a minute: what is sent
// meanwhile is tried less and less often, and arrives once. Updates are taken as
// ever.
func (m *machine) outage(chats int) {
	m.t.Helper()
	began := time.Now()
	var failed atomic.Int64
	m.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault {
		if !strings.HasPrefix(c.Method, "send") || time.Since(began) > time.Minute {
			return nil
		}
		if failed.Add(1)%2 == 0 {
			return sandbox.BadGateway()
		}
		return sandbox.ServerError()
	})
	m.put("late ", 1, 2*chats, chats)
	const others = 8
	for i := range int64(others) {
		m.sandbox.Say(person+200+i, "/start")
	}
	m.eventually("updates are taken", func() bool {
		return m.sandbox.Pending() == 0 && m.count(`SELECT count(*) FROM inbox WHERE state = 'waiting'`) == 0
	})
	if took := time.Since(began); took > 5*time.Second {
		m.t.Errorf("updates were taken after %s", took)
	}
	<-time.After(time.Until(began.Add(time.Minute)))
	n := failed.Load()
	m.t.Logf("%d tries in a minute", n)
	if most := int64(8 * (chats + others)); n < 4 || n > most {
		m.t.Errorf("%d tries in a minute in which nothing could be sent, want at most %d", n, most)
	}
	m.exec(`UPDATE outbox SET not_before = NULL WHERE state = 'queued'`)
	m.restful(3)
	if n := len(m.readers("late ", chats)); n != 2*chats {
		m.t.Errorf("%d of %d messages arrived", n, 2*chats)
	}
	for text, n := range m.readers("late ", chats) {
		if n != 1 {
			m.t.Errorf("%q came %d times", text, n)
		}
	}
}
