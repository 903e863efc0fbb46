package books_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

// waits gives what waits about a case of people other than its holder: until when,
// and when its next step comes.
func waits(o *office.Office, id complaint.ID) (due, next string) {
	o.T.Helper()
	show := func(t *time.Time) string {
		if t == nil {
			return "-"
		}
		return t.In(o.Loc).Format("01-02 15:04")
	}
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		open, err := complaint.OpenErrands(ctx, tx)
		if err != nil {
			return err
		}
		for _, e := range open {
			if e.ComplaintID == id {
				due, next = show(&e.DueAt), show(e.NextAt)
			}
		}
		rungs, err := complaint.AllRungs(ctx, tx)
		for _, r := range rungs {
			if s, found, err := complaint.FindStretch(ctx, tx, r.StretchID); r.ComplaintID == id && r.Open() {
				if err != nil || !found {
					return err
				}
				due, next = show(r.DueAt), show(s.NextAt)
			}
		}
		return err
	})
	return due, next
}

// A day off that is announced late is no working day for those who decide, take
// over or are asked to help either: an offer does not lapse on it, a decision is
// not late on it, and the ladder does not climb on it.
func TestDutiesMove(t *testing.T) {
	o := office.New(t)
	at := testkit.Time
	offered, shared, extended, contested, raised, late := o.File(at("2026-10-05 08:00"), "budi", "bayung"), o.File(at("2026-10-05 08:00"), "budi", "bayung"),
		o.File(at("2026-10-05 08:00"), "budi", "bayung"), o.File(at("2026-10-05 08:00"), "budi", "bayung"), o.File(at("2026-10-05 08:00"), "budi", "bayung"),
		o.File(at("2026-10-06 08:00"), "dewi", "bayung")
	o.Act(at("2026-10-05 09:00"), contested, office.Propose)
	o.Act(at("2026-10-05 10:00"), contested, office.Confirm)
	o.Act(at("2026-10-05 09:00"), raised, office.Accept)
	o.Act(at("2026-10-06 09:00"), late, office.Accept)
	o.Act(at("2026-10-06 09:00"), extended, office.Extend)
	o.Act(at("2026-10-06 09:00"), contested, office.Contest)
	o.Act(at("2026-10-06 09:00"), shared, office.Share)
	o.Act(at("2026-10-06 15:00"), offered, office.Offer)
	o.Act(at("2026-10-07 08:00"), raised, office.Climb)
	o.Act(at("2026-10-08 08:00"), raised, office.Climb)
	o.Act(at("2026-10-08 08:30"), raised, office.Told)
	o.Act(at("2026-10-08 08:00"), late, office.Climb)
	for _, c := range []struct {
		id        complaint.ID
		due, next string
	}{
		{offered, "10-07 10:30", "10-07 10:30"}, {extended, "10-07 16:00", "10-07 07:30"}, {shared, "10-09 16:30", "10-09 07:30"},
		{contested, "10-13 16:00", "10-13 07:30"}, {raised, "10-09 08:30", "10-09 08:30"},
	} {
		if due, next := waits(o, c.id); due != c.due || next != c.next {
			t.Errorf("case %d waits until %s, next %s", c.id, due, next)
		}
	}
	announce(o, at("2026-10-08 12:00"), worktime.Holiday{On: worktime.On(2026, 10, 9), Name: "Hari berkabung"})
	for _, c := range []struct {
		id        complaint.ID
		due, next string
	}{
		{offered, "10-07 10:30", "10-07 10:30"}, // it has passed already, and waits only for the sweep
		{shared, "10-12 16:00", "10-12 07:30"}, {contested, "10-14 16:00", "10-14 07:30"}, {raised, "10-12 08:30", "10-12 08:30"},
	} {
		if due, next := waits(o, c.id); due != c.due || next != c.next {
			t.Errorf("after the day off: case %d waits until %s, next %s", c.id, due, next)
		}
	}
	o.Act(at("2026-10-09 08:30"), late, office.Climb)
	if n := o.Int(`SELECT count(*) FROM rung WHERE complaint_id = $1`, late); n != 0 {
		t.Error("the ladder climbs on a day off")
	}
	o.Act(at("2026-10-12 08:00"), late, office.Climb)
	if n := o.Int(`SELECT count(*) FROM rung WHERE complaint_id = $1`, late); n != 1 {
		t.Error("the ladder does not climb on the day after it")
	}
	if n := o.Int(`SELECT count(*) FROM help WHERE complaint_id = $1 AND due_at = $2`, shared, at("2026-10-12 16:00")); n != 1 {
		t.Error("a part of the work is due on the day off")
	}
	o.Project()
	clean(o)
}
