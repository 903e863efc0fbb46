package regency_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/regency"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var now = testkit.Time("2026-11-24 10:20")

func installed(t *testing.T, now time.Time) *pgxpool.Pool {
	t.Helper()
	return testkit.Open(t, testkit.Prepared(t, "installed "+now.String(), func(url string) { install(t, url, now).Close() }))
}

func install(t *testing.T, databaseURL string, now time.Time) *pgxpool.Pool {
	t.Helper()
	pool := testkit.Open(t, databaseURL)
	if err := regency.Install(t.Context(), pool, now); err != nil {
		t.Fatal(err)
	}
	return pool
}

// begin reads a database as it stands.
func begin(t *testing.T, pool *pgxpool.Pool) pgx.Tx {
	t.Helper()
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tx.Rollback(t.Context()) })
	return tx
}

func TestInstallAgainChangesNothing(t *testing.T) {
	pool := installed(t, now)
	everything := func() []string {
		var all []string
		for _, table := range []string{"unit", "employee", "area", "category", "route", "holiday", "leave", "indicator", "register_version", "contact", "invitation", "ledger_entry"} {
			all = append(all, texts(t, pool, `SELECT concat_ws(' ', '`+table+`', x::text) FROM `+table+` x ORDER BY x::text`)...)
		}
		return all
	}
	if err := regency.Connect(t.Context(), pool, now); err != nil {
		t.Fatal(err)
	}
	before := everything()
	for _, later := range []time.Time{now, now.AddDate(0, 0, 1), now.AddDate(0, 3, 0)} {
		if err := regency.Install(t.Context(), pool, later); err != nil {
			t.Fatal(err)
		}
		if err := regency.Connect(t.Context(), pool, later); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, everything()); diff != "" {
			t.Errorf("at %s: %s", later, diff)
		}
	}
}

func TestEverybodyStandsUnderTheRegent(t *testing.T) {
	tx := begin(t, installed(t, now))
	ctx := t.Context()
	units, err := roster.Units(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	people, verifiers := 0, 0
	for _, u := range units {
		if u.HeadNIP == "" {
			t.Errorf("unit %s has no head", u.Code)
		} else if head, err := roster.Find(ctx, tx, u.HeadNIP); err != nil || head.UnitCode != u.Code {
			t.Errorf("the head of %s works in %s: %v", u.Code, head.UnitCode, err)
		}
		staff, err := roster.OfUnit(ctx, tx, u.Code)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range staff {
			people++
			if e.Has(roster.RoleVerifikator) {
				verifiers++
			}
			if e.NIP.Status() != e.Status {
				t.Errorf("%s is %s with the NIP of a %s", e.Name, e.Status, e.NIP.Status())
			}
			if e.Status != roster.StatusNONASN {
				if _, err := roster.ParseNIP(string(e.NIP)); err != nil || e.NIP[15] != '9' {
					t.Errorf("the NIP of %s: %v", e.Name, err)
				}
			}
			top := e
			for hops := 0; !top.Has(roster.RoleBupati); hops++ {
				above, found, err := roster.Superior(ctx, tx, top.NIP)
				if err != nil || !found || hops > 6 {
					t.Errorf("above %s comes nobody after %s: %v", e.Name, top.Name, err)
					break
				}
				top = above
			}
		}
	}
	if people < 45 || people > 65 || verifiers != 2 || len(units) > 36 {
		t.Errorf("%d units, %d people, %d verifiers", len(units), people, verifiers)
	}
	for _, role := range []roster.Role{roster.RoleAdmin, roster.RoleSekda, roster.RoleBupati, roster.RoleInspektorat, roster.RoleKepegawaian, roster.RoleOperator} {
		if holders, err := roster.WithRole(ctx, tx, role); err != nil || len(holders) == 0 {
			t.Errorf("nobody is %s: %v", role, err)
		}
	}
}

// Whatever is filed anywhere has a unit and a planned officer of that unit, and
// each category is routed.
func TestRoutes(t *testing.T) {
	tx := begin(t, installed(t, now))
	ctx := t.Context()
	categories, err := routing.Categories(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	areas, err := routing.Areas(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	ours := slices.DeleteFunc(slices.Clone(areas), func(a routing.Area) bool { return a.Type == routing.TypeOutside })
	if len(ours) != 1+8+105+12 || len(areas) == len(ours) {
		t.Errorf("%d areas, %d of them ours", len(areas), len(ours))
	}
	edition, officers := opened(t, tx), map[roster.NIP]roster.Employee{}
	resolved := map[routing.Route]routing.Responsible{} // who answers follows from the route alone
	without := 0
	for _, c := range categories {
		if len(c.Keywords) == 0 {
			without++
		}
		days := 14
		switch {
		case c.Type == routing.Informasi:
			days = 5
		case c.Neutral: // it needs examination
			days = 60
		}
		if c.FirstResponseHours != 15 || c.ResolveDays != days {
			t.Errorf("%s: %d hours, %d days", c.Code, c.FirstResponseHours, c.ResolveDays)
		}
		units := map[string]bool{}
		for _, a := range append(areas, routing.Area{}) {
			route, _ := edition.Route(c.Code, a.Code)
			r, known := resolved[route]
			if !known {
				if r, err = edition.Resolve(ctx, tx, now, now.Location(), c.Code, a.Code); err != nil {
					t.Fatal(err)
				}
				resolved[route] = r
			}
			if r.Planned == "" {
				t.Errorf("%s in %s: nobody is planned", c.Code, a.Name)
				continue
			}
			officer, known := officers[r.Planned]
			if !known {
				if officer, err = roster.Find(ctx, tx, r.Planned); err != nil {
					t.Fatal(err)
				}
				officers[r.Planned] = officer
			}
			if officer.UnitCode != r.Unit.Code {
				t.Errorf("%s in %s: %s answers for %s", c.Code, a.Name, officer.Name, r.Unit.Code)
			}
			units[r.Unit.Code] = true
		}
		if byArea := len(units) > 1; byArea != (c.Code == "puskesmas" || c.Code == "desa" || c.Code == "usulan") {
			t.Errorf("%s goes to %v", c.Code, units)
		}
	}
	if without != 1 || len(categories) < 18 {
		t.Errorf("%d of %d categories without keywords", without, len(categories))
	}
}

// With the phones connected, roads reach Hendra everywhere, and nothing reaches
// somebody without a phone.
func TestRoadsReachHendra(t *testing.T) {
	pool := installed(t, now)
	if err := regency.Connect(t.Context(), pool, now); err != nil {
		t.Fatal(err)
	}
	tx := begin(t, pool)
	ctx := t.Context()
	areas, err := routing.Areas(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	edition := opened(t, tx)
	for _, a := range areas {
		if r, err := edition.Resolve(ctx, tx, now, now.Location(), "jalan", a.Code); err != nil || r.Officer == nil || r.Officer.Name != "Hendra Saputra" || r.Why != "" {
			t.Errorf("roads in %s: %+v, %v", a.Name, r, err)
		}
	}
	for category, want := range map[string]string{
		"drainase": "Irwan Syafri", "puskesmas": "Fitri Rahmadani", "lampu": "", "bahaya": "", "petugas": "Lestari Wulandari", "lain": "", "info": "",
	} {
		r, err := opened(t, tx).Resolve(ctx, tx, now, now.Location(), category, "17.08.04.2016")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if r.Officer != nil {
			got = r.Officer.Name
		}
		if got != want {
			t.Errorf("%s: %q, want %q", category, got, want)
		}
	}
	verifiers, err := roster.Connected(ctx, tx, roster.RoleVerifikator)
	if err != nil || len(verifiers) != 1 || !verifiers[0].Has(roster.RoleAdmin) {
		t.Errorf("connected verifiers %+v: %v", verifiers, err)
	}
	leader, found, err := roster.Superior(ctx, tx, nipOf(t, tx, "Hendra Saputra"))
	if err != nil || !found || leader.Name != "Nurlela Hasanah" {
		t.Errorf("above Hendra: %+v, %v", leader, err)
	}
	team, err := roster.Subordinates(ctx, tx, leader.NIP)
	if err != nil || len(team) != 4 {
		t.Errorf("the team: %+v, %v", team, err)
	}
}

func TestPeople(t *testing.T) {
	pool := installed(t, now)
	if err := regency.Connect(t.Context(), pool, now); err != nil {
		t.Fatal(err)
	}
	tx := begin(t, pool)
	citizens, english := 0, 0
	ids := map[int64]bool{}
	for _, p := range regency.People() {
		if ids[p.ID] || p.ID == 0 {
			t.Errorf("%s has a number that another has", p.Name)
		}
		ids[p.ID] = true
		e, employed, err := roster.ByAddress(t.Context(), tx, p.Address())
		if err != nil || employed != (p.NIP != "") || employed && (e.NIP != p.NIP || e.Name != p.Name) {
			t.Errorf("%s: %+v, %v", p.Name, e, err)
		}
		if !employed {
			citizens++
			if p.Lang == "en" {
				english++
			}
			if !strings.HasPrefix(p.Role, "Warga") {
				t.Errorf("%s is %s", p.Name, p.Role)
			}
		}
	}
	if citizens != 2 || english != 1 {
		t.Errorf("%d citizens, %d of them read English", citizens, english)
	}
}

func opened(t *testing.T, tx pgx.Tx) *routing.Edition {
	t.Helper()
	e, err := new(routing.Guide).Open(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
