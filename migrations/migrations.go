// Package migrations holds the schema as numbered SQL files, and brings a
// database up to date. It only goes forward: a file that has been released is
// never edited, a mistake is mended by the next number.
//
// Each file runs in one transaction together with the row that records it, so a
// process killed at any moment leaves whole steps behind, and the next Up goes on.
package migrations

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed *.sql
var files embed.FS

const table = "goose_db_version"

// patience is how many seconds Up waits for another process that is migrating.
const patience = 600

// Applied is a step that Up took.
type Applied struct {
	Version int64
	Name    string // the file's name
	Took    time.Duration
}

// Up applies the steps that the database still lacks and returns them, also
// those before a failing one. Several processes may call it at once: one works,
// the others wait and find nothing left to do.
func Up(ctx context.Context, databaseURL string) ([]Applied, error) {
	return UpTo(ctx, databaseURL, Latest())
}

// UpTo is Up as far as a version, to try what a later one makes of it.
func UpTo(ctx context.Context, databaseURL string, version int64) ([]Applied, error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, patience))
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithTableName(table),
		goose.WithSessionLocker(locker),
		goose.WithDisableGlobalRegistry(true),
	)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	results, err := provider.UpTo(ctx, version)
	var partial *goose.PartialError
	if errors.As(err, &partial) {
		results = partial.Applied
	}
	applied := make([]Applied, len(results))
	for i, r := range results {
		applied[i] = Applied{Version: r.Source.Version, Name: filepath.Base(r.Source.Path), Took: r.Duration}
	}
	if err != nil {
		return applied, fmt.Errorf("migrate: %w", err)
	}
	return applied, nil
}

// Latest is the version that this program's schema has.
func Latest() int64 {
	var latest int64
	for _, name := range names() {
		version, err := goose.NumericComponent(name)
		if err != nil {
			panic(fmt.Sprintf("migration %s: %v", name, err)) // the files are part of the program
		}
		latest = max(latest, version)
	}
	return latest
}

// Digest changes whenever any migration does.
func Digest() string {
	h := sha256.New()
	for _, name := range names() {
		body, err := files.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("migration %s: %v", name, err))
		}
		fmt.Fprintf(h, "%s %d\n", name, len(body))
		h.Write(body)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Querier is a connection, a pool or a transaction.
type Querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Version is the version that the database's schema has; 0 where no step was ever taken.
func Version(ctx context.Context, conn Querier) (int64, error) {
	var exists bool
	if err := conn.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, table).Scan(&exists); err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	if !exists {
		return 0, nil
	}
	var version int64
	err := conn.QueryRow(ctx, `
		SELECT coalesce(max(version_id), 0)
		FROM `+table+`
		WHERE is_applied`).Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return version, nil
}

func names() []string {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		panic(err) // only a malformed pattern
	}
	return names
}
