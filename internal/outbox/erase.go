package outbox

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// EraseChat deletes the trace of what was said in a chat about some subjects,
// and with all also of what was about none. What waits there about one of
// moved goes to the address that it names, and leaves no trace.
func EraseChat(ctx context.Context, tx pgx.Tx, address string, subjects []string, all bool, moved map[string]string) error {
	var batch pgx.Batch
	for subject, to := range moved {
		batch.Queue(`
			UPDATE outbox
			SET address = $3, fleeting = true, about = NULL, after_key = NULL
			WHERE address = $1
			AND about = $2
			AND state = 'queued'`, address, subject, to)
	}
	if subjects == nil {
		subjects = []string{} // a NULL would match nothing
	}
	batch.Queue(`
		DELETE FROM outbox
		WHERE address = $1
		AND (about = ANY ($2) OR $3 AND about IS NULL)
		AND begins IS NULL
		AND state <> 'sending'`, address, subjects, all)
	batch.Queue(`
		UPDATE outbox
		SET fleeting = true
		WHERE address = $1
		AND (about = ANY ($2) OR $3 AND about IS NULL)
		AND state = 'sending'`, address, subjects, all)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("erase what was said in a chat: %w", err)
	}
	return nil
}

// Fate is how far some messages have come.
type Fate struct {
	Waiting int // not sent yet
	Arrived int
	Failed  int // nobody knows whether they arrived, or they cannot
}

// FateOf tells how far the messages with these keys have come; one that is not
// there (any more) counts for nothing.
func FateOf(ctx context.Context, tx pgx.Tx, keys ...string) (Fate, error) {
	var f Fate
	err := tx.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state IN ('queued', 'sending')),
			count(*) FILTER (WHERE state = 'sent'),
			count(*) FILTER (WHERE state IN ('uncertain', 'dead'))
		FROM outbox
		WHERE key = ANY ($1)`, keys).Scan(&f.Waiting, &f.Arrived, &f.Failed)
	if err != nil {
		return Fate{}, fmt.Errorf("see how far %d messages have come: %w", len(keys), err)
	}
	return f, nil
}
