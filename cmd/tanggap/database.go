package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/migrations"
)

// stalled is after how long without a word in the midst of a transaction the
// database ends it. A service that was stopped there, or cut off, would keep
// what it locked from the replica that goes on.
const stalled = 15 * time.Second

// openServicePool is openPool for the service, which is never silent for long.
func openServicePool(ctx context.Context, url string, most int32) (*pgxpool.Pool, error) {
	return open(ctx, url, most, map[string]string{"idle_in_transaction_session_timeout": strconv.Itoa(int(stalled.Milliseconds()))})
}

// openPool connects to the database and makes sure that it answers.
func openPool(ctx context.Context, url string, most int32) (*pgxpool.Pool, error) {
	return open(ctx, url, most, nil)
}

func open(ctx context.Context, url string, most int32, params map[string]string) (*pgxpool.Pool, error) {
	settings, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, usage{errors.New("DATABASE_URL is malformed")}
	}
	settings.MaxConns = max(settings.MaxConns, most)
	settings.ConnConfig.RuntimeParams["application_name"] = "tanggap"
	maps.Copy(settings.ConnConfig.RuntimeParams, params)
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return nil, unreachable(err)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, unreachable(err)
	}
	return pool, nil
}

// openMigrated connects to a database whose schema is this program's.
func openMigrated(ctx context.Context, url string) (*pgxpool.Pool, error) {
	pool, err := openPool(ctx, url, 4)
	if err != nil {
		return nil, err
	}
	have, err := migrations.Version(ctx, pool)
	if err == nil && have < migrations.Latest() {
		err = fmt.Errorf("the schema has version %d, this program needs %d: run `tanggap migrate` first", have, migrations.Latest())
	}
	if err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// unreachable says what is wrong with the database without its address, which
// may hold a password.
func unreachable(err error) error {
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		return fmt.Errorf("the database refuses: %s (SQLSTATE %s)", pg.Message, pg.Code)
	}
	return errors.New("the database cannot be reached; is PostgreSQL running, and is DATABASE_URL right?")
}

// unsafe lists settings by which a crash could lose what was acknowledged.
func unsafe(ctx context.Context, pool *pgxpool.Pool) ([]string, error) {
	var off []string
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := pool.QueryRow(ctx, `SELECT current_setting($1)`, name).Scan(&value); err != nil {
			return nil, fmt.Errorf("read the setting %s: %w", name, err)
		}
		if value == "off" {
			off = append(off, name)
		}
	}
	return off, nil
}
