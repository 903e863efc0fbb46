package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
)

const wrong = "Kode atau PIN tidak cocok."

// wholeRoad takes a case from its filing to the key, with everything on the way.
func (h *house) wholeRoad() complaint.Receipt {
	h.Helper()
	r := h.file()
	step := func(at string, do func(tx pgx.Tx) error) {
		h.Helper()
		h.now = testkit.Time(at)
		h.do(do)
	}
	ctx, d := h.Context(), h.Desk
	step("2026-11-23 09:16", func(tx pgx.Tx) error { return d.Begin(ctx, tx, h.now, r.Stretch.ID) })
	step("2026-11-23 10:00", func(tx pgx.Tx) error { _, err := d.Accept(ctx, tx, h.now, officer, r.ID); return err })
	step("2026-11-23 10:10", func(tx pgx.Tx) error {
		_, err := d.Ask(ctx, tx, h.now, officer, r.ID, "Dekat SD atau dekat sawah?")
		return err
	})
	step("2026-11-23 11:00", func(tx pgx.Tx) error {
		_, err := d.Reply(ctx, tx, h.now, reporter, r.ID, "Dekat sawah, kata Sariwati.", attachment.File{Kind: "photo", ChannelFile: "f1", Name: "rahasia.jpg"})
		return err
	})
	step("2026-11-23 13:00", func(tx pgx.Tx) error {
		_, err := d.Answer(ctx, tx, h.now, officer, r.ID, "Petugas berangkat hari ini.\n<b>Material</b> datang Rabu.")
		return err
	})
	step("2026-11-25 10:00", func(tx pgx.Tx) error {
		_, err := d.Propose(ctx, tx, h.now, officer, r.ID, "Lubang sudah ditutup.")
		return err
	})
	step("2026-11-25 15:00", func(tx pgx.Tx) error {
		_, _, err := d.Reopen(ctx, tx, h.now, reporter, r.ID, "", "Ujungnya masih goyang.")
		return err
	})
	step("2026-11-26 10:00", func(tx pgx.Tx) error {
		_, err := d.Propose(ctx, tx, h.now, officer, r.ID, "Ujungnya dicor ulang.")
		return err
	})
	step("2026-11-26 16:00", func(tx pgx.Tx) error { _, err := d.Confirm(ctx, tx, h.now, reporter, r.ID); return err })
	h.now = testkit.Time("2026-11-27 08:00")
	return r
}

func TestCekShowsTheRoad(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.wholeRoad()
	a := h.ask(" "+strings.ToLower(strings.ReplaceAll(r.Code, "-", " "))+" ", r.PIN[:3]+" "+r.PIN[3:])
	h.want(a, 200, "<h1>Selesai menurut pelapor</h1>", "Berakhir Kamis, 26 November, pukul 16.00.", "Jalan dan jembatan",
		"Laporan diteruskan ke Kepala Seksi Jalan, Bidang Bina Marga.",
		"Kepala Seksi Jalan, Bidang Bina Marga bertanya:", "Dekat SD atau dekat sawah?",
		"Keterangan dari pelapor diterima.",
		"Petugas berangkat hari ini.\n&lt;b&gt;Material&lt;/b&gt; datang Rabu.",
		"Lubang sudah ditutup.", "Pelapor menyatakan belum selesai. Laporan dibuka kembali.", "Ujungnya dicor ulang.", "Pelapor menyatakan selesai.")
	h.never(a, "Dekat sawah, kata", "goyang", "jembatan di desa kami")
	if n := strings.Count(a.Body, `<li class="done">`); n != 4 {
		t.Errorf("%d of the four steps are done", n)
	}
	en := h.ask(r.Code, r.PIN, "Accept-Language", "en")
	h.want(en, 200, `<html lang="en">`, "<h1>Done according to the reporter</h1>", "Ended on Thursday, 26 November, 16:00.")
}

func TestCekSaysByWhen(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.file()
	check := func(at, want string) {
		t.Helper()
		h.now = testkit.Time(at)
		h.want(h.ask(r.Code, r.PIN), 200, want)
	}
	check("2026-11-23 10:00", "Dijawab paling lambat Rabu, 25 November, pukul 09.15.")
	check("2026-11-25 09:16", "Seharusnya dijawab paling lambat Rabu, 25 November, pukul 09.15. Batas itu sudah lewat")
	h.do(func(tx pgx.Tx) error {
		_, err := h.Desk.Answer(t.Context(), tx, h.now, officer, r.ID, "Kami berangkat.")
		return err
	})
	check("2026-11-25 10:00", "Diselesaikan paling lambat Jumat, 11 Desember, pukul 16.30.")
	check("2026-12-11 16:31", "Seharusnya diselesaikan paling lambat Jumat, 11 Desember, pukul 16.30.")
	h.do(func(tx pgx.Tx) error {
		_, err := h.Desk.Propose(t.Context(), tx, h.now, officer, r.ID, "Sudah.")
		return err
	})
	check("2026-12-11 17:00", "Kami menunggu pendapat Anda di Telegram sampai Jumat, 25 Desember, pukul 16.30.") // no holidays here
	h.now = testkit.Time("2026-12-29 08:00")
	h.do(func(tx pgx.Tx) error { _, _, err := h.Desk.Nudge(t.Context(), tx, h.now, r.ID); return err })
	check("2026-12-29 09:00", "Ditutup tanpa pernyataan Anda")
}

func TestCekWithoutAnOfficer(t *testing.T) {
	h := open(t)
	h.furnish()
	var r complaint.Receipt
	h.do(func(tx pgx.Tx) (err error) {
		r, err = h.Desk.File(t.Context(), tx, h.now, complaint.Filing{Reporter: reporter, Channel: "telegram", Body: reportWords,
			Category: "jalan", Unit: "PUPR", Visibility: complaint.Secret})
		return err
	})
	h.want(h.ask(r.Code, r.PIN), 200, "<h1>Sedang dicarikan petugas</h1>", "Dijawab paling lambat")
}

// An unknown code, a wrong PIN and what can be neither are answered alike, to
// the byte but for what was typed.
func TestCekTellsNothingApart(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.file()
	another := "KPH-2222-222" // a valid code: 0 checks 0
	if _, ok := complaint.ParseCode("KPH", another); !ok {
		t.Fatal("not a code")
	}
	same := ""
	for _, try := range [][2]string{
		{r.Code, "000000"}, {another, r.PIN}, {another, "000000"}, {r.Code, ""}, {r.Code, "12345"}, {r.Code, "١٢٣٤٥٦"},
		{"", ""}, {"KPH-2222-223", r.PIN}, {"'; DROP TABLE complaint; --", r.PIN}, {r.Code + "' OR '1'='1", r.PIN}, {r.Code, "' OR 1=1 --"},
		{r.Code + "\x00", r.PIN}, {strings.Repeat("A", 3000), r.PIN},
	} {
		a := h.ask(try[0], try[1])
		h.want(a, 200, wrong)
		_, before, _ := strings.Cut(a.Body, `name="code"`)
		value, after, _ := strings.Cut(before, " required")
		body := strings.Replace(a.Body, value, "", 1)
		if same == "" {
			same = body
		}
		if body != same || after == "" {
			t.Errorf("%q, %q is answered in another way:\n%s", try[0], try[1], a.Body)
		}
	}
	h.want(h.ask(r.Code, r.PIN), 200, "Diteruskan ke petugas")
}

func TestCekLocks(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.file()
	const locked = "Sudah terlalu banyak percobaan yang keliru"
	for _, code := range []string{r.Code, "KPH-2222-222"} { // a known one and an unknown one alike
		for range 5 {
			h.want(h.ask(code, "000000"), 200, wrong)
		}
		h.want(h.ask(code, "000000"), 429, locked)
		h.want(h.ask(code, r.PIN), 429, locked)
	}
	h.now = h.now.Add(25 * time.Hour)
	h.want(h.ask(r.Code, r.PIN), 200, "Diteruskan ke petugas")
}

// from asks with a code of its own for each try, so that only the asker counts.
func (h *house) from(address, forwarded, code, pin string) answer {
	h.Helper()
	r := httptest.NewRequest("POST", "/cek", strings.NewReader("code="+code+"&pin="+pin))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = address
	if forwarded != "" {
		r.Header.Set("X-Forwarded-For", forwarded)
	}
	return h.send(r)
}

func TestCekCountsWhoAsks(t *testing.T) {
	for _, test := range []struct {
		name          string
		trust         bool
		peer, forward [2]string // of the ten wrong tries, and of the right one
		locked        bool
	}{
		{"the same peer", false, [2]string{"192.0.2.1:1", "192.0.2.1:2"}, [2]string{}, true},
		{"another peer", false, [2]string{"192.0.2.1:1", "192.0.2.2:1"}, [2]string{}, false},
		{"a forged header", false, [2]string{"192.0.2.1:1", "192.0.2.1:1"}, [2]string{"198.51.100.1", "198.51.100.2"}, true},
		{"behind our proxy", true, [2]string{"127.0.0.1:1", "127.0.0.1:1"}, [2]string{"198.51.100.1", "198.51.100.2"}, false},
		{"behind our proxy, the same", true, [2]string{"127.0.0.1:1", "127.0.0.1:1"}, [2]string{"203.0.113.9, 198.51.100.1", "203.0.113.8,198.51.100.1"}, true},
		{"one IPv6 network", false, [2]string{"[2001:db8::1]:1", "[2001:db8::ffff:2]:1"}, [2]string{}, true},
		{"two IPv6 networks", false, [2]string{"[2001:db8::1]:1", "[2001:db8:0:1::1]:1"}, [2]string{}, false},
		{"IPv4 in either dress", false, [2]string{"192.0.2.1:1", "[::ffff:192.0.2.1]:1"}, [2]string{}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := open(t)
			h.TrustProxy = test.trust
			h.renew()
			h.furnish()
			r := h.file()
			for _, code := range []string{"KPH-2222-222", "KPH-3333-33Q"} {
				if _, ok := complaint.ParseCode("KPH", code); !ok {
					t.Fatalf("%s is not a code", code)
				}
				for range 5 {
					h.want(h.from(test.peer[0], test.forward[0], code, "000000"), 200, wrong)
				}
			}
			want := 200
			if test.locked {
				want = 429
			}
			h.want(h.from(test.peer[1], test.forward[1], r.Code, r.PIN), want)
			rows, err := h.pool.Query(t.Context(), `SELECT DISTINCT asker FROM pin_asker`)
			if err != nil {
				t.Fatal(err)
			}
			askers, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil || len(askers) != 1 || len(askers[0]) != 32 {
				t.Errorf("askers %q: %v", askers, err)
			}
		})
	}
}

func TestCekKeepsCodeAndPINToItself(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.file()
	for _, a := range []answer{
		h.get("/cek"), h.ask(r.Code, r.PIN), h.ask(r.Code, "000000"), h.ask("nothing", ""),
	} {
		h.want(a, 200)
		if got := a.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control: %q", got)
		}
		if a.Header.Get("ETag") != "" || a.Header.Get("Set-Cookie") != "" || a.Header.Get("Location") != "" {
			t.Errorf("headers %v", a.Header)
		}
		if !strings.Contains(a.Header.Get("X-Robots-Tag"), "noindex") {
			t.Error("a search engine may keep it")
		}
		h.never(a, r.PIN)
	}
	// In an address they open nothing, and come back nowhere.
	a := h.get("/cek?code=" + r.Code + "&pin=" + r.PIN)
	h.want(a, 200, "<form")
	h.never(a, r.Code, r.PIN)
	q := httptest.NewRequest("POST", "/cek?code="+r.Code+"&pin="+r.PIN, nil)
	b := h.send(q)
	h.never(b, "Diteruskan", r.PIN)
	h.get("/cek/" + r.Code + "/" + r.PIN)
	for _, secret := range []string{r.Code, r.Code[4:8], r.PIN, reporter} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("%s is in the log:\n%s", secret, h.log)
		}
	}
}

func TestCekRefusesOtherSites(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.file()
	a := h.ask(r.Code, r.PIN, "Sec-Fetch-Site", "cross-site")
	h.want(a, 403, "Permintaan ditolak")
	h.never(a, "Diteruskan")
	h.want(h.ask(r.Code, r.PIN, "Origin", "https://evil.example"), 403)
	h.want(h.ask(r.Code, r.PIN, "Sec-Fetch-Site", "same-origin"), 200, "Diteruskan")
	h.want(h.ask(r.Code, r.PIN, "Origin", "http://example.com"), 200, "Diteruskan") // httptest's host
}

func TestCekRefusesTooMuch(t *testing.T) {
	h := open(t)
	a := h.ask(strings.Repeat("A", 1<<20), "000000")
	h.want(a, 400, "Isian tidak dapat dibaca")
	r := httptest.NewRequest("POST", "/cek", strings.NewReader("code=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	h.want(h.send(r), 400)
}
