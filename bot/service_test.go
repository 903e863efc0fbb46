package bot_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/bot"
	"tanggap/internal/outbox"
	"tanggap/internal/sandbox"
	"tanggap/internal/testkit"
)

const (
	sendToken  = "4242:AAH-secret_secret_secret_secret_0123456"
	sendSecret = "AAH-secret_secret_secret_secret_0123456"
)

var sendNow = testkit.Time("2026-11-24 12:00")

// service is a sender, a Telegram and a database.
type service struct {
	t       *testing.T
	pool    *pgxpool.Pool
	sandbox *sandbox.Sandbox
	url     string
	client  *bot.Client
	sender  *bot.Sender
	wake    chan struct{}
	log     *safeBuffer

	mu          sync.Mutex
	begun       []int64
	unreachable []string
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// newService makes one in whose chats the people 1 to 9 have started; epoch 1
// leads. At the end it looks for the token wherever it must not be.
func newService(t *testing.T, limits bool) *service {
	t.Helper()
	s := &service{t: t, pool: testkit.DB(t), wake: make(chan struct{}, 1), log: &safeBuffer{}}
	var err error
	s.sandbox, err = sandbox.New(sandbox.Options{Token: sendToken, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.sandbox.APIHandler())
	t.Cleanup(func() {
		s.sandbox.Close()
		server.Close()
	})
	s.url = server.URL
	for user := range int64(9) {
		s.sandbox.Say(user+1, "/start")
	}
	if s.client, err = bot.NewClient(sendToken, server.URL); err != nil {
		t.Fatal(err)
	}
	s.sender = &bot.Sender{
		Pool: s.pool, Client: s.client, Now: func() time.Time { return sendNow }, Wake: s.wake,
		Log: zerolog.New(bot.RedactingWriter(s.log, sendToken)).Level(zerolog.DebugLevel),
		Delivered: func(_ context.Context, _ pgx.Tx, now time.Time, stretch int64) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			if !now.Equal(sendNow) {
				t.Errorf("the clock begins at %v", now)
			}
			s.begun = append(s.begun, stretch)
			return nil
		},
		Unreachable: func(_ context.Context, _ pgx.Tx, _ time.Time, address string) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.unreachable = append(s.unreachable, address)
			return nil
		},
	}
	s.exec(`UPDATE leader SET epoch = 1`)
	t.Cleanup(s.noToken)
	return s
}

// noToken looks through what may be read by others.
func (s *service) noToken() {
	var reasons string
	err := s.pool.QueryRow(context.Background(), `SELECT COALESCE(string_agg(reason, ' '), '') FROM outbox`).Scan(&reasons)
	if err != nil {
		s.t.Error(err)
	}
	for _, text := range []string{s.log.String(), reasons} {
		if strings.Contains(text, sendSecret) || regexp.MustCompile(`bot\d+:`).MatchString(text) {
			s.t.Errorf("the token is in %q", text)
		}
	}
}

func (s *service) exec(sql string, args ...any) {
	s.t.Helper()
	if _, err := s.pool.Exec(s.t.Context(), sql, args...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *service) put(rows ...outbox.Row) {
	s.t.Helper()
	err := pgx.BeginFunc(s.t.Context(), s.pool, func(tx pgx.Tx) error {
		return outbox.Put(s.t.Context(), tx, sendNow, rows...)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func to(user int, key string) outbox.Row {
	return outbox.Row{Key: key, Address: fmt.Sprint("tg:", user), Lane: outbox.Replies, Message: outbox.Message{HTML: key}}
}

func (s *service) drain(want int) {
	s.t.Helper()
	n, err := s.sender.Drain(s.t.Context(), 1)
	if err != nil {
		s.t.Fatal(err)
	}
	if n != want {
		s.t.Errorf("%d arrived, want %d\n%s", n, want, s.log)
	}
}

// states are the rows of the outbox as "key state", in order.
func (s *service) states() string {
	s.t.Helper()
	rows, err := s.pool.Query(s.t.Context(), `SELECT key || ' ' || state FROM outbox ORDER BY id`)
	if err != nil {
		s.t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.Join(lines, ", ")
}

func (s *service) wantStates(want string) {
	s.t.Helper()
	if got := s.states(); got != want {
		s.t.Errorf("%s; want %s\n%s", got, want, s.log)
	}
}

// seen is what the bot wrote to somebody.
func (s *service) seen(user int) (ms []sandbox.Message) {
	for _, m := range s.sandbox.Chat(int64(user)) {
		if m.FromBot {
			ms = append(ms, m)
		}
	}
	return ms
}

func (s *service) texts(user int) (texts []string) {
	for _, m := range s.seen(user) {
		texts = append(texts, m.Text)
	}
	return texts
}

// run runs the sender and gives the function that ends it and waits.
func (s *service) run() (stop func()) {
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan struct{})
	go func() {
		s.sender.Run(ctx, 1)
		close(done)
	}()
	stop = func() {
		cancel()
		<-done
	}
	s.t.Cleanup(stop)
	return stop
}

// await waits until something is true.
func (s *service) await(what string, ok func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			s.t.Fatalf("not so: %s; %s\n%s", what, s.states(), s.log)
		case <-tick.C:
		}
	}
}

func (s *service) calls(method string) (calls []sandbox.Call) {
	for _, c := range s.sandbox.Calls() {
		if c.Method == method {
			calls = append(calls, c)
		}
	}
	return calls
}

// faults answers the first calls of a chat (0: any) with faults, in order.
func (s *service) faults(chat int64, faults ...*sandbox.Fault) {
	s.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault {
		if len(faults) == 0 || chat != 0 && c.Chat != chat {
			return nil
		}
		f := faults[0]
		faults = faults[1:]
		return f
	})
}

func (s *service) noViolations() {
	s.t.Helper()
	if v := s.sandbox.Violations(); len(v) > 0 {
		s.t.Errorf("Telegram's rules are broken: %q", v)
	}
}
