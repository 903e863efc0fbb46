package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"tanggap/internal/complaint"
	"tanggap/internal/regency"
	"tanggap/internal/roster"
)

// office is the installation seen from within, to prepare in bulk what would
// take people long. A serve has run before, or still does.
func (m *machine) office() *office {
	m.t.Helper()
	c, err := readConfig(func(name string) (value string) {
		for _, kv := range m.env {
			if v, ok := strings.CutPrefix(kv, name+"="); ok {
				value = v
			}
		}
		return value
	}, needDatabase|needRedis)
	must(m.t, err)
	o, err := openOffice(m.t.Context(), c, m.pool, time.Now, zerolog.Nop())
	must(m.t, err)
	m.t.Cleanup(func() { o.clocks.Close() })
	return o
}

// sameHour files cases with officers in turn, all of whose limits lie in the
// same second, and gives that moment.
func (m *machine) sameHour(cases int) time.Time {
	m.t.Helper()
	desk, now := m.office().desk, time.Now().UTC().Truncate(time.Microsecond)
	var officers []roster.Employee
	must(m.t, pgx.BeginFunc(m.t.Context(), m.pool, func(tx pgx.Tx) error {
		units, err := roster.Units(m.t.Context(), tx)
		if err != nil {
			return err
		}
		hours := map[string]string{}
		for _, u := range units {
			hours[u.Code] = u.Hours
		}
		nips, err := roster.NIPs(m.t.Context(), tx)
		for _, nip := range nips {
			e, err := roster.Find(m.t.Context(), tx, nip)
			if err != nil {
				return err
			}
			if !e.Has("atasan") && !e.Has("bupati") && hours[e.UnitCode] == hours[regency.Unit] {
				officers = append(officers, e)
			}
		}
		return err
	}))
	file := func(tx pgx.Tx, n int) error {
		to := officers[n%len(officers)]
		r, err := desk.File(m.t.Context(), tx, now, complaint.Filing{
			Reporter: fmt.Sprintf("tg:%d", 2*person+n), Channel: "telegram", Body: "Jalan berlubang", Category: "jalan",
			Unit: to.UnitCode, Visibility: complaint.Secret, Officer: to.NIP,
		})
		if err != nil {
			return err
		}
		return desk.Begin(m.t.Context(), tx, now, r.Stretch.ID)
	}
	for from := 0; from < cases; from += 100 {
		must(m.t, pgx.BeginFunc(m.t.Context(), m.pool, func(tx pgx.Tx) error {
			for n := from; n < min(from+100, cases); n++ {
				if err := file(tx, n); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	var first, last time.Time
	must(m.t, m.pool.QueryRow(m.t.Context(), `SELECT min(due_at), max(due_at) FROM stretch WHERE step = 0`).Scan(&first, &last))
	if last.Sub(first) > time.Second {
		m.t.Fatalf("the limits lie between %s and %s", first, last)
	}
	return last
}

// newcomer says how long somebody who writes for the first time waits for an
// answer.
func (m *machine) newcomer(user int64) time.Duration {
	m.t.Helper()
	at := time.Now()
	m.sandbox.Say(user, "/start")
	m.hears(user, "Tanggap")
	return time.Since(at)
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// Hundreds of limits pass in the same second, and two run the deadlines at
// once. Each is told of once, each superior and each holder in one message, and
// whoever writes meanwhile is answered as ever.
func TestStormOfLimits(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.connect()
	m.serve()
	const cases = 400
	due := m.sameHour(cases)
	newcomers := int64(person)
	var calm, busy []time.Duration
	for range 9 {
		newcomers++
		calm = append(calm, m.newcomer(newcomers))
	}
	for _, at := range []time.Time{due, due.AddDate(0, 0, 14)} {
		var storm sync.WaitGroup
		for range 2 {
			storm.Go(func() { m.climbs(at) })
		}
		for range 9 {
			newcomers++
			busy = append(busy, m.newcomer(newcomers))
		}
		storm.Wait()
	}
	if c, b := median(calm), median(busy); b > 2*c+time.Second {
		t.Errorf("newcomers were answered after %s, during the storm after %s", c, b)
	}
	m.morning()
	m.restful(0)
	m.warnedOnce(due.AddDate(0, 0, 14))
	if n := m.count(`SELECT count(*) FROM stretch WHERE step = 4`); n != cases {
		t.Errorf("%d limits passed, of %d", n, cases)
	}
	for _, chat := range m.staff {
		if n := len(m.sandbox.Chat(chat)); n > 3 { // /start, and one message each as a holder and as a superior
			var all strings.Builder
			for _, msg := range m.sandbox.Chat(chat) {
				fmt.Fprintf(&all, "%.120q\n", msg.Text)
			}
			t.Errorf("somebody reads %d messages:\n%s", n, &all)
		}
	}
}

// At the opening hour all the scorecards leave, and thousands of broadcasts and
// reminders with them. It is no more than Telegram takes, and a citizen's reply
// does not wait.
func TestStormOfCards(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.connect()
	m.serve()
	o := m.office()
	must(t, regency.History(t.Context(), m.pool, o.desk, time.Now().UTC()))
	const chats = 200
	m.meet(chats)
	if out, errs, code := m.run("job", "run", "scorecards", "--at", m.opening(o).Format(time.RFC3339)); code != 0 {
		t.Fatalf("scorecards: exit %d\n%s%s", code, out, errs)
	}
	cards := m.count(`SELECT count(*) FROM outbox WHERE key LIKE 'card:%'`)
	if cards < 40 {
		t.Errorf("only %d messages of scorecards", cards)
	}
	m.morning()
	m.put("card ", 3, 4000, chats)
	m.put("reminder ", 2, 1000, chats)
	m.eventually("the storm is on", func() bool { return len(m.readers("reminder ", chats)) > 5 })
	var replies []time.Duration
	for i := range 12 {
		replies = append(replies, m.newcomer(person+chats+int64(i)))
		<-time.After(300 * time.Millisecond)
	}
	if took := median(replies); took > 2*time.Second {
		t.Errorf("a reply took %s", took)
	}
	if n := m.count(`SELECT count(*) FROM outbox WHERE state = 'queued'`); n < 3000 {
		t.Errorf("the storm was over too soon: %d messages wait", n)
	}
	// What may have arrived is kept, to be counted.
	m.exec(`DELETE FROM outbox WHERE state = 'queued' AND unknowns = 0 AND key ~ '^(card|reminder) '`)
	m.restful(0)
	m.pace()
	arrived := 0
	for _, chat := range m.staff {
		for _, msg := range m.sandbox.Chat(chat) {
			// The past that was invented may have reminders due by now as well.
			if msg.FromBot && (strings.HasPrefix(msg.Text, "Yth.") || strings.HasPrefix(msg.Text, "📊")) {
				arrived++
			}
		}
	}
	lost := m.count(`SELECT COALESCE(sum(unknowns), 0) FROM outbox WHERE key LIKE 'card:%'`)
	if arrived < cards || arrived > cards+lost {
		t.Errorf("%d messages of scorecards arrived, of %d; %d answers were lost", arrived, cards, lost)
	}
}

// opening is when every unit has opened in the week after this one.
func (m *machine) opening(o *office) (at time.Time) {
	m.t.Helper()
	now := time.Now().In(o.Location)
	y, month, d := now.Date()
	monday := time.Date(y, month, d+7-(int(now.Weekday())+6)%7, 0, 0, 0, 0, o.Location)
	must(m.t, pgx.BeginFunc(m.t.Context(), m.pool, func(tx pgx.Tx) error {
		units, err := roster.Units(m.t.Context(), tx)
		for _, u := range units {
			cal, err := o.desk.Calendars.For(m.t.Context(), tx, u.Code)
			if err != nil {
				return err
			}
			if opens := cal.NextOpening(monday); opens.After(at) {
				at = opens
			}
		}
		return err
	}))
	return at.Add(30 * time.Minute)
}
