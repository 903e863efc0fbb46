package text

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tanggap/internal/locale"
	"tanggap/internal/paper"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

var keep = flag.String("keep", "", "folder that keeps what tests print, to be looked at")

// published is the survey of 29 respondents that was published, as a quarter
// of a unit, and a thirtieth who knew nothing to say.
func published(t *testing.T) visit.Quarterly {
	t.Helper()
	f, err := os.Open("../skm/testdata/skm_respondents.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	order := []skm.Unsur{skm.Persyaratan, skm.Prosedur, skm.Waktu, skm.Biaya, skm.Produk, skm.Kompetensi, skm.Perilaku, skm.Sarana, skm.Pengaduan}
	q := visit.Quarterly{Unit: roster.Unit{Code: "DUKCAPIL", Name: "Dinas Kependudukan dan Pencatatan Sipil"}}
	q.Quarter = visit.Quarter{Year: 2026, N: 3}
	for i, line := range lines[1:] {
		a := skm.Answers{}
		for n, u := range order {
			if a[u], err = strconv.Atoi(line[2+n]); err != nil {
				t.Fatal(err)
			}
		}
		tally := &q.Open
		if i < 20 {
			tally = &q.Proved
		}
		if err := tally.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.Open.Add(skm.Answers{}); err != nil {
		t.Fatal(err)
	}
	q.Turnout = visit.Turnout{Slips: 29, Registered: 29, Proved: 20, All: 29}
	q.About = map[string]map[string]int{"age": {"": 4, "17-25": 12, "26-35": 11, "56": 2}, "sex": {"l": 14, "p": 15}, "work": {"tani": 20, "asn": 9},
		"service": {"": 3, "imunisasi anak": 3, "Imunisasi  Anak": 4, "KB": 2}}
	q.Head = &roster.Employee{NIP: "197001011995031001", Name: "Rahmat Hidayat", Position: "Kepala Dinas Dukcapil"}
	q.Standing = visit.Standing{Held: map[visit.Reason]int{visit.Burst: 12}, Dropped: 3}
	q.Plans = map[skm.Unsur]string{skm.Waktu: "Loket kedua dibuka pada jam sibuk, mulai 1 Desember."}
	for i := range 25 {
		q.Said = append(q.Said, visit.Said{Day: worktime.On(2026, 9, 1+i), Face: 1 + i%4, Words: "=Antre lama sekali, sudah dua jam lebih menunggu dan nomor antrean habis sejak pagi; mohon ditambah satu loket lagi pada hari Senin. Bu ••• sabar."})
	}
	return q
}

// printed gives the words of a PDF as they stand on its pages.
func printed(t *testing.T, name string, pdf []byte) string {
	t.Helper()
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	file := filepath.Join(dir, name+".pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-raw", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (of poppler-utils): %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func TestSurveyIsPrinted(t *testing.T) {
	s := speaker(t)
	now := time.Date(2026, 10, 5, 2, 0, 0, 0, time.UTC)
	q := published(t)
	words := s.Survey(locale.ID, "Kabupaten Kepahiang", q, now)
	pdf, err := paper.SurveyPDF(words, now)
	if err != nil {
		t.Fatal(err)
	}
	said := printed(t, "skm", pdf)
	for _, want := range []string{
		"91,48", "Mutu A (sangat baik)", "Triwulan III 2026", "Dinas Kependudukan dan Pencatatan Sipil", "Kabupaten Kepahiang",
		"3,6207", "3,4483", "0,3831", "Sarana dan prasarana", "Loket kedua dibuka pada jam sibuk", "Rencana: ...", "12 / 3",
		"29 dari 29 catatan kantor (100%)", "20 dari 29 (69%)", "Imunisasi anak 7 · Lainnya atau tidak diisi 5", "Kepala Dinas Dukcapil", "Rahmat Hidayat", "NIP 197001011995031001", "PermenPANRB 14/2017", "5 Oktober 2026", "Antre lama sekali",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not printed in\n%s", want, said)
		}
	}
	for _, wrong := range []string{"90,56", "91,38", "80,50", "56 tahun ke atas"} { // the last would be a group of two
		if strings.Contains(said, wrong) {
			t.Errorf("%q is printed", wrong)
		}
	}
	if n := strings.Count(said, "Waktu penyelesaian"); n != 3 {
		t.Errorf("the weakest unsur stands %d times: in table, chart and plans", n)
	}
	again, err := paper.SurveyPDF(words, now)
	if err != nil || !bytes.Equal(pdf, again) {
		t.Error("two printings differ")
	}
}

func TestSurveyIsASheet(t *testing.T) {
	s := speaker(t)
	q := published(t)
	b, err := paper.SurveyXLSX(s.Survey(locale.ID, "Kabupaten Kepahiang", q, time.Date(2026, 10, 5, 2, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	if *keep != "" {
		_ = os.WriteFile(filepath.Join(*keep, "skm.xlsx"), b, 0o600)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("SKM")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, r := range rows {
		if len(r) > 2 && found[r[1]] == nil {
			found[r[1]] = r
		}
	}
	if r := found["Waktu penyelesaian"]; len(r) < 7 || r[2] != "100" || r[3] != "29" || !strings.HasPrefix(r[4], "3.448") || r[6] != "B" {
		t.Errorf("waktu: %v", r)
	}
	for cell, row := range rows {
		for i := range row {
			name, _ := excelize.CoordinatesToCellName(i+1, cell+1)
			if formula, err := f.GetCellFormula("SKM", name); err != nil || formula != "" {
				t.Errorf("%s is the formula %q (%v)", name, formula, err)
			}
		}
	}
	said, err := f.GetRows("Saran dan pesan")
	if err != nil || len(said) != 25 || !strings.HasPrefix(said[0][0], "=Antre") {
		t.Errorf("%d messages, %v", len(said), err)
	}
	if formula, err := f.GetCellFormula("Saran dan pesan", "A1"); err != nil || formula != "" {
		t.Errorf("a message became the formula %q (%v)", formula, err)
	}
}

// Without enough questionnaires there is no index, and the report says what is
// missing to it.
func TestSurveyWithoutAnIndex(t *testing.T) {
	s := speaker(t)
	now := time.Date(2026, 10, 5, 2, 0, 0, 0, time.UTC)
	q := published(t)
	q.Turnout = visit.Turnout{Registered: 900, All: 29}
	q.Open.Respondents--
	few, err := paper.SurveyPDF(s.Survey(locale.EN, "", q, now), now)
	if err != nil {
		t.Fatal(err)
	}
	if said := printed(t, "few", few); !strings.Contains(said, "one full questionnaire is missing") || strings.Contains(said, "91.48") {
		t.Errorf("one too few:\n%s", said)
	}
	empty := visit.Quarterly{Unit: q.Unit}
	empty.Quarter = q.Quarter
	pdf, err := paper.SurveyPDF(s.Survey(locale.ID, "Kabupaten Kepahiang", empty, now), now)
	if err != nil {
		t.Fatal(err)
	}
	if said := printed(t, "empty", pdf); !strings.Contains(said, "masih kurang 30 kuesioner") || strings.Contains(said, "NaN") {
		t.Errorf("nobody:\n%s", said)
	}
	if _, err := paper.SurveyXLSX(s.Survey(locale.ID, "", empty, now)); err != nil {
		t.Error(err)
	}
}
