package roster_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var now = testkit.Time("2026-11-24 09:00")

// The office of these tests: the regency leads the works office, which leads
// the roads section. Hendra, Rina and Joko work on roads, Joko under Rina.
const (
	bupati = roster.NIP("197001011995031001")
	kadis  = roster.NIP("197505052000031002")
	kasi   = roster.NIP("198003032005031003")
	hendra = roster.NIP("198609262015051004")
	rina   = roster.NIP("199001012023212005")
	joko   = roster.NIP("THL-0006")
	ayu    = roster.NIP("199201012020122007")
)

func office(t *testing.T) pgx.Tx {
	t.Helper()
	tx := testkit.Tx(t)
	putUnits(t, tx,
		roster.Unit{Code: "17.08", Name: "Pemkab Kepahiang", Kind: "kabupaten", HeadNIP: bupati},
		roster.Unit{Code: "pupr", Name: "Dinas PUPR", Kind: "dinas", ParentCode: "17.08", HeadNIP: kadis},
		roster.Unit{Code: "jalan", Name: "Seksi Jalan", Kind: "seksi", ParentCode: "pupr", HeadNIP: kasi},
		roster.Unit{Code: "sapras", Name: "Seksi Sarana", Kind: "seksi", ParentCode: "pupr", HeadNIP: "198101012006041009", Hours: "24"})
	putEmployees(t, tx,
		person(bupati, "Bupati Kepahiang", "17.08", "bupati"),
		person(kadis, "Kurnia", "pupr", "atasan"),
		person(kasi, "Lukman", "jalan"),
		person(hendra, "Hendra", "jalan", "verifikator"),
		person(rina, "rina", "jalan"),
		under(person(joko, "Joko", "jalan"), rina),
		person(ayu, "Ayu", "sapras", "admin", "verifikator"))
	return tx
}

func person(nip roster.NIP, name, unit string, roles ...roster.Role) roster.Employee {
	return roster.Employee{NIP: nip, Name: name, UnitCode: unit, Position: "Staf", Status: nip.Status(), Roles: roles}
}

func under(e roster.Employee, superior roster.NIP) roster.Employee {
	e.SuperiorNIP = &superior
	return e
}

func putUnits(t *testing.T, tx pgx.Tx, us ...roster.Unit) roster.Changes {
	t.Helper()
	return must(roster.PutUnits(t.Context(), tx, now, us))(t)
}

func putEmployees(t *testing.T, tx pgx.Tx, es ...roster.Employee) roster.Changes {
	t.Helper()
	return must(roster.PutEmployees(t.Context(), tx, now, es))(t)
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func connect(t *testing.T, tx pgx.Tx, nip roster.NIP, address string) {
	t.Helper()
	i := must(roster.Invite(t.Context(), tx, now, random(string(nip)+address), nip))(t)
	must(roster.Connect(t.Context(), tx, now, address, i.Token))(t)
}

func random(seed string) *bytes.Reader {
	sum := sha256.Sum256([]byte(seed))
	return bytes.NewReader(sum[:])
}

func names(es []roster.Employee) string {
	var ns []string
	for _, e := range es {
		ns = append(ns, e.Name)
	}
	return strings.Join(ns, " ")
}

func chain(t *testing.T, tx pgx.Tx, nip roster.NIP) string {
	t.Helper()
	var kinds []string
	var before *ledger.Entry
	for _, e := range must(ledger.Read(t.Context(), tx, "nip:"+string(nip)))(t) {
		if wrong := e.Follows(before); wrong != "" {
			t.Error(wrong)
		}
		before = &e
		kinds = append(kinds, strings.TrimSpace(e.Kind+" "+string(e.Facts)+" "+string(e.Content)))
	}
	return strings.Join(kinds, "; ")
}

func TestFind(t *testing.T) {
	tx := office(t)
	e := must(roster.Find(t.Context(), tx, ayu))(t)
	if e.Name != "Ayu" || !e.Has(roster.RoleAdmin) || e.Has(roster.RoleAtasan) || e.Ended() || e.SuperiorNIP != nil {
		t.Errorf("%+v", e)
	}
	if e := must(roster.Find(t.Context(), tx, joko))(t); e.SuperiorNIP == nil || *e.SuperiorNIP != rina || !e.Has(roster.RolePegawai) {
		t.Errorf("%+v", e)
	}
	if _, err := roster.Find(t.Context(), tx, "';--"); err != roster.ErrUnknown {
		t.Error(err)
	}
	if _, err := roster.FindUnit(t.Context(), tx, "x"); err != roster.ErrUnitUnknown {
		t.Error(err)
	}
	if got := names(must(roster.OfUnit(t.Context(), tx, "jalan"))(t)); got != "Hendra Joko Lukman rina" {
		t.Error(got)
	}
	if got := names(must(roster.WithRole(t.Context(), tx, roster.RoleVerifikator))(t)); got != "Ayu Hendra" {
		t.Error(got)
	}
	if got := names(must(roster.Absent(t.Context(), tx, []roster.NIP{bupati, kadis, kasi, rina}))(t)); got != "Ayu Hendra Joko" {
		t.Error(got)
	}
}

func TestLine(t *testing.T) {
	tx := office(t)
	for nip, want := range map[roster.NIP]string{
		bupati: "", kadis: "Bupati Kepahiang", kasi: "Kurnia", hendra: "Lukman", rina: "Lukman", joko: "rina",
		ayu: "Kurnia", // the head of her unit is not in the register
	} {
		e, _ := must2(roster.Superior(t.Context(), tx, nip))(t)
		if e.Name != want {
			t.Errorf("above %s: %q, want %q", nip, e.Name, want)
		}
	}
	for nip, want := range map[roster.NIP]string{
		bupati: "Kurnia", kadis: "Ayu Lukman", kasi: "Hendra rina", rina: "Joko", joko: "",
	} {
		if got := names(must(roster.Subordinates(t.Context(), tx, nip))(t)); got != want {
			t.Errorf("right below %s: %q, want %q", nip, got, want)
		}
	}
	if got := names(must(roster.Span(t.Context(), tx, bupati))(t)); got != "Ayu Hendra Joko Kurnia Lukman rina" {
		t.Error(got)
	}
	if got := names(must(roster.Supervisors(t.Context(), tx))(t)); got != "Bupati Kepahiang Kurnia Lukman rina" {
		t.Error(got)
	}
	book := must(roster.NewCalendars(now.Location()).Book(t.Context(), tx))(t)
	for _, nip := range []roster.NIP{kasi, hendra} {
		if got := book.Supervises(nip); got != (nip == kasi) {
			t.Errorf("%s supervises: %v", nip, got)
		}
	}
	if got := names(must(roster.Heads(t.Context(), tx, "sapras"))(t)); got != "Kurnia Bupati Kepahiang" {
		t.Error(got)
	}
}

func must2[T any](v T, found bool, err error) func(t *testing.T) (T, bool) {
	return func(t *testing.T) (T, bool) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v, found
	}
}

// A register may say nonsense: units within each other, people above each
// other, people above themselves.
func TestLineLoops(t *testing.T) {
	tx := office(t)
	putUnits(t, tx,
		roster.Unit{Code: "17.08", Name: "Pemkab", Kind: "kabupaten", ParentCode: "jalan", HeadNIP: bupati})
	putEmployees(t, tx,
		under(person(hendra, "Hendra", "jalan"), joko),
		under(person(rina, "rina", "jalan"), hendra),
		under(person(kasi, "Lukman", "jalan"), kasi))
	if got := names(must(roster.Span(t.Context(), tx, joko))(t)); got != "Hendra rina" {
		t.Error(got)
	}
	if e, _ := must2(roster.Superior(t.Context(), tx, bupati))(t); e.NIP != kasi {
		t.Errorf("%+v", e)
	}
	if e, _ := must2(roster.Superior(t.Context(), tx, kasi))(t); e.NIP != kadis {
		t.Errorf("not themself: %+v", e)
	}
	for _, nip := range []roster.NIP{bupati, kadis, kasi, hendra, rina, joko, ayu} {
		for _, below := range must(roster.Subordinates(t.Context(), tx, nip))(t) {
			if above, _ := must2(roster.Superior(t.Context(), tx, below.NIP))(t); above.NIP != nip {
				t.Errorf("%s is below %s but has %s above", below.NIP, nip, above.NIP)
			}
		}
		if _, found := must2(roster.StandIn(t.Context(), tx, now, nip))(t); found {
			t.Errorf("%s: nobody is connected", nip)
		}
	}
}

func TestPutTwiceChangesNothing(t *testing.T) {
	tx := office(t)
	entries := func() (n int) {
		if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM ledger_entry`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := entries()
	lat := -3.62893
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	unit := roster.Unit{Code: "rsud", Name: "RSUD", Kind: "rsud", Latitude: &lat, Longitude: &lat, ValidFrom: &from}
	putUnits(t, tx, unit)
	if done := putUnits(t, tx, unit); done != (roster.Changes{Unchanged: 1}) {
		t.Errorf("%+v", done)
	}
	lat = -3.5
	if done := putUnits(t, tx, unit); done != (roster.Changes{Changed: 1}) {
		t.Errorf("%+v", done)
	}
	if got := must(roster.FindUnit(t.Context(), tx, "rsud"))(t); *got.Latitude != -3.5 || worktime.DateOf(*got.ValidFrom) != worktime.On(2026, 1, 1) {
		t.Errorf("%+v", got)
	}
	if done := putEmployees(t, tx, person(ayu, "Ayu", "sapras", "verifikator", "admin", "admin", "pegawai")); done != (roster.Changes{Changed: 1}) {
		t.Errorf("pegawai is said now: %+v", done)
	}
	if entries() != before {
		t.Error("saying pegawai changes nobody's powers")
	}
	if done := putEmployees(t, tx, person(ayu, "Ayu", "sapras", "pegawai", "admin", "verifikator")); done != (roster.Changes{Unchanged: 1}) {
		t.Errorf("%+v", done)
	}
	putEmployees(t, tx, person(ayu, "Ayu", "sapras", "inspektorat"))
	if got := chain(t, tx, ayu); got != "roles >verifikator,admin; roles verifikator,admin>inspektorat" {
		t.Error(got)
	}
}
