package testkit_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"tanggap/internal/testkit"
	"tanggap/migrations"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestDatabasesAreApart(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			db := testkit.DB(t)
			version, err := migrations.Version(t.Context(), db)
			if err != nil || version != migrations.Latest() {
				t.Errorf("version %d, want %d: %v", version, migrations.Latest(), err)
			}
			if _, err := db.Exec(t.Context(), `CREATE TABLE mine ()`); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestDatabaseIsDropped(t *testing.T) {
	var name string
	t.Run("make one", func(t *testing.T) {
		db := testkit.DB(t)
		if err := db.QueryRow(t.Context(), `SELECT current_database()`).Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	var left int
	err := testkit.Tx(t).QueryRow(t.Context(), `SELECT count(*) FROM pg_database WHERE datname = $1`, name).Scan(&left)
	if err != nil || left != 0 {
		t.Errorf("database %q is still there (%d): %v", name, left, err)
	}
}

func TestTxIsRolledBack(t *testing.T) {
	t.Run("write", func(t *testing.T) {
		if _, err := testkit.Tx(t).Exec(t.Context(), `CREATE TABLE passing ()`); err != nil {
			t.Fatal(err)
		}
	})
	var there bool
	err := testkit.Tx(t).QueryRow(t.Context(), `SELECT to_regclass('passing') IS NOT NULL`).Scan(&there)
	if err != nil || there {
		t.Errorf("the table outlived its transaction: %v", err)
	}
}

func TestEmptyDatabase(t *testing.T) {
	applied, err := migrations.Up(context.Background(), testkit.EmptyDatabaseURL(t))
	if err != nil || len(applied) == 0 {
		t.Errorf("applied %v: %v", applied, err)
	}
}

func TestRedisNumbersAreApart(t *testing.T) {
	a, b := testkit.RedisURL(t), testkit.RedisURL(t)
	if a == b || strings.HasSuffix(a, "db=0") || strings.HasSuffix(b, "db=0") {
		t.Errorf("%s and %s", a, b)
	}
}

func TestTime(t *testing.T) {
	got := testkit.Time("2026-11-24 09:00")
	if want := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("got %v", got)
	}
	if got := testkit.Time("2026-11-24 09:00:05.25"); got.Nanosecond() != 250_000_000 {
		t.Errorf("got %v", got)
	}
}
