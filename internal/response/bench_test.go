package response_test

import "testing"

// BenchmarkRebuild builds a Redis of a hundred thousand stretches.
func BenchmarkRebuild(b *testing.B) {
	w := newWorld(b)
	w.file("2026-10-05 08:00")
	if _, err := w.Pool.Exec(b.Context(), `
		WITH filed AS (
			INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, body, state, holder, filed_at, answer_due_at, settle_due_at)
			SELECT 'X-' || n, 'telegram', 'rahasia', 'jalan', 'pengaduan', 'BM', '', 'answered', 'budi',
				timestamptz '2026-10-05 08:00+07' - n * interval '5 minutes', '2026-12-31', '2026-12-31'
			FROM generate_series(1, 50000) n
			RETURNING id, filed_at)
		INSERT INTO stretch (complaint_id, holder, unit_code, category_code, channel, duty, given_at, from_at, to_at, due_at, worked_seconds, on_time, counted_on, next_at)
		SELECT id, 'budi', 'BM', 'jalan', 'telegram', 'answer', filed_at, filed_at, filed_at, filed_at, 60, true, filed_at::date, NULL FROM filed
		UNION ALL
		SELECT id, 'budi', 'BM', 'jalan', 'telegram', 'settle', filed_at, filed_at, NULL, filed_at, NULL, NULL, NULL, filed_at + interval '14 days' FROM filed`); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := w.Response.Rebuild(b.Context(), w.Pool); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(w.compare().Clocks), "clocks")
}
