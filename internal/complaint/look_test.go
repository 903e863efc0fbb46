package complaint_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

func TestMostOfManySupportersLetTheSuperiorLook(t *testing.T) {
	yes, no := true, false
	for name, c := range map[string]struct {
		words []*bool // of supporters; nil for one who does not answer
		looks bool
	}{
		"two of two say no":         {[]*bool{&no, &no}, false},
		"two of three say no":       {[]*bool{&no, &no, nil}, true},
		"one of three, and no more": {[]*bool{&no, nil, nil}, true},
		"even":                      {[]*bool{&no, &yes, nil}, false},
		"most say yes":              {[]*bool{&no, &yes, &yes, &yes}, false},
		"nobody answers":            {[]*bool{nil, nil, nil}, false},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, tx, d := village(t)
			r := open(t, ctx, tx, d)
			for i := range c.words {
				join(t, ctx, tx, d, r.ID, fmt.Sprintf("tg:%d", 50+i))
			}
			present(t, ctx, tx, d, r.ID, monday.Add(2*time.Hour))
			for i, w := range c.words {
				if w == nil {
					continue
				}
				if _, _, err := d.Side(ctx, tx, monday.Add(3*time.Hour), fmt.Sprintf("tg:%d", 50+i), r.ID, *w, ""); err != nil {
					t.Fatal(err)
				}
			}
			got, err := d.Confirm(ctx, tx, monday.Add(4*time.Hour), budi, r.ID)
			if err != nil || got.State.Open() != c.looks {
				t.Fatalf("%s: %v", got.State, err)
			}
			agree(t, ctx, tx, r.ID)
			if !c.looks {
				return
			}
			if _, err := d.Confirm(ctx, tx, monday.Add(5*time.Hour), budi, r.ID); !errors.Is(err, complaint.ErrLooking) {
				t.Errorf("confirmed twice: %v", err)
			}
			if _, err := d.Uphold(ctx, tx, monday.Add(5*time.Hour), oki, r.ID, "Sudah baik"); !errors.Is(err, complaint.ErrOwnHands) {
				t.Errorf("the holder upholds: %v", err)
			}
			if _, err := d.Uphold(ctx, tx, monday.Add(5*time.Hour), dewi, r.ID, " "); !errors.Is(err, complaint.ErrEmpty) {
				t.Errorf("upheld without a reason: %v", err)
			}
			got, err = d.Uphold(ctx, tx, monday.Add(5*time.Hour), dewi, r.ID, "Saya lihat sendiri: sudah rata")
			if err != nil || got.State != complaint.Confirmed {
				t.Errorf("upheld as %s: %v", got.State, err)
			}
			if _, err := d.Uphold(ctx, tx, monday.Add(6*time.Hour), dewi, r.ID, "lagi"); !errors.Is(err, complaint.ErrNotLooking) {
				t.Errorf("upheld twice: %v", err)
			}
			agree(t, ctx, tx, r.ID)
		})
	}
}

// doubted is a case that the superior looks at.
func doubted(t *testing.T) (context.Context, pgx.Tx, *complaint.Desk, complaint.Receipt) {
	t.Helper()
	ctx, tx, d := village(t)
	r := open(t, ctx, tx, d)
	for _, address := range []string{"tg:5", "tg:6", "tg:7"} {
		join(t, ctx, tx, d, r.ID, address)
	}
	present(t, ctx, tx, d, r.ID, monday.Add(2*time.Hour))
	if _, _, err := d.Side(ctx, tx, monday.Add(3*time.Hour), "tg:6", r.ID, false, "Masih berlubang"); err != nil {
		t.Fatal(err)
	}
	return ctx, tx, d, r
}

func TestSuperiorReturnsAResult(t *testing.T) {
	ctx, tx, d, r := doubted(t)
	if _, err := d.Confirm(ctx, tx, monday.Add(4*time.Hour), budi, r.ID); err != nil {
		t.Fatal(err)
	}
	c, s, err := d.Return(ctx, tx, monday.Add(5*time.Hour), dewi, r.ID, "Sisi kiri belum")
	if err != nil || c.State != complaint.Reopened || s.Holder != oki {
		t.Fatalf("%s, %+v, %v", c.State, s, err)
	}
	agree(t, ctx, tx, r.ID)
	// What they said of the first result is not said of the next.
	present(t, ctx, tx, d, r.ID, monday.Add(6*time.Hour))
	if c, err = d.Confirm(ctx, tx, monday.Add(7*time.Hour), budi, r.ID); err != nil || c.State != complaint.Confirmed {
		t.Errorf("%s, %v", c.State, err)
	}
}

func TestSilenceDoesNotEndWhatMostSupportersDoubt(t *testing.T) {
	ctx, tx, d, r := doubted(t)
	late := monday.Add(30 * 24 * time.Hour)
	c, moved, err := d.Nudge(ctx, tx, late, r.ID)
	if err != nil || !moved || c.State != complaint.Proposed || c.NudgeAt != nil {
		t.Fatalf("%+v, %v, %v", c, moved, err)
	}
	if due, err := complaint.ToRemindOfLooks(ctx, tx, late, 10); err != nil || len(due) != 0 {
		t.Errorf("reminded at once: %v, %v", due, err)
	}
	week := late.Add(7 * 24 * time.Hour)
	for _, want := range []bool{true, false} {
		if _, w, due, err := d.RemindOfLook(ctx, tx, week, r.ID); err != nil || due != want || due && (!w.Since.Equal(late) || w.Confirmed) {
			t.Errorf("due %v, since %s: %v", due, w.Since, err)
		}
	}
	if c, err = d.Uphold(ctx, tx, week, dewi, r.ID, "Sudah saya periksa"); err != nil || c.State != complaint.Unconfirmed {
		t.Errorf("%s, %v", c.State, err)
	}
	agree(t, ctx, tx, r.ID)
}

func TestReporterMayChangeTheirMindWhileTheSuperiorLooks(t *testing.T) {
	ctx, tx, d, r := doubted(t)
	if _, err := d.Confirm(ctx, tx, monday.Add(4*time.Hour), budi, r.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Reopen(ctx, tx, monday.Add(5*time.Hour), budi, r.ID, "", "Ternyata belum"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Uphold(ctx, tx, monday.Add(6*time.Hour), dewi, r.ID, "x"); !errors.Is(err, complaint.ErrNotLooking) {
		t.Errorf("%v", err)
	}
	agree(t, ctx, tx, r.ID)
}
