package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// A keeper holds the advisory locks of jobs on a connection of its own, so that
// a job runs in one process at a time. The server ends that connection when
// the process falls silent: one that was stopped keeps nobody waiting for long.
type keeper struct {
	mu   sync.Mutex // the connection takes one statement at a time
	conn *pgx.Conn
}

const (
	silence   = "30s" // the server's patience
	pingEvery = 8 * time.Second
)

func (s *Scheduler) openKeeper(ctx context.Context) (*keeper, error) {
	config := s.Pool.Config().ConnConfig.Copy()
	config.RuntimeParams["idle_session_timeout"] = silence
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect for the locks of jobs: %w", err)
	}
	return &keeper{conn: conn}, nil
}

func (k *keeper) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = k.conn.Close(ctx) // the server lets go of the locks either way
}

// alone runs do under the lock of a job. When another process has it, it waits
// or leaves it at that. The context of do ends when the lock may be lost.
func (k *keeper) alone(ctx context.Context, name string, wait bool, do func(ctx context.Context) error) error {
	key := "tanggap job " + name
	got := true
	var err error
	if wait {
		_, err = k.conn.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended($1, 0))`, key)
	} else {
		err = k.conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`, key).Scan(&got)
	}
	if err != nil {
		return fmt.Errorf("lock job %s: %w", name, err)
	}
	if !got {
		return nil
	}
	work, stop := context.WithCancelCause(ctx)
	var alive sync.WaitGroup
	alive.Go(func() { k.stayAwake(work, stop) })
	err = do(work)
	stop(nil)
	alive.Wait()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.conn.IsClosed() {
		if err == nil {
			err = fmt.Errorf("job %s: %w", name, context.Cause(work))
		}
		return err
	}
	if _, unlock := k.conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtextextended($1, 0))`, key); unlock != nil && err == nil {
		err = fmt.Errorf("unlock job %s: %w", name, unlock)
	}
	return err
}

// stayAwake talks to the server while a job runs, and ends the job when the
// server does not answer.
func (k *keeper) stayAwake(ctx context.Context, stop context.CancelCauseFunc) {
	ticker := time.NewTicker(pingEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := k.ping(ctx); err != nil && ctx.Err() == nil {
			stop(fmt.Errorf("the lock of the job may be lost: %w", err))
			return
		}
	}
}

func (k *keeper) ping(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	// Not the job's context: a statement cut off in the middle closes the
	// connection, and with it goes the lock.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingEvery)
	defer cancel()
	return k.conn.Ping(ctx)
}
