// Package leader says which replica polls, sends and ticks. The one that holds
// a session advisory lock leads; each take-over has an epoch of its own, a
// higher one, which every claim of the outbox names.
//
// The lock is held by a connection of its own. The server ends that connection
// after 8 s of silence, so that a stopped process loses it; the holder itself
// believes in it for less than 6 s after its last successful ping. Between the
// two lies what a slow network and a late timer may cost.
package leader

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	silence     = "8s"            // the server's patience
	lease       = 6 * time.Second // ours
	pingEvery   = 2 * time.Second
	pingTimeout = 3 * time.Second
	retryEvery  = time.Second
)

// lockSQL asks for the lock that stands for leading this database.
const lockSQL = `SELECT pg_try_advisory_lock(hashtextextended('tanggap leader', 0))`

// Leader stands for election for as long as Run runs.
type Leader struct {
	databaseURL string

	mu      sync.Mutex
	epoch   int64     // 0 while not leading
	until   time.Time // how long the lease is believed, by the monotonic clock
	trouble error
}

// New makes a Leader of a database. The address must lead to PostgreSQL itself:
// a pool of transactions in between would give the lock to anybody.
func New(databaseURL string) *Leader { return &Leader{databaseURL: databaseURL} }

// Leading says whether this process may act as leader at this very moment, and
// in which epoch.
func (l *Leader) Leading() (epoch int64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.epoch == 0 || !time.Now().Before(l.until) {
		return 0, false
	}
	return l.epoch, true
}

// Trouble is why the last attempt to reach the database or to keep the lock
// failed; nil while all is well, leading or not.
func (l *Leader) Trouble() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.trouble
}

// Run calls lead whenever this process leads, with a context that is cancelled
// when leadership is lost or ctx ends, and waits for lead to return before it
// gives the lock away or tries again. It goes on until ctx ends, or lead
// returns an error, which it returns.
func (l *Leader) Run(ctx context.Context, lead func(ctx context.Context, epoch int64) error) error {
	var conn *pgx.Conn
	defer func() { hangUp(conn) }()
	for {
		var err error
		if conn == nil {
			conn, err = l.connect(ctx)
		}
		var won bool
		if err == nil {
			won, err = try(ctx, conn)
		}
		if won {
			var over error
			over, err = l.term(ctx, conn, lead)
			if over != nil {
				return over
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			hangUp(conn)
			conn = nil
		}
		l.note(err)
		if !pause(ctx, retryEvery) {
			return nil
		}
	}
}

// term is one time in office. over is lead's own error, err that of the
// connection.
func (l *Leader) term(ctx context.Context, conn *pgx.Conn, lead func(ctx context.Context, epoch int64) error) (over, err error) {
	asked := time.Now()
	epoch, err := takeOver(ctx, conn)
	if err != nil {
		return nil, err
	}
	l.note(nil)
	l.believe(epoch, asked)
	defer l.believe(0, time.Time{})

	work, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- lead(work, epoch) }()

	// The lock is kept until lead has returned, also after ctx has ended: what
	// it began must end before somebody else begins.
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case over = <-done:
			return over, giveUp(conn)
		case <-tick.C:
		}
		asked = time.Now()
		if err = ping(conn); err != nil {
			l.believe(0, time.Time{})
			stop()
			return <-done, fmt.Errorf("lose the lead: %w", err)
		}
		l.believe(epoch, asked)
	}
}

func (l *Leader) believe(epoch int64, since time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.epoch, l.until = epoch, since.Add(lease)
}

func (l *Leader) note(trouble error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trouble = trouble
}

func (l *Leader) connect(ctx context.Context) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(l.databaseURL)
	if err != nil {
		return nil, errors.New("connect the leader: the database's address makes no sense") // it may hold a password
	}
	config.RuntimeParams["application_name"] = "tanggap leader"
	config.RuntimeParams["idle_session_timeout"] = silence
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect the leader: %w", err)
	}
	return conn, nil
}

func try(ctx context.Context, conn *pgx.Conn) (won bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if err := conn.QueryRow(ctx, lockSQL).Scan(&won); err != nil {
		return false, fmt.Errorf("try to lead: %w", err)
	}
	return won, nil
}

// takeOver begins a new epoch: from its commit on no older leader claims
// anything.
func takeOver(ctx context.Context, conn *pgx.Conn) (epoch int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	err = conn.QueryRow(ctx, `
		UPDATE leader
		SET epoch = epoch + 1, since = clock_timestamp()
		RETURNING epoch`).Scan(&epoch)
	if err != nil {
		return 0, fmt.Errorf("begin an epoch: %w", err)
	}
	return epoch, nil
}

func ping(conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
	defer cancel()
	return conn.Ping(ctx)
}

func giveUp(conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
	defer cancel()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_unlock_all()`); err != nil {
		return fmt.Errorf("give up the lead: %w", err)
	}
	return nil
}

func hangUp(conn *pgx.Conn) {
	if conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
	defer cancel()
	_ = conn.Close(ctx) // the lock goes with the connection, however it ends
}

// pause waits, and says whether ctx still runs.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
