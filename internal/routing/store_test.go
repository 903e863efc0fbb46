package routing_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var now = testkit.Time("2026-11-24 00:30") // still the 23rd in Greenwich

const (
	kadis  = roster.NIP("197505052000031002")
	kasi   = roster.NIP("198003032005031003")
	hendra = roster.NIP("198609262015051004")
	rina   = roster.NIP("199001012023212005")
)

var areas = []routing.Area{
	{Code: "17", Type: routing.TypeKabupaten, Name: "Kabupaten Kepahiang"},
	{Code: "17.3", Type: routing.TypeKecamatan, Name: "Tebat Karai", ParentCode: "17"},
	{Code: "17.6", Type: routing.TypeKecamatan, Name: "Kebawetan", ParentCode: "17", Aliases: []string{"Kabawetan"}},
	{Code: "17.6.1", Type: routing.TypeDesa, Name: "Suka Sari", ParentCode: "17.6"},
	{Code: "17.6.2", Type: routing.TypeDesa, Name: "Air Sempiang", ParentCode: "17.6"},
	{Code: "luar", Type: routing.TypeOutside, Name: "Curup"},
}

var categories = []routing.Category{
	{Code: "jalan", Name: "Jalan", Type: routing.Pengaduan, FirstResponseHours: 15, ResolveDays: 14, Keywords: []string{"jalan", "jembatan"}},
	{Code: "lain", Name: "Lain-lain", Type: routing.Informasi, FirstResponseHours: 15, ResolveDays: 5},
	{Code: "etik", Name: "Perilaku petugas", Type: routing.Pengaduan, FirstResponseHours: 15, ResolveDays: 14, Keywords: []string{"pungli"}, Neutral: true, Danger: true},
}

func office(t *testing.T) pgx.Tx {
	t.Helper()
	tx := testkit.Tx(t)
	_, err := roster.PutUnits(t.Context(), tx, now, []roster.Unit{
		{Code: "17.08", Name: "Pemkab", Kind: "kabupaten"},
		{Code: "pupr", Name: "Dinas PUPR", Kind: "dinas", ParentCode: "17.08", HeadNIP: kadis},
		{Code: "jalan", Name: "Seksi Jalan", Kind: "seksi", ParentCode: "pupr", HeadNIP: kasi},
		{Code: "uptd", Name: "UPTD Kebawetan", Kind: "uptd", ParentCode: "pupr", HeadNIP: "THL-unknown"},
	})
	check(t, err)
	var es []roster.Employee
	for nip, unit := range map[roster.NIP]string{kadis: "pupr", kasi: "jalan", hendra: "jalan", rina: "uptd"} {
		es = append(es, roster.Employee{NIP: nip, Name: string(nip), UnitCode: unit, Position: "Staf", Status: nip.Status()})
	}
	_, err = roster.PutEmployees(t.Context(), tx, now, es)
	check(t, err)
	_, err = routing.PutAreas(t.Context(), tx, now, areas)
	check(t, err)
	_, err = routing.PutCategories(t.Context(), tx, now, categories)
	check(t, err)
	return tx
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, tx pgx.Tx, nip roster.NIP) {
	t.Helper()
	i, err := roster.Invite(t.Context(), tx, now, strings.NewReader(string(nip)), nip)
	check(t, err)
	_, err = roster.Connect(t.Context(), tx, now, "tg:"+string(nip), i.Token)
	check(t, err)
}

func TestResolve(t *testing.T) {
	tx := office(t)
	_, err := routing.PutRoutes(t.Context(), tx, now, []routing.Route{
		{CategoryCode: "jalan", UnitCode: "jalan"},
		{CategoryCode: "jalan", AreaCode: "17.6", UnitCode: "uptd", NIP: rina},
		{CategoryCode: "jalan", AreaCode: "17.6.1", UnitCode: "jalan", NIP: hendra},
		{CategoryCode: "etik", AreaCode: "17", UnitCode: "uptd"},
		{CategoryCode: "etik", AreaCode: "17.3", UnitCode: "jalan", NIP: "THL-gone"},
	})
	check(t, err)
	for i, s := range []struct {
		connect        roster.NIP
		category, area string
		want           string // unit, planned, officer, why
	}{
		{"", "jalan", "", "jalan " + string(kasi) + " nobody "},
		{kadis, "jalan", "", "jalan " + string(kasi) + " " + string(kadis) + " superior"},
		{kasi, "jalan", "", "jalan " + string(kasi) + " " + string(kasi) + " "},
		{hendra, "jalan", "17.6.1", "jalan " + string(hendra) + " " + string(hendra) + " "},
		{"", "jalan", "17.6.2", "uptd " + string(rina) + " " + string(kadis) + " superior"},
		{rina, "jalan", "17.6.2", "uptd " + string(rina) + " " + string(rina) + " "},
		{"", "jalan", "17.6", "uptd " + string(rina) + " " + string(rina) + " "},
		{"", "jalan", "17.3", "jalan " + string(kasi) + " " + string(kasi) + " "},
		{"", "jalan", "unknown", "jalan " + string(kasi) + " " + string(kasi) + " "},
		{"", "etik", "17.6.1", "uptd THL-unknown " + string(kadis) + " superior"},
		{"", "etik", "17.3", "jalan THL-gone " + string(kasi) + " superior"},
		{"", "etik", "", "17.08  nobody "},
		{"", "lain", "17.3", "17.08  nobody "},
	} {
		if s.connect != "" {
			connect(t, tx, s.connect)
		}
		r, err := open(t, tx).Resolve(t.Context(), tx, now, now.Location(), s.category, s.area)
		check(t, err)
		if got := describe(r); got != s.want {
			t.Errorf("%d, %s in %s: %q, want %q", i, s.category, s.area, got, s.want)
		}
		if name := open(t, tx).UnitOf(s.category, s.area); name != r.Unit.Name {
			t.Errorf("%d, %s in %s: %q, want %q", i, s.category, s.area, name, r.Unit.Name)
		}
	}
	substitute := kasi
	_, err = roster.PutLeave(t.Context(), tx, now, []roster.Leave{{NIP: hendra, FromOn: now, ToOn: now, Substitute: &substitute}})
	check(t, err)
	r, err := open(t, tx).Resolve(t.Context(), tx, now.UTC(), now.Location(), "jalan", "17.6.1")
	check(t, err)
	if got := describe(r); got != "jalan "+string(hendra)+" "+string(kasi)+" substitute" {
		t.Errorf("on leave by the office's day: %q", got)
	}
	r, err = open(t, tx).ResolveUnit(t.Context(), tx, now, now.Location(), "jalan")
	check(t, err)
	if got := describe(r); got != "jalan "+string(kasi)+" "+string(kasi)+" " {
		t.Errorf("%q", got)
	}
	if _, err := open(t, tx).ResolveUnit(t.Context(), tx, now, now.Location(), "x"); err != roster.ErrUnitUnknown {
		t.Error(err)
	}
	if _, err := open(t, tx).Resolve(t.Context(), tx, now, now.Location(), "';--", ""); err != routing.ErrCategoryUnknown {
		t.Error(err)
	}
}

func TestResolveWithoutUnits(t *testing.T) {
	tx := testkit.Tx(t)
	_, err := routing.PutCategories(t.Context(), tx, now, categories)
	check(t, err)
	r, err := open(t, tx).Resolve(t.Context(), tx, now, now.Location(), "lain", "")
	if err != nil || r.Unit.Code != "" || r.Officer != nil {
		t.Errorf("%+v %v", r, err)
	}
}

func describe(r routing.Responsible) string {
	officer := "nobody"
	if r.Officer != nil {
		officer = string(r.Officer.NIP)
	}
	return strings.Join([]string{r.Unit.Code, string(r.Planned), officer, r.Why}, " ")
}

func TestFind(t *testing.T) {
	tx := office(t)
	c, err := routing.FindCategory(t.Context(), tx, "etik")
	if err != nil || !c.Neutral || !c.Danger || c.ResolveDays != 14 || c.Keywords[0] != "pungli" {
		t.Errorf("%+v %v", c, err)
	}
	a, err := routing.FindArea(t.Context(), tx, "17.6")
	if err != nil || a.Aliases[0] != "Kabawetan" || a.Latitude != nil || a.ParentCode != "17" {
		t.Errorf("%+v %v", a, err)
	}
	if _, err := routing.FindArea(t.Context(), tx, "x"); err != routing.ErrAreaUnknown {
		t.Error(err)
	}
	names := func(as []routing.Area, err error) string {
		check(t, err)
		var ns []string
		for _, a := range as {
			ns = append(ns, a.Name)
		}
		return strings.Join(ns, ", ")
	}
	for parent, want := range map[string]string{"": "Kabupaten Kepahiang", "17": "Kebawetan, Tebat Karai", "17.6": "Air Sempiang, Suka Sari", "17.3": ""} {
		if got := names(routing.AreasOf(t.Context(), tx, parent)); got != want {
			t.Errorf("of %q: %s", parent, got)
		}
	}
	for code, want := range map[string]string{"17.6.1": "Suka Sari, Kebawetan, Kabupaten Kepahiang", "17": "Kabupaten Kepahiang", "": "", "x": ""} {
		if got := names(open(t, tx).Path(code), nil); got != want {
			t.Errorf("around %q: %s", code, got)
		}
	}
	_, err = routing.PutAreas(t.Context(), tx, now, []routing.Area{{Code: "17", Type: routing.TypeKabupaten, Name: "Kabupaten Kepahiang", ParentCode: "17.6.1"}})
	check(t, err)
	if got := names(open(t, tx).Path("17.6"), nil); got != "Kebawetan, Kabupaten Kepahiang, Suka Sari" {
		t.Errorf("in a circle: %s", got)
	}
}

func TestPutTwiceChangesNothing(t *testing.T) {
	tx := office(t)
	same := func(name string, done roster.Changes, err error, want roster.Changes) {
		t.Helper()
		check(t, err)
		if done != want {
			t.Errorf("%s: %+v, want %+v", name, done, want)
		}
	}
	done, err := routing.PutAreas(t.Context(), tx, now, areas)
	same("areas", done, err, roster.Changes{Unchanged: len(areas)})
	done, err = routing.PutCategories(t.Context(), tx, now, categories)
	same("categories", done, err, roster.Changes{Unchanged: len(categories)})
	routes := []routing.Route{{CategoryCode: "jalan", UnitCode: "jalan"}, {CategoryCode: "lain", AreaCode: "17", UnitCode: "pupr", NIP: kadis}}
	done, err = routing.PutRoutes(t.Context(), tx, now, routes)
	same("routes", done, err, roster.Changes{Added: 2})
	routes[0].NIP = hendra
	done, err = routing.PutRoutes(t.Context(), tx, now, routes)
	same("routes", done, err, roster.Changes{Changed: 1, Unchanged: 1})
	done, err = routing.PutRoutes(t.Context(), tx, now, routes)
	same("routes", done, err, roster.Changes{Unchanged: 2})
	lat, long := 1.5, 102.5
	moved := []routing.Area{{Code: "17.3", Type: routing.TypeKecamatan, Name: "Tebat Karai", ParentCode: "17", Latitude: &lat, Longitude: &long}}
	done, err = routing.PutAreas(t.Context(), tx, now, moved)
	same("areas", done, err, roster.Changes{Changed: 1})
	done, err = routing.PutAreas(t.Context(), tx, now, moved)
	same("areas", done, err, roster.Changes{Unchanged: 1})
	edited := []routing.Category{categories[0]}
	edited[0].Keywords = []string{"jalan"}
	done, err = routing.PutCategories(t.Context(), tx, now, edited)
	same("categories", done, err, roster.Changes{Changed: 1})
}

func TestSuggestFromStore(t *testing.T) {
	tx := office(t)
	s := open(t, tx).Suggest("jembatannya rusak di sukasari", nil)
	if s.Category.Code != "jalan" || s.Area == nil || s.Area.Code != "17.6.1" || len(s.Others) != 2 {
		t.Errorf("%+v", s)
	}
	s = open(t, tx).Suggest("halo", &routing.Point{Latitude: -3.7, Longitude: 102.6})
	if s.Category.Code != "lain" || s.Sure || s.Area != nil || s.Outside {
		t.Errorf("%+v", s)
	}
}

// open gives the edition in force, to a reader that has kept none.
func open(t *testing.T, tx pgx.Tx) *routing.Edition {
	t.Helper()
	e, err := new(routing.Guide).Open(t.Context(), tx)
	check(t, err)
	return e
}

// What is kept is read again after every change, whoever made it, and not
// after a change that was rolled back.
func TestGuideSeesChanges(t *testing.T) {
	tx := office(t)
	guide := new(routing.Guide)
	look := func() *routing.Edition {
		t.Helper()
		e, err := guide.Open(t.Context(), tx)
		check(t, err)
		return e
	}
	first := look()
	if look() != first {
		t.Error("nothing changed, and it was read again")
	}
	if _, err := first.Category("baru"); err != routing.ErrCategoryUnknown {
		t.Errorf("%v", err)
	}
	lost := pgx.BeginFunc(t.Context(), tx, func(sp pgx.Tx) error {
		_, err := routing.PutCategories(t.Context(), sp, now, []routing.Category{{Code: "baru", Name: "Hilang", Type: "pengaduan", FirstResponseHours: 1, ResolveDays: 1}})
		check(t, err)
		e, err := guide.Open(t.Context(), sp)
		check(t, err)
		if c, err := e.Category("baru"); err != nil || c.Name != "Hilang" {
			t.Errorf("%+v %v", c, err)
		}
		return errors.New("rolled back")
	})
	if lost == nil {
		t.Fatal("not rolled back")
	}
	if _, err := look().Category("baru"); err != routing.ErrCategoryUnknown {
		t.Errorf("after rolling back: %v", err)
	}
	_, err := routing.PutCategories(t.Context(), tx, now, []routing.Category{{Code: "baru", Name: "Baru", Type: "pengaduan", FirstResponseHours: 1, ResolveDays: 1}})
	check(t, err)
	if c, err := look().Category("baru"); err != nil || c.Name != "Baru" {
		t.Errorf("%+v %v", c, err)
	}
	same, err := routing.PutCategories(t.Context(), tx, now, []routing.Category{{Code: "baru", Name: "Baru", Type: "pengaduan", FirstResponseHours: 1, ResolveDays: 1}})
	check(t, err)
	if before := look(); same.Total() != 0 || look() != before {
		t.Error("importing the same again is a change")
	}
}
