package migrations_test

import (
	"context"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/testkit"
	"tanggap/migrations"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func version(t *testing.T, url string) int64 {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	v, err := migrations.Version(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestConcurrentUp(t *testing.T) {
	url := testkit.EmptyDatabaseURL(t)
	if got := version(t, url); got != 0 {
		t.Errorf("an empty database has version %d", got)
	}
	var mu sync.Mutex
	times := map[int64]int{}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			applied, err := migrations.Up(t.Context(), url)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, a := range applied {
				times[a.Version]++
			}
		})
	}
	wg.Wait()
	if got := version(t, url); got != migrations.Latest() {
		t.Errorf("version %d after Up, want %d", got, migrations.Latest())
	}
	for v, n := range times {
		if n != 1 {
			t.Errorf("version %d was applied %d times", v, n)
		}
	}
	if len(times) == 0 {
		t.Error("nobody applied anything")
	}
	again, err := migrations.Up(t.Context(), url)
	if err != nil || len(again) != 0 {
		t.Errorf("a second Up applied %v: %v", again, err)
	}
}

func TestNoDatabase(t *testing.T) {
	_, err := migrations.Up(t.Context(), "postgres://tanggap@/none?host=/nowhere")
	if err == nil {
		t.Error("Up without a database says nothing")
	}
}
