package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/notice"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/text"
	"tanggap/internal/visit"
	"tanggap/internal/web"
	"tanggap/migrations"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// What must stand on no page: the one who reported, and those who answer.
const (
	reporter    = "tg:7770001234"
	reportWords = "Saya Sariwati Kenanga, jembatan di desa kami berlubang."
	officer     = roster.NIP("198609262015051001")
	officerName = "Budiman Kesumajaya"
	headName    = "Ratna Wulandari Putri"
)

// house is a site over a database of its own with one small regency in it.
type house struct {
	*testing.T
	web.Site
	pool    *pgxpool.Pool
	handler http.Handler
	log     *bytes.Buffer
	now     time.Time

	redisDown, draining atomic.Bool
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, pool: testkit.DB(t), log: &bytes.Buffer{}, now: testkit.Time("2026-11-23 09:15")}
	h.Site = web.Site{
		Pool: h.pool,
		Desk: &complaint.Desk{
			Prefix: "KPH", Key: []byte("a key of thirty-two bytes, really"), Random: rand.NewChaCha8([32]byte{7}),
			Calendars: roster.NewCalendars(h.now.Location()),
		},
		Visits:      &visit.Desk{Prefix: "KPH", TokenKey: []byte("tokens"), RaterKey: []byte("raters"), Loc: h.now.Location()},
		Now:         func() time.Time { return h.now },
		Log:         zerolog.New(zerolog.SyncWriter(h.log)).Level(zerolog.DebugLevel),
		BotUsername: func() string { return "tanggap_kepahiang_bot" },
		Redis: func(context.Context) error {
			if h.redisDown.Load() {
				return errors.New("redis is away")
			}
			return nil
		},
		Schema:  migrations.Latest(),
		Leading: func() bool { return true },
		Counters: func() []web.Counter {
			return []web.Counter{{Name: "tanggap_updates_total", Help: "Updates.", Value: 12}}
		},
		Draining: h.draining.Load,
	}
	speaker, err := text.New(h.now.Location())
	if err != nil {
		t.Fatal(err)
	}
	h.Notice = &notice.Desk{Text: speaker, Complaints: h.Desk}
	h.renew()
	return h
}

// renew forgets what the pages remember for a moment.
func (h *house) renew() { h.handler = h.Handler() }

// furnish puts a regency into the database.
func (h *house) furnish() {
	h.Helper()
	for _, sql := range []string{
		`INSERT INTO area (code, type, name) VALUES ('17.08', 'kabupaten', 'Kabupaten Kepahiang')`,
		`INSERT INTO unit (code, name, kind, parent_code, address, hours) VALUES
			('PUPR', 'Dinas Pekerjaan Umum dan Penataan Ruang', 'dinas', NULL, 'Jl. Lintas Kepahiang–Curup', ''),
			('PUPR.BM', 'Bidang Bina Marga', 'bidang', 'PUPR', '', ''),
			('RSUD', 'RSUD Kepahiang', 'rumah sakit', NULL, '', '24'),
			('DUKCAPIL', 'Dinas Kependudukan dan Pencatatan Sipil', 'dinas', NULL, '', ''),
			('DLH', 'Dinas Lingkungan Hidup', 'dinas', NULL, '', ''),
			('DINSOS', 'Dinas Sosial', 'dinas', NULL, '', '')`,
		`INSERT INTO category (code, name, type, first_response_hours, resolve_days) VALUES ('jalan', 'Jalan dan jembatan', 'pengaduan', 15, 14)`,
		`INSERT INTO employee (nip, name, unit_code, position, status) VALUES
			('` + string(officer) + `', '` + officerName + `', 'PUPR.BM', 'Kepala Seksi Jalan', 'PNS'),
			('197001011995032001', '` + headName + `', 'PUPR', 'Kepala Dinas', 'PNS')`,
	} {
		if _, err := h.pool.Exec(h.Context(), sql); err != nil {
			h.Fatal(err)
		}
	}
}

func (h *house) do(work func(tx pgx.Tx) error) {
	h.Helper()
	if err := pgx.BeginFunc(h.Context(), h.pool, work); err != nil {
		h.Fatal(err)
	}
}

// file takes one report in and gives it to the officer.
func (h *house) file() complaint.Receipt {
	h.Helper()
	var r complaint.Receipt
	h.do(func(tx pgx.Tx) (err error) {
		r, err = h.Desk.File(h.Context(), tx, h.now, complaint.Filing{
			Reporter: reporter, Channel: "telegram", Body: reportWords, Category: "jalan", Unit: "PUPR.BM",
			Visibility: complaint.Secret, Officer: officer,
		})
		return err
	})
	return r
}

// fill adds n ended and open cases of a unit by rows alone, spread over the
// days before.
func (h *house) fill(unit string, n int) {
	h.Helper()
	h.do(func(tx pgx.Tx) error {
		_, err := tx.Exec(h.Context(), `
			INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, body, state,
				filed_at, answer_due_at, settle_due_at, answered_at, proposed_at, ended_at)
			SELECT 'KPH-' || $1 || '-' || i, 'telegram', 'rahasia', 'jalan', 'pengaduan', $1, 'x',
				CASE i % 5 WHEN 0 THEN 'assigned' WHEN 1 THEN 'unconfirmed' ELSE 'confirmed' END,
				filed, filed + interval '2 days', filed + interval '20 days',
				CASE WHEN i % 5 > 0 THEN filed + (i % 3) * interval '1 day' + interval '1 hour' END,
				CASE WHEN i % 5 > 0 THEN filed + interval '3 days' END,
				CASE WHEN i % 5 > 0 THEN filed + interval '4 days' END
			FROM generate_series(1, $2::int) i, LATERAL (SELECT $3::timestamptz - interval '5 days' - (i % 24) * interval '1 day' AS filed) f`,
			unit, n, h.now)
		return err
	})
}

func (h *house) seal() {
	h.Helper()
	h.do(func(tx pgx.Tx) error {
		_, _, err := ledger.SealUp(h.Context(), tx, h.now)
		return err
	})
}

// answer is what a request got.
type answer struct {
	*http.Response
	Body string
}

func (h *house) send(r *http.Request) answer {
	h.Helper()
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	res := w.Result()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		h.Fatal(err)
	}
	return answer{res, string(body)}
}

func (h *house) get(path string, headers ...string) answer {
	h.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return h.send(r)
}

func (h *house) ask(code, pin string, headers ...string) answer {
	h.Helper()
	r := httptest.NewRequest("POST", "/cek", strings.NewReader(url.Values{"code": {code}, "pin": {pin}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return h.send(r)
}

func (h *house) want(a answer, status int, parts ...string) {
	h.Helper()
	if a.StatusCode != status {
		h.Errorf("status %d, want %d", a.StatusCode, status)
	}
	for _, part := range parts {
		if !strings.Contains(a.Body, part) {
			h.Errorf("the page does not say %q:\n%s", part, a.Body)
		}
	}
}

func (h *house) never(a answer, parts ...string) {
	h.Helper()
	for _, part := range parts {
		if strings.Contains(a.Body, part) {
			h.Errorf("the page says %q:\n%s", part, a.Body)
		}
	}
}
