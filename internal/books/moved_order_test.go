package books_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

// limits gives every limit of a case that lies ahead: the citizen's, the holder's
// and those of errands.
func limits(o *office.Office, id complaint.ID) string {
	o.T.Helper()
	var b strings.Builder
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			return err
		}
		fmt.Fprint(&b, c.State)
		if c.EndedAt == nil {
			fmt.Fprintf(&b, " answer %s settle %s", c.AnswerDueAt.In(o.Loc).Format("01-02 15:04"), c.SettleDueAt.In(o.Loc).Format("01-02 15:04"))
		}
		if s, running, err := complaint.Running(ctx, tx, id); err != nil {
			return err
		} else if running {
			fmt.Fprintf(&b, " %s %s until %s of %s", s.Holder, s.Duty, s.DueAt.In(o.Loc).Format("01-02 15:04"), hours(s.AllowedSeconds))
		}
		open, err := complaint.OpenErrands(ctx, tx)
		for _, e := range open {
			if e.ComplaintID == id {
				fmt.Fprintf(&b, " %s %s", e.Kind, e.DueAt.In(o.Loc).Format("01-02 15:04"))
			}
		}
		return err
	})
	return b.String()
}

func hours(seconds int64) string { return fmt.Sprintf("%d:%02d", seconds/3600, seconds/60%60) }

// step is an act at a moment.
type step struct {
	at  string
	act office.Act
}

// One rule for whatever bends a limit: a day off that becomes known late leaves
// every limit where it would be had it been known from the beginning, whatever else
// moved them, before or after.
func TestLateHolidayIsAsIfItWasKnown(t *testing.T) {
	o := office.New(t)
	o.Exec(`INSERT INTO category (code, name, type, first_response_hours, resolve_days, keywords) VALUES ('ktp', 'KTP', 'pengaduan', 8, 7, '{}')`)
	o.Exec(`INSERT INTO route (category_code, unit_code, nip) VALUES ('ktp', 'BM', 'budi')`)
	answer := step{"10-05 10:00", office.Answer}
	for name, steps := range map[string][]step{
		"answered":              {answer},
		"a later limit":         {answer, {"10-06 09:00", office.Extend}, {"10-07 09:00", office.Longer}},
		"a later first answer":  {{"10-06 09:00", office.Extend}, {"10-06 11:00", office.Longer}},
		"urgent":                {answer, {"10-08 09:00", office.Urge}},
		"urgent, and asked":     {{"10-05 09:00", office.Ask}, {"10-05 14:00", office.Urge}, {"10-08 10:00", office.Reply}},
		"urgent, and no more":   {answer, {"10-06 09:00", office.Urge}, {"10-07 09:00", office.Calm}, {"10-08 09:00", office.Sign}},
		"another category":      {answer, {"10-06 09:00", office.Retype}, {"10-06 10:00", office.Sign}, {"10-07 09:00", office.Retype}, {"10-07 10:00", office.Sign}},
		"asked":                 {{"10-05 09:00", office.Ask}, {"10-08 10:00", office.Reply}},
		"asked until the limit": {{"10-05 09:00", office.Ask}, {"10-12 09:00", office.Unask}},
		"answered and asked":    {answer, {"10-06 09:00", office.Ask}, {"10-08 10:00", office.Reply}},
		"all of it": {
			answer, {"10-05 11:00", office.Extend}, {"10-05 13:30", office.Longer}, {"10-06 09:00", office.Ask}, {"10-06 10:00", office.Retype}, {"10-06 13:30", office.Sign},
			{"10-07 09:00", office.Retype}, {"10-07 10:00", office.Reply}, {"10-07 11:00", office.Sign}, {"10-08 09:00", office.Urge}, {"10-09 09:00", office.Calm}, {"10-09 10:00", office.Sign},
		},
		"somebody stands in":      {answer, {"10-06 09:00", office.Sick}, {"10-07 09:00", office.Urge}},
		"an offer":                {{"10-05 09:00", office.Offer}, {"10-05 11:00", office.Take}, {"10-06 09:00", office.Answer}, {"10-07 09:00", office.Extend}, {"10-08 09:00", office.Longer}},
		"the superior gives it":   {answer, {"10-06 09:00", office.HandOn}, {"10-07 09:00", office.Share}},
		"opened again":            {{"10-05 10:00", office.Propose}, {"10-07 09:00", office.Reopen}, {"10-08 09:00", office.Extend}, {"10-08 10:00", office.Longer}},
		"the answer was none":     {answer, {"10-05 11:00", office.Doubt}, {"10-05 13:30", office.Void}, {"10-06 09:00", office.Extend}, {"10-06 10:00", office.Longer}},
		"contested after the end": {{"10-05 09:00", office.Propose}, {"10-05 10:00", office.Confirm}, {"10-09 09:00", office.Contest}},
	} {
		t.Run(name, func(t *testing.T) {
			holidays := func(at string) {
				announce(o, testkit.Time("2026-"+at), worktime.Holiday{On: worktime.On(2026, 10, 13), Name: "Libur"}, worktime.Holiday{On: worktime.On(2026, 10, 15), Name: "Libur juga"})
			}
			// live goes through the steps; the days off become known before the nth.
			live := func(n int) string {
				o.Clear()
				if n < 0 {
					holidays("10-05 07:00")
				}
				id := o.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
				for i, s := range steps {
					if i == n {
						holidays(s.at)
					}
					o.Act(testkit.Time("2026-"+s.at), id, s.act)
				}
				if n == len(steps) {
					holidays("10-12 12:00")
				}
				return limits(o, id)
			}
			want := live(-1)
			for _, n := range []int{0, (len(steps) + 1) / 2, len(steps)} {
				if got := live(n); got != want {
					t.Errorf("known before step %d: %s\nknown from the beginning: %s", n+1, got, want)
				}
			}
			o.Project()
		})
	}
}

// While the citizen is asked, the officer's clock stands: neither a day off in the
// time that has passed takes something off what is left of it, nor does it add to
// the hours of what is urgent.
func TestLimitsWhileTheClockStands(t *testing.T) {
	o := office.New(t)
	for name, c := range map[string]struct {
		steps []step
		off   worktime.Date // known before the last step; 0 for none
		want  string
	}{
		"a day off in the pause": {[]step{{"10-05 09:00", office.Ask}, {"10-08 14:00", office.Reply}}, worktime.On(2026, 10, 6), "10-12 12:00"},
		"urgent in the pause":    {[]step{{"10-05 09:00", office.Ask}, {"10-05 14:00", office.Urge}, {"10-08 10:00", office.Reply}}, 0, "10-08 15:00"},
	} {
		t.Run(name, func(t *testing.T) {
			o.Clear()
			id := o.File(testkit.Time("2026-10-05 08:00"), "budi", "bayung")
			for i, s := range c.steps {
				if i == len(c.steps)-1 && c.off > 0 {
					announce(o, testkit.Time("2026-"+s.at).Add(-2*time.Hour), worktime.Holiday{On: c.off, Name: "Libur"})
				}
				o.Act(testkit.Time("2026-"+s.at), id, s.act)
			}
			if got := limits(o, id); !strings.Contains(got, " until "+c.want+" ") {
				t.Errorf("%s; want %s", got, c.want)
			}
			o.Project()
			clean(o)
		})
	}
}
