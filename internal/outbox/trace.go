package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Trace is what is known of a message that was sent.
type Trace struct {
	Key   string // of the row; a part of a long message has the whole one's with "#1" …
	About string // "case:12", "" for none
}

// ByMessageSQL is what a person replied to, or whose button they pressed: the
// key and about of the message that the channel knows as the parameter id in the
// chat $1, of one row at most.
func ByMessageSQL(id string) string {
	return `
	SELECT key, about
	FROM outbox
	WHERE address = $1
	AND message_id = ` + id + `
	ORDER BY id DESC
	LIMIT 1`
}

// ByKey finds a message by its key, sent or still waiting; false when none was
// put under it.
func ByKey(ctx context.Context, tx pgx.Tx, key string) (Trace, bool, error) {
	t := Trace{Key: key}
	err := tx.QueryRow(ctx, `
		SELECT COALESCE(about, '')
		FROM outbox
		WHERE key = $1`, key).Scan(&t.About)
	if errors.Is(err, pgx.ErrNoRows) {
		return Trace{}, false, nil
	}
	if err != nil {
		return Trace{}, false, fmt.Errorf("find a message by its key: %w", err)
	}
	return t, true, nil
}

// NewestOf gives the one of these keys under which a message was put last;
// false when none was put under any.
func NewestOf(ctx context.Context, tx pgx.Tx, keys ...string) (string, bool, error) {
	var key string
	err := tx.QueryRow(ctx, `
		SELECT key
		FROM outbox
		WHERE key = ANY ($1)
		ORDER BY id DESC
		LIMIT 1`, keys).Scan(&key)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("find the newest of %d messages: %w", len(keys), err)
	}
	return key, true, nil
}

// MessageOf is the channel's id of the message with a key; false when it has
// not arrived, or nobody knows its id.
func MessageOf(ctx context.Context, tx pgx.Tx, key string) (string, bool, error) {
	var id string
	err := tx.QueryRow(ctx, `
		SELECT message_id
		FROM outbox
		WHERE key = $1
		AND message_id IS NOT NULL`, key).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("find a message's id: %w", err)
	}
	return id, true, nil
}

// Stats is the state of the queue.
type Stats struct {
	Queued    int // waiting or being sent
	Held      int // of these, for quiet hours
	Uncertain int
	Dead      int
	Oldest    time.Time // office time at which the oldest was put that is not held; zero if none
}

// Count reads the state of the queue.
func Count(ctx context.Context, db DB) (Stats, error) {
	var s Stats
	var oldest *time.Time
	err := db.QueryRow(ctx, `
		SELECT w.n + h.n, h.n, w.oldest, t.uncertain, t.dead
		FROM (
			SELECT count(*) AS n, min(put_at) AS oldest
			FROM outbox
			WHERE state IN ('queued', 'sending')
			AND held_until IS NULL) w,
			(
			SELECT count(*) AS n
			FROM outbox
			WHERE state = 'queued'
			AND held_until IS NOT NULL) h,
			(
			SELECT count(*) FILTER (WHERE state = 'uncertain') AS uncertain,
				count(*) FILTER (WHERE state = 'dead') AS dead
			FROM outbox
			WHERE state IN ('uncertain', 'dead')) t`).Scan(&s.Queued, &s.Held, &oldest, &s.Uncertain, &s.Dead)
	if err != nil {
		return Stats{}, fmt.Errorf("count messages: %w", err)
	}
	if oldest != nil {
		s.Oldest = *oldest
	}
	return s, nil
}
