package visit_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/testkit"
	"tanggap/internal/visit"
)

// hundredThousand are ratings of one unit, a third with the full questionnaire
// and each tenth with words, among as many of others.
var hundredThousand = []string{
	`INSERT INTO unit (code, name, kind) VALUES ('U', 'Puskesmas', 'puskesmas'), ('V', 'Puskesmas lain', 'puskesmas')`,
	`INSERT INTO visit_rating (id, unit_code, rated_on, door, proved, face, asked, answer, comment, state)
	SELECT 'r' || i, CASE WHEN i <= 100000 THEN 'U' ELSE 'V' END, date '2026-11-23' - i % 80, CASE WHEN i % 3 = 0 THEN 'kupon' ELSE 'poster' END, i % 3 = 0,
		1 + i % 4, (ARRAY['persyaratan','prosedur','waktu','biaya','produk','kompetensi','perilaku','pengaduan','sarana'])[1 + i % 9], i % 5,
		CASE WHEN i % 10 = 0 THEN 'Antreannya rapi, petugasnya sabar.' ELSE '' END, 'counted'
	FROM generate_series(1, 200000) i`,
	`INSERT INTO visit_form (rating, persyaratan, prosedur, waktu, biaya, produk, kompetensi, perilaku, pengaduan, sarana, age, sex)
	SELECT 'r' || i, 1 + i % 4, 1 + i % 3, 1 + i % 4, 4, 3, 1 + i % 4, 4, 2 + i % 3, 3, '26-35', 'p'
	FROM generate_series(3, 200000, 3) i`,
	`VACUUM ANALYZE visit_rating`, `VACUUM ANALYZE visit_form`,
}

// A unit with 100,000 ratings of three months: its report, its quarterly SKM,
// and what was said.
func BenchmarkReport(b *testing.B) {
	pool := testkit.DB(b)
	for _, sql := range hundredThousand {
		if _, err := pool.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
	now := testkit.Time("2026-11-23 10:00")
	d := &visit.Desk{Loc: now.Location()}
	for name, read := range map[string]func(tx pgx.Tx) (int, error){
		"report": func(tx pgx.Tx) (int, error) {
			r, err := d.Report(b.Context(), tx, now, "U")
			return r.Standing.All().N(), err
		},
		"quarterly": func(tx pgx.Tx) (int, error) {
			q, err := d.Quarterly(b.Context(), tx, "U", visit.QuarterOf(d.Today(now)))
			return q.All().Respondents, err
		},
		"hear": func(tx pgx.Tx) (int, error) {
			h, err := d.Hear(b.Context(), tx, now, "U")
			return len(h.Said), err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				err := pgx.BeginFunc(b.Context(), pool, func(tx pgx.Tx) error {
					n, err := read(tx)
					if err == nil && n < 20 {
						b.Fatalf("only %d are read", n)
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
