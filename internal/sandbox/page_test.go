package sandbox_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tanggap/internal/sandbox"
)

var people = []sandbox.Person{{ID: 7, Name: "Sari Dewi", Role: "Warga"}, {ID: 8, Name: "Budi Santoso", Role: "Petugas"}}

// paged is a sandbox with its page.
func paged(t *testing.T, actions ...sandbox.BarAction) (*place, string) {
	t.Helper()
	p := start(t)
	web := httptest.NewServer(p.PageHandler(people, sandbox.Bar{Actions: actions}))
	t.Cleanup(web.Close)
	t.Cleanup(func() { _ = p.Close() }) // ends the streams, which the server waits for
	return p, web.URL
}

func fetch(t *testing.T, r *http.Request) (int, http.Header, string) {
	t.Helper()
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

func newRequest(t *testing.T, method, url, body string, header ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func TestPageIsClosedToOthers(t *testing.T) {
	p, url := paged(t)
	for _, c := range []struct {
		method, path, host string
		header             []string
		want               int
	}{
		{"GET", "/sandbox/", "", nil, 200},
		{"GET", "/", "", nil, 303},
		{"GET", "/sandbox/", "localhost:80", nil, 200},
		{"GET", "/sandbox/", "[::1]", nil, 200},
		{"GET", "/sandbox/", "evil.example", nil, 403},
		{"GET", "/sandbox/events", "127.0.0.1.evil.example", nil, 403},
		{"POST", "/sandbox/block", "", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"POST", "/sandbox/block", "", []string{"Origin", "https://evil.example"}, 403},
		{"POST", "/sandbox/block", "", []string{"Sec-Fetch-Site", "same-origin"}, 400},
		{"POST", "/sandbox/do/tidakada", "", nil, 404},
		{"GET", "/sandbox/file/tidakada", "", nil, 404},
		{"GET", "/sandbox/assets/app.js", "", nil, 200},
	} {
		r := newRequest(t, c.method, url+c.path, "", c.header...)
		if c.host != "" {
			r.Host = c.host
		}
		code, header, _ := fetch(t, r)
		if code != c.want {
			t.Errorf("%s %s as %q %q: %d", c.method, c.path, c.host, c.header, code)
		}
		if policy := header.Get("Content-Security-Policy"); c.want != 403 && (!strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http")) {
			t.Errorf("%s: policy %q", c.path, policy)
		}
	}
	if len(p.Chat(7)) != 0 {
		t.Error("nothing was done")
	}
}

// submit sends a form as the page does.
func submit(t *testing.T, url string, fields map[string]string, files map[string][]byte) (int, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	code, _, body := fetch(t, newRequest(t, "POST", url+"/sandbox/send", b.String(), "Content-Type", w.FormDataContentType()))
	return code, body
}

func TestPageSends(t *testing.T) {
	p, url := paged(t)
	ok := func(fields map[string]string, files map[string][]byte, kind string) sandbox.Message {
		t.Helper()
		fields["user"] = "7"
		if code, body := submit(t, url, fields, files); code != 200 {
			t.Fatalf("%v: %d %s", fields, code, body)
		}
		m := p.last(7)
		if m.Kind != kind {
			t.Errorf("%v became %s", fields, m.Kind)
		}
		return m
	}
	first := ok(map[string]string{"text": "Halo"}, nil, "text")
	if m := ok(map[string]string{"text": "balas", "reply_to": "1"}, nil, "text"); m.ReplyTo != first.ID {
		t.Errorf("%+v", m)
	}
	ok(map[string]string{"text": "Halo juga", "edit": "1"}, nil, "text")
	if m := p.Chat(7)[0]; m.Text != "Halo juga" || !m.Edited {
		t.Errorf("%+v", m)
	}
	if m := ok(map[string]string{"text": "jalan"}, map[string][]byte{"a.png": picture(30, 20)}, "photo"); m.Text != "jalan" {
		t.Errorf("%+v", m)
	}
	ok(map[string]string{"as": "document"}, map[string][]byte{"a.png": picture(30, 20)}, "document")
	ok(map[string]string{}, map[string][]byte{"surat.pdf": []byte("%PDF-1.7 x")}, "document")
	ok(map[string]string{}, map[string][]byte{"a.ogg": []byte("OggS\x00xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")}, "voice")
	ok(map[string]string{"lat": "-3.65", "lon": "102.59"}, nil, "location")
	if m := ok(map[string]string{"contact": "1"}, nil, "contact"); m.Contact.UserID != 7 || m.Contact.FirstName != "Sari" {
		t.Errorf("%+v", m.Contact)
	}
	if m := ok(map[string]string{}, map[string][]byte{"a.png": picture(9, 9), "b.png": picture(9, 9)}, "photo"); m.Album == "" {
		t.Error("two pictures are an album")
	}
	before := len(p.Chat(7))
	for _, bad := range []map[string]string{{"user": "7"}, {"user": "7", "text": "  "}, {"user": "99", "text": "x"}, {"text": "x"}, {"user": "7", "lat": "91", "lon": "0"},
		{"user": "7", "edit": "999", "text": "x"}, {"user": "8", "edit": "1", "text": "x"}} {
		if code, body := submit(t, url, bad, nil); code != 400 || !strings.Contains(body, "error") {
			t.Errorf("%v: %d %s", bad, code, body)
		}
	}
	if len(p.Chat(7)) != before {
		t.Error("nothing of that was sent")
	}
	photo := p.Chat(7)[2]
	if _, header, _ := fetch(t, newRequest(t, "GET", url+"/sandbox/file/"+photo.FileID, "")); header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("%v", header)
	}
	p.Send(7, sandbox.Outgoing{Document: &sandbox.Upload{Name: "x.html", Bytes: []byte("<html><script>alert(1)</script>")}})
	if _, header, _ := fetch(t, newRequest(t, "GET", url+"/sandbox/file/"+p.last(7).FileID, "")); header.Get("Content-Disposition") != "attachment" || header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("a page that somebody sent must not run: %v", header)
	}
}

// event is one change that the page hears.
type event struct {
	id   string
	Rev  int64
	Chat []struct {
		User     int64
		Messages []struct {
			ID      int64
			Text    string
			Deleted bool
		}
	} `json:"chats"`
	Answers []struct{ Query, Text string }
	Clock   string
	Reset   bool
}

func (e event) text() (all string) {
	for _, c := range e.Chat {
		for _, m := range c.Messages {
			all += m.Text + ";"
		}
	}
	return all
}

// stream reads events until one satisfies.
func stream(t *testing.T, ctx context.Context, url, since string) func(func(event) bool) event {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", url+"/sandbox/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	if since != "" {
		r.Header.Set("Last-Event-ID", since)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	in := bufio.NewScanner(res.Body)
	in.Buffer(nil, 1<<20)
	return func(ok func(event) bool) event {
		t.Helper()
		id := ""
		for in.Scan() {
			if rest, found := strings.CutPrefix(in.Text(), "id: "); found {
				id = rest
			}
			if data, found := strings.CutPrefix(in.Text(), "data: "); found {
				var e event
				decode(t, json.RawMessage(data), &e)
				e.id = id
				if ok(e) {
					return e
				}
			}
		}
		t.Fatal("the stream ended:", in.Err())
		return event{}
	}
}

func TestPageHearsChanges(t *testing.T) {
	p, url := paged(t)
	ctx := within(t)
	p.Say(7, "satu")
	next := stream(t, ctx, url, "")
	first := next(func(e event) bool { return e.Reset })
	if first.text() != "satu;" || first.Clock != "2026-11-23T09:15:00" || len(first.Chat) != 2 {
		t.Errorf("%+v", first)
	}
	p.call("sendMessage", `{"chat_id":7,"text":"dua"}`)
	second := next(func(e event) bool { return e.text() != "" })
	if second.text() != "dua;" || second.Reset || len(second.Chat) != 1 {
		t.Errorf("only what is new: %+v", second)
	}
	code, _, body := fetch(t, newRequest(t, "POST", url+"/sandbox/press", `{"user":"7","message":2,"data":"x"}`))
	var pressed struct{ Query string }
	decode(t, json.RawMessage(body), &pressed)
	p.call("answerCallbackQuery", `{"callback_query_id":"`+pressed.Query+`","text":"Ya"}`)
	if e := next(func(e event) bool { return len(e.Answers) > 0 }); code != 200 || e.Answers[0].Query != pressed.Query || e.Answers[0].Text != "Ya" {
		t.Errorf("%+v", e)
	}
	p.call("deleteMessage", `{"chat_id":7,"message_id":2}`)
	if e := next(func(e event) bool { return len(e.Chat) > 0 }); !e.Chat[0].Messages[0].Deleted {
		t.Errorf("%+v", e)
	}
	p.Say(7, "tiga")
	again := stream(t, ctx, url, second.id)(func(e event) bool { return true })
	if again.text() != ";tiga;" || again.Reset {
		t.Errorf("a page goes on where it was cut off: %+v", again)
	}
	if e := stream(t, ctx, url, "other/3")(func(e event) bool { return true }); !e.Reset || e.text() != "satu;tiga;" && e.text() != "satu;;tiga;" {
		t.Errorf("after another start it begins anew: %+v", e)
	}
	_, header, body := fetch(t, newRequest(t, "GET", url+"/sandbox/changes?since="+second.id, ""))
	if !strings.Contains(body, "tiga") || header.Get("X-Mark") == "" {
		t.Error(body)
	}
}

func TestBarRunsOneAtATime(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	_, url := paged(t,
		sandbox.BarAction{Key: "jam", Label: "+1 jam", Do: func(context.Context) error { close(begun); <-finish; return nil }},
		sandbox.BarAction{Key: "senin", Label: "Senin pagi", Do: func(context.Context) error { return errors.New("jadwal gagal") }})
	done := make(chan int)
	go func() {
		res, err := http.Post(url+"/sandbox/do/jam", "application/json", nil)
		if err != nil {
			done <- 0
			return
		}
		res.Body.Close()
		done <- res.StatusCode
	}()
	<-begun
	if code, _, body := fetch(t, newRequest(t, "POST", url+"/sandbox/do/senin", "")); code != 409 {
		t.Error(code, body)
	}
	close(finish)
	if code := <-done; code != 200 {
		t.Error(code)
	}
	for code, body := 409, ""; code == 409; {
		if code, _, body = fetch(t, newRequest(t, "POST", url+"/sandbox/do/senin", "")); code != 409 && (code != 500 || !strings.Contains(body, "jadwal gagal")) {
			t.Error(code, body)
		}
	}
}

func TestStreamsEndWithTheSandbox(t *testing.T) {
	p, url := paged(t)
	next := stream(t, within(t), url, "")
	next(func(e event) bool { return e.Reset })
	before := time.Now()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if time.Since(before) > 5*time.Second {
		t.Error("closing took", time.Since(before))
	}
}
