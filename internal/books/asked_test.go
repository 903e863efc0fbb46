package books_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/problem"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// comesBack is an office where five cases of one cause made a problem with a day,
// and where a citizen who confirmed at once was asked whether it was them, and how
// they fare since they said that they are pressed.
func comesBack(t testing.TB) *office.Office {
	t.Helper()
	o := office.New(t)
	at := testkit.Time("2026-10-05 08:00")
	desk := problem.Desk{Calendars: o.Desk.Calendars}
	var last complaint.ID
	for range problem.From {
		last = o.File(at, "budi", "bayung")
		o.Act(at, last, office.Propose)
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			c, err := complaint.Find(ctx, tx, last)
			if err != nil {
				return err
			}
			_, _, err = desk.Note(ctx, tx, at, "budi", c, "worn")
			return err
		})
	}
	o.Act(at, last, office.Confirm)
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		later := at.AddDate(0, 0, 2)
		due, err := complaint.ToAskSample(ctx, tx, later, 10)
		if err != nil {
			return err
		}
		for _, s := range due {
			if _, _, err := o.Desk.AskSample(ctx, tx, later, s); err != nil {
				return err
			}
		}
		if _, err = o.Desk.Sample(ctx, tx, later, "tg:sari", last, true); err != nil {
			return err
		}
		_, p, _, err := o.Desk.Press(ctx, tx, later, "tg:sari", last, "Saya diancam.")
		if err != nil {
			return err
		}
		_, id, _, err := o.Desk.AskCheckIn(ctx, tx, later.AddDate(0, 0, 7), complaint.CheckIn{Case: last, Pressure: &p.ID, Day: 7})
		if err != nil {
			return err
		}
		_, _, _, err = o.Desk.Checked(ctx, tx, later.AddDate(0, 0, 8), "tg:sari", last, id, false)
		return err
	})
	return o
}

// What comes back, and what citizens are asked beside their cases, is proved by
// chains.
func TestAskedIsProved(t *testing.T) {
	o := comesBack(t)
	clean(o)
	for name, c := range map[string]struct{ sql, check string }{
		"another owner":          {`UPDATE problem SET owner = 'dewi'`, "problems"},
		"an end":                 {`UPDATE problem SET ended_at = opened_at`, "problems"},
		"another day":            {`UPDATE problem SET due_on = '2026-12-31'`, "problems"},
		"a problem taken out":    {`WITH c AS (DELETE FROM problem_case) DELETE FROM problem`, "problems"},
		"it was not them":        {`UPDATE sample SET stands = false`, "samples"},
		"asked at another time":  {`UPDATE sample SET asked_at = asked_at + interval '1 day'`, "samples"},
		"a sample taken out":     {`DELETE FROM sample`, "samples"},
		"they fare badly":        {`UPDATE checkin SET badly = true`, "check-ins"},
		"they have not answered": {`UPDATE checkin SET badly = NULL, answered_at = NULL`, "check-ins"},
		"a check-in taken out":   {`DELETE FROM checkin`, "check-ins"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range spoilt(t, o, c.sql) {
				if (len(r.Wrong) > 0) != (r.Name == c.check) {
					t.Errorf("%s says %s", r.Name, strings.Join(r.Wrong, "; "))
				}
			}
		})
	}
}
