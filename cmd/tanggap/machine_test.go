package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/regency"
	"tanggap/internal/sandbox"
	"tanggap/internal/testkit"
)

// machine is one installation: databases, a sandbox, and the environment of
// the program.
type machine struct {
	t        testing.TB
	dir      string
	env      []string
	pool     *pgxpool.Pool
	sandbox  *sandbox.Sandbox
	telegram string  // its address
	staff    []int64 // chats of the staff, once connected
	logs     *logs
}

// newMachine gives an installation with the example regency.
func newMachine(t testing.TB, more ...string) *machine {
	t.Helper()
	return newMachineOn(t, furnished(t), testkit.RedisURL(t), more...)
}

// furnished is the address of a database of the test's own with the example
// regency in it.
func furnished(t testing.TB) string {
	t.Helper()
	return testkit.Prepared(t, "regency", func(url string) { furnish(t, url) })
}

func furnish(t testing.TB, url string) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	must(t, err)
	defer pool.Close()
	must(t, regency.Install(t.Context(), pool, time.Now().UTC()))
}

// newMachineOn gives one on servers that the test may stop, and a database with
// the example regency.
func newMachineOn(t testing.TB, url, redisURL string, more ...string) *machine {
	t.Helper()
	m := &machine{t: t, dir: t.TempDir(), logs: &logs{}}
	var err error
	if m.pool, err = pgxpool.New(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.pool.Close)
	if m.sandbox, err = sandbox.New(sandbox.Options{Token: processToken, BotUsername: "tanggap_bot"}); err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(m.sandbox.APIHandler())
	m.telegram = api.URL
	t.Cleanup(func() {
		m.sandbox.Close()
		api.CloseClientConnections()
		api.Close()
	})
	t.Cleanup(m.saysNothing)
	m.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + m.dir,
		"TELEGRAM_BOT_TOKEN=" + processToken, "TELEGRAM_API_URL=" + api.URL, "DATABASE_URL=" + url, "REDIS_URL=" + redisURL,
		"TANGGAP_KEYS_FILE=" + filepath.Join(m.dir, "tanggap.keys"), "LISTEN_ADDR=" + freeAddress(t), "LOG_LEVEL=debug",
	}, more...)
	return m
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// with changes the environment; the last of two wins.
func (m *machine) with(more ...string) *machine {
	n := *m
	n.env = append(append([]string{}, m.env...), more...)
	return &n
}

// run runs a command to its end.
func (m *machine) run(args ...string) (stdout, stderr string, code int) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, binary, args...)
	c.Env, c.Dir = m.env, m.dir
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	if len(args) > 0 && args[0] == "job" { // other commands repeat what the operator typed
		_, _ = m.logs.begin().Write(errs.Bytes())
	}
	exit := (*exec.ExitError)(nil)
	if err != nil && !errors.As(err, &exit) {
		m.t.Fatal(err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// process is a running serve.
type process struct {
	m       *machine
	cmd     *exec.Cmd
	address string
	ended   chan struct{}
	log     *lines
}

// lines collects what a process logs.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// serve starts the service and waits until it is ready.
func (m *machine) serve() *process {
	m.t.Helper()
	p := &process{m: m, ended: make(chan struct{}), log: m.logs.begin()}
	for _, kv := range m.env {
		if v, ok := strings.CutPrefix(kv, "LISTEN_ADDR="); ok {
			p.address = v
		}
	}
	p.cmd = exec.Command(binary, "serve")
	p.cmd.Env, p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = m.env, m.dir, p.log, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	m.t.Cleanup(p.kill)
	m.eventually("serve gets ready", func() bool {
		select {
		case <-p.ended:
			m.t.Fatalf("serve ended:\n%s", p.log)
		default:
		}
		return p.status("/readyz") == http.StatusOK
	})
	return p
}

func (p *process) status(path string) int {
	res, err := http.Get("http://" + p.address + path)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// eventually waits, at most a minute and a half, for something that a process
// does in its own time: the machine may be busy.
func (m *machine) eventually(what string, ok func() bool) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 3*time.Minute)
	defer cancel()
	for pause := 10 * time.Millisecond; !ok(); pause = min(pause*5/4, 100*time.Millisecond) {
		select {
		case <-ctx.Done():
			m.t.Fatalf("it did not come to this: %s", what)
		case <-time.After(pause):
		}
	}
}

// hears waits until a chat shows a message of the bot with these words.
func (m *machine) hears(user int64, words string) sandbox.Message {
	m.t.Helper()
	var found sandbox.Message
	m.eventually(fmt.Sprintf("%d reads %q", user, words), func() bool {
		for _, msg := range m.sandbox.Chat(user) {
			if msg.FromBot && strings.Contains(msg.Text, words) {
				found = msg
				return true
			}
		}
		return false
	})
	return found
}

func (m *machine) count(sql string, args ...any) (n int) {
	m.t.Helper()
	if err := m.pool.QueryRow(m.t.Context(), sql, args...).Scan(&n); err != nil {
		m.t.Fatal(err)
	}
	return n
}

// violations are the departures from the Bot API. A request that a process was
// stopped or killed in is none: half a body says nothing about the whole.
func (m *machine) violations() (found []string) {
	for _, v := range m.sandbox.Violations() {
		if !strings.Contains(v, "unexpected EOF") {
			found = append(found, v)
		}
	}
	return found
}

// proved fails when the books are not in order.
func (m *machine) proved() {
	m.t.Helper()
	if out, errs, code := m.run("check"); code != 0 {
		m.t.Errorf("check: exit %d\n%s%s", code, out, errs)
	}
}

// amid waits a moment for the service to be in the middle of a transaction.
func (m *machine) amid() bool {
	m.t.Helper()
	for began := time.Now(); time.Since(began) < 300*time.Millisecond; {
		if m.count(`
			SELECT count(*)
			FROM pg_stat_activity
			WHERE datname = current_database() AND application_name LIKE 'tanggap%' AND xact_start IS NOT NULL AND state LIKE '%transaction%'`) > 0 {
			return true
		}
	}
	return false
}

// card waits for the unsent card of a report.
func (m *machine) card(user int64, words string) (card sandbox.Message) {
	m.t.Helper()
	m.eventually("a card", func() bool {
		for _, msg := range m.sandbox.Chat(user) {
			if msg.FromBot && strings.Contains(msg.Text, words) && dataOf(msg, "Kirim") != "" {
				card = msg
				return true
			}
		}
		return false
	})
	return card
}

func (m *machine) receipts(user int64) int {
	codes := map[string]bool{}
	for _, msg := range m.sandbox.Chat(user) {
		if msg.FromBot && strings.Contains(msg.Text, "PIN") {
			codes[codeForm.FindString(msg.Text)] = true
		}
	}
	delete(codes, "")
	return len(codes)
}

func dataOf(m sandbox.Message, label string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.Contains(b.Text, label) {
				return b.Data
			}
		}
	}
	return ""
}
