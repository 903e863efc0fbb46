package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"

	"tanggap/internal/sandbox"
)

const token = "4242:sandbox-token"

var office = time.Date(2026, 11, 23, 9, 15, 0, 0, time.FixedZone("WIB", 7*3600))

// place is a sandbox with its API behind a server, and a client of it.
type place struct {
	*sandbox.Sandbox
	t   *testing.T
	url string
	bot *bot.Bot
}

func start(t *testing.T, change ...func(*sandbox.Options)) *place {
	t.Helper()
	opt := sandbox.Options{Token: token, BotUsername: "uji_bot", Now: func() time.Time { return office }}
	for _, f := range change {
		f(&opt)
	}
	s, err := sandbox.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s.APIHandler())
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		web.Close()
	})
	b, err := bot.New(token, bot.WithServerURL(web.URL), bot.WithSkipGetMe())
	if err != nil {
		t.Fatal(err)
	}
	return &place{s, t, web.URL, b}
}

// reply is what the API answers.
type reply struct {
	HTTP        int             `json:"-"`
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// call posts JSON, where a text stands as it is.
func (p *place) call(method, body string) reply {
	p.t.Helper()
	return p.post(p.url+"/bot"+token+"/"+method, "application/json", body)
}

func (p *place) post(url, kind, body string) reply {
	p.t.Helper()
	res, err := http.Post(url, kind, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	r := reply{HTTP: res.StatusCode}
	if err := json.Unmarshal(b, &r); err != nil {
		p.t.Fatalf("%s: %v in %q", url, err, b)
	}
	return r
}

// last is the newest message of a chat.
func (p *place) last(user int64) sandbox.Message {
	p.t.Helper()
	chat := p.Chat(user)
	if len(chat) == 0 {
		p.t.Fatalf("the chat of %d is empty", user)
	}
	return chat[len(chat)-1]
}

// violations ends a test that should have had none.
func (p *place) clean() {
	p.t.Helper()
	for _, v := range p.Violations() {
		p.t.Errorf("violation: %s", v)
	}
}

func within(t *testing.T) context.Context {
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(stop)
	return ctx
}
