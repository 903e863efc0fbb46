package books_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/tabular"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

// announce imports holidays while cases are open, and says how many limits it
// moved.
func announce(o *office.Office, at time.Time, days ...worktime.Holiday) int {
	o.T.Helper()
	var csv strings.Builder
	csv.WriteString("date,name,kind\n")
	for _, d := range days {
		fmt.Fprintf(&csv, "%s,%s,%s\n", d.On, d.Name, d.Kind)
	}
	r, err := tabular.Import(o.T.Context(), o.Pool, at, "holidays", "holidays.csv", strings.NewReader(csv.String()), tabular.Options{})
	if err != nil {
		o.T.Fatal(err)
	}
	return r.Moved
}

// A day off that is announced late puts limits off that lie ahead, each clock
// by its own measure, and the books hold; nothing is ever brought forward.
func TestLimitsMove(t *testing.T) {
	o := office.New(t)
	at := testkit.Time
	fresh := o.File(at("2026-10-05 08:00"), "budi", "bayung")
	answered := o.File(at("2026-10-05 08:00"), "dewi", "bayung")
	asked := o.File(at("2026-10-05 08:00"), "hendra", "bayung")
	done := o.File(at("2026-10-05 08:00"), "hendra", "bayung")
	o.Act(at("2026-10-05 10:00"), answered, office.Answer)
	o.Act(at("2026-10-05 10:00"), asked, office.Ask)
	o.Act(at("2026-10-05 10:00"), done, office.Propose)
	o.Act(at("2026-10-05 11:00"), done, office.Confirm)
	expect := func(when string, id complaint.ID, answer, settle, running string) {
		t.Helper()
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			c, err := complaint.Find(ctx, tx, id)
			if err != nil {
				return err
			}
			s, runs, err := complaint.Running(ctx, tx, id)
			if err != nil {
				return err
			}
			show := func(t time.Time) string { return t.In(o.Loc).Format("01-02 15:04") }
			due := ""
			if runs {
				due = show(*s.DueAt)
			}
			if got := show(c.AnswerDueAt) + ", " + show(c.SettleDueAt) + ", " + due; got != answer+", "+settle+", "+running {
				t.Errorf("%s: case %d is due %s, want %s, %s, %s", when, id, got, answer, settle, running)
			}
			return nil
		})
	}
	expect("first", fresh, "10-07 08:00", "10-23 16:30", "10-07 08:00")
	expect("first", answered, "10-07 08:00", "10-23 16:30", "10-23 16:30")

	if n := announce(o, at("2026-10-05 12:00"), worktime.Holiday{On: worktime.On(2026, 10, 6), Name: "Hari berkabung"}); n != 3 {
		t.Errorf("%d cases moved", n)
	}
	expect("a day off", fresh, "10-08 08:00", "10-26 16:00", "10-08 08:00")
	expect("a day off", answered, "10-07 08:00", "10-26 16:00", "10-26 16:00")
	expect("a day off", done, "10-07 08:00", "10-23 16:30", "")
	o.Project()
	clean(o)

	// The question stands from Monday to Wednesday; the day between was off.
	o.Act(at("2026-10-07 10:00"), asked, office.Reply)
	expect("asked", asked, "10-08 08:00", "10-26 16:00", "10-09 08:00")

	if n := announce(o, at("2026-10-07 10:05"), worktime.Holiday{On: worktime.On(2026, 10, 6), Name: "Hari berkabung", Kind: worktime.Cancelled}); n != 0 {
		t.Errorf("%d cases moved forward", n)
	}
	o.Act(at("2026-10-08 10:00"), fresh, office.Climb)
	o.Project()
	clean(o)

	// What has passed stays passed; an hour that Ramadan takes away comes later;
	// the end of a working day stays the end of that day.
	var month []worktime.Holiday
	for day := worktime.On(2026, 10, 9); day <= worktime.On(2026, 10, 30); day++ {
		month = append(month, worktime.Holiday{On: day, Name: "Ramadan", Kind: worktime.InRamadan})
	}
	if n := announce(o, at("2026-10-08 10:05"), month...); n != 1 {
		t.Errorf("%d cases moved in Ramadan", n)
	}
	expect("Ramadan", asked, "10-08 08:00", "10-26 16:00", "10-09 08:30")
	expect("Ramadan", fresh, "10-08 08:00", "10-26 16:00", "10-08 08:00")
	o.Project()
	clean(o)
}
