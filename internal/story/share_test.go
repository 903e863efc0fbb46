package story

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// values are all that stands in rows which name a case, in any table, but for
// what is too short to tell anything.
func (w *world) values(code string) map[string]bool {
	w.t.Helper()
	var id string
	w.must(w.pool.QueryRow(w.ctx, `SELECT id::text FROM complaint WHERE code = $1`, code).Scan(&id))
	rows, err := w.pool.Query(w.ctx, `
		SELECT tablename::text
		FROM pg_tables
		WHERE schemaname = 'public'`)
	w.must(err)
	var tables []string
	for rows.Next() {
		var name string
		w.must(rows.Scan(&name))
		tables = append(tables, name)
	}
	all := map[string]bool{}
	for _, table := range tables {
		rows, err := w.pool.Query(w.ctx, fmt.Sprintf(`SELECT to_jsonb(t) FROM %q t`, table))
		w.must(err)
		for rows.Next() {
			var raw []byte
			w.must(rows.Scan(&raw))
			var row map[string]any
			d := json.NewDecoder(strings.NewReader(string(raw)))
			d.UseNumber()
			w.must(d.Decode(&row))
			own := table == "complaint" && fmt.Sprint(row["id"]) == id || fmt.Sprint(row["complaint_id"]) == id ||
				strings.Contains(string(raw), `"case:`+id+`"`) || strings.Contains(string(raw), code)
			if !own {
				continue
			}
			for _, v := range row {
				if s := fmt.Sprint(v); len(s) >= shortest && v != nil {
					all[s] = true
				}
			}
		}
	}
	return all
}

// shared is what two cases have in common, and not with somebody else's.
func (w *world) shared(codes []string) []string {
	others := w.values(codes[2])
	one, two := w.values(codes[0]), w.values(codes[1])
	maps.DeleteFunc(one, func(v string, _ bool) bool { return !two[v] || others[v] })
	return slices.Sorted(maps.Keys(one))
}

// Three cases: two of Sari's, the second of which may be without a name, and one
// of Budi's.
const threeCases = `
	* Hendra 198704122010011911
	@ 2026-11-23 08:05
	Sari > Jalan berlubang di Bayung
	Sari > (photo)
	Sari > [Kirim]
	@ 2026-11-23 08:40
	Sari > %s
	Sari > Jembatan di Bayung goyang
	Sari > (photo 2)
	%s
	Sari > [Kirim]
	@ 2026-11-23 10:10
	! job release
	Hendra > (reply goyang) Kami periksa.
	Hendra > [Kirim sekarang]
	%s
	Budi > Jalan amblas di Bayung
	Budi > (photo 3)
	Budi > [Kirim]
	Hendra > (reply amblas) Kami periksa.
	Hendra > [Kirim sekarang]
	Hendra > (reply berlubang) Kami periksa.
	Hendra > [Kirim sekarang]
	@ 2026-11-25 11:00
	! job forget
	! job retention`

// codes are the cases in the order of their filing.
func (w *world) codes() (codes []string) {
	rows, err := w.pool.Query(w.ctx, `SELECT code FROM complaint ORDER BY id`)
	w.must(err)
	for rows.Next() {
		var code string
		w.must(rows.Scan(&code))
		codes = append(codes, code)
	}
	return codes
}

func TestOpenAndNamelessCasesShareNothing(t *testing.T) {
	const more = "Sari > [Tambah keterangan]\nSari > Pelan-pelan saja"
	for name, c := range map[string]struct{ begin, choose, later string }{
		"asked for":        {"Lapor tanpa nama", "", more},
		"pressed":          {"(data lapor.anon)", "", more},
		"cut":              {"Lapor tanpa nama", "", more + "\nSari > [Putuskan]\nSari > [Ya, putuskan]"},
		"without a trace":  {"/lapor", "Sari > [Kerahasiaan]\nSari > [Tanpa jejak]", "Sari > /cek {code} {pin}\n" + more},
		"by another draft": {"/lapor", "Sari > [Kerahasiaan]\nSari > [Ya, alamat disegel]", more},
	} {
		w := newWorld(t)
		w.play(fmt.Sprintf(threeCases, c.begin, c.choose, c.later))
		codes := w.codes()
		if len(codes) != 3 {
			t.Fatalf("%s: %d cases", name, len(codes))
		}
		if got := w.shared(codes); len(got) > 0 {
			t.Errorf("%s: they share %q", name, got)
		}
	}
}

// Two cases of one person that are both theirs by name do share who that is.
func TestOpenCasesShareTheirReporter(t *testing.T) {
	w := newWorld(t)
	w.play(fmt.Sprintf(threeCases, "/lapor", "", "Sari > (reply periksa) Pelan-pelan saja"))
	got := w.shared(w.codes())
	if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, fmt.Sprint(w.people["Sari"])) }) {
		t.Errorf("they share %q only", got)
	}
}
