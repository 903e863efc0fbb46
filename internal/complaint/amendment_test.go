package complaint_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// Nobody gains by another category, nor is late at once by it: the minutes stay
// with who had them, the limit follows the category from the filing on, and never
// ends before the next working day where that is nearer than it was.
func TestCategoryFromTheBeginning(t *testing.T) {
	filed := testkit.Time("2026-10-05 08:00")
	for name, c := range map[string]struct {
		at  string // of the signature
		due string // then
	}{
		"limit ahead":  {"2026-10-06 08:00", "2026-10-12 16:00"},
		"limit passed": {"2026-10-14 08:00", "2026-10-15 16:00"},
		"too late":     {"2026-10-24 08:00", "2026-10-23 16:30"}, // it counted as late by then
	} {
		t.Run(name, func(t *testing.T) {
			o := office.New(t)
			id := o.File(filed, "budi", "bayung")
			o.Act(filed.Add(time.Hour), id, office.Answer)
			at := testkit.Time(c.at)
			o.Act(at, id, office.Climb)
			o.Act(at, id, office.Climb)
			o.Act(at, id, office.Climb)
			var before, after complaint.Stretch
			o.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
				budi, err := roster.Find(ctx, tx, "budi")
				if err != nil {
					return err
				}
				if before, _, err = complaint.Running(ctx, tx, id); err != nil {
					return err
				}
				_, work, err := o.Desk.ProposeCategory(ctx, tx, at, budi, id, "info", "Hanya bertanya.")
				if err != nil {
					return err
				}
				if _, err := o.Desk.Sign(ctx, tx, at, "budi", work.ID); !errors.Is(err, complaint.ErrNotErrand) {
					t.Errorf("who proposes it signs it: %v", err)
				}
				s, err := o.Desk.Sign(ctx, tx, at, "vera", work.ID)
				if err != nil {
					return err
				}
				if _, err := o.Desk.Sign(ctx, tx, at, "vera", work.ID); !errors.Is(err, complaint.ErrErrandOver) {
					t.Errorf("it is signed twice: %v", err)
				}
				if !s.FiledAt.Equal(filed) || s.Moves || s.CategoryCode != "info" || s.Type != "informasi" {
					t.Errorf("filed %s, moves %v, %s", s.FiledAt, s.Moves, s.CategoryCode)
				}
				after, _, err = complaint.Running(ctx, tx, id)
				return err
			})
			if after.ID != before.ID || !after.FromAt.Equal(*before.FromAt) {
				t.Errorf("another stretch, from %s", after.FromAt)
			}
			if !after.DueAt.Equal(testkit.Time(c.due)) {
				t.Errorf("due %s, want %s", after.DueAt, c.due)
			}
		})
	}
}

// Of two who sign at once one does, and of a case that ends first nothing is left
// to sign.
func TestAmendmentFallsAway(t *testing.T) {
	o := office.New(t)
	at := testkit.Time("2026-10-05 08:00")
	id := o.File(at, "budi", "bayung")
	propose := func() (errand int64) {
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			budi, err := roster.Find(ctx, tx, "budi")
			if err != nil {
				return err
			}
			_, work, err := o.Desk.ProposeCategory(ctx, tx, at, budi, id, "info", "Hanya bertanya.")
			errand = work.ID
			return err
		})
		return errand
	}
	errand := propose()
	done := make(chan error)
	for range 2 {
		go func() {
			done <- pgx.BeginFunc(context.Background(), o.Pool, func(tx pgx.Tx) error {
				_, err := o.Desk.Sign(context.Background(), tx, at, "vera", errand)
				return err
			})
		}()
	}
	a, b := <-done, <-done
	if (a == nil) == (b == nil) {
		t.Errorf("both at once: %v, %v", a, b)
	}
	id = o.File(at, "budi", "kandang")
	errand = propose()
	o.Act(at.Add(time.Hour), id, office.Propose)
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := o.Desk.Sign(ctx, tx, at, "vera", errand); !errors.Is(err, complaint.ErrErrandOver) {
			t.Errorf("signed after its result: %v", err)
		}
		last, _, err := complaint.LastAmendment(ctx, tx, id)
		if last.Outcome != complaint.AmendMoot {
			t.Errorf("it is %q", last.Outcome)
		}
		return err
	})
}
