package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tanggap/internal/sandbox"
	"tanggap/internal/servers"
)

// A copy of either server's files is put back in place, bearing the same names
// as what it replaces. Redis tells of no clock without a case, and of every
// clock that runs again.
func TestSetBackInTime(t *testing.T) {
	t.Parallel()
	m, s, data := newPrivateMachine(t)
	m.connect()
	copied := func(from, to string) {
		t.Helper()
		if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	replace := func(server string) {
		t.Helper()
		folder := filepath.Join(data, server)
		must(t, exec.Command("mv", folder, folder+"-later").Run())
		copied(folder+"-earlier", folder)
	}
	stops := func(p *process) {
		t.Helper()
		p.kill()
		m.pool.Reset()
		must(t, s.StopPostgres(servers.Fast))
		must(t, s.StopRedis(servers.Fast))
	}
	starts := func() *process {
		t.Helper()
		must(t, s.StartPostgres(t.Context()))
		must(t, s.StartRedis(t.Context()))
		return m.serve()
	}

	p := m.serve()
	const before, after = 3, 3
	for i := range int64(before) {
		m.reports(person+i, "Jalan berlubang di depan pasar")
	}
	m.eventually("clocks run", func() bool { return m.running() == before })
	m.restful(0)
	m.mirrors(s.RedisURL())
	stops(p)
	copied(filepath.Join(data, "postgres"), filepath.Join(data, "postgres-earlier"))
	copied(filepath.Join(data, "redis"), filepath.Join(data, "redis-earlier"))

	p = starts()
	for i := range int64(after) {
		m.reports(person+before+i, "Jalan berlubang di belakang sekolah")
	}
	m.answers("belakang sekolah")
	m.answers("depan pasar")
	m.eventually("clocks run", func() bool { return m.running() == before+after })
	m.restful(0)
	m.mirrors(s.RedisURL())

	stops(p)
	replace("redis")
	p = starts()
	if took := m.mirrors(s.RedisURL()); took > 10*time.Second {
		t.Errorf("a Redis set back had every clock after %s", took)
	}
	if n := m.mirrored(s.RedisURL()).Clocks; n != before+after {
		t.Errorf("%d clocks run, want %d", n, before+after)
	}
	m.proved()

	stops(p)
	replace("postgres")
	starts()
	if took := m.mirrors(s.RedisURL()); took > 10*time.Second {
		t.Errorf("beside a PostgreSQL set back Redis had every clock after %s", took)
	}
	if n := m.mirrored(s.RedisURL()).Clocks; n != before {
		t.Errorf("%d clocks run, want %d", n, before)
	}
	at := time.Now().AddDate(0, 0, 30)
	m.climbs(at)
	m.morning()
	m.eventually("everybody is told", func() bool { return len(m.unfinished()) == 0 })
	m.warnedOnce(at)
	m.proved()
	for _, v := range m.violations() {
		t.Error(v)
	}
}

// answers lets the officer answer one of the cases with some words.
func (m *machine) answers(words string) {
	m.t.Helper()
	before := m.count(`SELECT count(*) FROM complaint WHERE state = 'answered'`)
	officer := int64(0)
	m.eventually("the card is there", func() bool {
		m.morning()
		for _, chat := range m.staff {
			for _, msg := range m.sandbox.Chat(chat) {
				if msg.FromBot && strings.Contains(msg.Text, words) {
					m.sandbox.Send(chat, sandbox.Outgoing{Text: "Kami tambal besok pagi.", ReplyTo: msg.ID})
					officer = chat
					return true
				}
			}
		}
		return false
	})
	m.eventually("the answer is shown before it leaves", func() bool {
		for _, msg := range m.sandbox.Chat(officer) {
			if data := dataOf(msg, "Kirim sekarang"); data != "" {
				m.sandbox.Press(officer, msg.ID, data)
				return true
			}
		}
		return false
	})
	m.eventually("it is answered", func() bool {
		return m.count(`SELECT count(*) FROM complaint WHERE state = 'answered'`) == before+1
	})
}
