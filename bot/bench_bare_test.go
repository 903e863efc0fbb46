package bot_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/servers"
	"tanggap/migrations"
)

// durable starts a PostgreSQL of the benchmark's own that keeps what it
// committed: the one that the tests share does not, for speed.
func durable(b *testing.B) *pgxpool.Pool {
	b.Helper()
	dir, err := os.MkdirTemp("", "tanggap-bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // the servers may run as another user
		b.Fatal(err)
	}
	s, err := servers.Start(b.Context(), servers.Options{Dir: filepath.Join(dir, "data"), Durable: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Stop(); err != nil {
			b.Error(err)
		}
	})
	if _, err := migrations.Up(b.Context(), s.DatabaseURL()); err != nil {
		b.Fatal(err)
	}
	return benchPool(b, s.DatabaseURL())
}

func benchPool(b *testing.B, url string) *pgxpool.Pool {
	b.Helper()
	settings, err := pgxpool.ParseConfig(url)
	if err != nil {
		b.Fatal(err)
	}
	settings.MaxConns = writers
	pool, err := pgxpool.NewWithConfig(b.Context(), settings)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	return pool
}

// bare is the yardstick: what any handler that remembers what it did has to do
// at least. Dedupe and five inserts in one transaction, one statement after
// the other.
type bare struct {
	pool *pgxpool.Pool
	last atomic.Int64
}

func newBare(b *testing.B, pool *pgxpool.Pool) *bare {
	b.Helper()
	_, err := pool.Exec(b.Context(), `
		CREATE TABLE bare_update (id bigint PRIMARY KEY);
		CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, chat bigint NOT NULL, body text NOT NULL, at timestamptz NOT NULL);
		CREATE INDEX ON bare (chat)`)
	if err != nil {
		b.Fatal(err)
	}
	return &bare{pool: pool}
}

func (b *bare) handle(ctx context.Context) error {
	id := b.last.Add(1)
	return pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO bare_update VALUES ($1) ON CONFLICT DO NOTHING`, id); err != nil {
			return err
		}
		for range 5 {
			if _, err := tx.Exec(ctx, `INSERT INTO bare (chat, body, at) VALUES ($1, $2, $3)`, id, "Lampu jalan mati di Permu", time.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}
