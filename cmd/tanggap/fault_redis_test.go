package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/regency"
	"tanggap/internal/response"
	"tanggap/internal/testkit"
)

// Those who hear of holes in the road, of the people of the example regency.
const (
	officer  = 7003
	superior = 7004
)

// connect lets the officers of the example regency speak and hear.
func (m *machine) connect() {
	m.t.Helper()
	must(m.t, regency.Connect(m.t.Context(), m.pool, time.Now().UTC()))
	for _, p := range regency.People() {
		if p.NIP != "" {
			m.meetAt(p.ID)
		}
	}
}

// meetAt makes a chat that the bot may write to, without a word to the bot.
func (m *machine) meetAt(user int64) {
	m.sandbox.Manual(true)
	m.sandbox.Say(user, "/start")
	m.sandbox.Manual(false)
}

// morning lets out what waits for the end of the staff's quiet hours.
func (m *machine) morning() {
	m.t.Helper()
	m.exec(`UPDATE outbox SET held_until = NULL WHERE held_until IS NOT NULL`)
}

// running counts the clocks that run.
func (m *machine) running() int {
	m.t.Helper()
	m.morning()
	return m.count(`SELECT count(*) FROM stretch WHERE from_at IS NOT NULL AND to_at IS NULL`)
}

// mirrored tells what differs between the clocks in Redis and those in SQL.
func (m *machine) mirrored(redis string) (c response.Compared) {
	m.t.Helper()
	store, err := response.New(redis)
	must(m.t, err)
	defer store.Close()
	must(m.t, response.Hold(m.t.Context(), m.pool, func() error {
		return pgx.BeginTxFunc(m.t.Context(), m.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) (err error) {
			c, err = store.Compare(m.t.Context(), tx)
			return err
		})
	}))
	return c
}

// mirrors waits until Redis has every clock again, and says how long that took.
func (m *machine) mirrors(redis string) time.Duration {
	m.t.Helper()
	at := time.Now()
	m.eventually("Redis has every clock", func() bool { return len(m.mirrored(redis).Differences) == 0 })
	return time.Since(at)
}

// climbs runs the deadlines of a moment, again where it is told to.
func (m *machine) climbs(at time.Time) {
	m.t.Helper()
	m.eventually("the deadlines are through", func() bool {
		_, _, code := m.run("job", "run", "deadlines", "--at", at.Format(time.RFC3339))
		return code == 0
	})
}

var severalForm = regexp.MustCompile(`([\d.]+) laporan`)

// told counts of how many cases a chat was told with some words, in messages
// of one or of many.
func (m *machine) told(user int64, one, many string) (n int) {
	m.t.Helper()
	for _, msg := range m.sandbox.Chat(user) {
		several := severalForm.FindStringSubmatch(msg.Text)
		switch {
		case several != nil && strings.Contains(msg.Text, many):
			k, err := strconv.Atoi(strings.ReplaceAll(several[1], ".", ""))
			must(m.t, err)
			n += k
		case strings.Contains(msg.Text, one):
			n++
		}
	}
	return n
}

// warnedOnce fails unless the officer and the superior were told once of each
// clock whose limit lies before a moment.
func (m *machine) warnedOnce(at time.Time) {
	m.t.Helper()
	if n := m.count(`SELECT count(*) FROM stretch WHERE to_at IS NULL AND next_at <= $1`, at); n != 0 {
		m.t.Errorf("%d limits were missed", n)
	}
	late := m.count(`SELECT count(*) FROM stretch WHERE step = 3`)
	if n := m.told(officer, "Batas untuk", "lewat batasnya"); n != late {
		m.t.Errorf("the officer was told of %d limits that passed, of %d", n, late)
	}
	if n := m.told(superior, "perlu dukungan: batas", "di tim Bapak/Ibu"); n != late {
		m.t.Errorf("the superior was told of %d limits that passed, of %d", n, late)
	}
}

// Redis is emptied amid traffic and while limits pass. Within ten seconds it
// has every clock again by itself, and each limit is told of once.
func TestRedisFlushed(t *testing.T) {
	t.Parallel()
	redis := testkit.RedisURL(t)
	m := newMachineOn(t, testkit.DatabaseURL(t), redis)
	m.connect()
	m.serve()
	people := m.begin(person, 3)
	var at time.Time
	for round := range 3 {
		m.eventually("clocks run", func() bool { return m.running() > 3*(round+1) })
		m.mirrors(redis)
		if n := m.mirrored(redis).Clocks; n == 0 {
			t.Fatal("no clock runs")
		}
		testkit.FlushRedis(t, redis)
		if round > 0 {
			at = time.Now().AddDate(0, 0, 30+round)
			m.climbs(at)
			testkit.FlushRedis(t, redis)
		}
		if took := m.mirrors(redis); took > 10*time.Second {
			t.Errorf("Redis had every clock after %s", took)
		}
	}
	filed := people.end()
	m.eventually("every clock runs", func() bool { return m.running() == filed })
	m.climbs(at)
	m.morning()
	m.restful(0)
	m.warnedOnce(at)
	if n := m.count(`SELECT count(*) FROM complaint`); n != filed {
		t.Errorf("%d cases of %d reports", n, filed)
	}
}
