package web_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

// photographed is a picture as a telephone makes it, with notes that tell whose
// it is; another number gives another picture.
func photographed(t *testing.T, n int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for i := range img.Pix {
		img.Pix[i] = byte(i * n)
	}
	img.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	notes := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08 milik Sariwati -3.6,102.5")
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(notes) + 2)}, notes...)
	return append(out, b.Bytes()[2:]...)
}

// send uploads pictures by the form of a case's page.
func (h *house) upload(code, pass string, pictures ...[]byte) answer {
	h.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, field := range [][2]string{{"code", code}, {"pass", pass}, {"round", "0"}, {"act", "photo"}} {
		if err := form.WriteField(field[0], field[1]); err != nil {
			h.Fatal(err)
		}
	}
	for _, p := range pictures {
		w, err := form.CreateFormFile("photo", "IMG Sariwati.jpg")
		if err == nil {
			_, err = w.Write(p)
		}
		if err != nil {
			h.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		h.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/cek", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return h.send(r)
}

// count gives one number from the database.
func (h *house) count(sql string, args ...any) (n int) {
	h.Helper()
	h.do(func(tx pgx.Tx) error { return tx.QueryRow(h.Context(), sql, args...).Scan(&n) })
	return n
}

// Personal numbers are found before anything is kept, whatever they were
// written for.
func TestNumbersAreMaskedFirst(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.fileAs(complaint.Untraced)
	pass := h.passOf(h.ask(r.Code, r.PIN))
	const told = "Hubungi 0812 3456 7890,\r\nNIK 1708024107850001"
	send := func(fields ...string) answer {
		t.Helper()
		return h.post(append([]string{"code", r.Code, "pass", pass, "act", "add", "words", told}, fields...)...)
	}
	a := send()
	h.want(a, 200, "<h1>Ada nomor pribadi</h1>", "nomor telepon, NIK", "Kirim yang disamarkan", "•••• •••• ••90", "Kirim apa adanya")
	if n := h.toldOfficer("Hubungi"); n != 0 || h.caseOf(r.ID).State != complaint.Assigned {
		t.Error("it was sent before it was asked about")
	}
	h.want(send("numbers", "edit"), 200, "Silakan ubah tulisannya", "0812 3456 7890,\nNIK 1708024107850001</textarea>")
	h.want(send("numbers", "mask"), 200, "Keterangan Anda sudah ditambahkan.")
	if masked, whole := h.toldOfficer("••90"), h.toldOfficer("7890"); masked != 1 || whole != 0 {
		t.Errorf("the officer read it masked %d times and whole %d times", masked, whole)
	}
	if n := h.count(`SELECT count(*) FROM ledger_content WHERE position('7890'::bytea IN body) > 0`); n != 0 {
		t.Error("the number stands in the chain")
	}
	h.want(send("numbers", "keep"), 200, "Keterangan Anda sudah ditambahkan.")
	if h.toldOfficer("3456 7890") != 1 {
		t.Error("what they wanted to send was not sent")
	}
	h.want(h.post("code", r.Code, "pass", "x", "act", "add", "words", told), 200, "kode dan PIN perlu diketik lagi")
	en := h.post("code", r.Code, "pass", pass, "act", "withdraw", "words", "rekening BRI 5512 0100 3344 5566")
	h.want(en, 200, "nomor rekening", `name="act" value="withdraw"`)
	if strings.Contains(h.log.String(), "7890") {
		t.Error("the log holds a number")
	}
}

func TestPicturesComeWithoutTheirNotes(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.fileAs(complaint.Untraced)
	pass := h.passOf(h.ask(r.Code, r.PIN))
	h.do(func(tx pgx.Tx) error {
		_, err := h.Desk.Ask(t.Context(), tx, h.now, officer, r.ID, "Bisa kirim fotonya?")
		return err
	})
	one, two := photographed(t, 1), photographed(t, 2)
	for range 2 { // the browser sends it once more
		h.want(h.upload(r.Code, pass, one), 200, "Foto Anda sudah diteruskan ke petugas.", "Keterangan dari pelapor diterima.")
	}
	h.want(h.upload(r.Code, pass, two, one), 200, "Foto Anda sudah diteruskan")
	if n := h.count(`SELECT count(*) FROM wanted WHERE subject = $1 AND state = 'stored' AND name = 'foto.jpg' AND channel_file IS NULL`, r.ID.Subject()); n != 2 {
		t.Errorf("%d pictures are kept", n)
	}
	if n := h.count(`SELECT count(*) FROM attachment WHERE position('Sariwati'::bytea IN bytes) > 0 OR media <> 'image/jpeg' OR name LIKE '%IMG%'`); n != 0 {
		t.Error("a picture is kept as it came")
	}
	if n := h.count(`SELECT count(*) FROM outbox WHERE address = 'tg:1' AND payload::text LIKE '%hotos"%'`); n != 2 {
		t.Errorf("the officer got %d pictures", n)
	}
	h.now = h.now.Add(2 * time.Hour)
	h.want(h.upload(r.Code, pass), 200, "Belum ada foto yang dipilih")
	h.want(h.upload(r.Code, pass, []byte("<svg onload=alert(1)>")), 200, "bukan foto yang dapat dibuka")
	h.want(h.upload(r.Code, pass, one[:len(one)/2]), 200, "bukan foto yang dapat dibuka")
	h.want(h.upload(r.Code, pass, make([]byte, 12<<20+1)), 200, "Fotonya terlalu besar")
	h.want(h.upload(r.Code, pass, one, two, photographed(t, 3), photographed(t, 5), photographed(t, 7)), 200, "Paling banyak 4 foto sekaligus")
	for n := 11; n < 33; n++ {
		h.want(h.upload(r.Code, pass, photographed(t, n)), 200)
		h.now = h.now.Add(time.Hour)
	}
	h.want(h.upload(r.Code, h.Desk.Pass(h.now, h.caseOf(r.ID), "web"), photographed(t, 97)), 200, "sudah banyak")
	// Without a pass nothing of a picture is read.
	read := &counted{Reader: bytes.NewReader(make([]byte, 8<<20))}
	head := "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n" + r.Code + "\r\n--x\r\nContent-Disposition: form-data; name=\"act\"\r\n\r\nphoto\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n"
	foreign := httptest.NewRequest("POST", "/cek", io.MultiReader(strings.NewReader(head), read))
	foreign.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	h.want(h.send(foreign), 200, "kode dan PIN perlu diketik lagi")
	if read.n > 64<<10 {
		t.Errorf("%d bytes of a stranger's picture were read", read.n)
	}
	h.want(h.send(httptest.NewRequest("POST", "/cek", strings.NewReader("x"))), 200) // no form at all: the empty one
}

// counted counts what was read.
type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += n
	return n, err
}

// What a chat is told or asked some time later waits here: being pressed and
// what the inspectorate says, a promise, whether it is still good; a rating can
// be changed for seven days.
func TestWhatWaitsHereLater(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.fileAs(complaint.Untraced)
	pass, round := h.passOf(h.ask(r.Code, r.PIN)), 0
	act := func(what string, fields ...string) answer {
		t.Helper()
		pass = h.Desk.Pass(h.now, h.caseOf(r.ID), "web")
		return h.post(append([]string{"code", r.Code, "pass", pass, "act", what, "round", strconv.Itoa(round)}, fields...)...)
	}
	office := func(do func(tx pgx.Tx) error) {
		t.Helper()
		h.now = h.now.Add(time.Hour)
		h.do(do)
	}
	h.want(act("flag", "pick", "public"), 200, "Perubahannya sudah dicatat.", "Jadikan rahasia")
	h.want(act("add", "words", "Anak saya jatuh dipukul orang di situ"), 200, "sekarang rahasia", "sudah ditambahkan")
	h.want(act("flag", "pick", "public"), 200, "jadi tetap rahasia")
	h.want(act("press", "words", "terlalu dini"), 200, "keadaan laporan sudah berubah")
	h.want(act("promise", "pick", "yes"), 200, "keadaan laporan sudah berubah")
	h.want(act("doubt"), 200, "keadaan laporan sudah berubah")
	office(func(tx pgx.Tx) error {
		_, err := h.Desk.Answer(t.Context(), tx, h.now, officer, r.ID, "Nanti dicek.")
		return err
	})
	h.want(h.ask(r.Code, r.PIN), 200, "Jawaban itu belum menjawab laporan Anda?")
	h.want(act("doubt"), 200, "Kami catat bahwa laporan Anda belum dijawab.")
	h.want(act("doubt"), 200, "keadaan laporan sudah berubah")
	var promised int64
	office(func(tx pgx.Tx) error {
		_, p, _, err := h.Desk.Promise(t.Context(), tx, h.now, officer, r.ID, worktime.DateOf(testkit.Time("2026-11-25 00:00")))
		promised = p.ID
		return err
	})
	h.now = testkit.Time("2026-11-26 08:00")
	for range 2 {
		h.do(func(tx pgx.Tx) error { _, _, _, err := h.Desk.DuePromise(t.Context(), tx, h.now, promised); return err })
		h.now = h.now.Add(time.Hour)
	}
	h.want(h.ask(r.Code, r.PIN), 200, "Petugas menjanjikan 25 November. Apakah ditepati?")
	h.want(act("promise", "pick", "no"), 200, "petugasnya diberi tahu")
	office(func(tx pgx.Tx) error {
		_, err := h.Desk.Propose(t.Context(), tx, h.now, officer, r.ID, "Sudah ditutup.")
		return err
	})
	h.want(act("done"), 200, "Saya ditekan")
	done := h.now
	h.want(act("press"), 200, "Sudah diteruskan ke Inspektorat.", "Anda menyampaikannya, ")
	h.want(act("press"), 200, "jadi tidak perlu diulang")
	for range 2 {
		h.want(act("press", "words", "Kata mereka laporan ini harus ditarik"), 200, "Sudah diteruskan ke Inspektorat.")
	}
	if n := h.count(`SELECT count(*) FROM ledger_entry WHERE subject LIKE 'pressure:%' AND kind = 'said'`); n != 2 {
		t.Errorf("it was said %d times", n)
	}
	if h.toldOfficer("harus ditarik") != 0 {
		t.Error("the officer reads that somebody is pressed")
	}
	for n := range 30 {
		a := act("press", "words", fmt.Sprintf("Lagi %d", n))
		if n == 29 {
			h.want(a, 200, "mohon lanjutkan satu jam lagi")
		}
	}
	h.now = h.now.Add(2 * time.Hour)
	h.want(act("rate", "pick", "1"), 200, "Apa yang kurang?", "Penilaian Anda: Tidak baik. Dapat diubah sampai")
	h.want(act("because", "pick", "slow"), 200, "Sebabnya sudah kami catat.")
	h.now = done.AddDate(0, 0, 6)
	h.want(act("rate", "pick", "3"), 200, "Penilaian Anda: Baik.", "Ubah penilaian")
	h.now = done.AddDate(0, 0, 8)
	h.want(act("rate", "pick", "4"), 200, "keadaan laporan sudah berubah")
	h.never(h.ask(r.Code, r.PIN), "Ubah penilaian")
	h.want(act("still", "pick", "no"), 200, "keadaan laporan sudah berubah")
	h.now = done.AddDate(0, 0, 15)
	h.do(func(tx pgx.Tx) error { _, _, err := h.Desk.Nudge(t.Context(), tx, h.now, r.ID); return err })
	h.want(h.ask(r.Code, r.PIN, "Accept-Language", "en"), 200, "Is it still good?", "Not any more")
	h.want(act("still", "pick", "no"), 200, "Jawaban Anda sudah kami catat.", "Buka kembali", "Menurut pelapor hasilnya tidak bertahan.")
	h.now = done.AddDate(0, 0, 29)
	h.want(act("again"), 200, "Laporan dibuka kembali.")
}

// The PIN on a helper's paper decides nothing: one of the owner's own does, and
// then the paper opens nothing.
func TestThePaperDecidesNothing(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.fileAs(complaint.Helped)
	h.do(func(tx pgx.Tx) error {
		_, err := h.Desk.Propose(t.Context(), tx, h.now, officer, r.ID, "Sudah ditutup.")
		return err
	})
	a := h.ask(r.Code, r.PIN)
	h.want(a, 200, "Buat PIN sendiri", "Kirim keterangan", "Kirim foto")
	h.never(a, `value="done"`, `value="withdraw"`, "Saya ditekan")
	paper := h.passOf(a)
	act := func(pass, what string) answer { return h.post("code", r.Code, "pass", pass, "act", what, "round", "0") }
	for _, what := range []string{"done", "not", "withdraw", "press", "flag"} {
		h.want(h.post("code", r.Code, "pass", paper, "act", what, "round", "0", "words", "x", "pick", "public"), 200, "buat dulu PIN sendiri, lewat tombol di bawah")
	}
	a = act(paper, "pin")
	h.want(a, 200, "PIN yang lama tidak berlaku lagi.", `<strong class="pin">`, `value="done"`)
	_, after, _ := strings.Cut(a.Body, `<strong class="pin">`)
	own := after[:6]
	h.want(act(paper, "done"), 200, "kode dan PIN perlu diketik lagi")
	h.want(h.ask(r.Code, r.PIN), 200, wrong)
	h.want(act(h.passOf(h.ask(r.Code, own)), "done"), 200, "Laporan selesai menurut Anda.")
	h.never(h.ask(r.Code, own), own)

	near := h.fileAs(complaint.Helped)
	h.do(func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE helped SET nip = $2 WHERE complaint_id = $1`, near.ID, officer)
		return err
	})
	h.want(h.post("code", near.Code, "pass", h.Desk.Pass(h.now, near.Complaint, "web"), "act", "pin"), 200, "Yang membantu melapor berasal dari kantor yang menjawab")
	if h.caseOf(near.ID).PINNo != 1 {
		t.Error("the PIN was changed")
	}
}
