package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/bot"
	"tanggap/internal/attachment"
	"tanggap/internal/outbox"
	"tanggap/internal/sandbox"
)

func TestBaseAddress(t *testing.T) {
	for address, good := range map[string]bool{
		"": true, "https://api.telegram.org": true, "https://tg.example.org:8443/api/": true, "http://127.0.0.1:8081": true,
		"http://localhost:1": true, "http://[::1]:80": true, "http://10.1.2.3": true, "http://192.168.0.9:81": true,
		"http://api.telegram.org": false, "http://8.8.8.8": false, "ftp://127.0.0.1": false, "https://": false, "nonsense": false,
		"https://user:pass@host": false, "https://host?x=1": false, "https://host#x": false, "http://127.0.0.1.example.org": false, "https://:443": false,
		"https://a b": false, "http://127.0.0.1:x": false,
	} {
		if _, err := bot.NewClient(sendToken, address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, token := range []string{"", "abc", "123:", "12 3:abc", "123:abc/../x"} {
		if _, err := bot.NewClient(token, ""); err == nil || token != "" && strings.Contains(err.Error(), token) {
			t.Errorf("token %q: %v", token, err)
		}
	}
}

// A long text arrives whole, in parts that Telegram takes.
func TestLongText(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	var want strings.Builder
	var html strings.Builder
	for i := range 250 {
		fmt.Fprintf(&html, "<b>Bab %d</b>\n\nJalan &amp; jembatan &lt;rusak&gt; 👩‍👩‍👧 <a href=\"https://example.org/?a=1&amp;b=2\">di <i>sana</i></a>.\n\n", i)
		fmt.Fprintf(&want, "Bab %d Jalan & jembatan <rusak> 👩‍👩‍👧 di sana. ", i)
	}
	r := to(1, "long")
	r.Message.HTML = html.String()
	r.Message.Buttons = [][]outbox.Button{{{Label: "Jawab", Name: "case.answer", Args: []string{"12"}}, {Label: "Buka", URL: "https://example.org"}}}
	s.put(r)
	s.drain(len(s.parts()))
	var got []string
	ms := s.seen(1)
	for i, m := range ms {
		got = append(got, strings.Fields(m.Text)...)
		if (len(m.Buttons) > 0) != (i == len(ms)-1) {
			t.Errorf("part %d has the buttons %v", i, m.Buttons)
		}
	}
	if strings.Join(got, " ") != strings.TrimSpace(want.String()) || len(ms) < 3 {
		t.Errorf("%d parts do not make the whole", len(ms))
	}
	if b := ms[len(ms)-1].Buttons[0]; b[0].Data != "case.answer|12" || b[1].URL != "https://example.org" {
		t.Errorf("%+v", b)
	}
	s.noViolations()
}

func (s *service) parts() []string { return strings.Split(s.states(), ", ") }

// Formatting of ours that Telegram can't read goes as plain text, with an alarm.
func TestBrokenFormatting(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	r := to(1, "a")
	r.Message.HTML = "<foo>Laporan</foo> &lt;<b>terkirim"
	s.put(r)
	s.drain(1)
	if got := s.texts(1); !slices.Equal(got, []string{"Laporan <terkirim"}) {
		t.Errorf("chat 1 reads %q", got)
	}
	if log := s.log.String(); !strings.Contains(log, "ALARM") || strings.Contains(log, "foo") {
		t.Errorf("log: %s", log)
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.put(to(1, "card"))
	s.drain(1)
	edit := func(key, html string) outbox.Row {
		r := to(1, key)
		r.After, r.Edit, r.Message.HTML = "card", true, html
		return r
	}
	s.put(edit("e1", "changed"), edit("e2", "changed"))
	s.drain(2) // the second changes nothing, which is as good
	if got := s.texts(1); !slices.Equal(got, []string{"changed"}) {
		t.Errorf("chat 1 reads %q", got)
	}
	reply := to(1, "answer")
	reply.After, reply.Reply = "card", true
	s.put(reply)
	s.drain(1)
	if ms := s.seen(1); ms[1].ReplyTo != ms[0].ID {
		t.Errorf("it quotes %d", ms[1].ReplyTo)
	}
	// What is gone can't be changed or quoted: the words come all the same.
	s.exec(`UPDATE outbox SET message_id = '999' WHERE key = 'card'`)
	again := to(1, "answer again")
	again.After, again.Reply = "card", true
	s.put(edit("e3", "fresh"), again)
	s.drain(2)
	if got := s.texts(1); !slices.Equal(got, []string{"changed", "answer", "fresh", "answer again"}) {
		t.Errorf("chat 1 reads %q", got)
	}
	s.noViolations()
}

func picture(t *testing.T, w, h int) attachment.Content {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		img.Set(x, 0, color.RGBA{uint8(x), 100, 200, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return attachment.Made("image/png", "", w, h, b.Bytes())
}

func (s *service) store(cs ...attachment.Content) (digests [][]byte) {
	s.t.Helper()
	err := pgx.BeginFunc(s.t.Context(), s.pool, func(tx pgx.Tx) error {
		for _, c := range cs {
			digests = append(digests, c.Digest)
			if err := attachment.Store(s.t.Context(), tx, sendNow, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return digests
}

func shots(ms []sandbox.Message) (shots []string) {
	for _, m := range ms {
		shots = append(shots, fmt.Sprintf("%s %q %v", m.Kind, m.Text, len(m.Buttons) > 0))
	}
	return shots
}

// Pictures, albums and other files; what was uploaded once is named the next
// time.
func TestFiles(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	odd := picture(t, 100, 1) // too thin for a photo
	voice := attachment.Made("audio/ogg", "suara.ogg", 0, 0, []byte("OggS"))
	d := s.store(picture(t, 30, 20), picture(t, 31, 20), odd, voice)
	buttons := [][]outbox.Button{{{Label: "Lihat", Name: "case.show"}}}
	with := func(key, html string, buttons [][]outbox.Button, digests ...[]byte) outbox.Row {
		r := to(1, key)
		r.Message = outbox.Message{HTML: html, Buttons: buttons, Photos: digests, Protect: true}
		return r
	}
	s.put(
		with("one", "<b>Satu</b>", buttons, d[0]),
		with("again", "Lagi", nil, d[0]),
		with("album", "Dua", nil, d[0], d[1]),
		with("album and buttons", "Tekan", buttons, d[0], d[1]),
		with("odd", "Tipis", nil, d[2]),
		with("mixed", "Campur", nil, d[0], d[3]),
		with("gone", "Hilang", nil, []byte{1}),
		with("nothing left", "", nil, []byte{1}),
		with("long", strings.Repeat("panjang ", 200), buttons, d[0]),
	)
	s.drain(10)
	want := []string{
		`photo "Satu" true`, `photo "Lagi" false`,
		`photo "Dua" false`, `photo "" false`,
		`photo "" false`, `photo "" false`, `text "Tekan" true`,
		`document "Tipis" false`,
		`document "Campur" false`, `document "" false`,
		`text "Hilang" false`,
		`photo "" false`, fmt.Sprintf(`text %q true`, strings.TrimSpace(strings.Repeat("panjang ", 200))),
	}
	if got := shots(s.seen(1)); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, m := range s.seen(1) {
		if !m.Protected {
			t.Errorf("%q is not protected", m.Text)
		}
	}
	var uploads []int
	for _, c := range s.sandbox.Calls() {
		if strings.HasPrefix(c.Method, "send") {
			uploads = append(uploads, len(c.Files))
		}
	}
	// The picture once as a photo and once as a file, the others once each.
	if total := uploads; !slices.Equal(total, []int{1, 0, 1, 0, 0, 1, 2, 0, 0, 0}) {
		t.Errorf("uploads %v", uploads)
	}
	s.noViolations()
	// An id that Telegram no longer knows: the bytes are here.
	s.faults(1, &sandbox.Fault{Status: 400, Description: "Bad Request: wrong file identifier/HTTP URL specified"})
	s.put(with("forgotten", "Baru", nil, d[0]))
	s.drain(1)
	// A picture that Telegram can't draw goes as a file.
	s.faults(1, &sandbox.Fault{Status: 400, Description: "Bad Request: IMAGE_PROCESS_FAILED"})
	s.put(with("undrawn", "Berkas", nil, d[1]))
	s.drain(1)
	ms := shots(s.seen(1))
	if got := ms[len(ms)-2:]; !slices.Equal(got, []string{`photo "Baru" false`, `document "Berkas" false`}) {
		t.Errorf("%q", got)
	}
}

// The words below a picture are changed as a caption.
func TestEditCaption(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	r := to(1, "card")
	r.Message.Photos = s.store(picture(t, 30, 20))
	edit := to(1, "edit")
	edit.After, edit.Edit = "card", true
	s.put(r, edit)
	s.drain(2)
	if got := shots(s.seen(1)); !slices.Equal(got, []string{`photo "edit" false`}) {
		t.Errorf("%q", got)
	}
	long := to(1, "long")
	long.After, long.Edit, long.Message.HTML = "card", true, strings.Repeat("panjang ", 200)
	s.put(long)
	s.drain(1)
	if got := shots(s.seen(1)); len(got) != 2 || !strings.HasPrefix(got[1], "text") {
		t.Errorf("%q", got)
	}
}

func TestOtherCalls(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	ctx := t.Context()
	name, id, err := s.client.Me(ctx)
	if err != nil || name != "tanggap_sandbox_bot" || id != 4242 {
		t.Errorf("%s %d %v", name, id, err)
	}
	if err := s.client.SetCommands(ctx, 0, "id", []bot.MenuCommand{{Command: "lapor", Words: "Melapor"}}); err != nil {
		t.Error(err)
	}
	if err := s.client.SetCommands(ctx, 2, "", []bot.MenuCommand{{Command: "tugas", Words: "Tugas"}}); err != nil {
		t.Error(err)
	}
	if a, b := s.sandbox.Menu(1), s.sandbox.Menu(2); len(a) != 1 || a[0].Command != "lapor" || len(b) != 1 || b[0].Command != "tugas" {
		t.Errorf("%v %v", a, b)
	}
	r := to(1, "a")
	r.Message.Buttons = [][]outbox.Button{{{Label: "Ya", Name: "yes"}}}
	s.put(r)
	s.drain(1)
	s.sandbox.Manual(true)
	if _, err := s.sandbox.PressLabel(1, "Ya"); err != nil {
		t.Fatal(err)
	}
	if err := s.client.AnswerCallback(ctx, "nonsense", "x"); err == nil {
		t.Error("a tap that never was is answered")
	}
	if err := s.client.SetWebhook(ctx, "http://127.0.0.1:1/telegram/webhook", "secret-1"); err != nil {
		t.Error(err)
	}
	if err := s.client.DeleteWebhook(ctx); err != nil {
		t.Error(err)
	}
	s.noViolations()
}

// Errors are short and never hold the token, whatever goes wrong.
func TestErrorsHoldNoToken(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	gone, err := bot.NewClient(sendToken, "http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	page := "<html>" + strings.Repeat(s.url+"/bot"+sendToken+"/x ", 500)
	s.sandbox.Fault(func(sandbox.Call) *sandbox.Fault { return &sandbox.Fault{Status: 502, Body: page} })
	for name, c := range map[string]*bot.Client{"no connection": gone, "a page": s.client} {
		_, _, me := c.Me(t.Context())
		_, file := c.Download(t.Context(), "x", 100)
		for _, err := range []error{
			me, file, c.SetWebhook(t.Context(), "x", "y"), c.DeleteWebhook(t.Context()),
			c.SetCommands(t.Context(), 1, "", nil), c.AnswerCallback(t.Context(), "x", "y"),
		} {
			if err == nil || strings.Contains(err.Error(), sendSecret) || len(err.Error()) > 500 {
				t.Errorf("%s: %v", name, err)
			}
		}
		if o := c.Send(t.Context(), bot.Delivery{Chat: 1, HTML: "x"}); strings.Contains(o.Reason, sendSecret) || o.Reason == "" {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

func TestRedactingWriter(t *testing.T) {
	for given, want := range map[string]string{
		"plain\n": "plain\n",
		`{"error":"Post \"https://x/bot` + sendToken + `/sendMessage\": EOF"}`: `{"error":"Post \"https://x/bot***/sendMessage\": EOF"}`,
		"bot4242%3A" + sendSecret:                                  "bot***",
		"only " + sendSecret + " itself":                           "only *** itself",
		"bot99:somebody_elses_token_somebody_elses_token and more": "bot*** and more",
		"robot12:30 o'clock":                                       "robot12:30 o'clock",
	} {
		var b bytes.Buffer
		n, err := bot.RedactingWriter(&b, sendToken).Write([]byte(given))
		if err != nil || n != len(given) || strings.Contains(b.String(), sendSecret) || b.String() != want {
			t.Errorf("%q becomes %q (%d, %v)", given, b.String(), n, err)
		}
	}
}

// The answer that says where a file lies may not send us anywhere else.
func TestDownloadPaths(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	var path string
	var size int64
	var asked []string
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/getFile") {
			fmt.Fprintf(w, `{"ok":true,"result":{"file_id":"x","file_unique_id":"y","file_size":%d,"file_path":%q}}`, size, path)
			return
		}
		asked = append(asked, r.URL.Path)
		if strings.HasSuffix(path, "redirect") {
			http.Redirect(w, r, other.URL, http.StatusFound)
			return
		}
		fmt.Fprint(w, strings.Repeat("x", 50))
	}))
	defer api.Close()
	c, err := bot.NewClient(sendToken, api.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, path = range []string{
		"", "../getMe", "photos/../../x", "/etc/passwd", "//host/x", other.URL + "/x", "http://169.254.169.254/latest", `..\x`, "a/./b", "a//b",
		"photos/x?y=1", "photos/x#y", "photos/%2e%2e/x", "photos/x\nHost: y", "photos/", "..",
	} {
		if _, err := c.Download(t.Context(), "x", 100); !errors.Is(err, bot.ErrGone) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if len(asked) > 0 {
		t.Errorf("asked for %q", asked)
	}
	path = "photos/redirect"
	if _, err := c.Download(t.Context(), "x", 100); err == nil {
		t.Error("it follows elsewhere")
	}
	path = "photos/file_1.jpg"
	if b, err := c.Download(t.Context(), "x", 50); err != nil || len(b) != 50 {
		t.Errorf("%d bytes: %v", len(b), err)
	}
	if _, err := c.Download(t.Context(), "x", 49); !errors.Is(err, attachment.ErrTooLarge) {
		t.Errorf("more than asked for: %v", err)
	}
	size = 51
	if _, err := c.Download(t.Context(), "x", 50); !errors.Is(err, attachment.ErrTooLarge) {
		t.Errorf("larger than asked for: %v", err)
	}
	if elsewhere.Load() != 0 {
		t.Error("another host was called")
	}
}

// The library's goroutines and our connections end with their calls.
func TestBrokenButton(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	o := s.client.Send(context.Background(), bot.Delivery{Chat: 1, HTML: "x", Buttons: [][]outbox.Button{{{Label: "x", Name: strings.Repeat("x", 65)}}}})
	if o.Verdict != bot.Refused || len(s.calls("sendMessage")) != 0 {
		t.Errorf("%+v", o)
	}
}
