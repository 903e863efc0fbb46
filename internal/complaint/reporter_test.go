package complaint_test

import (
	"errors"
	"testing"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
)

func TestUnlinkedCaseIsNobodysOwn(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, now)
	for range 2 {
		if err := complaint.Unlink(ctx, tx, r.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, known, err := d.Reporter(ctx, tx, r.ID); err != nil || known {
		t.Errorf("the reporter is known: %v", err)
	}
	if _, err := d.FindOwn(ctx, tx, budi, r.ID); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("found as one's own: %v", err)
	}
	if look, err := d.ByPIN(ctx, tx, now, "tg:1", r.Code, r.PIN); err != nil || !look.OK {
		t.Errorf("code and PIN: %+v, %v", look, err)
	}
}

func TestSealedReporterIsInNoRow(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	r := fileAs(t, ctx, tx, d, now, complaint.Sealed)
	other := fileAs(t, ctx, tx, d, now, complaint.Sealed)
	agree(t, ctx, tx, r.ID)
	if address, known, err := d.Reporter(ctx, tx, r.ID); err != nil || !known || address != budi {
		t.Fatalf("sealed reporter: %q, %v, %v", address, known, err)
	}
	if c, err := d.FindOwn(ctx, tx, budi, r.ID); err != nil || c.ID != r.ID {
		t.Errorf("own case: %v", err)
	}
	if _, err := d.FindOwn(ctx, tx, "tg:404", r.ID); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("somebody else found it: %v", err)
	}
	if cs, err := complaint.OfReporter(ctx, tx, budi, 10); err != nil || len(cs) != 0 {
		t.Errorf("an anonymous case stands in a list: %d, %v", len(cs), err)
	}
	// Equal addresses make different boxes, and a box opens for its own case only.
	var same bool
	err := tx.QueryRow(ctx, `
		SELECT (SELECT box FROM sealed_contact WHERE complaint_id = $1) = (SELECT box FROM sealed_contact WHERE complaint_id = $2)`,
		r.ID, other.ID).Scan(&same)
	if err != nil || same {
		t.Errorf("two boxes are the same: %v", err)
	}
	if _, err := tx.Exec(ctx, `
		UPDATE sealed_contact
		SET box = (SELECT box FROM sealed_contact WHERE complaint_id = $2)
		WHERE complaint_id = $1`, r.ID, other.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Reporter(ctx, tx, r.ID); err == nil {
		t.Error("a box moved to another case opened")
	}
}

func TestUntracedReporterIsNobody(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	r := fileAs(t, ctx, tx, d, now, complaint.Untraced)
	if _, known, err := d.Reporter(ctx, tx, r.ID); err != nil || known {
		t.Errorf("known: %v, %v", known, err)
	}
	if look, err := d.ByPIN(ctx, tx, now, "tg:1", r.Code, r.PIN); err != nil || !look.OK {
		t.Errorf("code and PIN: %+v, %v", look, err)
	}
}

func TestWithdrawnCaseKeepsItsHoldersTime(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	r := file(t, ctx, tx, d, now)
	if err := d.Begin(ctx, tx, now, r.Stretch.ID); err != nil {
		t.Fatal(err)
	}
	c, err := d.Withdraw(ctx, tx, testkit.Time("2026-11-23 10:00"), budi, r.ID, "sudah diperbaiki warga")
	if err != nil || c.State != complaint.Withdrawn || c.EndedAt == nil {
		t.Fatalf("withdrawn: %+v, %v", c, err)
	}
	agree(t, ctx, tx, r.ID)
	ss, err := complaint.Stretches(ctx, tx, r.ID)
	if err != nil || len(ss) != 1 || *ss[0].WorkedSeconds != 7200 || ss[0].OnTime != nil {
		t.Errorf("stretches: %+v, %v", ss, err)
	}
	if _, err := d.Withdraw(ctx, tx, now, budi, r.ID, ""); !errors.Is(err, complaint.ErrClosed) {
		t.Errorf("withdrawn twice: %v", err)
	}
}

// Thirty days after the end nobody is known any more; should the case come back
// then, whoever knows code and PIN has the say.
func TestForgottenSealsLeaveCodeAndPIN(t *testing.T) {
	ctx, tx, d := desk(t)
	now := testkit.Time("2026-11-23 08:00")
	r, open := fileAs(t, ctx, tx, d, now, complaint.Sealed), fileAs(t, ctx, tx, d, now, complaint.Sealed)
	if _, err := d.Withdraw(ctx, tx, now, budi, r.ID, ""); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		before string
		want   int
	}{{"2026-11-23 08:00", 0}, {"2026-11-23 08:01", 1}, {"2026-11-23 08:01", 0}} {
		if n, err := complaint.ForgetSeals(ctx, tx, now.AddDate(0, 0, 30), testkit.Time(step.before)); err != nil || n != step.want {
			t.Fatalf("before %s: %d forgotten, %v", step.before, n, err)
		}
	}
	if c := agree(t, ctx, tx, r.ID); c.Contact != complaint.Untraced || c.State != complaint.Withdrawn {
		t.Errorf("%s, %s", c.Contact, c.State)
	}
	if _, known, err := d.Reporter(ctx, tx, r.ID); known || err != nil {
		t.Errorf("the reporter is known: %v", err)
	}
	if _, err := d.FindOwn(ctx, tx, complaint.Bearer(r.ID), r.ID); err != nil {
		t.Errorf("by code and PIN: %v", err)
	}
	if address, known, err := d.Reporter(ctx, tx, open.ID); address != budi || !known || err != nil {
		t.Errorf("of the open case: %q, %v", address, err)
	}
}
