package regency_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/regency"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/visit"
)

// Whoever opens the demo as a head reads figures, and the inspectorate has
// something to decide, whatever the day is.
func TestVisitsOnAnyDay(t *testing.T) {
	for _, on := range []string{"2026-11-26 08:00", "2026-10-08 08:00", "2026-04-02 08:00", "2027-01-07 08:00"} {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			now := testkit.Time(on)
			pool := installed(t, now)
			d := &visit.Desk{Prefix: "KPH", TokenKey: []byte("t"), RaterKey: []byte("r"), Loc: now.Location()}
			began := time.Now()
			if err := regency.Visits(t.Context(), pool, d, roster.NewCalendars(now.Location()), now); err != nil {
				t.Fatal(err)
			}
			t.Logf("took %s", time.Since(began).Round(time.Millisecond))
			err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
				r, err := d.Report(t.Context(), tx, now, "PKM-KELOBAK")
				if err != nil {
					return err
				}
				indexed := 0
				for _, s := range r.Surveys {
					if _, ok := s.IKM(); ok {
						indexed++
					}
				}
				q := visit.QuarterOf(d.Today(now))
				if young := d.Today(now)-q.From() < 45; indexed == 0 && !young || r.Standing.All().N() < 30 || r.Said < 5 || r.Improved == nil {
					t.Errorf("%d quarters with an index, %d ratings, %d comments, improved: %v", indexed, r.Standing.All().N(), r.Said, r.Improved)
				}
				piles, err := d.Piles(t.Context(), tx, now)
				if err != nil || len(piles) != 1 || piles[0].Unit.Code != "DUKCAPIL" || piles[0].N() != 12 {
					t.Errorf("held: %+v, %v", piles, err)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
