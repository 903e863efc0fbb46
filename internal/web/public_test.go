package web_test

import (
	"encoding/hex"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/testkit"
)

func TestPublicPageWithoutData(t *testing.T) {
	h := open(t)
	a := h.get("/")
	h.want(a, 200, `<html lang="id">`, "https://t.me/tanggap_kepahiang_bot", "Semua angka 30 hari terakhir masih kurang dari 5",
		"Belum ada catatan yang disegel", "https://www.ombudsman.go.id", "https://www.lapor.go.id", `href="/cek"`)
	h.never(a, "<table", "Resmi", "resmi", "<script", "style=")
}

func TestPublicPageWithOneCase(t *testing.T) {
	h := open(t)
	h.furnish()
	h.file()
	h.seal()
	a := h.get("/")
	h.want(a, 200, "Kabupaten Kepahiang", "Semua angka 30 hari terakhir masih kurang dari 5", "Segel terakhir bernomor 1",
		`href="/unit/RSUD"`, "25 Oktober–23 November 2026", "dihitung Senin, 23 November, pukul 09.15")
	h.never(a, "<b>1</b>", `class="tile`)
	var last ledger.Seal
	h.do(func(tx pgx.Tx) (err error) {
		last, err = ledger.Last(h.Context(), tx)
		return err
	})
	h.want(a, 200, last.String(), hex.EncodeToString(last.Digest)[16:])
}

func TestPublicPageWithFiveHundredCases(t *testing.T) {
	h := open(t)
	h.furnish()
	for unit, n := range map[string]int{"PUPR.BM": 100, "PUPR": 50, "RSUD": 250, "DUKCAPIL": 89, "DLH": 9, "DINSOS": 2} {
		h.fill(unit, n)
	}
	a := h.get("/")
	// Of each five one is open, one ended by silence, three were confirmed.
	h.want(a, 200, "<b>500</b>", "<b>301</b>", "<b>101</b>", "<b>98</b>",
		`<a href="/unit/PUPR">Dinas Pekerjaan Umum dan Penataan Ruang</a>`, "<b>150</b>", "<b>250</b>", `<progress max="500"`)
	// One of five was never answered, and of the others a third late.
	h.want(a, 200, `<b>270</b> <span class="of">dari 500</span> <span class="share">54%</span>`)
	// Two cannot be shown, so that nine cannot either; both are named without figures.
	h.never(a, "<b>9</b>", "<b>2</b>")
	h.want(a, 200, `<li><a href="/unit/DINSOS">Dinas Sosial</a></li>`, `<li><a href="/unit/DLH">Dinas Lingkungan Hidup</a></li>`, "kurang dari 5")
	h.want(a, 200, `<tr role="row" class="part">
<th role="rowheader" scope="row"><a href="/unit/PUPR.BM">Bidang Bina Marga</a></th>`) // below its office
	part := h.get("/unit/PUPR")
	h.want(part, 200, `<a href="/unit/PUPR.BM">Bidang Bina Marga</a>`, "<b>100</b>", "Langsung di kantor induk", "<b>50</b>")
	kept := h.get("/unit/DLH")
	h.want(kept, 200, "Angka kantor ini tidak ditampilkan")
	h.never(kept, "<b>9</b>")
}

func TestFiguresCountTheCitizensClock(t *testing.T) {
	h := open(t)
	h.furnish()
	insert := func(n int, state, filed, due, answered, ended string) {
		t.Helper()
		at := func(s string) *time.Time {
			if s == "" {
				return nil
			}
			v := testkit.Time("2026-" + s)
			return &v
		}
		_, err := h.pool.Exec(t.Context(), `
			INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, body, state,
				filed_at, answer_due_at, settle_due_at, answered_at, ended_at)
			SELECT gen_random_uuid()::text, 'telegram', 'rahasia', 'jalan', 'pengaduan', 'RSUD', 'x', $2, $3, $4, $4, $5, $6
			FROM generate_series(1, $1::int)`, n, state, at(filed), at(due), at(answered), at(ended))
		if err != nil {
			t.Fatal(err)
		}
	}
	// Filed before the window, whose first day is 25 October.
	insert(5, "confirmed", "10-01 08:00", "10-03 16:00", "10-02 08:00", "10-24 23:59")    // over before it
	insert(6, "confirmed", "10-01 08:00", "10-03 16:00", "10-02 08:00", "10-25 00:00")    // ended in it
	insert(12, "unconfirmed", "10-24 08:00", "10-26 16:00", "10-27 08:00", "11-16 16:00") // late in it
	insert(5, "impossible", "10-01 08:00", "10-03 16:00", "10-02 08:00", "10-26 08:00")   // ended by decisions
	insert(6, "referred", "10-01 08:00", "10-03 16:00", "10-02 08:00", "10-27 08:00")
	insert(4, "scheduled", "10-01 08:00", "10-03 16:00", "10-02 08:00", "10-24 08:00")  // before it
	insert(8, "assigned", "10-20 08:00", "10-22 16:00", "", "")                         // late before it, open
	insert(9, "answered", "10-25 00:00", "10-27 16:00", "10-27 16:00", "")              // in time to the minute
	insert(10, "assigned", "11-20 08:00", "11-23 09:15", "", "")                        // late this minute
	insert(11, "assigned", "11-23 09:00", "11-25 09:00", "", "")                        // not due yet: not counted
	insert(12, "confirmed", "11-02 08:00", "11-04 16:00", "11-05 08:00", "11-06 08:00") // answered late
	insert(13, "assigned", "12-01 08:00", "12-03 08:00", "", "")                        // not of this time
	h.do(func(tx pgx.Tx) error {                                                        // of those twelve six were reopened, once before the window
		_, err := tx.Exec(t.Context(), `
			UPDATE complaint
			SET reopenings = 1
			WHERE id IN (SELECT id FROM complaint WHERE answered_at > answer_due_at AND state = 'confirmed' ORDER BY id LIMIT 6)`)
		if err != nil {
			return err
		}
		rows, err := tx.Query(t.Context(), `SELECT 'case:' || id FROM complaint WHERE reopenings > 0 ORDER BY id`)
		if err != nil {
			return err
		}
		subjects, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for i, subject := range subjects {
			at := h.now.AddDate(0, 0, -3)
			if i == 0 {
				at = h.now.AddDate(0, 0, -40)
			}
			if err := ledger.Append(t.Context(), tx, ledger.New{Subject: subject, Kind: "reopened", Actor: "warga", At: at}); err != nil {
				return err
			}
		}
		return nil
	})
	// Of those who were silent five had not been reached; five who had said long
	// before the window that it is done say in it that it did not last, one
	// before it.
	h.do(func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `
			INSERT INTO durability (complaint_id, closing, holder, asked_at, good, answered_at)
			SELECT id, 0, NULL, $1, false, CASE WHEN n = 1 THEN $1 ELSE $2::timestamptz END
			FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM complaint WHERE state = 'confirmed' AND ended_at < '2026-11-01') c
			WHERE n IN (1, 2, 3, 4, 5, 6)`, testkit.Time("2026-10-20 08:00"), testkit.Time("2026-11-10 08:00"))
		if err != nil {
			return err
		}
		rows, err := tx.Query(t.Context(), `SELECT 'case:' || id, ended_at FROM complaint WHERE state = 'unconfirmed' ORDER BY id LIMIT 5`)
		if err != nil {
			return err
		}
		var entries []ledger.New
		var subject string
		var at time.Time
		if _, err := pgx.ForEachRow(rows, []any{&subject, &at}, func() error {
			entries = append(entries, ledger.New{Subject: subject, Kind: "unconfirmed", Actor: "sistem", At: at, Facts: []byte(`{"unheard":true}`)})
			return nil
		}); err != nil {
			return err
		}
		for _, e := range entries {
			if err := ledger.Append(t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	a := h.get("/unit/RSUD")
	tile := func(key, want string) {
		t.Helper()
		_, rest, _ := strings.Cut(a.Body, `<div class="tile `+key+`">`)
		got, _, _ := strings.Cut(rest, "</div>")
		if !strings.Contains(got, want) {
			t.Errorf("%s: want %s in %s", key, want, got)
		}
	}
	h.want(a, 200)
	tile("received", "<b>42</b>")                                                              // 9 + 10 + 11 + 12
	tile("on_time", `<b>9</b> <span class="of">dari 43</span> <span class="share">21%</span>`) // of 12 + 9 + 10 + 12
	tile("confirmed", "<b>18</b>")                                                             // 6 + 12
	tile("unconfirmed", "<b>7</b>")                                                            // of twelve
	tile("unheard", "<b>5</b>")
	tile("worn", "<b>5</b>")
	tile("undone", "<b>11</b>")  // 5 + 6
	tile("reopened", "<b>5</b>") // not the one of forty days ago
	tile("open", "<b>51</b>")    // 8 + 9 + 10 + 11, and 13 that are there whatever their date
}

func TestFewOfMany(t *testing.T) {
	h := open(t)
	h.furnish()
	_, err := h.pool.Exec(t.Context(), `
		INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, body, state, filed_at, answer_due_at, settle_due_at, answered_at)
		SELECT i::text, 'telegram', 'rahasia', 'jalan', 'pengaduan', 'RSUD', 'x', 'answered', $1, $2, $2, CASE WHEN i <= 4 THEN $1 ELSE $2::timestamptz + interval '1 hour' END
		FROM generate_series(1, 8) i`, h.now.AddDate(0, 0, -9), h.now.AddDate(0, 0, -7))
	if err != nil {
		t.Fatal(err)
	}
	a := h.get("/unit/RSUD")
	h.want(a, 200, `<span class="few">kurang dari 5</span> <span class="of">dari 8</span>`)
	h.never(a, `class="share"`, "<progress", "<b>4</b>")
}

// A figure that grew at once would tell when a case that needs care came in: it
// is counted from when staff see it.
func TestFiguresTellNoMoment(t *testing.T) {
	h := open(t)
	h.furnish()
	h.fill("RSUD", 50)
	if _, err := h.pool.Exec(t.Context(), `
		WITH hushed AS (
			INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, body, state, contact, filed_at, answer_due_at, settle_due_at)
			VALUES ('late', 'telegram', 'rahasia', 'jalan', 'pengaduan', 'RSUD', 'x', 'waiting', 'sealed', $1, $2, $2)
			RETURNING id)
		INSERT INTO hush (complaint_id, until)
		SELECT id, $3
		FROM hushed`, h.now.Add(-time.Minute), h.now.AddDate(0, 0, 2), h.now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	a := h.get("/unit/RSUD")
	h.want(a, 200, "<b>50</b>")
	h.never(a, "<b>51</b>")
	if got, ok := value(t, h.get("/metrics").Body, "tanggap_unheld_cases"); !ok || got != 10 {
		t.Errorf("%v without an officer", got)
	}
	h.now = h.now.Add(2 * time.Hour)
	h.renew()
	h.want(h.get("/unit/RSUD"), 200, "<b>51</b>")
	if got, ok := value(t, h.get("/metrics").Body, "tanggap_unheld_cases"); !ok || got != 11 {
		t.Errorf("%v without an officer by then", got)
	}
}

func TestUnitPage(t *testing.T) {
	h := open(t)
	h.furnish()
	a := h.get("/unit/PUPR")
	h.want(a, 200, "<title>Dinas Pekerjaan Umum dan Penataan Ruang · Tanggap</title>", "Senin–Kamis", "07.30–12.00, 13.00–16.00",
		"Sekarang buka", "Jl. Lintas Kepahiang–Curup", `<a href="/unit/PUPR.BM">Bidang Bina Marga</a>`)
	h.never(a, headName, officerName)
	h.want(h.get("/unit/PUPR.BM"), 200, `<li><a href="/unit/PUPR">Dinas Pekerjaan Umum dan Penataan Ruang</a></li>`, `<li aria-current="page">Bidang Bina Marga</li>`)
	h.want(h.get("/unit/RSUD"), 200, "Buka setiap hari, 24 jam.", "Sekarang buka")
	h.now = testkit.Time("2026-11-21 10:00")
	h.renew()
	h.want(h.get("/unit/PUPR"), 200, "Sekarang tutup; buka lagi Senin, 23 November, pukul 07.30")
	h.want(h.get("/unit/PUPR?lang=en"), 200, `<html lang="en">`, "Closed now; opens again Monday, 23 November, 07:30", "07:30–12:00", `href="/unit/PUPR.BM?lang=en"`, `href="/unit/PUPR?lang=id"`)
}

func TestUnitThatEnded(t *testing.T) {
	h := open(t)
	h.furnish()
	if _, err := h.pool.Exec(t.Context(), `
		INSERT INTO unit (code, name, kind, valid_to, successor_code)
		VALUES ('LAMA', 'Dinas Lama', 'dinas', '2026-11-22', 'DLH'), ('NANTI', 'Dinas Nanti', 'dinas', '2026-11-23', NULL)`); err != nil {
		t.Fatal(err)
	}
	h.want(h.get("/unit/LAMA"), 200, "Kantor ini sudah tidak ada.", `<a href="/unit/DLH">Dinas Lingkungan Hidup</a>`)
	home := h.get("/")
	h.never(home, "Dinas Lama")
	h.want(home, 200, "Dinas Nanti")
	h.want(h.get("/unit/NANTI"), 200, "Jam kerja")
}

// A regency that stands as a unit above all others is not a row of its own.
func TestOneUnitAboveAll(t *testing.T) {
	h := open(t)
	h.furnish()
	if _, err := h.pool.Exec(t.Context(), `INSERT INTO unit (code, name, kind) VALUES ('PEMKAB', 'Pemerintah Kabupaten', 'pemkab')`); err != nil {
		t.Fatal(err)
	}
	if _, err := h.pool.Exec(t.Context(), `UPDATE unit SET parent_code = 'PEMKAB' WHERE parent_code IS NULL AND code <> 'PEMKAB'`); err != nil {
		t.Fatal(err)
	}
	h.fill("RSUD", 30)
	h.fill("DLH", 20)
	a := h.get("/")
	h.want(a, 200, `<a href="/unit/RSUD">RSUD Kepahiang</a>`, "<b>50</b>")
	h.never(a, "Pemerintah Kabupaten</a>")
	if _, err := h.pool.Exec(t.Context(), `UPDATE unit SET parent_code = 'DLH' WHERE code = 'PEMKAB'`); err != nil { // a circle
		t.Fatal(err)
	}
	h.renew()
	h.want(h.get("/"), 200, "<b>50</b>")
	h.want(h.get("/unit/PEMKAB"), 200)
}

func TestWhatIsNoUnit(t *testing.T) {
	h := open(t)
	h.furnish()
	h.fill("RSUD", 30)
	for _, code := range []string{
		"NONE", "rsud", "'; DROP TABLE complaint; --", "' OR '1'='1", "RSUD'--", "RSUD\x00", "\xff\xfe", "<script>alert(1)</script>",
		"..%2f..%2fetc%2fpasswd", "$1", "%27", strings.Repeat("A", 5000),
	} {
		a := h.get("/unit/" + url.PathEscape(code))
		h.want(a, 404, "Kantor tidak ditemukan")
		h.never(a, "<script>", "DROP TABLE", "etc/passwd")
	}
	h.renew()
	h.want(h.get("/"), 200, "<b>30</b>")
	h.want(h.get("/?lang="+url.QueryEscape(`"><script>`)), 200, `<html lang="id">`)
}

// What a register holds is not trusted either.
func TestNamesAreEscaped(t *testing.T) {
	h := open(t)
	h.furnish()
	if _, err := h.pool.Exec(t.Context(), `INSERT INTO unit (code, name, kind, address) VALUES ($1, $2, 'dinas', $2)`,
		`a/b?c#"<d>`, `<img src=x onerror=alert(1)> & "Dinas"`); err != nil {
		t.Fatal(err)
	}
	a := h.get("/")
	h.want(a, 200, "&lt;img src=x onerror=alert(1)&gt; &amp; &#34;Dinas&#34;", `href="/unit/a%2Fb%3Fc%23%22%3Cd%3E"`)
	h.never(a, "<img src=x")
	own := h.get("/unit/a%2Fb%3Fc%23%22%3Cd%3E")
	h.want(own, 200, "&lt;img src=x")
	h.never(own, "<img src=x", headName)
}

// Nobody's name, address or words are on any page, whatever happened.
func TestPagesNameNobody(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.wholeRoad()
	h.fill("PUPR.BM", 40)
	h.seal()
	for _, path := range []string{"/", "/?lang=en", "/unit/PUPR", "/unit/PUPR.BM", "/cek", "/metrics", "/readyz", "/healthz", "/nowhere"} {
		a := h.get(path)
		h.nobody(a)
		h.never(a, r.Code, r.PIN)
	}
	for _, lang := range []string{"id", "en"} {
		a := h.ask(r.Code, r.PIN, "Accept-Language", lang)
		h.want(a, 200, r.Code)
		h.nobody(a)
		h.never(a, r.PIN, "rahasia.jpg")
	}
}

func (h *house) nobody(a answer) {
	h.Helper()
	h.never(a, reporter, "7770001234", "Sariwati", "Kenanga", "Budiman", "Kesumajaya", "Ratna", "Wulandari",
		string(officer), officer.Masked(), "197001011995032001", "berlubang", "masih goyang")
}
