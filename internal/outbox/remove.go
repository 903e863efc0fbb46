package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Take gives the channel's ids of the messages that were put into a chat since
// a time and arrived, and forgets them: they are to be deleted. What leaves no
// trace has none.
func Take(ctx context.Context, tx pgx.Tx, address string, since time.Time) ([]string, error) {
	rows, err := tx.Query(ctx, `
		WITH old AS (
			SELECT id, message_id
			FROM outbox
			WHERE address = $1
			AND message_id IS NOT NULL
			AND put_at >= $2
			ORDER BY id
			FOR UPDATE)
		UPDATE outbox o
		SET message_id = NULL
		FROM old
		WHERE o.id = old.id
		RETURNING old.message_id`, address, since)
	if err != nil {
		return nil, fmt.Errorf("take the ids of messages: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("take the ids of messages: %w", err)
	}
	return ids, nil
}
