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
	if _, known, err := complaint.Reporter(ctx, tx, r.ID); err != nil || known {
		t.Errorf("the reporter is known: %v", err)
	}
	if _, err := complaint.FindOwn(ctx, tx, budi, r.ID); !errors.Is(err, complaint.ErrUnknown) {
		t.Errorf("found as one's own: %v", err)
	}
	if look, err := d.ByPIN(ctx, tx, now, "tg:1", r.Code, r.PIN); err != nil || !look.OK {
		t.Errorf("code and PIN: %+v, %v", look, err)
	}
}
