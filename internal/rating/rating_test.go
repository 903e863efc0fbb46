package rating_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/rating"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// Whoever rates again changes their mind; nobody else rates, and nobody before
// the key was turned.
func TestTheLastFaceCountsOnce(t *testing.T) {
	o := office.New(t)
	now := testkit.Time("2026-10-05 08:00")
	id := o.File(now, "budi", "bayung")
	rate := func(who string, face int) (err error) {
		now = now.Add(time.Minute)
		o.Do(func(ctx context.Context, tx pgx.Tx) error {
			_, err = rating.Face(ctx, tx, now, o.Desk, who, id, face)
			if err != nil {
				return nil
			}
			_, err = rating.Comment(ctx, tx, now, o.Desk, who, id, "Terima kasih.")
			return err
		})
		return err
	}
	if err := rate("tg:sari", 4); !errors.Is(err, rating.ErrNotDone) {
		t.Errorf("before the key was turned: %v", err)
	}
	for _, act := range []office.Act{office.Propose, office.Confirm} {
		now = now.Add(time.Hour)
		o.Act(now, id, act)
	}
	for _, tc := range []struct {
		who  string
		face int
		want error
	}{
		{"tg:sari", 4, nil}, {"tg:sari", 1, nil}, {"tg:sari", 3, nil},
		{"tg:budi", 4, complaint.ErrUnknown}, {"tg:mallory", 1, complaint.ErrUnknown},
		{"tg:sari", 0, rating.ErrFace}, {"tg:sari", 5, rating.ErrFace},
	} {
		if err := rate(tc.who, tc.face); !errors.Is(err, tc.want) {
			t.Errorf("%s gives %d: %v, want %v", tc.who, tc.face, err, tc.want)
		}
	}
	if n := o.Int(`SELECT count(*) * 10 + sum(face) FROM case_rating`); n != 13 {
		t.Errorf("it counts as %d, want once and a 3", n)
	}
}
