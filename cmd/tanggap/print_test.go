package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tanggap/internal/sandbox"
)

// read gives what the QRs of a printed file hold, as a phone would.
func (m *machine) read(file string) []string {
	m.t.Helper()
	page := strings.TrimSuffix(file, ".pdf")
	if out, err := exec.Command("pdftoppm", "-r", "150", "-png", "-singlefile", file, page).CombinedOutput(); err != nil {
		m.t.Fatalf("pdftoppm (of poppler-utils): %v: %s", err, out)
	}
	out, err := exec.Command("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", page+".png").Output()
	if err != nil {
		m.t.Fatalf("zbarimg (of zbar-tools): %v", err)
	}
	return strings.Fields(string(out))
}

// What is printed is scanned, and leads to the faces of its unit; so does a
// picture of it that is sent as a photo or as a file. Updates come by webhook.
func TestPrintedCodesRate(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	m := newMachine(t, "LISTEN_ADDR="+address, "TELEGRAM_WEBHOOK_URL=http://"+address+"/telegram/webhook", "TELEGRAM_WEBHOOK_SECRET=rahasia_1")
	if _, errs, code := m.run("migrate"); code != 0 {
		t.Fatal(errs)
	}
	poster, slips := filepath.Join(m.dir, "poster.pdf"), filepath.Join(m.dir, "slips.pdf")
	for _, args := range [][]string{
		{"poster", "DUKCAPIL", "--counter", "Loket 2", "--out", poster},
		{"slips", "PKM-KELOBAK", "--count", "3", "--out", slips},
	} {
		if out, errs, code := m.run(args...); code != 0 || out != "" {
			t.Fatalf("%v: exit %d: %s%s", args, code, out, errs)
		}
	}
	m.serve()
	links := append(m.read(poster), m.read(slips)...)
	if len(links) != 4 {
		t.Fatalf("%d codes are read", len(links))
	}
	for i, link := range links {
		token, ours := strings.CutPrefix(link, "https://t.me/tanggap_bot?start=")
		if !ours {
			t.Fatalf("a code holds %s", link)
		}
		user := int64(9100 + i)
		m.sandbox.Say(user, "/start "+token)
		want := "Puskesmas Kelobak"
		if i == 0 {
			want = "Dinas Kependudukan dan Pencatatan Sipil, Loket 2"
		}
		m.hears(user, want)
		if _, err := m.sandbox.PressLabel(user, "Sangat baik"); err != nil {
			t.Fatal(err)
		}
		m.hears(user, "Satu pertanyaan lagi")
	}
	picture, err := os.ReadFile(strings.TrimSuffix(poster, ".pdf") + ".png")
	if err != nil {
		t.Fatal(err)
	}
	for user, sent := range map[int64]sandbox.Outgoing{
		9110: {Photo: picture}, 9111: {Document: &sandbox.Upload{Name: "poster.png", Bytes: picture}},
	} {
		m.sandbox.Send(user, sent)
		m.hears(user, "kode untuk menilai Dinas Kependudukan dan Pencatatan Sipil, Loket 2")
		if _, err := m.sandbox.PressLabel(user, "Nilai sekarang"); err != nil {
			t.Fatal(err)
		}
		m.hears(user, "Bagaimana pelayanannya")
	}
	if n := m.count(`SELECT count(*) FROM visit_rating WHERE proved`); n != 3 {
		t.Errorf("%d proved ratings", n)
	}
	m.proved()
	for _, wrong := range []struct {
		code int
		want string
		args []string
	}{
		{1, "no unit NOWHERE", []string{"poster", "NOWHERE", "--out", poster}},
		{1, "cannot be written", []string{"poster", "DUKCAPIL", "--out", "/nowhere/x.pdf"}},
		{2, "--out", []string{"slips", "DUKCAPIL", "--count", "3"}},
		{2, "--count", []string{"slips", "DUKCAPIL", "--count", "0", "--out", slips}},
		{2, "--count", []string{"slips", "DUKCAPIL", "--count", "5001", "--out", slips}},
		{2, "in the past", []string{"slips", "DUKCAPIL", "--count", "3", "--until", "2020-01-01", "--out", slips}},
		{2, "besok", []string{"slips", "DUKCAPIL", "--count", "3", "--until", "besok", "--out", slips}},
	} {
		if _, errs, code := m.run(wrong.args...); code != wrong.code || !strings.Contains(errs, wrong.want) {
			t.Errorf("%v: exit %d, want %d and %q: %s", wrong.args, code, wrong.code, wrong.want, errs)
		}
	}
	if n := m.count(`SELECT count(*) FROM visit_batch`); n != 2 {
		t.Errorf("%d batches are kept, though two files were written", n)
	}
}
