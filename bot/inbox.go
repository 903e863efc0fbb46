package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tanggap/internal/dialog"
)

// lives is how many tries an update has; a try that ended the process counts
// as well, and has fewer.
const (
	lives      = 5
	deadlyTry  = 3
	unfinished = "started" // the reason of a try of which nothing more is known
	lost       = "its transaction was lost"
)

// queueClaim locks the chat of an update, and inserts the update as done; fresh
// becomes false when it is there already, in whatever state: then somebody else
// has it. What is done tells no chat.
func queueClaim(b *pgx.Batch, channel string, u update, fresh *bool) {
	claimed := b.Queue(claimSQL, u.address, channel, u.id)
	if u.address == "" {
		claimed = b.Queue(claimNobodysSQL, channel, u.id)
	}
	claimed.Exec(func(tag pgconn.CommandTag) error {
		*fresh = tag.RowsAffected() == 1
		return nil
	})
}

const claimSQL = `
	INSERT INTO inbox (channel, message_id, state, received_at)
	SELECT $2, $3, 'done', clock_timestamp()
	FROM (` + dialog.LockSQL + `) locked
	ON CONFLICT DO NOTHING`

const claimNobodysSQL = `
	INSERT INTO inbox (channel, message_id, state, received_at)
	VALUES ($1, $2, 'done', clock_timestamp())
	ON CONFLICT DO NOTHING`

// earlierSQL says whether an update of the chat $1 waits that came before the
// one which the channel $2 knows as $3.
const earlierSQL = `
	SELECT EXISTS (
		SELECT FROM inbox e
		WHERE e.address = $1
		AND e.state = 'waiting'
		AND EXISTS (SELECT FROM inbox u WHERE u.channel = $2 AND u.message_id = $3 AND u.seq > e.seq)) AS waits`

// park keeps an update with its content for the sweep, whether its row is
// there or not. A reason "" is no try: it waits behind an earlier one.
func park(ctx context.Context, tx pgx.Tx, channel string, u update, raw []byte, reason string) error {
	tried := 0
	if reason != "" {
		tried = 1
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO inbox (channel, message_id, address, state, attempts, next_try_at, content, reason, received_at)
		VALUES ($1, $2, NULLIF($3, ''), 'waiting', $4::smallint, clock_timestamp() + make_interval(secs => $4::smallint), $5, $6, clock_timestamp())
		ON CONFLICT (channel, message_id) DO UPDATE
		SET state = 'waiting', address = excluded.address, attempts = excluded.attempts, next_try_at = excluded.next_try_at,
			content = excluded.content, reason = excluded.reason`,
		channel, u.id, u.address, tried, raw, reason)
	if err != nil {
		return fmt.Errorf("park update %s: %w", u.id, err)
	}
	return nil
}

// parkNew keeps an update whose row is not there yet; one that is there stays
// as it is.
func parkNew(ctx context.Context, tx pgx.Tx, channel string, u update, raw []byte, reason string) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO inbox (channel, message_id, address, state, attempts, next_try_at, content, reason, received_at)
		VALUES ($1, $2, NULLIF($3, ''), 'waiting', 1, clock_timestamp() + interval '3 seconds', $4, $5, clock_timestamp())
		ON CONFLICT DO NOTHING`, channel, u.id, u.address, raw, reason)
	if err != nil {
		return false, fmt.Errorf("park update %s: %w", u.id, err)
	}
	return tag.RowsAffected() == 1, nil
}

// buryNew keeps an update that cannot be read, with its content, as dead.
func buryNew(ctx context.Context, tx pgx.Tx, channel string, u update, raw []byte, reason string) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO inbox (channel, message_id, address, state, content, reason, received_at)
		VALUES ($1, $2, NULLIF($3, ''), 'dead', $4, $5, clock_timestamp())
		ON CONFLICT DO NOTHING`, channel, u.id, u.address, raw, reason)
	if err != nil {
		return false, fmt.Errorf("bury update %s: %w", u.id, err)
	}
	return tag.RowsAffected() == 1, nil
}

// waiting is a parked update that may be tried.
type waiting struct {
	ID       string
	Attempts int
	Reason   string
	Content  []byte
	heard    int // of its chat, where it comes for the first time
}

// claimWaiting counts a try of the oldest waiting update of any chat, and gives
// it; false when none may be tried now. The count is committed by itself, so
// that a try which ends the process is remembered.
func claimWaiting(ctx context.Context, tx pgx.Tx, channel string) (waiting, bool, error) {
	var w waiting
	err := tx.QueryRow(ctx, `
		UPDATE inbox
		SET attempts = attempts + 1, next_try_at = clock_timestamp() + interval '3 seconds', reason = $2
		FROM (
			SELECT i.message_id AS id, i.attempts AS tries, i.reason AS why
			FROM inbox i
			WHERE i.channel = $1
			AND i.state = 'waiting'
			AND i.next_try_at <= clock_timestamp()
			AND (i.address IS NULL OR NOT EXISTS (
				SELECT FROM inbox e
				WHERE e.address = i.address AND e.state = 'waiting' AND e.seq < i.seq))
			ORDER BY i.seq
			LIMIT 1
			FOR UPDATE SKIP LOCKED) oldest
		WHERE channel = $1 AND message_id = oldest.id
		RETURNING message_id, oldest.tries, COALESCE(oldest.why, ''), content`, channel, unfinished).
		Scan(&w.ID, &w.Attempts, &w.Reason, &w.Content)
	if errors.Is(err, pgx.ErrNoRows) {
		return waiting{}, false, nil
	}
	if err != nil {
		return waiting{}, false, fmt.Errorf("look for waiting updates: %w", err)
	}
	return w, true, nil
}

// holdWaiting locks a waiting update; false when it has been dealt with.
func holdWaiting(ctx context.Context, tx pgx.Tx, channel, id string) (bool, error) {
	var one int
	err := tx.QueryRow(ctx, `
		SELECT 1
		FROM inbox
		WHERE channel = $1
		AND message_id = $2
		AND state = 'waiting'
		FOR UPDATE`, channel, id).Scan(&one)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("hold update %s: %w", id, err)
	}
	return true, nil
}

// settle ends an update as done or dead; its content is not needed any more,
// and once it is done neither is its chat.
func settle(ctx context.Context, tx pgx.Tx, channel, id, state, reason string) error {
	_, err := tx.Exec(ctx, `
		UPDATE inbox
		SET state = $3, reason = NULLIF($4, ''), content = NULL, next_try_at = NULL,
			address = CASE WHEN $3 = 'dead' THEN address END
		WHERE channel = $1
		AND message_id = $2`, channel, id, state, reason)
	if err != nil {
		return fmt.Errorf("settle update %s: %w", id, err)
	}
	return nil
}

// postpone lets a waiting update wait on, longer after each try.
func postpone(ctx context.Context, tx pgx.Tx, channel, id string, attempts int, reason string) error {
	_, err := tx.Exec(ctx, `
		UPDATE inbox
		SET next_try_at = clock_timestamp() + make_interval(secs => $3), reason = $4
		WHERE channel = $1
		AND message_id = $2
		AND state = 'waiting'`, channel, id, float64(attempts*attempts), reason)
	if err != nil {
		return fmt.Errorf("postpone update %s: %w", id, err)
	}
	return nil
}

// spare takes back a try that says nothing of the update.
func spare(ctx context.Context, tx pgx.Tx, channel string, w waiting) error {
	_, err := tx.Exec(ctx, `
		UPDATE inbox
		SET attempts = $3, next_try_at = clock_timestamp() + interval '5 seconds', reason = $4
		WHERE channel = $1
		AND message_id = $2
		AND state = 'waiting'`, channel, w.ID, w.Attempts, lost)
	if err != nil {
		return fmt.Errorf("spare update %s: %w", w.ID, err)
	}
	return nil
}

// EmptyUpdates takes the content and the chat out of updates that were given up
// so long ago, by machine time, and says how many: the operator has had time
// to look.
func EmptyUpdates(ctx context.Context, tx pgx.Tx, age time.Duration) (int, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE inbox
		SET content = NULL, address = NULL
		WHERE state = 'dead'
		AND (content IS NOT NULL OR address IS NOT NULL)
		AND received_at < clock_timestamp() - make_interval(secs => $1)`, age.Seconds())
	if err != nil {
		return 0, fmt.Errorf("empty updates: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// ForgetUpdates drops the ids of updates received before, by machine time:
// Telegram never sends one again after a day.
func ForgetUpdates(ctx context.Context, tx pgx.Tx, age time.Duration) (int, error) {
	tag, err := tx.Exec(ctx, `
		DELETE FROM inbox
		WHERE received_at < clock_timestamp() - make_interval(secs => $1)
		AND state <> 'waiting'`, age.Seconds())
	if err != nil {
		return 0, fmt.Errorf("forget updates: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
