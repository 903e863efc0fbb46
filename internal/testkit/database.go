package testkit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/migrations"
)

// DB returns a pool on a database of the test's own, with the schema up to date
// and nothing else in it. It is dropped when the test ends.
func DB(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return Open(t, DatabaseURL(t))
}

// DatabaseURL is the address of a database of the test's own, with the schema up
// to date, for tests of the process. It is dropped when the test ends.
func DatabaseURL(t testing.TB) string {
	t.Helper()
	begin(t)
	template, err := migrated()
	if err != nil {
		t.Fatalf("make the template database: %v", err)
	}
	return create(t, template)
}

// EmptyDatabaseURL is the address of a database of the test's own in which no
// migration ever ran. It is dropped when the test ends.
func EmptyDatabaseURL(t testing.TB) string {
	t.Helper()
	begin(t)
	return create(t, "template0")
}

// Prepared is the address of a database of the test's own, a copy of one that
// prepare fills when a test of this process asks for that name first. When
// prepare returns it must hold no connection any more.
func Prepared(t testing.TB, name string, prepare func(databaseURL string)) string {
	t.Helper()
	begin(t)
	kept.Lock()
	defer kept.Unlock()
	original, made := kept.names[name]
	if !made {
		template, err := migrated()
		if err != nil {
			t.Fatalf("make the template database: %v", err)
		}
		original = freshName()
		if err := clone(t.Context(), original, template); err != nil {
			t.Fatalf("make the database %q: %v", name, err)
		}
		kept.all = append(kept.all, original)
		prepare(urlOf(original))
		kept.names[name] = original
	}
	return create(t, original)
}

// kept are the databases that Prepared copies, until the process ends.
var kept = struct {
	sync.Mutex
	names map[string]string
	all   []string // those that could not be prepared as well
}{names: map[string]string{}}

// Tx returns a transaction that is rolled back when the test ends, on a migrated
// database that the tests of this process share.
func Tx(t testing.TB) pgx.Tx {
	t.Helper()
	begin(t)
	p, err := shared()
	if err != nil {
		t.Fatalf("make the shared database: %v", err)
	}
	tx, err := p.Begin(t.Context())
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	t.Cleanup(func() {
		// The test's own context is over by now.
		if err := tx.Rollback(context.Background()); err != nil && err != pgx.ErrTxClosed {
			t.Errorf("roll back: %v", err)
		}
	})
	return tx
}

// Open returns a pool that is closed when the test ends; it may be closed before.
func Open(t testing.TB, databaseURL string) *pgxpool.Pool {
	t.Helper()
	p, err := pgxpool.New(t.Context(), databaseURL)
	if err != nil {
		t.Fatalf("open the test's database: %v", err)
	}
	t.Cleanup(func() {
		closed := make(chan struct{})
		go func() {
			p.Close()
			close(closed)
		}()
		select {
		case <-closed:
		case <-time.After(10 * time.Second):
			t.Errorf("%d connections were never given back to the pool", p.Stat().AcquiredConns())
		}
	})
	return p
}

func create(t testing.TB, template string) string {
	t.Helper()
	name := freshName()
	if err := clone(t.Context(), name, template); err != nil {
		t.Fatalf("make the test's database: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(context.Background(), name); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return urlOf(name)
}

func freshName() string {
	return "test_" + strings.ToLower(rand.Text()[:16])
}

func clone(ctx context.Context, name, template string) error {
	return administer(ctx, `CREATE DATABASE `+name+` TEMPLATE `+template+` STRATEGY file_copy`)
}

func drop(ctx context.Context, name string) error {
	return administer(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
}

// administer runs statements one by one, each in its own transaction, beside all
// databases of tests.
func administer(ctx context.Context, statements ...string) error {
	p, err := desk()
	if err != nil {
		return err
	}
	for _, sql := range statements {
		if _, err := p.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// desk is where databases are made and dropped, once a process: each test would
// need two connections for it.
var desk = sync.OnceValues(func() (*pgxpool.Pool, error) { return pgxpool.New(context.Background(), urlOf("postgres")) })

// urlOf is the address of another database of the same server.
func urlOf(database string) string {
	u, err := url.Parse(suite.databaseURL)
	if err != nil {
		panic(fmt.Sprintf("%s is no address", DatabaseVariable)) // the address may hold a password
	}
	u.Path = "/" + database
	return u.String()
}

// migrated makes the template that all databases of this run are copied from:
// one for each state of the migrations, made by the first process that needs it.
var migrated = sync.OnceValues(func() (name string, err error) {
	ctx := context.Background()
	name = "template_" + migrations.Digest()[:16]
	conn, err := pgx.Connect(ctx, urlOf("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	// Released when the connection closes.
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended('tanggap template', 0))`); err != nil {
		return "", err
	}
	var exists bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists)
	if err != nil || exists {
		return name, err
	}
	// Under a draft's name until it is whole: a process may be killed in the middle.
	draft := name + "_draft"
	if err := drop(ctx, draft); err != nil {
		return "", err
	}
	if err := clone(ctx, draft, "template0"); err != nil {
		return "", err
	}
	if _, err := migrations.Up(ctx, urlOf(draft)); err != nil {
		return "", err
	}
	return name, administer(ctx,
		// Nobody may write into it, and an open connection would forbid copying it.
		`ALTER DATABASE `+draft+` ALLOW_CONNECTIONS false`,
		`ALTER DATABASE `+draft+` RENAME TO `+name,
	)
})

var sharedName string // set once shared has made it

// shared is the pool of the database in which Tx begins its transactions.
var shared = sync.OnceValues(func() (*pgxpool.Pool, error) {
	ctx := context.Background()
	template, err := migrated()
	if err != nil {
		return nil, err
	}
	name := freshName()
	if err := clone(ctx, name, template); err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(urlOf(name))
	if err != nil {
		return nil, err
	}
	// Parallel tests hold a connection each, and some hold two.
	config.MaxConns = 32
	p, err := pgxpool.NewWithConfig(ctx, config)
	if err == nil {
		sharedName = name
	}
	return p, err
})

func closeShared() (err error) {
	all := kept.all
	if sharedName != "" {
		all = append(all, sharedName)
	}
	for _, name := range all {
		err = errors.Join(err, drop(context.Background(), name))
	}
	if suite.databaseURL != "" {
		if p, wrong := desk(); wrong == nil {
			p.Close()
		}
	}
	return err
}
