package web_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"tanggap/internal/outbox"
	"tanggap/internal/web"
)

func TestHeadersOfEveryPage(t *testing.T) {
	h := open(t)
	h.furnish()
	for _, path := range []string{"/", "/unit/RSUD", "/unit/x", "/cek", "/nowhere", "/tanggap.css", "/icon.svg", "/healthz", "/readyz", "/metrics"} {
		a := h.get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "same-origin",
			"X-Frame-Options":         "DENY",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s of %s: %q", name, path, got)
			}
		}
		if a.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", path)
		}
		h.never(a, "<script", " style=", " onclick")
	}
}

func TestOnlyWhatIsMeant(t *testing.T) {
	h := open(t)
	h.furnish()
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"HEAD", "/", 200, ""},
		{"HEAD", "/cek", 200, ""},
		{"HEAD", "/healthz", 200, ""},
		{"HEAD", "/readyz", 200, ""},
		{"HEAD", "/nowhere", 404, ""},
		{"POST", "/", 405, "GET, HEAD"},
		{"DELETE", "/unit/RSUD", 405, "GET, HEAD"},
		{"PUT", "/cek", 405, "GET, HEAD, POST"},
		{"POST", "/metrics", 405, "GET, HEAD"},
		{"POST", "/nowhere", 404, ""},
		{"GET", "/unit/", 404, ""},
		{"GET", "/unit/a/b", 404, ""},
		{"GET", "/.env", 404, ""},
		{"GET", "/pages/home.html", 404, ""},
		{"TRACE", "/", 405, "GET, HEAD"},
	} {
		a := h.send(httptest.NewRequest(test.method, test.path, nil))
		if a.StatusCode != test.status || a.Header.Get("Allow") != test.allow {
			t.Errorf("%s %s: %d, allowed %q", test.method, test.path, a.StatusCode, a.Header.Get("Allow"))
		}
	}
	a := h.get("/nowhere?x=<script>alert(1)</script>")
	h.want(a, 404, "Halaman tidak ditemukan", `href="/"`)
	h.never(a, "<script>")
	h.want(h.get("/nowhere", "Accept-Language", "en"), 404, `<html lang="en">`, "Page not found")
}

func TestCaching(t *testing.T) {
	h := open(t)
	h.furnish()
	home := h.get("/")
	_, rest, _ := strings.Cut(home.Body, `<link rel="stylesheet" href="`)
	sheet, _, _ := strings.Cut(rest, `"`)
	a := h.get(sheet)
	h.want(a, 200, "prefers-color-scheme: dark")
	if got := a.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" || a.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%s: %v", sheet, a.Header)
	}
	if got := h.get("/tanggap.css").Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("without its version: %q", got)
	}
	for _, path := range []string{"/tanggap.css", "/icon.svg", "/", "/unit/RSUD"} {
		tag := h.get(path).Header.Get("ETag")
		for _, known := range []string{tag, "W/" + tag, `"other", ` + tag} {
			again := h.get(path, "If-None-Match", known)
			if tag == "" || again.StatusCode != 304 || again.Body != "" {
				t.Errorf("%s known as %s: %d", path, known, again.StatusCode)
			}
		}
		if again := h.get(path, "If-None-Match", `"other"`); again.StatusCode != 200 {
			t.Errorf("%s known as another: %d", path, again.StatusCode)
		}
	}
	if home.Header.Get("Vary") != "Accept-Language" || home.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("home: %v", home.Header)
	}
	if english := h.get("/", "Accept-Language", "en"); english.Header.Get("ETag") == home.Header.Get("ETag") {
		t.Error("both languages have one tag")
	}
}

func TestLanguages(t *testing.T) {
	h := open(t)
	h.furnish()
	h.want(h.get("/"), 200, `<html lang="id">`, `<a href="/?lang=en" lang="en" hreflang="en">English</a>`)
	en := h.get("/?lang=en")
	h.want(en, 200, `<html lang="en">`, `<a href="/?lang=id" lang="id" hreflang="id">Bahasa Indonesia</a>`, `href="/cek?lang=en"`, `href="/unit/RSUD?lang=en"`)
	if en.Header.Get("Content-Language") != "en" {
		t.Errorf("%v", en.Header)
	}
	h.want(h.get("/", "Accept-Language", "en"), 200, `<html lang="en">`, `href="/cek"`)
	h.want(h.get("/cek?lang=en"), 200, `action="/cek?lang=en"`)
}

func TestAPanicIsOneRequestsAffair(t *testing.T) {
	h := open(t)
	told := false
	h.BotUsername = func() string {
		if !told {
			told = true
			panic("the words of " + reporter)
		}
		return ""
	}
	h.renew()
	h.want(h.get("/cek"), 500, "Maaf, ada yang keliru")
	h.want(h.get("/cek"), 200)
	h.want(h.get("/"), 200, "Tautan ke Telegram sedang tidak tersedia")
	if log := h.log.String(); !strings.Contains(log, "panicked") || strings.Contains(log, reporter) {
		t.Errorf("the log says\n%s", log)
	}
}

func TestTheLogHoldsNoAddress(t *testing.T) {
	h := open(t)
	h.furnish()
	h.get("/unit/RSUD?q=satu")
	h.get("/rahasia/481920?q=dua")
	h.send(httptest.NewRequest("TIGA", "/", nil))
	lines := strings.Split(strings.TrimSpace(h.log.String()), "\n")
	if len(lines) != 3 {
		t.Errorf("%d lines for three requests:\n%s", len(lines), h.log)
	}
	for _, secret := range []string{"satu", "dua", "TIGA", "481920", "RSUD", "192.0.2.1"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("%q is in the log:\n%s", secret, h.log)
		}
	}
	if !strings.Contains(lines[0], `"route":"GET /unit/{code}"`) || !strings.Contains(lines[0], `"level":"debug"`) {
		t.Errorf("the first line is %s", lines[0])
	}
}

func (h *house) readiness() (int, map[string]any) {
	h.Helper()
	a := h.get("/readyz")
	var body map[string]any
	if err := json.Unmarshal([]byte(a.Body), &body); err != nil {
		h.Fatalf("%v: %s", err, a.Body)
	}
	return a.StatusCode, body
}

func TestReady(t *testing.T) {
	h := open(t)
	check := func(what string, status int, key string, want any) {
		t.Helper()
		got, body := h.readiness()
		if got != status || body[key] != want || body["ready"] != (status == 200) {
			t.Errorf("%s: %d %v", what, got, body)
		}
	}
	check("all is well", 200, "redis", "ok")
	h.redisDown.Store(true)
	check("Redis is away", 200, "redis", "away")
	h.redisDown.Store(false)
	h.draining.Store(true)
	check("told to stop", 503, "draining", true)
	h.draining.Store(false)
	h.Schema++
	h.renew()
	check("the schema is behind", 503, "postgresql", "schema behind")
	h.Schema -= 2
	h.renew()
	check("the schema is ahead", 200, "postgresql", "ok")
	h.away()
	check("PostgreSQL is away", 503, "postgresql", "away")
	h.want(h.get("/healthz"), 200, "ok")
}

// away lets the site lose its database.
func (h *house) away() {
	h.Helper()
	pool, err := pgxpool.New(h.Context(), "postgres://nobody:secret-password@/none?host=/nowhere")
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(pool.Close)
	h.Pool = pool
	h.renew()
}

func TestPagesWithoutADatabase(t *testing.T) {
	h := open(t)
	h.away()
	home := h.get("/")
	h.want(home, 503, "https://t.me/tanggap_kepahiang_bot", "Angka sedang tidak dapat dibaca")
	if home.Header.Get("Cache-Control") != "no-store" || home.Header.Get("Retry-After") == "" {
		t.Errorf("%v", home.Header)
	}
	h.want(h.get("/unit/RSUD"), 503, "Sedang ada gangguan")
	h.want(h.get("/cek"), 200, "<form")
	h.want(h.ask("KPH-2222-222", "123456"), 503, "Sedang ada gangguan")
	if strings.Contains(h.log.String(), "secret-password") {
		t.Errorf("the log says\n%s", h.log)
	}
}

// value finds one figure of a scrape.
func value(t *testing.T, body, name string, labels ...string) (float64, bool) {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if families[name] == nil {
		return 0, false
	}
metrics:
	for _, m := range families[name].GetMetric() {
		for i := 0; i+1 < len(labels); i += 2 {
			found := false
			for _, l := range m.GetLabel() {
				found = found || l.GetName() == labels[i] && l.GetValue() == labels[i+1]
			}
			if !found {
				continue metrics
			}
		}
		return m.GetGauge().GetValue() + m.GetCounter().GetValue(), true
	}
	return 0, false
}

func TestMetrics(t *testing.T) {
	h := open(t)
	h.furnish()
	h.fill("RSUD", 10)
	r := h.file()
	h.do(func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `
			INSERT INTO inbox (channel, message_id, address, state, received_at)
			VALUES ('tg:1', '1', $1, 'waiting', clock_timestamp() - interval '1 minute'), ('tg:1', '2', $1, 'dead', clock_timestamp()), ('tg:1', '3', $1, 'done', clock_timestamp())`, reporter); err != nil {
			return err
		}
		return outbox.Put(t.Context(), tx, h.now.AddDate(0, 0, -1),
			outbox.Row{Key: "a", Address: reporter, Lane: outbox.Replies, Message: outbox.Message{HTML: "x"}},
			outbox.Row{Key: "b", Address: reporter, Lane: outbox.Assignments, HeldUntil: h.now.AddDate(0, 0, 1), Message: outbox.Message{HTML: "y"}})
	})
	h.get("/")
	h.get("/nowhere")
	a := h.get("/metrics")
	h.want(a, 200)
	h.never(a, reporter, r.Code, string(officer), officerName, "RSUD", "PUPR", "/nowhere")
	for _, want := range []struct {
		value  float64
		name   string
		labels []string
	}{
		{1, "tanggap_up", []string{"dependency", "postgresql"}},
		{1, "tanggap_up", []string{"dependency", "redis"}},
		{12, "tanggap_updates_total", nil},
		{1, "tanggap_leader", nil},
		{1, "tanggap_outbox_messages", []string{"state", "queued"}},
		{1, "tanggap_outbox_messages", []string{"state", "held"}},
		{0, "tanggap_outbox_messages", []string{"state", "dead"}},
		{86400, "tanggap_outbox_oldest_seconds", nil},
		{1, "tanggap_inbox_updates", []string{"state", "waiting"}},
		{1, "tanggap_inbox_updates", []string{"state", "dead"}},
		{2, "tanggap_open_cases", []string{"unit_kind", "rumah sakit", "state", "assigned"}},
		{1, "tanggap_open_cases", []string{"unit_kind", "bidang", "state", "assigned"}},
		{1, "tanggap_http_requests_total", []string{"route", "GET /{$}", "status", "2xx"}},
		{1, "tanggap_http_requests_total", []string{"route", "other", "status", "4xx"}},
	} {
		got, ok := value(t, a.Body, want.name, want.labels...)
		if !ok || got != want.value {
			t.Errorf("%s %v: %v (%v), want %v", want.name, want.labels, got, ok, want.value)
		}
	}
	if got, ok := value(t, a.Body, "tanggap_inbox_oldest_seconds"); !ok || got < 60 || got > 600 {
		t.Errorf("the oldest update has waited %v seconds", got)
	}
	if _, ok := value(t, a.Body, "go_goroutines"); !ok {
		t.Error("nothing of Go itself")
	}
}

// Cases without an officer are counted apart while nobody could find one.
func TestMetricsOfCasesWithoutAnOfficer(t *testing.T) {
	h := open(t)
	h.furnish()
	h.file()
	exec := func(sql string) {
		t.Helper()
		if _, err := h.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(unheld, stranded float64) {
		t.Helper()
		a := h.get("/metrics")
		if got, ok := value(t, a.Body, "tanggap_unheld_cases"); !ok || got != unheld {
			t.Errorf("%v without an officer, want %v", got, unheld)
		}
		if got, ok := value(t, a.Body, "tanggap_stranded_cases"); !ok || got != stranded {
			t.Errorf("%v stranded, want %v", got, stranded)
		}
	}
	expect(0, 0)
	exec(`UPDATE complaint SET holder = NULL`)
	expect(1, 1)
	exec(`UPDATE employee SET roles = '{admin}' WHERE nip = '` + string(officer) + `'`)
	exec(`INSERT INTO contact (address, nip, connected_at) VALUES ('tg:admin', '` + string(officer) + `', '2026-11-23')`)
	expect(1, 0)
}

func TestMetricsWithoutADatabase(t *testing.T) {
	h := open(t)
	h.redisDown.Store(true)
	h.away()
	a := h.get("/metrics")
	h.want(a, 200)
	h.never(a, "secret-password")
	for _, dependency := range []string{"postgresql", "redis"} {
		if got, ok := value(t, a.Body, "tanggap_up", "dependency", dependency); !ok || got != 0 {
			t.Errorf("%s: %v, %v", dependency, got, ok)
		}
	}
	if got, ok := value(t, a.Body, "tanggap_updates_total"); !ok || got != 12 {
		t.Errorf("a counter of the process: %v, %v", got, ok)
	}
}

// A counter that is wrong costs itself, neither the scrape nor the process.
func TestMetricsWithBadCounters(t *testing.T) {
	h := open(t)
	h.Counters = func() []web.Counter {
		return []web.Counter{{Name: "good_total", Value: 1}, {Name: "good_total", Value: 2}, {Name: "", Value: 3}}
	}
	h.renew()
	a := h.get("/metrics")
	h.want(a, 200)
	if got, ok := value(t, a.Body, "good_total"); !ok || got != 1 {
		t.Errorf("%v, %v", got, ok)
	}
}
