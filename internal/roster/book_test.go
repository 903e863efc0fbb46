package roster_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/testkit"
)

func TestBook(t *testing.T) {
	tx := office(t)
	cals := roster.NewCalendars(now.Location())
	open := func() *roster.Book { return must(cals.Book(t.Context(), tx))(t) }
	first := open()
	if u, err := first.Unit("pupr"); err != nil || u.HeadNIP != kadis {
		t.Errorf("%+v %v", u, err)
	}
	if e, err := first.Employee(rina); err != nil || e.Name != "rina" {
		t.Errorf("%+v %v", e, err)
	}
	if _, err := first.Unit("x"); err != roster.ErrUnitUnknown {
		t.Error(err)
	}
	if _, err := first.Employee("x"); err != roster.ErrUnknown {
		t.Error(err)
	}
	if open() != first {
		t.Error("nothing changed, yet the register was read again")
	}
	putUnits(t, tx, roster.Unit{Code: "arsip", Name: "Arsip", Kind: "seksi", ParentCode: "pupr", HeadNIP: rina})
	if b := open(); b == first || !b.Supervises(rina) {
		t.Error("a new unit was not seen")
	}
	if _, err := roster.EndEmployees(t.Context(), tx, now, []roster.NIP{rina}); err != nil {
		t.Fatal(err)
	}
	if e, err := open().Employee(rina); err != nil || !e.Ended() {
		t.Errorf("an end was not seen: %+v %v", e, err)
	}
}

// What a transaction reads is of one moment, but its own changes it sees.
func TestBookInASteadyContext(t *testing.T) {
	db := testkit.DB(t)
	cals := roster.NewCalendars(now.Location())
	unit := func(name string) roster.Unit { return roster.Unit{Code: "a", Name: name, Kind: "x"} }
	put := func(u roster.Unit) {
		t.Helper()
		if err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error { putUnits(t, tx, u); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	put(unit("before"))
	tx := must(db.Begin(t.Context()))(t)
	defer tx.Rollback(t.Context())
	ctx := roster.Steady(t.Context())
	name := func() string {
		u, err := must(cals.Book(ctx, tx))(t).Unit("a")
		if err != nil {
			t.Fatal(err)
		}
		return u.Name
	}
	if got := name(); got != "before" {
		t.Errorf("at first: %q", got)
	}
	put(unit("meanwhile"))
	if got := name(); got != "before" {
		t.Errorf("after another's change: %q", got)
	}
	if _, err := roster.PutUnits(ctx, tx, now, []roster.Unit{unit("own")}); err != nil {
		t.Fatal(err)
	}
	if got := name(); got != "own" {
		t.Errorf("after its own change: %q", got)
	}
}
