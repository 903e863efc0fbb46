package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// DB is a pool or a transaction: what the sender does is one statement each.
type DB interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Ask says what a sender would take just now.
type Ask struct {
	Epoch     int64
	Highest   Lane     // of the lanes; Broadcasts for all
	Not       []string // addresses to leave alone: busy or cooling down
	InOrder   bool     // by the order of putting alone, whatever the lane
	Impatient bool     // whether or not its retry is due yet
}

// Claimed is a message in the hands of a sender.
type Claimed struct {
	ID       int64
	Epoch    int64
	Address  string
	To       string // the chat that Address stands for: the same, unless the sender resolved it
	Lane     Lane
	Begins   int64
	Fleeting bool
	Message  Message
	Edit     bool   // Target is the message to change
	Reply    bool   // Target is the message to quote
	Target   string // "" unless one of them
	Unknowns int    // how often it may have been sent already
	Failures int    // how often the service failed over it in a row
}

// Claim takes the next message that may go out; false when there is none, or
// the epoch is over. An edit or reply whose target never arrived comes as a
// message of its own. A message that cannot be read is killed on the way.
func Claim(ctx context.Context, db DB, ask Ask) (Claimed, bool, error) {
	sql := claimSQL
	if ask.InOrder {
		sql = claimInOrderSQL
	}
	if ask.Not == nil {
		ask.Not = []string{} // a NULL would match nobody
	}
	for {
		c := Claimed{Epoch: ask.Epoch}
		var body []byte
		var target *string
		err := db.QueryRow(ctx, sql, ask.Epoch, ask.Highest, ask.Not, ask.Impatient).Scan(
			&c.ID, &c.Address, &c.Lane, &c.Begins, &c.Fleeting, &body, &target, &c.Unknowns, &c.Failures)
		if errors.Is(err, pgx.ErrNoRows) {
			return Claimed{}, false, nil
		}
		if err != nil {
			return Claimed{}, false, fmt.Errorf("claim a message: %w", err)
		}
		c.To = c.Address
		var p payload
		if json.Unmarshal(body, &p) != nil {
			if _, err := Kill(ctx, db, c, "the message cannot be read"); err != nil {
				return Claimed{}, false, err
			}
			continue
		}
		c.Message = p.Message
		if target != nil {
			c.Edit, c.Reply, c.Target = p.Edit, p.Reply, *target
		}
		return c, true, nil
	}
}

var (
	claimSQL        = fmt.Sprintf(claimPattern, "c.lane, c.id")
	claimInOrderSQL = fmt.Sprintf(claimPattern, "c.id")
)

// The three last conditions are values rather than comparisons and NOT EXISTS:
// so the planner neither joins over the whole queue nor takes them for rare and
// sorts it, but walks down outbox_queued and stops at the first row.
const claimPattern = `
	UPDATE outbox o
	SET state = 'sending', epoch = $1, claimed_at = clock_timestamp(), attempts = o.attempts + 1
	FROM (
		SELECT c.id
		FROM outbox c
		WHERE c.state = 'queued'
		AND c.held_until IS NULL
		AND c.lane <= $2
		AND ($4 OR c.not_before IS NULL OR c.not_before <= clock_timestamp())
		AND c.address <> ALL ($3::text[])
		AND (
			SELECT p.id = c.id
			FROM outbox p
			WHERE p.address = c.address
			AND p.lane = c.lane
			AND p.state IN ('queued', 'sending')
			AND p.held_until IS NULL
			ORDER BY p.id
			LIMIT 1)
		AND COALESCE((
			SELECT false
			FROM outbox p
			WHERE p.address = c.address
			AND p.state = 'sending'
			AND p.held_until IS NULL
			LIMIT 1), true)
		AND CASE WHEN c.after_key IS NULL THEN true ELSE COALESCE((
			SELECT false
			FROM outbox a
			WHERE a.key = c.after_key
			AND a.id < c.id
			AND a.state IN ('queued', 'sending')
			AND a.held_until IS NULL), true) END
		ORDER BY %s
		LIMIT 1
		FOR UPDATE OF c SKIP LOCKED
	) next
	WHERE o.id = next.id
	AND EXISTS (SELECT FROM leader WHERE epoch = $1)
	RETURNING o.id, o.address, o.lane, COALESCE(o.begins, 0), o.fleeting, o.payload,
		(SELECT a.message_id FROM outbox a WHERE a.key = o.after_key AND a.address = o.address),
		o.unknowns, o.failures`

// Sent ends a message that arrived, under the ids that the channel gave its
// parts (none, where it gave none), and empties it. note is kept where
// something was odd. Of one whose address was resolved no id is kept; of a
// fleeting one nothing is. False: it is in other hands by now.
func Sent(ctx context.Context, db DB, c Claimed, note string, messageIDs ...string) (bool, error) {
	if c.Fleeting {
		return settle(ctx, db, "forget", `
			DELETE FROM outbox
			WHERE id = $1 AND epoch = $2 AND state = 'sending'`, c.ID, c.Epoch)
	}
	if c.To != c.Address {
		messageIDs = nil
	}
	first := ""
	if len(messageIDs) > 0 {
		first, messageIDs = messageIDs[0], messageIDs[1:]
	}
	ours, err := settle(ctx, db, "sent", `
		UPDATE outbox
		SET state = 'sent', sent_at = clock_timestamp(), message_id = NULLIF($3, ''), reason = NULLIF($4, ''), payload = NULL
		WHERE id = $1 AND epoch = $2 AND state = 'sending' AND NOT fleeting`, c.ID, c.Epoch, first, note)
	if err == nil && !ours { // its reader was erased meanwhile
		c.Fleeting = true
		return Sent(ctx, db, c, note)
	}
	if err != nil || len(messageIDs) == 0 {
		return ours, err
	}
	// An album is several messages to whoever replies to one of them.
	_, err = db.Exec(ctx, `
		INSERT INTO outbox (key, address, lane, about, state, put_at, sent_at, message_id)
		SELECT o.key || '+' || m.n, o.address, o.lane, o.about, 'sent', o.put_at, o.sent_at, m.id
		FROM outbox o, unnest($2::text[]) WITH ORDINALITY m (id, n)
		WHERE o.id = $1
		ON CONFLICT (key) DO NOTHING`, c.ID, messageIDs)
	if err != nil {
		return true, fmt.Errorf("keep the ids of album %d: %w", c.ID, err)
	}
	return true, nil
}

// Retry puts a message back that was surely not sent. failed counts it as the
// service's failure; else it costs nothing.
func Retry(ctx context.Context, db DB, c Claimed, after time.Duration, failed bool) (bool, error) {
	return settle(ctx, db, "retry", `
		UPDATE outbox
		SET state = 'queued', attempts = attempts - 1, claimed_at = NULL,
			failures = CASE WHEN $4 THEN failures + 1 ELSE 0 END,
			not_before = clock_timestamp() + $3::interval
		WHERE id = $1 AND epoch = $2 AND state = 'sending'`, c.ID, c.Epoch, after, failed)
}

// Unknown says that a message may have been sent. It goes out once more after
// a while; the second time it ends uncertain, for the operator to look at.
func Unknown(ctx context.Context, db DB, c Claimed, after time.Duration, reason string) (bool, error) {
	if c.Unknowns > 0 {
		return Doubt(ctx, db, c, reason)
	}
	return settle(ctx, db, "unknown", `
		UPDATE outbox
		SET state = 'queued', unknowns = unknowns + 1, claimed_at = NULL, reason = $4,
			not_before = clock_timestamp() + $3::interval
		WHERE id = $1 AND epoch = $2 AND state = 'sending'`, c.ID, c.Epoch, after, reason)
}

// Doubt ends a message of which nobody can say whether it arrived.
func Doubt(ctx context.Context, db DB, c Claimed, reason string) (bool, error) {
	return settle(ctx, db, "doubt", `
		UPDATE outbox
		SET state = 'uncertain', unknowns = unknowns + 1, reason = $3, `+bare+`
		WHERE id = $1 AND epoch = $2 AND state = 'sending'`, c.ID, c.Epoch, reason)
}

// Kill ends a message that can never be sent.
func Kill(ctx context.Context, db DB, c Claimed, reason string) (bool, error) {
	return settle(ctx, db, "kill", `
		UPDATE outbox
		SET state = 'dead', reason = $3, `+bare+`
		WHERE id = $1 AND epoch = $2 AND state = 'sending'`, c.ID, c.Epoch, reason)
}

func settle(ctx context.Context, db DB, step, sql string, args ...any) (bool, error) {
	tag, err := db.Exec(ctx, sql, args...)
	if err != nil {
		return false, fmt.Errorf("%s message %d: %w", step, args[0], err)
	}
	return tag.RowsAffected() > 0, nil
}
