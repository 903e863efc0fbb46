package books_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/migrations"
)

// What a former version of the program wrote, dumped from the office of
// "lived", still holds after all that has changed since, and goes on.
func TestFormerDatabases(t *testing.T) {
	dumps, err := filepath.Glob("testdata/*.sql")
	if err != nil || len(dumps) == 0 {
		t.Fatalf("no dumps: %v", err)
	}
	for _, dump := range dumps {
		t.Run(filepath.Base(dump), func(t *testing.T) {
			o := former(t, dump)
			clean(o)
			at := testkit.Time("2026-10-08 09:00")
			o.Act(at, 3, office.Propose)
			o.Act(at, 3, office.Confirm)
			o.File(at, "budi", "kandang")
			o.Project()
			clean(o)
			if n := o.Int(`SELECT count(*) FROM complaint WHERE id = 3 AND state = 'confirmed'`); n != 1 {
				t.Error("a case of then cannot be ended now")
			}
		})
	}
}

// former is an office whose database was left by the version that its dump is
// called after.
func former(t *testing.T, dump string) *office.Office {
	t.Helper()
	version, err := strconv.ParseInt(strings.TrimSuffix(filepath.Base(dump), ".sql"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	url := testkit.EmptyDatabaseURL(t)
	if _, err := migrations.UpTo(t.Context(), url, version); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	rows, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), string(rows)); err != nil {
		t.Fatal(err)
	}
	if _, err := migrations.Up(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	o := office.At(t, url)
	if err := o.Response.Rebuild(t.Context(), o.Pool); err != nil {
		t.Fatal(err)
	}
	o.Project()
	return o
}
