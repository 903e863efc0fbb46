package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// hook stands for the bot's webhook: it notes what arrives when, and answers as
// it is told.
type hook struct {
	mu     sync.Mutex
	start  time.Time
	seen   []string
	answer func(text string, n int) *http.Response
	busy   int
	most   int
	secret string
}

func (h *hook) RoundTrip(r *http.Request) (*http.Response, error) {
	b, _ := io.ReadAll(r.Body)
	var u struct {
		Message *struct{ Text string }
		Query   *struct{ Data string } `json:"callback_query"`
	}
	if err := json.Unmarshal(b, &u); err != nil {
		return nil, err
	}
	text := ""
	if u.Message != nil {
		text = u.Message.Text
	} else if u.Query != nil {
		text = "[" + u.Query.Data + "]"
	}
	h.mu.Lock()
	h.secret = r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	h.seen = append(h.seen, fmt.Sprintf("%s@%d", text, int(time.Since(h.start).Seconds())))
	n := 0
	for _, s := range h.seen {
		if strings.HasPrefix(s, text+"@") {
			n++
		}
	}
	h.busy++
	h.most = max(h.most, h.busy)
	h.mu.Unlock()
	defer func() { h.mu.Lock(); h.busy--; h.mu.Unlock() }()
	return h.answer(text, n), nil
}

func response(status int, header ...string) *http.Response {
	r := &http.Response{StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Header: http.Header{}, Body: io.NopCloser(strings.NewReader(""))}
	if len(header) == 2 {
		r.Header.Set(header[0], header[1])
	}
	return r
}

func hooked(t *testing.T, s *Sandbox, setting string, answer func(string, int) *http.Response) *hook {
	t.Helper()
	h := &hook{start: time.Now(), answer: answer}
	s.hook.Transport = h
	if w := ask(t.Context(), s, "setWebhook", setting); w.Code != 200 {
		t.Fatal(w.Body)
	}
	return h
}

func (h *hook) log() []string { h.mu.Lock(); defer h.mu.Unlock(); return slices.Clone(h.seen) }

func (h *hook) peak() int { h.mu.Lock(); defer h.mu.Unlock(); return h.most }

func (h *hook) key() string { h.mu.Lock(); defer h.mu.Unlock(); return h.secret }

const here = `{"url":"http://127.0.0.1:9/hook","secret_token":"rahasia"}`

func TestWebhookRetries(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		h := hooked(t, s, here, func(_ string, n int) *http.Response {
			if n <= 5 {
				return response(503)
			}
			return response(200)
		})
		s.Say(7, "a")
		s.Say(7, "b")
		pass(50 * time.Second)
		if got := fmt.Sprint(h.log()); got != "[a@0 a@0 a@2 a@6 a@14 a@30 b@30 b@30 b@32 b@36 b@44]" {
			t.Error("again at once, then after 2, 4, 8 … s, and the next one waits:", got)
		}
		if h.key() != "rahasia" {
			t.Error(h.key())
		}
		info := ask(t.Context(), s, "getWebhookInfo", "").Body.String()
		if !strings.Contains(info, `"last_error_message":"Wrong response from the webhook: 503 Service Unavailable"`) || !strings.Contains(info, `"pending_update_count":1`) {
			t.Error(info)
		}
	})
}

func TestWebhookHonoursRetryAfter(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		h := hooked(t, s, here, func(_ string, n int) *http.Response {
			if n == 1 {
				return response(503, "Retry-After", "5")
			}
			return response(204)
		})
		s.Say(7, "a")
		pass(time.Minute)
		if got := fmt.Sprint(h.log()); got != "[a@0 a@5]" {
			t.Error(got)
		}
	})
}

func TestWebhookQueues(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		stuck := make(chan struct{})
		h := hooked(t, s, here, func(text string, _ int) *http.Response {
			if text == "a" {
				<-stuck
			}
			return response(200)
		})
		s.Say(7, "a")
		synctest.Wait()
		s.Say(7, "b")
		s.Press(7, 1, "tekan")
		s.Say(8, "lain")
		synctest.Wait()
		if got := len(h.log()); got != 3 || strings.Contains(fmt.Sprint(h.log()), "b@") {
			t.Error("a press and another chat overtake, the same chat waits:", h.log())
		}
		close(stuck)
		synctest.Wait()
		if h.log()[len(h.log())-1] != "b@0" || s.Pending() != 0 {
			t.Error(h.log(), s.Pending())
		}
	})
}

func TestWebhookConnections(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		h := hooked(t, s, `{"url":"http://127.0.0.1:9/hook","max_connections":3}`, func(string, int) *http.Response {
			pass(time.Second)
			return response(200)
		})
		for u := range int64(9) {
			s.Say(u+1, "x")
		}
		pass(3500 * time.Millisecond)
		if h.peak() != 3 || s.Pending() != 0 {
			t.Error(h.peak(), s.Pending())
		}
	})
}

func TestWebhookGivesUpWhatExpired(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		h := hooked(t, s, here, func(string, int) *http.Response { return response(500) })
		s.Press(7, 1, "x")
		s.Say(7, "y")
		pass(25 * time.Hour)
		if s.Pending() != 0 {
			t.Error(s.Pending())
		}
		n := len(h.log())
		pass(time.Hour)
		if len(h.log()) != n {
			t.Error("nothing is left to deliver")
		}
	})
}

func TestWebhookReplyIsCarriedOut(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		hooked(t, s, here, func(string, int) *http.Response {
			r := response(200)
			r.Body = io.NopCloser(strings.NewReader(`{"method":"sendMessage","chat_id":7,"text":"Diterima"}`))
			return r
		})
		s.Say(7, "a")
		synctest.Wait()
		if chat := s.Chat(7); len(chat) != 2 || chat[1].Text != "Diterima" {
			t.Errorf("%+v", chat)
		}
	})
}

func TestChangingTheDoor(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		s.Say(7, "sebelum")
		h := hooked(t, s, here, func(text string, _ int) *http.Response {
			if text == "gagal" {
				return response(500)
			}
			return response(200)
		})
		synctest.Wait()
		if got := fmt.Sprint(h.log()); got != "[sebelum@0]" {
			t.Error("what waited goes to the webhook:", got)
		}
		s.Say(7, "gagal")
		synctest.Wait()
		if w := ask(t.Context(), s, "deleteWebhook", `{}`); !strings.Contains(w.Body.String(), "Webhook was deleted") {
			t.Error(w.Body)
		}
		if got, _, _ := poll(t, s, `{}`); fmt.Sprint(got) != "[gagal]" {
			t.Error("what the webhook refused waits for getUpdates:", got)
		}
		n := len(h.log())
		pass(time.Hour)
		if len(h.log()) != n {
			t.Error("the old webhook gets nothing more")
		}
		ask(t.Context(), s, "deleteWebhook", `{"drop_pending_updates":true}`)
		if s.Pending() != 0 {
			t.Error(s.Pending())
		}
	})
}
