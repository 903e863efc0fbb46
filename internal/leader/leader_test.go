package leader_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/leader"
	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// candidate is a replica that reports when it begins and ends to lead.
type candidate struct {
	*leader.Leader
	began  chan int64    // the epoch
	ending chan struct{} // its context is over
	leave  chan struct{} // lets it return
	done   chan error    // what Run returned
	stop   context.CancelFunc
}

func stand(t *testing.T, url string) *candidate {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	c := &candidate{
		Leader: leader.New(url), began: make(chan int64, 9), ending: make(chan struct{}, 9), leave: make(chan struct{}, 9),
		done: make(chan error, 1), stop: cancel,
	}
	go func() {
		c.done <- c.Run(ctx, func(ctx context.Context, epoch int64) error {
			c.began <- epoch
			<-ctx.Done()
			c.ending <- struct{}{}
			<-c.leave
			return nil
		})
	}()
	t.Cleanup(func() {
		cancel()
		close(c.leave)
	})
	return c
}

func wait[T any](t *testing.T, what string, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(15 * time.Second):
		t.Fatalf("waited in vain until %s", what)
	}
	return v
}

func admin(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// terminate ends the connection that holds the lock.
func terminate(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	var ended int
	err := conn.QueryRow(t.Context(), `
		SELECT count(*) FILTER (WHERE pg_terminate_backend(l.pid))
		FROM pg_locks l
		JOIN pg_database d ON d.oid = l.database
		WHERE l.locktype = 'advisory'
		AND l.granted
		AND d.datname = current_database()`).Scan(&ended)
	if err != nil || ended != 1 {
		t.Fatalf("ended %d connections: %v", ended, err)
	}
}

// Whoever loses the connection loses the lead; the next epoch is a higher one.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	url := testkit.DatabaseURL(t)
	first := stand(t, url)
	epoch := wait(t, "the first leads", first.began)
	if e, ok := first.Leading(); !ok || e != epoch {
		t.Errorf("leading %d %v", e, ok)
	}
	second := stand(t, url)
	terminate(t, admin(t, url))
	if next := wait(t, "the other leads", second.began); next != epoch+1 {
		t.Errorf("epoch %d after %d", next, epoch)
	}
	wait(t, "the first knows", first.ending)
	if _, ok := first.Leading(); ok {
		t.Error("two lead")
	}
	first.leave <- struct{}{}
	// It stands again, and leads when the other is gone.
	second.stop()
	wait(t, "the other ends", second.ending)
	second.leave <- struct{}{}
	if err := wait(t, "the other returns", second.done); err != nil {
		t.Error(err)
	}
	if again := wait(t, "the first leads again", first.began); again != epoch+2 {
		t.Errorf("epoch %d", again)
	}
}

// Nobody else leads while the old leader still finishes what it began, however
// long after the server's patience with a silent connection.
func TestEndsBeforeTheNext(t *testing.T) {
	t.Parallel()
	url := testkit.DatabaseURL(t)
	first := stand(t, url)
	wait(t, "the first leads", first.began)
	second := stand(t, url)
	first.stop()
	wait(t, "it ends", first.ending)
	select {
	case <-second.began:
		t.Fatal("two at work")
	case <-time.After(9 * time.Second):
	}
	if _, ok := first.Leading(); !ok {
		t.Error("the first may not finish what it began")
	}
	first.leave <- struct{}{}
	wait(t, "the second leads", second.began)
	if err := wait(t, "the first returns", first.done); err != nil {
		t.Error(err)
	}
}

func TestLeadFails(t *testing.T) {
	t.Parallel()
	url := testkit.DatabaseURL(t)
	broken := errors.New("broken")
	l := leader.New(url)
	if err := l.Run(t.Context(), func(context.Context, int64) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("returned %v", err)
	}
	if _, ok := l.Leading(); ok {
		t.Error("still leading")
	}
	// The lock is free.
	wait(t, "another leads", stand(t, url).began)
}

// Who returns early stands again, in a new epoch.
func TestLeadReturns(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var epochs []int64
	err := leader.New(testkit.DatabaseURL(t)).Run(ctx, func(_ context.Context, epoch int64) error {
		if epochs = append(epochs, epoch); len(epochs) == 2 {
			cancel()
		}
		return nil
	})
	if err != nil || len(epochs) != 2 || epochs[1] != epochs[0]+1 {
		t.Errorf("epochs %v: %v", epochs, err)
	}
}

func TestNoDatabase(t *testing.T) {
	t.Parallel()
	l := leader.New("postgres://user:hidden@127.0.0.1:1/none")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- l.Run(ctx, func(context.Context, int64) error {
			t.Error("it leads")
			return nil
		})
	}()
	for tick := time.NewTicker(10 * time.Millisecond); l.Trouble() == nil; {
		<-tick.C
	}
	cancel()
	if err := wait(t, "it returns", done); err != nil {
		t.Error(err)
	}
}
