package roster_test

import (
	"testing"

	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestLongestClosure(t *testing.T) {
	tx := testkit.Tx(t)
	_, err := tx.Exec(t.Context(), `
		INSERT INTO unit (code, name, kind) VALUES ('KEC', 'Kecamatan', 'kecamatan');
		INSERT INTO unit (code, name, kind, hours) VALUES ('RS', 'RSUD', 'rsud', '24');
		INSERT INTO holiday (on_date, name, kind) VALUES
			('2027-03-08', 'Nyepi', 'libur_nasional'), ('2027-03-09', 'Cuti Bersama Idulfitri', 'cuti_bersama'),
			('2027-03-10', 'Idulfitri', 'libur_nasional'), ('2027-03-11', 'Idulfitri', 'libur_nasional'),
			('2027-03-12', 'Cuti Bersama Idulfitri', 'cuti_bersama'), ('2027-03-15', 'Cuti Bersama Idulfitri', 'cuti_bersama'),
			('2027-03-28', 'Paskah', 'libur_nasional'), ('2027-05-18', 'Cuti Bersama', 'cuti_bersama')`)
	if err != nil {
		t.Fatal(err)
	}
	calendars := roster.NewCalendars(testkit.Time("2027-01-01 00:00").Location())
	for _, c := range []struct{ name, unit, from, to, closure, last string }{
		{"a week without a working day", "KEC", "2027-03-05 15:00", "2027-03-17 10:00", "Nyepi", "2027-03-15"},
		{"an ordinary weekend", "KEC", "2027-04-09 15:00", "2027-04-12 10:00", "", ""},
		{"a holiday on a Sunday", "KEC", "2027-03-26 15:00", "2027-03-29 10:00", "", ""},
		{"a day off in the middle of a week", "KEC", "2027-05-17 15:00", "2027-05-19 10:00", "Cuti Bersama", "2027-05-18"},
		{"an office that never closes", "RS", "2027-03-05 15:00", "2027-03-17 10:00", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			book, err := calendars.Book(t.Context(), tx)
			if err != nil {
				t.Fatal(err)
			}
			got, found, err := book.LongestClosure(c.unit, testkit.Time(c.from), testkit.Time(c.to))
			if err != nil || found != (c.closure != "") || got.Name != c.closure {
				t.Fatalf("%+v, %v, %v; want %q", got, found, err, c.closure)
			}
			if found && worktime.DateOf(got.Last).String() != c.last {
				t.Errorf("until %v, want %s", got.Last, c.last)
			}
		})
	}
}
