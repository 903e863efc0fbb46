package response

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"tanggap/internal/complaint"
)

// Due lists up to limit cases whose next step of lateness is due, the longest
// due first. It only points: whether a step is really due says PostgreSQL. It
// is ErrLost when Redis cannot tell.
func (s *Store) Due(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]complaint.ID, error) {
	stamp, err := stampOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	var due *redis.StringSliceCmd
	err = s.read(ctx, stamp, "read what is due from Redis", func(p redis.Pipeliner) {
		due = p.ZRangeArgs(ctx, redis.ZRangeArgs{
			Key: clockKey, ByScore: true, Start: "-inf", Stop: strconv.FormatInt(now.UnixMicro(), 10), Count: int64(limit),
		})
	})
	if err != nil {
		return nil, err
	}
	return s.casesOf(ctx, due.Val())
}

func (s *Store) casesOf(ctx context.Context, stretches []string) ([]complaint.ID, error) {
	if len(stretches) == 0 {
		return nil, nil
	}
	found := make([]*redis.StringCmd, len(stretches))
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, stretch := range stretches {
			found[i] = p.HGet(ctx, prefix+"clock:"+stretch, "case")
		}
		return nil
	})
	if err := readable(err); err != nil {
		return nil, fmt.Errorf("read clocks from Redis: %w", err)
	}
	cases := make([]complaint.ID, 0, len(stretches))
	for _, f := range found {
		id, err := strconv.ParseInt(f.Val(), 10, 64)
		if err != nil {
			return nil, ErrLost // thrown out to make room
		}
		cases = append(cases, complaint.ID(id))
	}
	return cases, nil
}

// Buckets gives what counts for each of some days, in their order. That none
// of it was thrown out to make room is for the caller to see, by counting in
// PostgreSQL. It is ErrLost when Redis cannot tell.
func (s *Store) Buckets(ctx context.Context, tx pgx.Tx, days []complaint.Day) ([][]Counted, error) {
	stamp, err := stampOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	held := make([]*redis.MapStringStringCmd, len(days))
	err = s.read(ctx, stamp, "read days from Redis", func(p redis.Pipeliner) {
		for i, d := range days {
			held[i] = p.HGetAll(ctx, dayKey(d))
		}
	})
	if err != nil {
		return nil, err
	}
	buckets := make([][]Counted, len(days))
	for i, h := range held {
		for stretch, value := range h.Val() {
			c, err := decode(stretch, value)
			if err != nil {
				return nil, ErrLost // not what we wrote
			}
			buckets[i] = append(buckets[i], c)
		}
	}
	return buckets, nil
}

// Bucket gives what counts for one day, as Buckets does.
func (s *Store) Bucket(ctx context.Context, tx pgx.Tx, day complaint.Day) ([]Counted, error) {
	buckets, err := s.Buckets(ctx, tx, []complaint.Day{day})
	if err != nil {
		return nil, err
	}
	return buckets[0], nil
}
