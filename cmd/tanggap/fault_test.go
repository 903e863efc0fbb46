package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/sandbox"
	"tanggap/internal/servers"
)

// privateServers are a PostgreSQL and a Redis that the test may stop.
func privateServers(t testing.TB, opts servers.Options) *servers.Servers {
	t.Helper()
	s, err := servers.Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// logs are what all processes of a machine wrote to stderr.
type logs struct {
	mu  sync.Mutex
	all []*lines
}

func (l *logs) begin() *lines {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := &lines{}
	l.all = append(l.all, n)
	return n
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var b strings.Builder
	for _, n := range l.all {
		b.WriteString(n.String())
	}
	return b.String()
}

// person is the first number of a citizen: long enough not to stand in a log
// by chance.
const person = 910_000_000

var nipForm = regexp.MustCompile(`\b\d{18}\b`)

// saysNothing looks through every log at debug level for what belongs into
// none: the token, a NIP, a chat, what people said.
func (m *machine) saysNothing() {
	log := m.logs.String()
	wrong := func(what string, at int) {
		m.t.Errorf("%s stands in a log: …%s…", what, log[max(0, at-200):min(len(log), at+100)])
	}
	if at := strings.Index(log, "AAprocess-secret"); at >= 0 {
		wrong("the token", at)
	}
	if at := nipForm.FindStringIndex(log); at != nil {
		wrong("a NIP", at[0])
	}
	if at := codeForm.FindStringIndex(log); at != nil {
		wrong("a case", at[0])
	}
	chats := map[int64]bool{}
	for _, c := range m.sandbox.Calls() {
		chats[c.Chat] = true
	}
	for chat := range chats {
		if at := strings.Index(log, fmt.Sprint(chat)); chat >= staff && at >= 0 {
			wrong("a chat", at)
		}
		for _, msg := range m.sandbox.Chat(chat) {
			if at := strings.Index(log, msg.Text); !msg.FromBot && len(msg.Text) > 10 && at >= 0 {
				wrong("what somebody said", at)
			}
		}
	}
}

// reports files one report and waits for its receipt.
func (m *machine) reports(user int64, words string) {
	before := m.receipts(user)
	if before > 0 {
		m.sandbox.Say(user, "/lapor "+words)
	} else {
		m.sandbox.Say(user, words)
	}
	card := m.card(user, words)
	m.sandbox.Press(user, card.ID, dataOf(card, "Kirim"))
	m.eventually("a receipt", func() bool { return m.receipts(user) > before })
}

// matters are what different officers answer for.
var matters = []string{"Jalan berlubang", "Lampu jalan mati", "Sampah menumpuk", "Selokan mampet", "Air PDAM keruh", "Juru parkir liar"}

// crowd is people who report one thing after the other.
type crowd struct {
	m       *machine
	first   int64
	filed   atomic.Int64
	enough  chan struct{}
	members sync.WaitGroup
}

// begin lets people report until end is called.
func (m *machine) begin(first int64, people int) *crowd {
	c := &crowd{m: m, first: first, enough: make(chan struct{})}
	for i := range people {
		c.members.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-c.enough:
					return
				default:
				}
				m.reports(first+int64(i), fmt.Sprintf("%s di simpang %d nomor %d", matters[(i+n)%len(matters)], i, n))
				c.filed.Add(1)
			}
		})
	}
	return c
}

// end waits until everybody's last report is in.
func (c *crowd) end() int {
	close(c.enough)
	c.members.Wait()
	return int(c.filed.Load())
}

// restful waits until nothing is left to do, and proves what holds after every
// fault: nothing lost, nothing done twice, the books in order, and no message
// delivered more often than its row, but those whose answer was lost and so many
// more.
func (m *machine) restful(doubles int) {
	m.t.Helper()
	dry := false
	defer func() {
		if !dry {
			m.t.Logf("%d updates wait at Telegram; here wait:\n%s", m.sandbox.Pending(), strings.Join(m.unfinished(), "\n"))
		}
	}()
	m.eventually("the queues run dry", func() bool {
		// How long a message of unknown fate waits is tested elsewhere.
		m.exec(`UPDATE outbox SET not_before = NULL WHERE state = 'queued' AND unknowns > 0`)
		return m.sandbox.Pending() == 0 && len(m.unfinished()) == 0
	})
	dry = true
	rows := m.count(`SELECT count(*) FROM outbox WHERE state = 'sent' AND key NOT LIKE '%+%'`)
	doubles += m.count(`SELECT COALESCE(sum(unknowns), 0) FROM outbox`) // their answers were lost
	if n := m.arrived(); n < rows || n > rows+doubles {
		m.t.Errorf("%d messages arrived of %d rows, with at most %d doubles", n, rows, doubles)
	}
	m.proved()
	for _, v := range m.violations() {
		m.t.Error(v)
	}
}

// unfinished tells what is left to do, a line each.
func (m *machine) unfinished() []string {
	m.t.Helper()
	rows, err := m.pool.Query(context.WithoutCancel(m.t.Context()), `
		SELECT concat_ws(' ', 'update', message_id, address, 'attempts', attempts, reason) FROM inbox WHERE state = 'waiting'
		UNION ALL
		SELECT concat_ws(' ', 'message', key, address, 'lane', lane, state, 'attempts', attempts, 'unknown', unknowns, 'failed', failures, 'in', not_before - clock_timestamp(), reason)
		FROM outbox WHERE state IN ('queued', 'sending') AND held_until IS NULL
		UNION ALL
		SELECT concat('a case to project: ', complaint_id) FROM to_project`)
	if err != nil {
		m.t.Fatal(err)
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		m.t.Fatal(err)
	}
	return left
}

// arrived counts the calls that made or changed a message.
func (m *machine) arrived() (n int) {
	for _, c := range m.sandbox.Calls() {
		if c.MessageID != 0 {
			n++
		}
	}
	return n
}

// numbered is an update under another number.
func numbered(t *testing.T, u sandbox.Update, id int64) json.RawMessage {
	t.Helper()
	var body map[string]json.RawMessage
	if err := json.Unmarshal(u.Body, &body); err != nil {
		t.Fatal(err)
	}
	body["update_id"] = json.RawMessage(fmt.Sprint(id))
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// exec runs SQL beside the service.
func (m *machine) exec(sql string, args ...any) {
	m.t.Helper()
	if _, err := m.pool.Exec(m.t.Context(), sql, args...); err != nil {
		m.t.Fatal(err)
	}
}

const hookSecret = "rahasia_1"

// hookOf brings an update to a webhook and gives the status of the answer, 0
// for none.
func hookOf(t testing.TB, address string) func(raw []byte) int {
	client := &http.Client{Timeout: 20 * time.Second}
	return func(raw []byte) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/telegram/webhook", bytes.NewReader(raw))
		if err != nil {
			t.Error(err)
			return 0
		}
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", hookSecret)
		res, err := client.Do(req)
		if err != nil {
			return 0
		}
		defer res.Body.Close()
		return res.StatusCode
	}
}

// hooked is the environment of a service that listens at an address.
func hooked(address string) []string {
	return []string{"LISTEN_ADDR=" + address, "TELEGRAM_WEBHOOK_URL=http://" + address + "/telegram/webhook", "TELEGRAM_WEBHOOK_SECRET=" + hookSecret}
}
