package web_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
)

// fileAs files a report that reaches an officer who can be told of it.
func (h *house) fileAs(contact complaint.Contact) complaint.Receipt {
	h.Helper()
	h.Desk.SealKey = make([]byte, 32)
	var r complaint.Receipt
	h.do(func(tx pgx.Tx) (err error) {
		if _, err = tx.Exec(h.Context(), `INSERT INTO contact (address, nip, connected_at) VALUES ('tg:1', $1, $2) ON CONFLICT DO NOTHING`, officer, h.now); err != nil {
			return err
		}
		f := complaint.Filing{
			Reporter: reporter, Contact: contact, Channel: "telegram", Body: reportWords, Category: "jalan", Unit: "PUPR.BM",
			Visibility: complaint.Secret, Officer: officer,
		}
		if contact == complaint.Helped {
			f.Helper, f.AgreedAt = "197001011995032001", h.now
		}
		r, err = h.Desk.File(h.Context(), tx, h.now, f)
		if err != nil {
			return err
		}
		return h.Desk.Begin(h.Context(), tx, h.now, r.Stretch.ID)
	})
	return r
}

// post sends one of the forms of a case's page.
func (h *house) post(fields ...string) answer {
	h.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", "/cek", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(r)
}

var passField = regexp.MustCompile(`name="pass" value="([^"]+)"`)

// passOf is what a case's page carries instead of the PIN.
func (h *house) passOf(a answer) string {
	h.Helper()
	m := passField.FindStringSubmatch(a.Body)
	if m == nil {
		h.Fatalf("there is no pass in\n%s", a.Body)
	}
	return m[1]
}

// toldOfficer says how many messages to the officer hold some words.
func (h *house) toldOfficer(words string) (n int) {
	h.Helper()
	h.do(func(tx pgx.Tx) error {
		return tx.QueryRow(h.Context(), `SELECT count(*) FROM outbox WHERE address = 'tg:1' AND payload::text LIKE '%' || $1 || '%'`, words).Scan(&n)
	})
	return n
}

// Answers, the key and faces of a case without a trace wait here.
func TestUntracedCasesAreActedOnHere(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.fileAs(complaint.Untraced)
	office := func(do func(tx pgx.Tx) error) {
		h.now = h.now.Add(time.Hour)
		h.do(do)
	}
	office(func(tx pgx.Tx) error {
		_, err := h.Desk.Ask(t.Context(), tx, h.now, officer, r.ID, "Siapa nama Bapak/Ibu, dan dekat SD atau sawah?")
		return err
	})
	a := h.ask(r.Code, r.PIN)
	h.want(a, 200, "<h2>Petugas bertanya</h2>", "dekat SD atau sawah?", "Anda tidak wajib menjawab.", "Kirim keterangan", "Ya, tarik laporan ini")
	h.never(a, "Sudah selesai</button>", "Jawablah di Telegram", r.PIN)
	pass, round := h.passOf(a), 0
	act := func(what string, fields ...string) answer {
		t.Helper()
		return h.post(append([]string{"code", r.Code, "pass", pass, "act", what, "round", strconv.Itoa(round)}, fields...)...)
	}
	h.want(act("reply"), 200, `class="panel bad"`, "Belum ada tulisannya")
	h.want(act("reply", "words", strings.Repeat("ä", complaint.MaxBody+1)), 200, "Tulisan itu terlalu panjang")
	h.want(act("done"), 200, "keadaan laporan sudah berubah")
	for range 2 { // the second time the browser sent it once more
		a = act("reply", "words", " Dekat sawah <b>Pak Lurah</b> ")
		h.want(a, 200, "Jawaban Anda sudah diteruskan", "Keterangan dari pelapor diterima.", "Kirim keterangan")
		h.never(a, "Petugas bertanya</h2>")
	}
	for range 2 {
		h.want(act("add", "words", "Hati-hati di tikungan"), 200, "Keterangan Anda sudah ditambahkan.")
	}
	if reply, more := h.toldOfficer("Dekat sawah"), h.toldOfficer("Hati-hati"); reply != 1 || more != 1 {
		t.Errorf("the officer heard the answer %d times and the addition %d times", reply, more)
	}
	propose := func(words string) {
		office(func(tx pgx.Tx) error {
			_, err := h.Desk.Propose(t.Context(), tx, h.now, officer, r.ID, words)
			return err
		})
	}
	propose("Lubang sudah ditutup.")
	h.want(h.ask(r.Code, r.PIN, "Accept-Language", "en"), 200, "Is it done, in your opinion?", "Only a part", "We wait for your word on this page until")
	h.want(h.ask(r.Code, r.PIN), 200, "Menurut Anda, sudah selesai?", "Kami menunggu pendapat Anda di halaman ini sampai")
	h.want(act("not"), 200, "Belum ada tulisannya", "<details open>")
	h.want(act("not", "pick", "partial"), 200, "Laporan dibuka lagi dan kembali dikerjakan.")
	h.want(act("not", "pick", "partial"), 200, "keadaan laporan sudah berubah")
	if h.toldOfficer("Baru sebagian") != 1 {
		t.Error("the officer does not read why")
	}
	propose("Seluruhnya sudah ditutup.")
	h.want(act("done"), 200, "keadaan laporan sudah berubah") // of the result before
	round = 1
	h.want(act("rate", "pick", "4"), 200, "keadaan laporan sudah berubah")
	a = act("done")
	h.want(a, 200, "Laporan selesai menurut Anda.", "<h1>Selesai menurut pelapor</h1>", "Bagaimana pelayanannya?", "Buka kembali")
	h.want(act("rate", "pick", "9"), 200, "keadaan laporan sudah berubah")
	h.want(act("rate", "pick", "3", "words", "Cepat"), 200, "Penilaian Anda sudah kami catat.")
	h.want(act("rate", "pick", "1"), 200, "Penilaian Anda sudah kami catat.")
	if n := h.errands(r.ID); n != 1 {
		t.Errorf("%d wait to answer the lowest face", n)
	}
	h.want(act("rate", "pick", "3", "words", "Cepat"), 200, "Penilaian Anda sudah kami catat.")
	var face int
	var comment string
	h.do(func(tx pgx.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT face, comment FROM case_rating WHERE complaint_id = $1 AND closing = 1`, r.ID).Scan(&face, &comment)
	})
	if face != 3 || comment != "Cepat" {
		t.Errorf("rated %d, %q", face, comment)
	}
	h.want(act("again", "words", "Berlubang lagi"), 200, "Laporan dibuka kembali.", "Tambah keterangan")
	round = 2
	h.want(act("withdraw"), 200, "Laporan sudah ditarik.", "Buka kembali")
	h.now = h.now.AddDate(0, 0, 31)
	h.never(h.ask(r.Code, r.PIN), "Buka kembali</button>", "Tarik laporan")
	for _, secret := range []string{"sawah", "Berlubang", r.Code, r.PIN, pass, "192.0.2"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// Nobody acts here without a pass for the very case, nor on a case that has a
// chat of its own: staff could have its PIN.
func TestWhoMayNotActHere(t *testing.T) {
	h := open(t)
	h.furnish()
	r, other, chat, sealed := h.fileAs(complaint.Untraced), h.fileAs(complaint.Untraced), h.fileAs(complaint.InChat), h.fileAs(complaint.Sealed)
	for _, c := range []complaint.Receipt{chat, sealed} {
		a := h.ask(c.Code, c.PIN)
		h.want(a, 200, "buka percakapan Anda di Telegram")
		h.never(a, "<textarea", `name="pass"`)
		h.want(h.post("code", c.Code, "act", "add", "words", "x", "pass", h.Desk.Pass(h.now, c.Complaint, "web")), 200, "kode dan PIN perlu diketik lagi")
	}
	old := h.Desk.Pass(h.now.Add(-25*time.Hour), r.Complaint, "web")
	for name, pass := range map[string]string{
		"none": "", "made up": "zzzz.AAAAAAAAAAAAAAAA", "expired": old, "another case's": h.Desk.Pass(h.now, other.Complaint, "web"),
		"a chat's": h.Desk.Pass(h.now, r.Complaint, reporter), "the PIN": r.PIN,
	} {
		a := h.post("code", r.Code, "act", "withdraw", "round", "0", "pass", pass)
		h.want(a, 200, "kode dan PIN perlu diketik lagi")
		if c := h.caseOf(r.ID); c.State != complaint.Assigned {
			t.Errorf("%s: %s", name, c.State)
		}
	}
	good := h.Desk.Pass(h.now, r.Complaint, "web")
	h.want(h.post("code", "KPH-2222-222", "act", "add", "words", "x", "pass", good), 200, "kode dan PIN perlu diketik lagi")
	h.want(h.post("code", r.Code, "act", "erase", "pass", good), 400)
	h.want(h.post("code", "x", "act", "add", "pass", good), 400)
	foreign := httptest.NewRequest("POST", "/cek", strings.NewReader(url.Values{"code": {r.Code}, "act": {"withdraw"}, "pass": {good}}.Encode()))
	foreign.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	foreign.Header.Set("Origin", "https://elsewhere.example")
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	h.want(h.send(foreign), 403)
	if c := h.caseOf(r.ID); c.State != complaint.Assigned {
		t.Error("somebody acted")
	}
}

func (h *house) errands(id complaint.ID) (n int) {
	h.Helper()
	h.do(func(tx pgx.Tx) error {
		return tx.QueryRow(h.Context(), `SELECT count(*) FROM errand WHERE complaint_id = $1`, id).Scan(&n)
	})
	return n
}

// Whoever holds the paper of a case that a helper filed acts here as well.
func TestThePaperOpensItHere(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.fileAs(complaint.Helped)
	a := h.ask(r.Code, r.PIN)
	h.want(a, 200, "tidak terhubung dengan akun mana pun", "<textarea")
	h.want(h.post("code", r.Code, "act", "add", "words", "Lubangnya makin dalam", "pass", h.passOf(a)), 200)
	if n := h.toldOfficer("makin dalam"); n != 1 {
		t.Errorf("the officer heard it %d times", n)
	}
}

func (h *house) caseOf(id complaint.ID) (c complaint.Complaint) {
	h.Helper()
	h.do(func(tx pgx.Tx) (err error) {
		c, err = complaint.Find(h.Context(), tx, id)
		return err
	})
	return c
}

// What comes too fast is slowed; what came before stays.
func TestActingTooOften(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.fileAs(complaint.Untraced)
	pass := h.passOf(h.ask(r.Code, r.PIN))
	for i := range 20 {
		h.want(h.post("code", r.Code, "act", "add", "words", "Lagi "+strconv.Itoa(i), "pass", pass), 200, "sudah ditambahkan")
	}
	h.want(h.post("code", r.Code, "act", "add", "words", "Lagi dan lagi", "pass", pass), 200, "mohon lanjutkan satu jam lagi", "Lagi dan lagi</textarea>")
	h.now = testkit.Time("2026-11-23 10:20")
	h.want(h.post("code", r.Code, "act", "add", "words", "Lagi dan lagi", "pass", pass), 200, "sudah ditambahkan")
}
