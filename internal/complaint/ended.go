package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// EndedBefore gives those of some cases that have ended before a time.
func EndedBefore(ctx context.Context, tx pgx.Tx, before time.Time, among []ID) ([]ID, error) {
	return ids(ctx, tx, `
		SELECT id
		FROM complaint
		WHERE id = ANY ($1)
		AND ended_at < $2`, among, before)
}
