package response

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"

	"tanggap/internal/complaint"
	"tanggap/internal/worktime"
)

// page is how many cases, or entries of a rebuild, are written at once.
const page = 500

// Project brings Redis up to what PostgreSQL says now, and says how many cases
// it wrote; when Redis does not hold this database's response times (any more)
// it builds all of them again. Any number may be called at once: one works,
// the others wait.
func (s *Store) Project(ctx context.Context, pool *pgxpool.Pool) (int, error) {
	const rebuilds = 3 // Redis may be emptied again at once
	total, rebuilt := 0, 0
	for after := complaint.ID(0); ; {
		last, n, err := s.projectPage(ctx, pool, after)
		switch {
		case errors.Is(err, ErrLost) && rebuilt < rebuilds:
			rebuilt++
			if err := s.Rebuild(ctx, pool); err != nil {
				return total, err
			}
			continue
		case err != nil:
			return total, fmt.Errorf("project: %w", err)
		}
		total += n
		if n < page {
			return total, nil
		}
		after = last
	}
}

// projectPage writes the marked cases after one.
func (s *Store) projectPage(ctx context.Context, pool *pgxpool.Pool, after complaint.ID) (to complaint.ID, n int, err error) {
	idle, err := s.idle(ctx, pool, after)
	if err != nil || idle {
		return after, 0, err
	}
	err = alone(ctx, pool, func(tx pgx.Tx) error {
		t, err := s.turn(ctx, tx)
		if err != nil {
			return err
		}
		last, err := lastOf(ctx, tx)
		if err != nil {
			return err
		}
		switch follows, err := s.follows(ctx, last); {
		case err != nil:
			return err
		case !follows:
			return ErrLost
		}
		marks, err := complaint.ToProject(ctx, tx, after, page)
		if err != nil || len(marks) == 0 {
			return err
		}
		cases := make([]complaint.ID, len(marks))
		for i, m := range marks {
			cases[i] = m.ID
		}
		stretches, err := complaint.StretchesOf(ctx, tx, cases)
		if err != nil {
			return err
		}
		if err := s.replace(ctx, t, cases, stretches); err != nil {
			return err
		}
		if err := wrote(ctx, tx, t); err != nil {
			return err
		}
		to, n = cases[len(cases)-1], len(cases)
		return complaint.Projected(ctx, tx, marks)
	})
	return to, n, err
}

// idle says that nothing waits and Redis is whole, without taking the lock.
func (s *Store) idle(ctx context.Context, pool *pgxpool.Pool, after complaint.ID) (idle bool, err error) {
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		stamp, err := stampOf(ctx, tx)
		if err != nil {
			return err
		}
		marks, err := complaint.ToProject(ctx, tx, after, 1)
		if err != nil {
			return err
		}
		if err := s.whole(ctx, stamp); err != nil || len(marks) > 0 {
			return err
		}
		// Another projector may be between Redis and its commit: whoever has the
		// turn looks again.
		last, err := lastOf(ctx, tx)
		if err != nil {
			return err
		}
		idle, err = s.follows(ctx, last)
		return err
	})
	return idle, err
}

// replace writes what Redis holds of some cases, and removes what it held of
// them before.
func (s *Store) replace(ctx context.Context, t turn, cases []complaint.ID, stretches []complaint.Stretch) error {
	return s.write(ctx, t, t.stamp, func(tx *redis.Tx) (func(redis.Pipeliner), error) {
		before := make([]*redis.StringSliceCmd, len(cases))
		if _, err := tx.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, id := range cases {
				before[i] = p.SMembers(ctx, caseKey(id))
			}
			return nil
		}); err != nil {
			return nil, err
		}
		return func(p redis.Pipeliner) {
			for i, id := range cases {
				for _, place := range before[i].Val() {
					dropPlace(ctx, p, place)
				}
				p.Del(ctx, caseKey(id))
			}
			for _, st := range stretches {
				e := entryOf(st, t.since)
				e.drop(ctx, p)
				e.put(ctx, p)
			}
		}, nil
	})
}

// alone runs do while nobody else projects, here or in another process. A
// process that was stopped in the middle loses its turn after half a minute.
func alone(ctx context.Context, pool *pgxpool.Pool, do func(tx pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL idle_in_transaction_session_timeout = '30s'`); err != nil {
			return fmt.Errorf("take the projector's turn: %w", err)
		}
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('tanggap projector', 0))`); err != nil {
			return fmt.Errorf("take the projector's turn: %w", err)
		}
		return do(tx)
	})
}

// turn is one time in which a projector writes.
type turn struct {
	stamp string
	token string
	since worktime.Date
}

// turn begins one: from now on no earlier projector can write.
func (s *Store) turn(ctx context.Context, tx pgx.Tx) (turn, error) {
	stamp, err := stampOf(ctx, tx)
	if err != nil {
		return turn{}, err
	}
	since, err := Since(ctx, tx)
	if err != nil {
		return turn{}, err
	}
	t := turn{stamp: stamp, token: rand.Text(), since: since}
	if err := s.client.Set(ctx, turnKey, t.token, 0).Err(); err != nil {
		return turn{}, fmt.Errorf("begin a turn in Redis: %w", err)
	}
	return t, nil
}

// write changes Redis all at once, or not at all: only while the turn is still
// this one and the stamp is the one expected. It is ErrLost otherwise.
func (s *Store) write(ctx context.Context, t turn, stamp string, prepare func(tx *redis.Tx) (func(redis.Pipeliner), error)) error {
	err := s.client.Watch(ctx, func(tx *redis.Tx) error {
		got, err := tx.MGet(ctx, stampKey, turnKey).Result()
		if err != nil {
			return err
		}
		if text(got[0]) != stamp || text(got[1]) != t.token {
			return ErrLost
		}
		fill, err := prepare(tx)
		if err != nil {
			return err
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			fill(p)
			p.Set(ctx, lastKey, t.token, 0)
			return nil
		})
		return err
	}, stampKey, turnKey)
	switch {
	case errors.Is(err, redis.TxFailedErr), errors.Is(err, ErrLost):
		return ErrLost
	case err != nil:
		return fmt.Errorf("write to Redis: %w", err)
	}
	return nil
}

// text is a value of MGET; "" for none.
func text(v any) string {
	s, _ := v.(string)
	return s
}
