package roster_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
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
	for _, nip := range []roster.NIP{kasi, hendra} {
		if got := must(roster.IsSupervisor(t.Context(), tx, nip))(t); got != (nip == kasi) {
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

func TestConnect(t *testing.T) {
	tx := office(t)
	i := must(roster.Invite(t.Context(), tx, now, random("a"), hendra))(t)
	if len(i.Token) != 24 || !strings.HasPrefix(i.Token, "k_") || !i.ExpiresAt.Equal(now.Add(72*time.Hour)) {
		t.Errorf("%+v", i)
	}
	for name, c := range map[string]struct {
		at    time.Time
		token string
		want  error
	}{
		"unknown": {now, "k_0000000000000000000000", roster.ErrInvitationUnknown},
		"empty":   {now, "", roster.ErrInvitationUnknown},
		"expired": {i.ExpiresAt, i.Token, roster.ErrInvitationExpired},
	} {
		if _, err := roster.Connect(t.Context(), tx, c.at, "tg:1", c.token); err != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := chain(t, tx, hendra); got != "roles >verifikator" {
		t.Error(got)
	}
	e := must(roster.Connect(t.Context(), tx, i.ExpiresAt.Add(-time.Microsecond), "tg:1", i.Token))(t)
	if e.NIP != hendra {
		t.Errorf("%+v", e)
	}
	if _, err := roster.Connect(t.Context(), tx, now, "tg:1", i.Token); err != roster.ErrInvitationUsed {
		t.Error(err)
	}
	if e, found := must2(roster.ByAddress(t.Context(), tx, "tg:1"))(t); !found || e.NIP != hendra {
		t.Errorf("%+v", e)
	}
	if _, found := must2(roster.ByAddress(t.Context(), tx, "tg:2"))(t); found {
		t.Error("tg:2 speaks for nobody")
	}

	// A second phone; the first address is lost and found again.
	second := must(roster.Invite(t.Context(), tx, now, random("b"), hendra))(t)
	must(roster.Connect(t.Context(), tx, now.Add(time.Hour), "tg:2", second.Token))(t)
	addressIs(t, tx, hendra, "tg:1") // connected at the end of its invitation, later than the second
	if err := account.Lose(t.Context(), tx, now, "tg:1"); err != nil {
		t.Fatal(err)
	}
	addressIs(t, tx, hendra, "tg:2")
	if err := account.Lose(t.Context(), tx, now, "tg:2"); err != nil {
		t.Fatal(err)
	}
	addressIs(t, tx, hendra, "")
	if err := account.Seen(t.Context(), tx, now, "tg:2"); err != nil {
		t.Fatal(err)
	}
	addressIs(t, tx, hendra, "tg:2")

	// The same phone now speaks for Rina.
	connect(t, tx, rina, "tg:2")
	if e, _ := must2(roster.ByAddress(t.Context(), tx, "tg:2"))(t); e.NIP != rina {
		t.Errorf("%+v", e)
	}
	addressIs(t, tx, hendra, "")
	if got, want := chain(t, tx, hendra), "roles >verifikator; connected  tg:1; connected  tg:2; disconnected moved tg:2"; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := chain(t, tx, rina); got != "connected  tg:2" {
		t.Error(got)
	}
}

func addressIs(t *testing.T, tx pgx.Tx, nip roster.NIP, want string) {
	t.Helper()
	if got, found := must2(roster.AddressOf(t.Context(), tx, nip))(t); got != want || found != (want != "") {
		t.Errorf("reached at %q, want %q", got, want)
	}
}

func TestTokenIsNotStored(t *testing.T) {
	tx := office(t)
	i := must(roster.Invite(t.Context(), tx, now, random("a"), hendra))(t)
	var row string
	if err := tx.QueryRow(t.Context(), `SELECT encode(digest, 'escape') || invitation::text FROM invitation`).Scan(&row); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(row, i.Token[2:]) {
		t.Error(row)
	}
	if _, err := roster.Invite(t.Context(), tx, now, bytes.NewReader(nil), hendra); err == nil {
		t.Error("an invitation without randomness")
	}
	if _, err := roster.Invite(t.Context(), tx, now, random("a"), "x"); err != roster.ErrUnknown {
		t.Error(err)
	}
}

func TestDisconnect(t *testing.T) {
	tx := office(t)
	connect(t, tx, hendra, "tg:1")
	connect(t, tx, hendra, "tg:2")
	open := must(roster.Invite(t.Context(), tx, now, random("c"), hendra))(t)
	if err := roster.Disconnect(t.Context(), tx, now, "nip:"+string(kasi), hendra); err != nil {
		t.Fatal(err)
	}
	addressIs(t, tx, hendra, "")
	if _, err := roster.Connect(t.Context(), tx, now, "tg:1", open.Token); err != roster.ErrInvitationUnknown {
		t.Error(err)
	}
	if err := roster.Disconnect(t.Context(), tx, now, "nip:x", "x"); err != roster.ErrUnknown {
		t.Error(err)
	}
	entries := must(ledger.Read(t.Context(), tx, "nip:"+string(hendra)))(t)
	if last := entries[len(entries)-1]; last.Kind != "disconnected" || last.Actor != "nip:"+string(kasi) {
		t.Errorf("%+v", last)
	}
}

func TestEndEmployees(t *testing.T) {
	tx := office(t)
	connect(t, tx, hendra, "tg:1")
	open := must(roster.Invite(t.Context(), tx, now, random("c"), kasi))(t)
	if n := must(roster.EndEmployees(t.Context(), tx, testkit.Time("2026-11-24 00:30"), []roster.NIP{kasi, hendra, "x"}))(t); n != 2 {
		t.Error(n)
	}
	if n := must(roster.EndEmployees(t.Context(), tx, now, []roster.NIP{kasi, hendra}))(t); n != 0 {
		t.Error(n)
	}
	e := must(roster.Find(t.Context(), tx, hendra))(t)
	if !e.Ended() || worktime.DateOf(*e.EndedOn) != worktime.On(2026, 11, 24) {
		t.Errorf("%v", e.EndedOn)
	}
	addressIs(t, tx, hendra, "")
	if _, found := must2(roster.ByAddress(t.Context(), tx, "tg:1"))(t); found {
		t.Error("speaks for one who has ended")
	}
	if _, err := roster.Connect(t.Context(), tx, now, "tg:3", open.Token); err != roster.ErrInvitationUnknown {
		t.Error(err)
	}
	if _, err := roster.Invite(t.Context(), tx, now, random("d"), hendra); err != roster.ErrEmployeeEnded {
		t.Error(err)
	}
	if got := chain(t, tx, hendra); !strings.HasSuffix(got, "; ended") {
		t.Error(got)
	}
	// The head is gone: the next above leads, also those who were below.
	if above, _ := must2(roster.Superior(t.Context(), tx, rina))(t); above.NIP != kadis {
		t.Errorf("%+v", above)
	}
	if got := names(must(roster.Supervisors(t.Context(), tx))(t)); got != "Bupati Kepahiang Kurnia rina" {
		t.Error(got)
	}
	// In the register again, back again.
	if done := putEmployees(t, tx, person(hendra, "Hendra", "jalan", "verifikator")); done != (roster.Changes{Changed: 1}) {
		t.Errorf("%+v", done)
	}
	if e := must(roster.Find(t.Context(), tx, hendra))(t); e.Ended() {
		t.Errorf("%+v", e)
	}
}

func TestStandIn(t *testing.T) {
	tx := office(t)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	leave := func(nip roster.NIP, from, to int, substitute roster.NIP) roster.Leave {
		l := roster.Leave{NIP: nip, FromOn: day(from), ToOn: day(to)}
		if substitute != "" {
			l.Substitute = &substitute
		}
		return l
	}
	must(roster.PutLeave(t.Context(), tx, now, []roster.Leave{
		leave(hendra, 24, 25, rina), leave(rina, 25, 26, joko), leave(joko, 26, 26, hendra), leave(hendra, 26, 26, rina),
		leave(kasi, 20, 26, ayu),
	}))(t)
	steps := []struct {
		connect  roster.NIP
		on       string
		nip      roster.NIP
		want     string // name and why
		comments string
	}{
		{"", "2026-11-23 09:00", hendra, "", "nobody is connected"},
		{bupati, "2026-11-23 09:00", hendra, "Bupati Kepahiang superior", ""},
		{kadis, "2026-11-23 09:00", hendra, "Kurnia superior", "two steps up"},
		{"", "2026-11-23 09:00", "unknown", "", ""},
		{ayu, "2026-11-23 09:00", hendra, "Ayu superior", "she stands in for the superior on leave"},
		{rina, "2026-11-23 09:00", hendra, "Ayu superior", "not yet his substitute"},
		{"", "2026-11-24 09:00", hendra, "rina substitute", ""},
		{"", "2026-11-24 00:01", hendra, "rina substitute", "the office's day, not Greenwich's"},
		{"", "2026-11-25 09:00", hendra, "Ayu superior", "Rina is away too, Joko not connected"},
		{joko, "2026-11-25 23:59", hendra, "Joko substitute", "the substitute's substitute"},
		{hendra, "2026-11-26 09:00", hendra, "Ayu superior", "three away for each other"},
		{"", "2026-11-27 09:00", hendra, "Hendra", ""},
	}
	for i, s := range steps {
		if s.connect != "" {
			connect(t, tx, s.connect, "tg:"+string(s.connect))
		}
		e, why, _, err := roster.Cover(t.Context(), tx, testkit.Time(s.on), s.nip)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(e.Name + " " + why); got != s.want {
			t.Errorf("step %d, %s (%s): %q, want %q", i, s.on, s.comments, got, s.want)
		}
	}
	if got := must(roster.Available(t.Context(), tx, testkit.Time("2026-11-24 09:00"), hendra))(t); got {
		t.Error("available on leave")
	}
	if l, away := must2(roster.Away(t.Context(), tx, testkit.Time("2026-11-25 23:30"), hendra))(t); !away || *l.Substitute != rina {
		t.Errorf("%+v", l)
	}
	if got := names(must(roster.Connected(t.Context(), tx, roster.RoleVerifikator))(t)); got != "Ayu Hendra" {
		t.Error(got)
	}
	if err := account.Lose(t.Context(), tx, now, "tg:"+string(ayu)); err != nil {
		t.Fatal(err)
	}
	if got := names(must(roster.Connected(t.Context(), tx, roster.RoleVerifikator))(t)); got != "Hendra" {
		t.Error(got)
	}
	if got := names(must(roster.Unconnected(t.Context(), tx))(t)); got != "Lukman Ayu" {
		t.Error(got)
	}
}

func TestSubstitutesEndAtThree(t *testing.T) {
	tx := office(t)
	chain := []roster.NIP{hendra, rina, joko, ayu, kadis}
	var leave []roster.Leave
	for i, nip := range chain[:4] {
		leave = append(leave, roster.Leave{NIP: nip, FromOn: now, ToOn: now, Substitute: &chain[i+1]})
	}
	must(roster.PutLeave(t.Context(), tx, now, leave))(t)
	connect(t, tx, kadis, "tg:kadis")
	connect(t, tx, kasi, "tg:kasi")
	if e, why, _, err := roster.Cover(t.Context(), tx, now, hendra); err != nil || e.NIP != kasi || why != roster.BySuperior {
		t.Errorf("the fourth substitute is no substitute: %s %s %v", e.Name, why, err)
	}
	if e, why, _, err := roster.Cover(t.Context(), tx, now, rina); err != nil || e.NIP != kadis || why != roster.BySubstitute {
		t.Errorf("the third is: %s %s %v", e.Name, why, err)
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

func TestCalendars(t *testing.T) {
	tx := office(t)
	cals := roster.NewCalendars(now.Location(), nil)
	monday := testkit.Time("2026-12-28 09:00")
	if cal := must(cals.For(t.Context(), tx, "jalan"))(t); !cal.Working(monday) || cal.Location() != cals.Location() {
		t.Error("an ordinary Monday")
	}
	first := must(cals.For(t.Context(), tx, "jalan"))(t)
	if again := must(cals.For(t.Context(), tx, "pupr"))(t); again != first {
		t.Error("units with the same hours share a calendar")
	}
	other := roster.NewCalendars(now.Location(), nil)
	must(other.For(t.Context(), tx, "jalan"))(t)
	holidays := []worktime.Holiday{{On: worktime.On(2026, 12, 28), Name: "Berkabung"}}
	if done := must(roster.PutHolidays(t.Context(), tx, now, holidays))(t); done != (roster.Changes{Added: 1}) {
		t.Errorf("%+v", done)
	}
	for i, c := range []*roster.Calendars{cals, other} {
		if cal := must(c.For(t.Context(), tx, "jalan"))(t); cal.Working(monday) {
			t.Errorf("replica %d has not seen the holiday", i)
		}
		if cal := must(c.For(t.Context(), tx, "sapras"))(t); !cal.Working(monday) {
			t.Errorf("replica %d closes a unit that never closes", i)
		}
	}
	kept := must(cals.For(t.Context(), tx, "jalan"))(t)
	if done := must(roster.PutHolidays(t.Context(), tx, now, holidays))(t); done != (roster.Changes{Unchanged: 1}) {
		t.Errorf("%+v", done)
	}
	if must(cals.For(t.Context(), tx, "jalan"))(t) != kept {
		t.Error("nothing changed, yet the calendar was built again")
	}
	putUnits(t, tx, roster.Unit{Code: "jalan", Name: "Seksi Jalan", Kind: "seksi", ParentCode: "pupr", HeadNIP: kasi, Hours: "Sab 09.00-12.00"})
	if cal := must(cals.For(t.Context(), tx, "jalan"))(t); !cal.Working(testkit.Time("2026-12-26 10:00")) {
		t.Error("new hours were not seen")
	}
	if _, err := cals.For(t.Context(), tx, "x"); err != roster.ErrUnitUnknown {
		t.Error(err)
	}
	if _, err := tx.Exec(t.Context(), `UPDATE unit SET hours = 'Sen' WHERE code = 'pupr'`); err != nil {
		t.Fatal(err)
	}
	if _, err := cals.For(t.Context(), tx, "pupr"); err == nil || !strings.Contains(err.Error(), "unit pupr") {
		t.Error(err)
	}
}

// A change that was rolled back must not be taken for the next one.
func TestCalendarsAfterRollback(t *testing.T) {
	tx := office(t)
	cals := roster.NewCalendars(now.Location(), nil)
	off := errors.New("off")
	err := pgx.BeginFunc(t.Context(), tx, func(sp pgx.Tx) error {
		must(roster.PutHolidays(t.Context(), sp, now, []worktime.Holiday{{On: worktime.On(2026, 12, 28), Name: "x"}}))(t)
		must(cals.For(t.Context(), sp, "jalan"))(t)
		return off
	})
	if err != off {
		t.Fatal(err)
	}
	must(roster.PutHolidays(t.Context(), tx, now, []worktime.Holiday{{On: worktime.On(2026, 12, 29), Name: "x"}}))(t)
	cal := must(cals.For(t.Context(), tx, "jalan"))(t)
	if !cal.Working(testkit.Time("2026-12-28 09:00")) || cal.Working(testkit.Time("2026-12-29 09:00")) {
		t.Error("the calendar is that of the change rolled back")
	}
}

func TestCalendarsConcurrently(t *testing.T) {
	db := testkit.DB(t)
	put := func(f func(tx pgx.Tx) error) {
		if err := pgx.BeginFunc(t.Context(), db, f); err != nil {
			t.Error(err)
		}
	}
	put(func(tx pgx.Tx) error {
		_, err := roster.PutUnits(t.Context(), tx, now, []roster.Unit{{Code: "a", Name: "A", Kind: "x"}, {Code: "b", Name: "B", Kind: "x", Hours: "24"}})
		return err
	})
	cals := roster.NewCalendars(now.Location(), nil)
	days := slices.Collect(func(yield func(worktime.Date) bool) {
		for i := range 8 {
			if !yield(worktime.On(2026, 11, 2).AddDays(7 * i)) {
				return
			}
		}
	})
	var wg sync.WaitGroup
	for _, d := range days {
		wg.Go(func() {
			put(func(tx pgx.Tx) error {
				_, err := roster.PutHolidays(t.Context(), tx, now, []worktime.Holiday{{On: d, Name: "x"}})
				return err
			})
			put(func(tx pgx.Tx) error {
				for _, unit := range []string{"a", "b", "a"} {
					cal, err := cals.For(t.Context(), tx, unit)
					if err != nil {
						return err
					}
					if open := cal.Working(d.Midnight(cals.Location()).Add(9 * time.Hour)); open != (unit == "b") {
						t.Errorf("unit %s on %s: working %v", unit, d, open)
					}
				}
				return nil
			})
		})
	}
	wg.Wait()
}
