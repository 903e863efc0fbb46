package response

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"tanggap/internal/complaint"
	"tanggap/internal/installation"
	"tanggap/internal/worktime"
)

// ErrLost says that Redis does not hold (all of) this database's response
// times. The next Project mends it.
var ErrLost = errors.New("redis does not hold this database's response times")

// ErrAddress says that the address of Redis cannot be read.
var ErrAddress = errors.New("want an address like redis://host:6379/0, rediss://… or unix:///path/to/socket?db=0")

// Kept is how many days before the newest case the buckets of days reach.
const Kept = 400

const (
	prefix   = "tanggap:"
	stampKey = prefix + "stamp"
	turnKey  = prefix + "turn"
	lastKey  = prefix + "last"
	clockKey = prefix + "clocks"
	pingKey  = prefix + "ping"
)

// lifetime of buckets, counted by Redis from the last write.
const lifetime = Kept * 24 * time.Hour

// Store is one Redis.
type Store struct {
	client *redis.Client
}

// silent keeps the library from writing to standard error on its own.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// New prepares a Redis by its address; nothing is sent yet. The only error is
// ErrAddress, which repeats nothing of the address: it may hold a password.
func New(redisURL string) (*Store, error) {
	o, err := redis.ParseURL(redisURL)
	if err != nil {
		return nil, ErrAddress
	}
	redis.SetLogger(silent{})
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = 2*time.Second, 3*time.Second, 3*time.Second
	o.DialerRetries, o.MaxRetries = 1, 1
	o.ContextTimeoutEnabled = true
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return &Store{client: redis.NewClient(o)}, nil
}

// Close gives the connections back.
func (s *Store) Close() error { return s.client.Close() }

// Ping says whether Redis takes reads and writes; a full one does not.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.client.Set(ctx, pingKey, 1, time.Minute).Err(); err != nil {
		return fmt.Errorf("ping Redis: %w", err)
	}
	return nil
}

// Available says whether Ping succeeds within a second.
func (s *Store) Available(ctx context.Context) bool {
	ctx, stop := context.WithTimeout(ctx, time.Second)
	defer stop()
	return s.Ping(ctx) == nil
}

// Since is the first day of which buckets are held.
func Since(ctx context.Context, tx pgx.Tx) (worktime.Date, error) {
	newest, _, err := complaint.Newest(ctx, tx)
	return newest.AddDays(-Kept), err
}

// stampOf names this database's past. It is installation.ErrNone before there
// is one.
func stampOf(ctx context.Context, tx pgx.Tx) (string, error) {
	i, err := installation.Read(ctx, tx)
	if err != nil {
		return "", fmt.Errorf("stamp: %w", err)
	}
	var server string
	err = tx.QueryRow(ctx, `
		SELECT concat_ws(':', s.system_identifier, c.timeline_id, d.oid)
		FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d
		WHERE d.datname = current_database()`).Scan(&server)
	if err != nil {
		return "", fmt.Errorf("stamp: read the server's identity: %w", err)
	}
	return i.Generation + ":" + server, nil
}

// lastOf is the token of the turn that wrote last, by PostgreSQL; "" before any.
func lastOf(ctx context.Context, tx pgx.Tx) (string, error) {
	var token string
	err := tx.QueryRow(ctx, `SELECT token FROM projection`).Scan(&token)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("read the last turn: %w", err)
	}
	return token, nil
}

// wrote notes a turn as the last that wrote.
func wrote(ctx context.Context, tx pgx.Tx, t turn) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO projection (token)
		VALUES ($1)
		ON CONFLICT (one) DO UPDATE
		SET token = excluded.token`, t.token)
	if err != nil {
		return fmt.Errorf("note the last turn: %w", err)
	}
	return nil
}

// follows says whether the turn that wrote last, by PostgreSQL, is the one that
// wrote last in Redis.
func (s *Store) follows(ctx context.Context, last string) (bool, error) {
	got, err := s.client.Get(ctx, lastKey).Result()
	if err := readable(err); err != nil {
		return false, fmt.Errorf("read the last turn in Redis: %w", err)
	}
	return got == last, nil
}

// sentinel is a member of the sorted set of clocks that is never due. It tells
// whether the set itself is still the one that was built: a Redis short of
// room throws out single keys.
func sentinel(stamp string) string { return "stamp:" + stamp }

// whole says whether Redis holds what bears this stamp, or ErrLost.
func (s *Store) whole(ctx context.Context, stamp string) error {
	return s.read(ctx, stamp, "read the stamp in Redis", func(redis.Pipeliner) {})
}

// read asks for something and, in the same round trip, whether Redis holds what
// bears this stamp; ErrLost when it does not. The words say what failed.
func (s *Store) read(ctx context.Context, stamp, words string, ask func(redis.Pipeliner)) error {
	var got *redis.StringCmd
	var there *redis.FloatCmd
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		got, there = p.Get(ctx, stampKey), p.ZScore(ctx, clockKey, sentinel(stamp))
		ask(p)
		return nil
	})
	if err := readable(err); err != nil {
		return fmt.Errorf("%s: %w", words, err)
	}
	if got.Val() != stamp || there.Err() != nil {
		return ErrLost
	}
	return nil
}

// readable passes on what kept Redis from answering. A key that is not there
// or not of our kind is an answer.
func readable(err error) error {
	if errors.Is(err, redis.Nil) || err != nil && redis.HasErrorPrefix(err, "WRONGTYPE") {
		return nil
	}
	return err
}
