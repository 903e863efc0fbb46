package books_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/books"
	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/visit"
)

// rated is an office with two days of ratings: closed, some of it decided.
func rated(t testing.TB) *office.Office {
	t.Helper()
	o := office.New(t)
	d := o.Visits
	o.Exec(`INSERT INTO unit (code, name, kind) VALUES ('INSP', 'Inspektorat', 'inspektorat')`)
	o.Do(func(ctx context.Context, tx pgx.Tx) error {
		for i, at := range []string{"2026-10-05 09:00", "2026-10-06 09:00"} {
			for _, address := range []string{"tg:sari", "tg:budi", "tg:dewi"} {
				who := visit.Rater{Address: address}
				if e, known, err := roster.ByAddress(ctx, tx, address); err != nil {
					return err
				} else if known {
					who.Employee = &e
				}
				e, err := d.Choose(ctx, tx, testkit.Time(at), "BM")
				if err != nil {
					return err
				}
				if _, _, err := d.Rate(ctx, tx, testkit.Time(at), who, e, 2+i); err != nil {
					return err
				}
			}
		}
		if _, err := d.Close(ctx, tx, testkit.Time("2026-10-07 00:20")); err != nil {
			return err
		}
		by := roster.Employee{NIP: "lestari", UnitCode: "INSP"}
		for i, day := range []string{"2026-10-05 09:00", "2026-10-06 09:00"} {
			if _, err := d.Decide(ctx, tx, testkit.Time("2026-10-07 09:00"), by, "BM", d.Today(testkit.Time(day)), visit.Staff, i == 0, "Sudah ditanyakan."); err != nil {
				return err
			}
		}
		for _, words := range []string{"Antrean dibagi dua loket.", "Antrean kini dibagi dua loket."} {
			if _, err := d.Improve(ctx, tx, testkit.Time("2026-10-07 10:00"), "kabid", "BM", words); err != nil {
				return err
			}
		}
		if err := d.CountVisits(ctx, tx, testkit.Time("2026-10-07 10:00"), "kabid", "BM", d.Today(testkit.Time("2026-10-01 10:00")), 420); err != nil {
			return err
		}
		return d.Plan(ctx, tx, testkit.Time("2026-10-07 10:00"), "kabid", "BM", visit.QuarterOf(d.Today(testkit.Time("2026-10-01 10:00"))), skm.Waktu, "Loket kedua dibuka.")
	})
	return o
}

func TestVisitsAreProved(t *testing.T) {
	o := rated(t)
	clean(o)
	for name, sql := range map[string]string{
		"a face":                  `UPDATE visit_rating SET face = 4 WHERE id = (SELECT min(id) FROM visit_rating)`,
		"an open one made proved": `UPDATE visit_rating SET proved = true`,
		"a rating taken out":      `WITH t AS (DELETE FROM visit_rater) DELETE FROM visit_rating WHERE reason = '' AND rated_on = '2026-10-05'`,
		"a rating put in":         `INSERT INTO visit_rating (id, unit_code, rated_on, door, proved, face, asked, state) VALUES ('x', 'BM', '2026-10-05', 'nilai', false, 4, 'waktu', 'counted')`,
		"a questionnaire put in":  `INSERT INTO visit_form (rating, waktu) SELECT min(id), 4 FROM visit_rating`,
		"dropped ones brought in": `UPDATE visit_rating SET state = 'released' WHERE state = 'dropped'`,
		"held ones let through":   `UPDATE visit_rating SET state = 'counted' WHERE state = 'released'`,
		"a good one dropped":      `UPDATE visit_rating SET state = 'dropped' WHERE state = 'counted' AND rated_on = '2026-10-05'`,
		"a day forgotten":         `DELETE FROM visit_day WHERE day = '2026-10-05'`,
		"a sentence changed":      `UPDATE visit_improvement SET words = 'Semua sudah baik.'`,
		"a sentence taken out":    `DELETE FROM visit_improvement`,
		"a plan of somebody else": `UPDATE visit_plan SET nip = 'hendra'`,
		"a plan put in":           `INSERT INTO visit_plan SELECT unit_code, quarter, 'biaya', words, nip, at FROM visit_plan`,
		"visits made fewer":       `UPDATE visit_count SET visits = 20`,
		"a day made up":           `INSERT INTO visit_day (unit_code, day) VALUES ('BM', '2026-10-01')`,
	} {
		t.Run(name, func(t *testing.T) {
			rows := spoilt(t, o, sql)
			i := slices.IndexFunc(rows, func(r books.Row) bool { return r.Name == "visits" })
			if len(rows[i].Wrong) == 0 {
				t.Error("visits does not find it")
			}
		})
	}
}
