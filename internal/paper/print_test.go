package paper_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tanggap/internal/paper"
)

var made = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// pictures turns the pages of a PDF into pictures, as a printer would: bare
// pixels (PPM), unless an option of pdftoppm says otherwise.
func pictures(t *testing.T, pdf []byte, as ...string) []string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "x.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", append(as, "-r", "150", file, filepath.Join(dir, "page"))...).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm (of poppler-utils): %v: %s", err, out)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "page-*"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	return pages
}

// scanned reads every QR of some pictures, as a phone would.
func scanned(t *testing.T, pictures []string) []string {
	t.Helper()
	out, err := exec.Command("zbarimg", append([]string{"--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"}, pictures...)...).Output()
	if err != nil {
		t.Fatalf("zbarimg (of zbar-tools): %v", err)
	}
	return slices.Sorted(strings.FieldsSeq(string(out)))
}

func poster(unit, counter, token string) paper.Poster {
	return paper.Poster{
		Regency: "Kabupaten Kepahiang", Title: "Bagaimana pelayanan kami?", Unit: unit, Counter: counter,
		Link:  "https://t.me/tanggap_bot?start=" + token,
		Faces: [4]string{"Tidak baik", "Kurang baik", "Baik", "Sangat baik"},
		Lines: [3]string{"Arahkan kamera HP ke kode di atas.", "Pilih satu wajah, jawab satu pertanyaan. Selesai.", "Tanpa nama: petugas tidak tahu siapa yang menilai."},
		Foot:  "Kode tidak terbaca? Buka @tanggap_bot di Telegram, lalu ketik /nilai.",
	}
}

func TestPoster(t *testing.T) {
	for name, p := range map[string]paper.Poster{
		"plain":   poster("Puskesmas Kelobak", "", "p_KPH_AAAAAQAAAACNpcmwLX3eN7tM0p8"),
		"long":    poster(strings.Repeat("Dinas Pemberdayaan Perempuan, Perlindungan Anak, dan Keluarga Berencana ", 3), "Loket pelayanan terpadu di gedung sebelah utara", "p_ABCDEF_AAAAAQAAAACNpcmwLX3eN7tM0p8"),
		"strange": poster("<b>😀 Loket\n\x00\u202eKependudukan", strings.Repeat("x", 300), "p_KPH_-_-_-_-_-_-_-_-_-_-_-_-_-_"),
	} {
		t.Run(name, func(t *testing.T) {
			pdf, err := paper.PosterPDF(p, made)
			if err != nil {
				t.Fatal(err)
			}
			again, err := paper.PosterPDF(p, made)
			if err != nil || !bytes.Equal(pdf, again) {
				t.Error("two printings differ")
			}
			pages := pictures(t, pdf)
			if got := scanned(t, pages); len(pages) != 1 || !slices.Equal(got, []string{p.Link}) {
				t.Errorf("%d pages hold %v", len(pages), got)
			}
			if over := spilled(t, pages[0]); over != "" {
				t.Errorf("something is printed over the %s edge", over)
			}
		})
	}
	if _, err := paper.PosterPDF(paper.Poster{Link: strings.Repeat("x", 5000)}, made); err == nil {
		t.Error("a link that no QR holds")
	}
}

// spilled says at which edge of a page something is printed in ink.
func spilled(t *testing.T, page string) string {
	t.Helper()
	b := mustRead(t, page)
	var wide, high, most int
	head := fmt.Sprintf("%.40s", b)
	if n, err := fmt.Sscanf(head, "P6\n%d %d\n%d", &wide, &high, &most); n != 3 || most != 255 {
		t.Fatalf("no picture: %v", err)
	}
	pixels := b[len(b)-3*wide*high:]
	for y := high / 4; y < high; y++ { // below the band
		for _, x := range []int{2, wide - 3} {
			at := pixels[3*(y*wide+x):]
			if int(at[0])+int(at[1])+int(at[2]) < 3*0xf0 {
				return map[bool]string{true: "left", false: "right"}[x < 10]
			}
		}
	}
	return ""
}

func TestSlips(t *testing.T) {
	s := paper.Slips{
		Unit: "Dinas Kependudukan dan Pencatatan Sipil", Counter: "Loket 2",
		Call: "Bagaimana pelayanannya hari ini? Arahkan kamera HP ke kode ini.", Once: "Sekali pakai, tanpa nama. Berlaku sampai 31 Desember 2027.",
	}
	for i := range 25 {
		s.Links = append(s.Links, fmt.Sprintf("https://t.me/tanggap_bot?start=s_KPH_AAAAAQAAAACNpcmwLX3eN7tM%03d", i))
	}
	pdf, err := paper.SlipsPDF(s, made)
	if err != nil {
		t.Fatal(err)
	}
	pages := pictures(t, pdf)
	if got := scanned(t, pages); len(pages) != 2 || !slices.Equal(got, slices.Sorted(slices.Values(s.Links))) {
		t.Errorf("%d pages hold %d of %d slips: %v", len(pages), len(got), len(s.Links), got)
	}
	if over := spilled(t, pages[0]); over != "" {
		t.Errorf("something is printed over the %s edge", over)
	}
}
