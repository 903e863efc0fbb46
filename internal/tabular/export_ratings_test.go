package tabular_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tanggap/internal/tabular"
	"tanggap/internal/testkit"
)

func TestExportRatings(t *testing.T) {
	db := testkit.DB(t)
	for _, sql := range []string{
		`INSERT INTO unit (code, name, kind) VALUES ('PKM', 'Puskesmas', 'puskesmas'), ('DLH', 'Dinas', 'dinas')`,
		`INSERT INTO visit_rating (id, unit_code, rated_on, door, proved, face, asked, answer, comment, state, reason) VALUES
			('b', 'PKM', '2026-11-23', 'kupon', true, 4, 'waktu', 2, 'nama saya Sari', 'counted', ''),
			('a', 'PKM', '2026-11-23', 'nilai', false, 1, 'biaya', NULL, '=HYPERLINK("x")', 'held', 'burst'),
			('c', 'DLH', '2026-11-24', 'poster', false, 3, 'sarana', 0, '', 'dropped', 'staff'),
			('d', 'DLH', '2026-11-25', 'poster', false, 3, 'sarana', 0, '', 'counted', '')`,
		`INSERT INTO visit_form (rating, persyaratan, waktu, sarana, age, sex) VALUES ('b', 4, 1, 3, '26-35', 'p')`,
		`INSERT INTO visit_rater (digest, turn, slip, rating, day, at) VALUES ('\x736563726574', 1, '\x736563726574', 'b', '2026-11-23', '2026-11-23 09:17:42+07')`,
	} {
		if _, err := db.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	give := func(format string) []byte {
		var b bytes.Buffer
		from, to := testkit.Time("2026-11-23 00:00"), testkit.Time("2026-11-24 00:00")
		if err := tabular.Export(t.Context(), db, "ratings", tabular.Selection{From: &from, To: &to, Location: from.Location(), Format: format}, &b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	want := strings.Join([]string{
		"unit,date,door,proved,state,reason,face,asked,answer,full,persyaratan,prosedur,waktu,biaya,produk,kompetensi,perilaku,pengaduan,sarana",
		"PKM,2026-11-23,nilai,false,held,burst,1,biaya,,false,,,,,,,,,",
		"PKM,2026-11-23,kupon,true,counted,,4,waktu,2,true,4,,1,,,,,,3",
		"DLH,2026-11-24,poster,false,dropped,staff,3,sarana,0,false,,,,,,,,,",
		"",
	}, "\n")
	got := string(give("csv"))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Neither who, nor when within a day, nor what they wrote, nor who they say
	// that they are.
	for _, secret := range []string{"Sari", "736563726574", "09:17", "26-35", "HYPERLINK"} {
		if strings.Contains(got, secret) {
			t.Errorf("%s is given out", secret)
		}
	}
	if lines := strings.Count(string(give("jsonl")), "\n"); lines != 3 {
		t.Errorf("%d lines of JSON", lines)
	}
	f, err := excelize.OpenReader(bytes.NewReader(give("xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("Tanggap"); err != nil || len(rows) != 4 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	var all bytes.Buffer
	if err := tabular.Export(t.Context(), db, "ratings", tabular.Selection{Location: time.UTC}, &all); err != nil || strings.Count(all.String(), "\n") != 5 {
		t.Errorf("everything: %v\n%s", err, all.String())
	}
}
