package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// overIn finds those cases of a table that ended before a time: one that is told
// as a part of another ends with that.
func overIn(table string) string {
	return `
		WITH RECURSIVE whole AS (
			SELECT complaint_id AS id, complaint_id AS top
			FROM ` + table + `
			UNION ALL
			SELECT w.id, m.leading_id
			FROM whole w
			JOIN merger m ON m.complaint_id = w.top)
		SELECT w.id
		FROM whole w
		JOIN complaint c ON c.id = w.top
		WHERE c.ended_at < $1
		AND c.state <> 'merged'`
}

// EndedBefore gives those of some cases that have ended before a time.
func EndedBefore(ctx context.Context, tx pgx.Tx, before time.Time, among []ID) ([]ID, error) {
	return ids(ctx, tx, overIn(`unnest($2::bigint[]) AS one (complaint_id)`), before, among)
}
