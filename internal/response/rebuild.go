package response

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"

	"tanggap/internal/complaint"
)

// Rebuild throws away what Redis holds below our prefix and writes all of it
// again from PostgreSQL. While it works nobody takes Redis for whole. Marks
// stay: what changed meanwhile is projected after it.
func (s *Store) Rebuild(ctx context.Context, pool *pgxpool.Pool) error {
	const tries = 3 // Redis may be emptied under our hands
	for try := 1; ; try++ {
		err := alone(ctx, pool, func(tx pgx.Tx) error { return s.rebuild(ctx, tx) })
		if err == nil || try == tries || !errors.Is(err, ErrLost) {
			if err != nil {
				return fmt.Errorf("rebuild: %w", err)
			}
			return nil
		}
	}
}

func (s *Store) rebuild(ctx context.Context, tx pgx.Tx) error {
	t, err := s.turn(ctx, tx)
	if err != nil {
		return err
	}
	if err := s.client.Del(ctx, stampKey).Err(); err != nil {
		return fmt.Errorf("take the stamp from Redis: %w", err)
	}
	if err := s.clear(ctx); err != nil {
		return err
	}
	// One statement sees one moment. It is read to its end before anything is
	// written, so that PostgreSQL does not wait for Redis.
	var entries []entry
	if err := complaint.EachLive(ctx, tx, t.since, func(st complaint.Stretch) error {
		if e := entryOf(st, t.since); !e.empty() {
			entries = append(entries, e)
		}
		return nil
	}); err != nil {
		return err
	}
	for len(entries) > 0 {
		n := min(page, len(entries))
		if err := s.add(ctx, t, entries[:n]); err != nil {
			return err
		}
		entries = entries[n:]
		// Shows that the turn is still ours, and that we are still alive.
		if _, err := tx.Exec(ctx, `SELECT 1`); err != nil {
			return fmt.Errorf("keep the projector's turn: %w", err)
		}
	}
	if err := s.finish(ctx, t); err != nil {
		return err
	}
	return wrote(ctx, tx, t)
}

func (s *Store) add(ctx context.Context, t turn, entries []entry) error {
	return s.write(ctx, t, "", func(*redis.Tx) (func(redis.Pipeliner), error) {
		return func(p redis.Pipeliner) {
			for _, e := range entries {
				e.put(ctx, p)
			}
		}, nil
	})
}

// finish lets Redis pass for whole. A Redis that was emptied since the turn
// began has lost its token, and the write fails.
func (s *Store) finish(ctx context.Context, t turn) error {
	return s.write(ctx, t, "", func(*redis.Tx) (func(redis.Pipeliner), error) {
		return func(p redis.Pipeliner) {
			p.ZAdd(ctx, clockKey, redis.Z{Score: math.Inf(1), Member: sentinel(t.stamp)})
			p.Set(ctx, stampKey, t.stamp, 0)
		}, nil
	})
}

// clear removes every key of ours but the turn's token.
func (s *Store) clear(ctx context.Context) error {
	return s.each(ctx, prefix+"*", func(keys []string) error {
		if err := s.client.Unlink(ctx, keys...).Err(); err != nil {
			return fmt.Errorf("clear Redis: %w", err)
		}
		return nil
	}, turnKey)
}

// each walks the keys of a pattern, page by page; a key may come twice.
func (s *Store) each(ctx context.Context, pattern string, do func(keys []string) error, but ...string) error {
	var cursor uint64
	for {
		keys, next, err := s.client.Scan(ctx, cursor, pattern, 1000).Result()
		if err != nil {
			return fmt.Errorf("walk the keys of Redis: %w", err)
		}
		kept := keys[:0]
		for _, key := range keys {
			if len(but) == 0 || key != but[0] {
				kept = append(kept, key)
			}
		}
		if len(kept) > 0 {
			if err := do(kept); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}
