package roster_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/worktime"
)

func TestCalendars(t *testing.T) {
	tx := office(t)
	cals := roster.NewCalendars(now.Location())
	monday := testkit.Time("2026-12-28 09:00")
	if cal := must(cals.For(t.Context(), tx, "jalan"))(t); !cal.Working(monday) || cal.Location() != cals.Location() {
		t.Error("an ordinary Monday")
	}
	first := must(cals.For(t.Context(), tx, "jalan"))(t)
	if again := must(cals.For(t.Context(), tx, "pupr"))(t); again != first {
		t.Error("units with the same hours share a calendar")
	}
	other := roster.NewCalendars(now.Location())
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
	putUnits(t, tx, roster.Unit{Code: "pupr", Name: "Dinas PUPR", Kind: "dinas", Hours: "Sen"})
	if _, err := cals.For(t.Context(), tx, "pupr"); err == nil || !strings.Contains(err.Error(), "unit pupr") {
		t.Error(err)
	}
}

// Days of Ramadan shorten the work of offices, those that are closed besides
// stay closed, and what was taken back counts no more.
func TestCalendarsInRamadan(t *testing.T) {
	tx := office(t)
	cals := roster.NewCalendars(now.Location())
	put := func(rows ...worktime.Holiday) { must(roster.PutHolidays(t.Context(), tx, now, rows))(t) }
	day := worktime.On(2027, 2, 8)
	put(worktime.Holiday{On: day, Name: "Ramadan", Kind: worktime.InRamadan}, worktime.Holiday{On: day + 1, Name: "Ramadan", Kind: worktime.InRamadan},
		worktime.Holiday{On: day + 1, Name: "Libur", Kind: "libur_nasional"})
	for at, want := range map[string]bool{
		"2027-02-08 07:45": false, "2027-02-08 08:00": true, "2027-02-08 15:30": false, "2027-02-09 09:00": false,
		"2027-02-10 07:45": true, "2027-02-10 15:30": true,
	} {
		if got := must(cals.For(t.Context(), tx, "jalan"))(t).Working(testkit.Time(at)); got != want {
			t.Errorf("at %s: working %v", at, got)
		}
		if !must(cals.For(t.Context(), tx, "sapras"))(t).Working(testkit.Time(at)) {
			t.Errorf("at %s: what never closes is closed", at)
		}
	}
	// The month began two days later.
	put(worktime.Holiday{On: day, Name: "Ramadan", Kind: worktime.Cancelled}, worktime.Holiday{On: day + 1, Name: "Libur", Kind: worktime.Cancelled},
		worktime.Holiday{On: day + 2, Name: "Ramadan", Kind: worktime.InRamadan})
	for at, want := range map[string]bool{
		"2027-02-08 07:45": true, "2027-02-09 07:45": false, "2027-02-09 09:00": true, "2027-02-10 07:45": false, "2027-02-10 15:30": false, "2027-02-10 14:30": true,
	} {
		if got := must(cals.For(t.Context(), tx, "jalan"))(t).Working(testkit.Time(at)); got != want {
			t.Errorf("once changed, at %s: working %v", at, got)
		}
	}
}

// A change that was rolled back must not be taken for the next one.
func TestCalendarsAfterRollback(t *testing.T) {
	tx := office(t)
	cals := roster.NewCalendars(now.Location())
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
	cals := roster.NewCalendars(now.Location())
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
