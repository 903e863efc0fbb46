package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"tanggap/internal/complaint"
	"tanggap/internal/response"
	"tanggap/internal/roster"
	"tanggap/internal/servers"
	"tanggap/internal/testkit"
)

// staff is the number of the first of the staff's chats.
const staff = 800_000_000

// connect lets the whole staff of the example regency speak and hear. Nobody is
// on leave: limits are tried weeks ahead, and what moves then to somebody on
// leave today would come back before it went.
func (m *machine) connect() {
	m.t.Helper()
	m.exec(`DELETE FROM leave`)
	ctx, now := m.t.Context(), time.Now().UTC()
	must(m.t, pgx.BeginFunc(ctx, m.pool, func(tx pgx.Tx) error {
		all, err := roster.Unconnected(ctx, tx)
		if err != nil {
			return err
		}
		for i, e := range all {
			chat := staff + int64(i)
			invitation, err := roster.Invite(ctx, tx, now, rand.Reader, e.NIP)
			if err != nil {
				return err
			}
			if _, err := roster.Connect(ctx, tx, now, fmt.Sprintf("tg:%d", chat), invitation.Token); err != nil {
				return err
			}
			m.staff = append(m.staff, chat)
			m.greet(chat)
		}
		return nil
	}))
}

// greet makes a chat that the bot may write to, without a word to the bot.
func (m *machine) greet(chat int64) {
	m.sandbox.Manual(true)
	m.sandbox.Say(chat, "/start")
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
	if m.count(`SELECT count(*) FROM card WHERE bundled AND NOT begun`) > 0 { // a storm is told in one message
		m.run("job", "run", "deadlines", "--at", time.Now().Add(complaint.CardsWait+time.Second).Format(time.RFC3339))
	}
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

// told counts of how many cases the staff was told with some words, in messages
// of one or of many.
func (m *machine) told(one, many string) (n int) {
	m.t.Helper()
	for _, chat := range m.staff {
		for _, msg := range m.sandbox.Chat(chat) {
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
	}
	return n
}

// warnedOnce fails unless each clock whose limit lies before a moment was told
// of once, to who holds it and to each who was asked to help.
func (m *machine) warnedOnce(at time.Time) {
	m.t.Helper()
	if n := m.count(`SELECT count(*) FROM stretch WHERE to_at IS NULL AND next_at <= $1`, at); n != 0 {
		m.t.Errorf("%d limits were missed", n)
	}
	late := m.count(`SELECT count(*) FROM stretch WHERE step >= 3`)
	if n := m.told("Batas untuk", "lewat batasnya"); n != late {
		m.t.Errorf("holders were told of %d limits that passed, of %d", n, late)
	}
	asked := m.count(`SELECT count(*) FROM rung`)
	if n := m.told("perlu dukungan: batas", "di tim Bapak/Ibu"); n != asked {
		m.t.Errorf("those above were told of %d limits that passed, of %d", n, asked)
	}
}

// Redis is emptied amid traffic and while limits pass. Within ten seconds it
// has every clock again by itself, and each limit is told of once.
func TestRedisFlushed(t *testing.T) {
	t.Parallel()
	redis := testkit.RedisURL(t)
	m := newMachineOn(t, furnished(t), redis)
	m.connect()
	m.serve()
	people := m.begin(person, 3)
	var at time.Time
	for round := range 3 {
		m.eventually("clocks run", func() bool { return m.running() > 3*(round+1) })
		m.eventually("Redis has clocks", func() bool {
			c := m.mirrored(redis)
			return len(c.Differences) == 0 && c.Clocks > 0
		})
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

// Redis goes away, is full, and throws out what it holds to make room. Reports
// are taken as ever, Telegram hears of no error, whoever watches sees it, limits
// and days wait rather than count less, and with Redis all is made up for.
func TestRedisFails(t *testing.T) {
	t.Parallel()
	s := privateServers(t, servers.Options{})
	m := newMachineOn(t, furnished(t), s.RedisURL(), hooked(freeAddress(t))...)
	m.connect()
	p := m.serve()
	people := m.begin(person, 4)
	now := time.Now()
	m.eventually("clocks run", func() bool { return m.running() > 1 })
	m.climbs(now.AddDate(0, 0, 30))
	ordinary := people.takes(4)

	must(t, s.StopRedis(servers.Immediate))
	away := time.Now()
	p.without(people, false, now.AddDate(0, 0, 31), ordinary)
	filed := people.end()
	<-time.After(time.Until(away.Add(time.Minute)))
	people = m.begin(person+100, 4)
	must(t, s.StartRedis(t.Context()))
	m.heals(s.RedisURL(), now.AddDate(0, 0, 31))

	r := redisOf(t, s.RedisURL())
	must(t, r.ConfigSet(t.Context(), "maxmemory-policy", "noeviction").Err())
	must(t, r.ConfigSet(t.Context(), "maxmemory", "1").Err())
	p.without(people, true, now.AddDate(0, 0, 32), ordinary)
	must(t, r.ConfigSet(t.Context(), "maxmemory", "0").Err())
	m.heals(s.RedisURL(), now.AddDate(0, 0, 32))

	must(t, r.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err())
	must(t, r.ConfigSet(t.Context(), "maxmemory", "1").Err())
	p.without(people, false, now.AddDate(0, 0, 33), ordinary)
	must(t, r.ConfigSet(t.Context(), "maxmemory", "0").Err())
	m.heals(s.RedisURL(), now.AddDate(0, 0, 33))
	filed += people.end()

	m.eventually("every clock runs", func() bool { return m.running() == filed })
	m.climbs(now.AddDate(0, 0, 34))
	m.evicts(r)
	if n := m.count(`SELECT count(*) FROM to_fold`); n == 0 {
		t.Error("no day waits to be closed")
	}
	if out, errs, code := m.run("job", "run", "fold", "--at", now.AddDate(0, 0, 35).Format(time.DateOnly)); code != 0 {
		t.Errorf("fold: exit %d\n%s%s", code, out, errs)
	}
	if n := m.count(`SELECT count(*) FROM to_fold`); n != 0 {
		t.Errorf("%d days wait to be closed", n)
	}
	if n := m.count(`SELECT sum(counted) FROM day_total WHERE duty = 'answer'`); n != filed {
		t.Errorf("%d cases count for some day, of %d", n, filed)
	}
	m.morning()
	m.restful(0)
	m.warnedOnce(now.AddDate(0, 0, 34))
	if n := m.count(`SELECT count(*) FROM complaint`); n != filed {
		t.Errorf("%d cases of %d reports", n, filed)
	}
	if trouble := m.hookTrouble(); trouble != "" {
		t.Errorf("Telegram heard: %s", trouble)
	}
}

func redisOf(t testing.TB, url string) *redis.Client {
	t.Helper()
	o, err := redis.ParseURL(url)
	must(t, err)
	r := redis.NewClient(o)
	t.Cleanup(func() { r.Close() })
	return r
}

// without proves what holds while Redis takes nothing: everybody is served as
// ever, it is seen from outside, and limits and days wait, unless what they need
// can be read.
func (p *process) without(people *crowd, readable bool, at time.Time, ordinary time.Duration) {
	p.m.t.Helper()
	p.m.eventually("it is seen that Redis is away", func() bool {
		return strings.Contains(p.page("/readyz"), `"redis":"away"`) && p.figure(`tanggap_up{dependency="redis"}`) == 0
	})
	if got := p.status("/readyz"); got != http.StatusOK {
		p.m.t.Errorf("without Redis it is not ready: %d", got)
	}
	for _, job := range []string{"deadlines", "fold"} {
		_, _, code := p.m.run("job", "run", job, "--at", at.Format(time.RFC3339))
		if code == 0 && !readable {
			p.m.t.Errorf("%s ran without Redis", job)
		}
	}
	if took := people.takes(4); took > 2*ordinary+5*time.Second {
		p.m.t.Errorf("four reports took %s, with Redis %s", took, ordinary)
	}
}

// heals proves that what waited for Redis is made up for.
func (m *machine) heals(redis string, at time.Time) {
	m.t.Helper()
	if took := m.mirrors(redis); took > 10*time.Second {
		m.t.Errorf("Redis had every clock after %s", took)
	}
	m.climbs(at)
	if n := m.count(`SELECT count(*) FROM stretch WHERE to_at IS NULL AND next_at <= $1`, at); n != 0 {
		m.t.Errorf("%d limits were missed", n)
	}
}

// evicts lets other applications fill Redis, so that of ours goes what was not
// touched for the longest time: the days, and the clocks one by one.
func (m *machine) evicts(r *redis.Client) {
	m.t.Helper()
	ctx := m.t.Context()
	<-time.After(2 * time.Second) // Redis counts whole seconds
	must(m.t, r.Eval(ctx, `for i = 1, 4000 do redis.call('SET', 'other:' .. i, string.rep('x', 500)) end return 1`, nil).Err())
	must(m.t, r.ConfigSet(ctx, "maxmemory-samples", "64").Err())
	used, err := r.InfoMap(ctx, "memory").Result()
	must(m.t, err)
	n, err := strconv.Atoi(used["Memory"]["used_memory"])
	must(m.t, err)
	must(m.t, r.ConfigSet(ctx, "notify-keyspace-events", "Ee").Err())
	thrown := r.PSubscribe(ctx, "__keyevent@*__:evicted")
	defer thrown.Close()
	_, err = thrown.Receive(ctx) // that it listens
	must(m.t, err)
	must(m.t, r.ConfigSet(ctx, "maxmemory", strconv.Itoa(n-20_000)).Err())
	// They may be back at once: only Redis itself can tell that they were gone.
	m.eventually("days were thrown out", func() bool {
		must(m.t, r.Set(ctx, "other:0", "x", 0).Err())
		for {
			select {
			case e := <-thrown.Channel():
				if strings.HasPrefix(e.Payload, "tanggap:day:") {
					return true
				}
			default:
				return false
			}
		}
	})
}

// takes says how long people take for some more reports.
func (c *crowd) takes(more int64) time.Duration {
	c.m.t.Helper()
	at, until := time.Now(), c.filed.Load()+more
	c.m.eventually("reports are taken", func() bool { return c.filed.Load() >= until })
	return time.Since(at)
}

// page reads a page of the process.
func (p *process) page(path string) string {
	p.m.t.Helper()
	res, err := http.Get("http://" + p.address + path)
	must(p.m.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(p.m.t, err)
	return string(body)
}

// hookTrouble is what Telegram remembers as the last error of our webhook.
func (m *machine) hookTrouble() string {
	m.t.Helper()
	res, err := http.Get(m.telegram + "/bot" + processToken + "/getWebhookInfo")
	must(m.t, err)
	defer res.Body.Close()
	var answer struct {
		Result struct {
			Trouble string `json:"last_error_message"`
		} `json:"result"`
	}
	must(m.t, json.NewDecoder(res.Body).Decode(&answer))
	return answer.Result.Trouble
}
