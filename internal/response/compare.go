package response

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"

	"tanggap/internal/complaint"
	"tanggap/internal/installation"
	"tanggap/internal/worktime"
)

// Hold keeps every projector waiting while do runs, so that a snapshot of
// PostgreSQL begun in it can be compared with Redis.
func Hold(ctx context.Context, pool *pgxpool.Pool, do func() error) error {
	return alone(ctx, pool, func(tx pgx.Tx) error {
		// do may take its time, and it is not this connection that it works on.
		if _, err := tx.Exec(ctx, `SET LOCAL idle_in_transaction_session_timeout = '10min'`); err != nil {
			return fmt.Errorf("take the projector's turn: %w", err)
		}
		return do()
	})
}

// Compared is what Compare found.
type Compared struct {
	Clocks, Days int      // what PostgreSQL says that Redis should hold
	Pending      int      // cases whose mark waits: not compared
	Differences  []string // one a line; by numbers of stretches, without persons
}

// Compare tells what differs between Redis and the snapshot that tx sees;
// the caller is in Hold and began the snapshot there. A Redis that is not this database's
// counts as an empty one.
func (s *Store) Compare(ctx context.Context, tx pgx.Tx) (Compared, error) {
	want, found, err := s.wanted(ctx, tx)
	if err != nil {
		return Compared{}, err
	}
	stamp, err := stampOf(ctx, tx)
	if err != nil && !errors.Is(err, installation.ErrNone) {
		return Compared{}, err
	}
	switch err := s.whole(ctx, stamp); {
	case errors.Is(err, ErrLost):
	case err != nil:
		return Compared{}, err
	default:
		if err := s.held(ctx, want, &found); err != nil {
			return Compared{}, err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(want.clocks)) {
		found.differ("the clock of stretch %d is missing", id)
	}
	for _, at := range slices.SortedFunc(maps.Keys(want.held), func(a, b place) int { return cmp.Compare(a.stretch, b.stretch) }) {
		found.differ("stretch %d is missing among what somebody holds", at.stretch)
	}
	for _, at := range slices.SortedFunc(maps.Keys(want.counted), func(a, b place) int { return cmp.Compare(a.stretch, b.stretch) }) {
		found.differ("what stretch %d counts for a day is missing", at.stretch)
	}
	return found, nil
}

func (c *Compared) differ(format string, args ...any) {
	c.Differences = append(c.Differences, fmt.Sprintf(format, args...))
}

// wanted is what Redis should hold by PostgreSQL.
type wanted struct {
	since   worktime.Date
	held    map[place]Held
	seen    map[place]Held // what was compared of it
	clocks  map[int64]clock
	counted map[place]Counted
	pending map[int64]bool // stretches whose case is marked
}

// place is a stretch in a bucket, by the bucket's key.
type place struct {
	stretch int64
	bucket  string
}

func (s *Store) wanted(ctx context.Context, tx pgx.Tx) (wanted, Compared, error) {
	w := wanted{held: map[place]Held{}, seen: map[place]Held{}, clocks: map[int64]clock{}, counted: map[place]Counted{}, pending: map[int64]bool{}}
	marked, err := complaint.Marked(ctx, tx)
	if err != nil {
		return w, Compared{}, err
	}
	open := map[complaint.ID]bool{}
	for _, id := range marked {
		open[id] = true
	}
	moving, err := complaint.StretchesOf(ctx, tx, marked)
	if err != nil {
		return w, Compared{}, err
	}
	for _, st := range moving {
		w.pending[st.ID] = true
	}
	if w.since, err = Since(ctx, tx); err != nil {
		return w, Compared{}, err
	}
	days := map[complaint.Day]bool{}
	err = complaint.EachLive(ctx, tx, w.since, func(st complaint.Stretch) error {
		e := entryOf(st, w.since)
		if open[e.of] {
			return nil
		}
		if e.held != nil {
			w.held[place{e.id, heldKey(e.holder)}] = *e.held
		}
		if e.clock != nil {
			w.clocks[e.id] = *e.clock
		}
		if e.counted != nil {
			w.counted[place{e.id, dayKey(e.day)}] = *e.counted
			days[e.day] = true
		}
		return nil
	})
	return w, Compared{Clocks: len(w.clocks), Days: len(days), Pending: len(marked)}, err
}

// held reads what Redis holds, takes it off what is wanted and notes what
// differs.
func (s *Store) held(ctx context.Context, w wanted, found *Compared) error {
	clocks, err := s.client.ZRangeWithScores(ctx, clockKey, 0, -1).Result()
	if err != nil {
		return fmt.Errorf("read clocks from Redis: %w", err)
	}
	for part := range slices.Chunk(clocks, page) {
		if err := s.heldClocks(ctx, part, w, found); err != nil {
			return err
		}
	}
	if err := s.each(ctx, prefix+"held:*", func(keys []string) error { return s.heldHands(ctx, keys, w, found) }); err != nil {
		return err
	}
	seen := map[string]bool{}
	return s.each(ctx, prefix+"day:*", func(keys []string) error {
		keys = slices.DeleteFunc(keys, func(key string) bool {
			again := seen[key]
			seen[key] = true
			return again
		})
		return s.heldDays(ctx, keys, w, found)
	})
}

func (s *Store) heldClocks(ctx context.Context, clocks []redis.Z, w wanted, found *Compared) error {
	about := make([]*redis.MapStringStringCmd, len(clocks))
	if _, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, z := range clocks {
			about[i] = p.HGetAll(ctx, prefix+"clock:"+fmt.Sprint(z.Member))
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read clocks from Redis: %w", err)
	}
	for i, z := range clocks {
		id, err := strconv.ParseInt(fmt.Sprint(z.Member), 10, 64)
		if err != nil || w.pending[id] {
			continue // the sentinel, or a case on its way
		}
		want, ok := w.clocks[id]
		delete(w.clocks, id)
		switch {
		case !ok:
			found.differ("the clock of stretch %d runs in Redis alone", id)
		case int64(z.Score) != want.at:
			found.differ("the clock of stretch %d is due at another time", id)
		case !maps.Equal(about[i].Val(), want.about):
			found.differ("the clock of stretch %d says other things", id)
		}
	}
	return nil
}

// heldHands compares what people hold. A key that comes twice is compared once:
// what was found right is not wanted any more, and is right still.
func (s *Store) heldHands(ctx context.Context, keys []string, w wanted, found *Compared) error {
	for _, key := range keys {
		held, err := s.client.HGetAll(ctx, key).Result()
		if err != nil {
			return fmt.Errorf("read who holds what from Redis: %w", err)
		}
		for stretch, value := range held {
			h, err := decodeHeld(stretch, value)
			if err == nil && w.pending[h.Stretch] {
				continue
			}
			at := place{h.Stretch, key}
			want, ok := w.held[at]
			delete(w.held, at)
			switch {
			case err != nil:
				found.differ("something that somebody holds cannot be read")
			case !ok && w.seen[at] != h:
				found.differ("stretch %d is held in Redis alone", h.Stretch)
			case ok && h != want:
				found.differ("stretch %d is held otherwise", h.Stretch)
			}
			w.seen[at] = h
		}
	}
	return nil
}

func (s *Store) heldDays(ctx context.Context, keys []string, w wanted, found *Compared) error {
	held := make([]*redis.MapStringStringCmd, len(keys))
	if _, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, key := range keys {
			held[i] = p.HGetAll(ctx, key)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read days from Redis: %w", err)
	}
	for i, key := range keys {
		day, ok := parseDay(key)
		if !ok || day.On < w.since {
			continue // nobody reads it any more
		}
		for stretch, value := range held[i].Val() {
			c, err := decode(stretch, value)
			if err == nil && w.pending[c.Stretch] {
				continue
			}
			at := place{c.Stretch, key}
			want, ok := w.counted[at]
			delete(w.counted, at)
			switch {
			case err != nil:
				found.differ("something on a day cannot be read")
			case !ok:
				found.differ("stretch %d counts for a day in Redis alone", c.Stretch)
			case c != want:
				found.differ("stretch %d counts otherwise", c.Stretch)
			}
		}
	}
	return nil
}
