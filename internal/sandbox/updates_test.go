package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// These tests run on synctest's clock, so waiting for hours costs nothing. The
// handler is called without a network, because a socket would stop that clock.

func bubble(t *testing.T, test func(t *testing.T, s *Sandbox)) {
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Options{Token: "4242:abcdef", BotUsername: "uji_bot"})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		test(t, s)
	})
}

// pass lets the bubble's clock run, which takes no time.
func pass(d time.Duration) { <-time.After(d) }

func ask(ctx context.Context, s *Sandbox, method, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/bot4242:abcdef/"+method, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.APIHandler().ServeHTTP(w, r)
	return w
}

// poll gives the texts of the updates that getUpdates answers, and its refusal.
func poll(t *testing.T, s *Sandbox, body string) (texts []string, last int64, refusal string) {
	t.Helper()
	return pollWith(t, t.Context(), s, body)
}

func pollWith(t *testing.T, ctx context.Context, s *Sandbox, body string) (texts []string, last int64, refusal string) {
	t.Helper()
	w := ask(ctx, s, "getUpdates", body)
	var r struct {
		Description string
		Result      []struct {
			ID      int64 `json:"update_id"`
			Message *struct{ Text string }
			Query   *struct{ Data string } `json:"callback_query"`
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	for _, u := range r.Result {
		last = u.ID
		switch {
		case u.Message != nil:
			texts = append(texts, u.Message.Text)
		case u.Query != nil:
			texts = append(texts, "["+u.Query.Data+"]")
		default:
			texts = append(texts, "?")
		}
	}
	return texts, last, r.Description
}

func TestOffsetForgets(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		for i := range 5 {
			s.Say(7, fmt.Sprint(i))
		}
		got, last, _ := poll(t, s, `{"limit":3}`)
		if fmt.Sprint(got) != "[0 1 2]" {
			t.Fatal(got)
		}
		pass(time.Second)
		if got, _, _ := poll(t, s, ``); fmt.Sprint(got) != "[0 1 2 3 4]" {
			t.Error("without an offset everything comes again:", got)
		}
		if got, _, _ := poll(t, s, fmt.Sprintf(`{"offset":%d}`, last+1)); fmt.Sprint(got) != "[3 4]" || s.Pending() != 2 {
			t.Error(got, s.Pending())
		}
		if got, _, _ := poll(t, s, `{"offset":-1}`); fmt.Sprint(got) != "[4]" || s.Pending() != 1 {
			t.Error("a negative offset keeps the newest:", got, s.Pending())
		}
	})
}

func TestSameOffsetIsSlowedDown(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		s.Say(7, "a")
		s.Say(7, "b")
		if got, last, _ := poll(t, s, `{"offset":1}`); len(got) != 2 {
			t.Fatal(got, last)
		}
		if got, _, _ := poll(t, s, `{"offset":1}`); fmt.Sprint(got) != "[a]" {
			t.Error("at once again, only one comes:", got)
		}
		_, last, _ := poll(t, s, `{"offset":1,"limit":2}`)
		poll(t, s, fmt.Sprintf(`{"offset":%d}`, last+2))
		before := time.Now()
		poll(t, s, fmt.Sprintf(`{"offset":%d}`, last+2))
		if d := time.Since(before); d != 3*time.Second {
			t.Error("a short poll is stretched:", d)
		}
	})
}

func TestLongPoll(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		before := time.Now()
		if got, _, _ := poll(t, s, `{"timeout":59}`); got != nil || time.Since(before) != 50*time.Second {
			t.Error("it lasts 50 s at most:", got, time.Since(before))
		}
		time.AfterFunc(7*time.Second, func() { s.Say(7, "halo") })
		before = time.Now()
		if got, _, _ := poll(t, s, `{"timeout":30}`); fmt.Sprint(got) != "[halo]" || time.Since(before) != 7*time.Second {
			t.Error(got, time.Since(before))
		}
	})
}

func TestSecondPollerEndsTheFirst(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		first := make(chan string)
		go func() {
			_, _, no := poll(t, s, `{"timeout":50}`)
			first <- no
		}()
		synctest.Wait()
		go poll(t, s, `{"timeout":50}`)
		if no := <-first; !strings.HasPrefix(no, "Conflict: terminated by other getUpdates request") {
			t.Error(no)
		}
		synctest.Wait()
		ask(t.Context(), s, "setWebhook", `{"url":"http://127.0.0.1:9/x"}`)
		synctest.Wait()
		if _, _, no := poll(t, s, ``); !strings.HasPrefix(no, "Conflict: can't use getUpdates method while webhook is active") {
			t.Error(no)
		}
	})
}

func TestAllowedUpdatesStick(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		poll(t, s, `{"allowed_updates":["callback_query"]}`)
		s.Say(7, "tidak sampai")
		s.Press(7, 1, "sampai")
		pass(3 * time.Second)
		if got, _, _ := poll(t, s, ``); fmt.Sprint(got) != "[[sampai]]" {
			t.Error(got)
		}
		poll(t, s, `{"allowed_updates":["pesan"]}`)
		if v := s.Violations(); len(v) != 1 {
			t.Error(v)
		}
	})
}

func TestUpdatesExpire(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		s.Say(7, "pesan")
		s.Press(7, 1, "tekan")
		pass(151 * time.Second)
		if got, _, _ := poll(t, s, ``); fmt.Sprint(got) != "[pesan]" {
			t.Error("a press is kept 150 s:", got)
		}
		pass(24 * time.Hour)
		if s.Pending() != 0 {
			t.Error("a message is kept 24 h")
		}
	})
}

func TestLateAnswerIsRefused(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		s.Manual(true)
		press := func() string {
			var u struct {
				Query struct{ ID string } `json:"callback_query"`
			}
			if err := json.Unmarshal(s.Press(7, 1, "x").Body, &u); err != nil {
				t.Fatal(err)
			}
			return u.Query.ID
		}
		id := press()
		pass(29 * time.Second)
		if w := ask(t.Context(), s, "answerCallbackQuery", `{"callback_query_id":"`+id+`"}`); w.Code != 200 {
			t.Error(w.Body)
		}
		id = press()
		pass(31 * time.Second)
		if w := ask(t.Context(), s, "answerCallbackQuery", `{"callback_query_id":"`+id+`"}`); !strings.Contains(w.Body.String(), "query is too old") {
			t.Error(w.Body)
		}
	})
}

func TestInjectRepeatsAndReorders(t *testing.T) {
	bubble(t, func(t *testing.T, s *Sandbox) {
		s.Manual(true)
		a, b := s.Say(7, "a"), s.Say(7, "b")
		s.Inject(7, b.Body)
		s.Inject(7, a.Body)
		s.Inject(7, a.Body)
		s.Inject(7, json.RawMessage(`{"update_id":5,"from_the_future":{}}`))
		if got, _, _ := poll(t, s, ``); fmt.Sprint(got) != "[b a a ?]" {
			t.Error(got)
		}
	})
}
