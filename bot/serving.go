package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Signs of life of a running service: given each beat, missed after lost. For
// caution after an unclean stop each try is counted before it is made.
const (
	beat    = 10 * time.Second
	caution = 5 * time.Minute
)

// WakeTopic is what a replica notifies when it has put something and another
// one leads.
const WakeTopic = outboxTopic

// StartServing writes that a service runs now, and says whether one before it
// did not end cleanly. Another replica that runs looks the same: caution costs
// little.
func StartServing(ctx context.Context, pool *pgxpool.Pool) (mark int64, unclean bool, err error) {
	err = pool.QueryRow(ctx, `
		WITH gone AS (
			UPDATE serving
			SET ended_at = clock_timestamp()
			WHERE ended_at IS NULL
			AND seen_at < clock_timestamp() - interval '1 minute'
		)
		INSERT INTO serving (started_at, seen_at)
		VALUES (clock_timestamp(), clock_timestamp())
		RETURNING id, EXISTS (SELECT FROM serving WHERE ended_at IS NULL)`).Scan(&mark, &unclean)
	if err != nil {
		return 0, false, fmt.Errorf("say that the service runs: %w", err)
	}
	return mark, unclean, nil
}

// KeepServing gives signs of life until ctx ends, and lifts the bot's caution
// after a while.
func KeepServing(ctx context.Context, pool *pgxpool.Pool, mark int64, b *Bot) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	calm := time.NewTimer(caution)
	defer calm.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-calm.C:
			b.Cautious.Store(false)
		case <-tick.C:
			if _, err := pool.Exec(ctx, `
				UPDATE serving
				SET seen_at = clock_timestamp()
				WHERE id = $1`, mark); err != nil && ctx.Err() == nil {
				b.Log.Warn().Err(err).Msg("no sign of life could be given")
			}
		}
	}
}

// StopServing writes that the service ended cleanly. When it cannot, the next
// start is cautious, which is right as well.
func StopServing(ctx context.Context, pool *pgxpool.Pool, mark int64) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, _ = pool.Exec(ctx, `
		UPDATE serving
		SET ended_at = clock_timestamp()
		WHERE id = $1`, mark)
}
