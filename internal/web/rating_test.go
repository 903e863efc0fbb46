package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5"
)

// rated adds n ratings of a unit by rows alone: every fourth by a slip, every
// third with a questionnaire, some held and dropped, and what its head says.
func (h *house) rated(unit string, n int) {
	h.Helper()
	for _, sql := range []string{
		`INSERT INTO visit_batch (kind, unit_code, count, printed_on) VALUES ('slip', $1, $2 * 2, $3::date - 20)`,
		`INSERT INTO visit_rating (id, unit_code, rated_on, door, batch, proved, face, asked, answer, comment, state, reason)
		SELECT $1 || i, $1, $3::date - i % 20, CASE WHEN i % 4 = 0 THEN 'kupon' ELSE 'nilai' END,
			CASE WHEN i % 4 = 0 THEN (SELECT max(id) FROM visit_batch) END, i % 4 = 0, 4 - i % 3, 'waktu', 3, '',
			CASE WHEN i % 20 = 7 THEN 'held' WHEN i % 20 = 9 THEN 'dropped' ELSE 'counted' END, CASE WHEN i % 20 IN (7, 9) THEN 'burst' ELSE '' END
		FROM generate_series(1, $2) i`,
		`INSERT INTO visit_form (rating, persyaratan, prosedur, waktu, biaya, produk, kompetensi, perilaku, pengaduan, sarana)
		SELECT $1 || i, 4, 4, 2, 4, 3, 4, 4, 3, 3 FROM generate_series(3, $2, 3) i WHERE $3::date IS NOT NULL`,
		`INSERT INTO visit_improvement (unit_code, month, words, nip, at)
		SELECT $1, date_trunc('month', $3::date), 'Kursi tunggu <b>ditambah</b> sepuluh & air minum disediakan.', 'x', $3::date WHERE $2::int > 0`,
	} {
		if _, err := h.pool.Exec(h.Context(), sql, unit, n, h.now); err != nil {
			h.Fatalf("%v in %s", err, sql)
		}
	}
}

func TestUnitPageWithoutRatings(t *testing.T) {
	h := open(t)
	h.furnish()
	h.want(h.get("/unit/RSUD"), 200, "Penilaian pengunjung", "kurang dari 5 penilaian", "Belum ada: kurang 30 kuesioner lengkap", "Jumlah kunjungan tidak diketahui", "triwulan IV 2026")
	h.never(h.get("/unit/RSUD"), "Wajah yang dipilih", "sedang diperiksa", "Yang kami perbaiki")
	h.rated("RSUD", 4)
	h.renew()
	h.want(h.get("/unit/RSUD"), 200, "kurang dari 5 penilaian", "Kursi tunggu")
	h.never(h.get("/unit/RSUD"), "Wajah yang dipilih")
}

func TestUnitPageWithRatings(t *testing.T) {
	h := open(t)
	h.furnish()
	h.rated("RSUD", 240)
	a := h.get("/unit/RSUD")
	h.want(a, 200,
		"<b>3,0</b>", "dari 4, menurut 216 penilaian", "Yang menilai: 60 dari 480 kupon kunjungan", "1 September–23 November 2026",
		"Wajah yang dipilih", "12 penilaian sedang diperiksa Inspektorat", "12 penilaian tidak dihitung",
		"dari 72 kuesioner lengkap", "Kursi tunggu &lt;b&gt;ditambah&lt;/b&gt; sepuluh &amp; air minum", "November 2026", "Ditulis kepala kantor")
	// Nine unsur of 4 4 2 4 3 4 4 3 3: 31 ninths.
	h.want(a, 200, "<b>86,11</b>", "B (baik)", "bukan IKM")
	h.never(a, "90,56", "resmi", "terverifikasi")
	h.want(h.get("/unit/RSUD?lang=en"), 200, "<b>86.11</b>", "B (good)", "12 ratings are being checked", "60 of 480 visit slips")
	// Another unit's page says nothing of it.
	h.never(h.get("/unit/DLH"), "86,11", "Kursi tunggu")
}

// A face that fewer than five chose is not shown, nor can it be worked out.
func TestFewFacesAreCovered(t *testing.T) {
	h := open(t)
	h.furnish()
	h.do(func(tx pgx.Tx) error {
		_, err := tx.Exec(h.Context(), `
			INSERT INTO visit_rating (id, unit_code, rated_on, door, proved, face, asked, state)
			SELECT 'f' || i, 'RSUD', $1::date, 'nilai', false, CASE WHEN i <= 3 THEN 1 WHEN i <= 20 THEN 3 ELSE 4 END, 'waktu', 'counted'
			FROM generate_series(1, 40) i`, h.now)
		return err
	})
	body := h.get("/unit/RSUD").Body
	table := body[strings.Index(body, `class="faces"`):]
	table = table[:strings.Index(table, "</table>")]
	if strings.Contains(table, "<b>3</b>") || strings.Contains(table, "<b>37</b>") {
		t.Errorf("a small number is shown:\n%s", table)
	}
	for _, want := range []string{"kurang dari 5", "<b>40</b>"} {
		if !strings.Contains(table, want) {
			t.Errorf("%q is missing:\n%s", want, table)
		}
	}
}

// What the head writes is there within seconds, and a quiet unit is not praised.
func TestUnitPageIsLive(t *testing.T) {
	h := open(t)
	h.furnish()
	h.rated("DLH", 40)
	h.want(h.get("/unit/DLH"), 200, "Kursi tunggu")
	h.do(func(tx pgx.Tx) error {
		if _, err := tx.Exec(h.Context(), `INSERT INTO visit_count (unit_code, month, visits, nip, at) VALUES ('DLH', '2026-11-01', 900, 'x', $1)`, h.now); err != nil {
			return err
		}
		_, err := tx.Exec(h.Context(), `UPDATE visit_improvement SET words = 'Loket kedua dibuka.'`)
		return err
	})
	h.renew() // as five seconds later
	h.want(h.get("/unit/DLH"), 200, "Loket kedua dibuka.", "dari 900 kunjungan menurut catatan kantor", "lebih sedikit daripada yang diharapkan")
	h.now = h.now.Add(40 * 24 * time.Hour)
	h.renew()
	h.never(h.get("/unit/DLH"), "Loket kedua dibuka.")
}

func TestRatingsInABrowser(t *testing.T) {
	h := open(t)
	h.furnish()
	h.rated("RSUD", 240)
	s := httptest.NewServer(h.handler)
	defer s.Close()
	ctx := h.browser()
	h.run(ctx, chromedp.EmulateViewport(360, 800), chromedp.Navigate(s.URL+"/unit/RSUD"))
	said := read[string](ctx, h, `document.querySelector('.rating').innerText`)
	for _, want := range []string{"86,11", "B (baik)", "Kursi tunggu <b>ditambah</b> sepuluh", "Dengan kupon", "Tanpa kupon"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q:\n%s", want, said)
		}
	}
	if rows := read[int](ctx, h, `document.querySelectorAll('.faces tbody tr').length`); rows != 5 {
		t.Errorf("%d rows", rows)
	}
	if wide := read[float64](ctx, h, `Math.max(...[...document.querySelectorAll('.rating *')].map(e => e.getBoundingClientRect().right)) - innerWidth`); wide > 0 {
		t.Errorf("the ratings are %v pixels too wide for a phone", wide)
	}
}
