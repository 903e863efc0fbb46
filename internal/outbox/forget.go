package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// What has ended and starts no clock any more.
const ended = `state IN ('sent', 'uncertain', 'dead') AND begins IS NULL`

// Empty takes the words out of messages that were put before a time and ended
// undelivered: nobody will send them any more. It says how many.
func Empty(ctx context.Context, tx pgx.Tx, before time.Time) (int, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE outbox
		SET payload = NULL
		WHERE state IN ('uncertain', 'dead')
		AND payload IS NOT NULL
		AND put_at < $1`, before)
	if err != nil {
		return 0, fmt.Errorf("empty undelivered messages: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// Subjects lists what messages are about that were put before a time and have
// ended.
func Subjects(ctx context.Context, tx pgx.Tx, before time.Time) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT about
		FROM outbox
		WHERE about IS NOT NULL
		AND put_at < $1
		AND `+ended, before)
	if err != nil {
		return nil, fmt.Errorf("list what old messages are about: %w", err)
	}
	subjects, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list what old messages are about: %w", err)
	}
	return subjects, nil
}

// Forget drops up to most messages that were put before a time and have ended,
// of those about nothing or about one of the subjects. A reply to one of them is
// from then on a message like any other. It says how many.
func Forget(ctx context.Context, tx pgx.Tx, before time.Time, subjects []string, most int) (int, error) {
	tag, err := tx.Exec(ctx, `
		DELETE FROM outbox
		WHERE id IN (
			SELECT id
			FROM outbox
			WHERE put_at < $1
			AND (about IS NULL OR about = ANY ($2))
			AND `+ended+`
			LIMIT $3)`, before, subjects, most)
	if err != nil {
		return 0, fmt.Errorf("forget old messages: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
