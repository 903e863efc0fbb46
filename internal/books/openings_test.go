package books_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
)

// opened is an office where the superior opened a case twice within the hour,
// and the holder once.
func opened(t testing.TB) *office.Office {
	t.Helper()
	o := office.New(t)
	at := testkit.Time("2026-10-05 08:00")
	id := o.File(at, "budi", "bayung")
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		for i, e := range []complaint.Opening{{By: "kabid"}, {By: "kabid"}, {By: "budi"}} {
			e.Case, e.What = id, complaint.OpenedCase
			if err := complaint.KeepOpening(ctx, tx, at.Add(time.Duration(i)*time.Minute), e); err != nil {
				return err
			}
		}
		return nil
	})
	return o
}

func TestOpeningsAreProved(t *testing.T) {
	o := opened(t)
	clean(o)
	if n := o.Int(`SELECT count(*) FROM opening`); n != 2 {
		t.Errorf("%d openings, want 2: the second look within the hour tells nothing new", n)
	}
	for name, sql := range map[string]string{
		"one taken out":         `DELETE FROM opening WHERE nip = 'kabid'`,
		"one made up":           `INSERT INTO opening VALUES (1, 'vera', 'case', '2026-10-05 09:00+07')`,
		"one of another person": `UPDATE opening SET nip = 'dewi' WHERE nip = 'kabid'`,
		"one at another time":   `UPDATE opening SET at = at + interval '1 day' WHERE nip = 'kabid'`,
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range spoilt(t, o, sql) {
				if (len(r.Wrong) > 0) != (r.Name == "openings") {
					t.Errorf("%s says %s", r.Name, strings.Join(r.Wrong, "; "))
				}
			}
		})
	}
}
