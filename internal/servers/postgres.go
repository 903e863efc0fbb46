package servers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// StartPostgres starts PostgreSQL after StopPostgres, makes the cluster and the
// database when they are new, and returns when it answers.
func (s *Servers) StartPostgres(ctx context.Context) error {
	s.mu.Lock()
	running := s.postgres.running()
	s.mu.Unlock()
	if running {
		return errors.New("start PostgreSQL: it runs already")
	}
	c, err := s.launchPostgres(ctx)
	if err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	s.mu.Lock()
	s.postgres = c
	s.mu.Unlock()
	if err := c.ready(ctx, s.askPostgres); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	if err := s.createDatabase(ctx); err != nil {
		return fmt.Errorf("start PostgreSQL: create the database: %w", err)
	}
	return nil
}

// StopPostgres stops PostgreSQL and returns when its main process is gone.
func (s *Servers) StopPostgres(mode Mode) error {
	s.mu.Lock()
	c := s.postgres
	s.mu.Unlock()
	signals := []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL}
	if mode == Immediate {
		signals = signals[1:]
	}
	if err := c.stop(signals...); err != nil {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	return nil
}

func (s *Servers) launchPostgres(ctx context.Context) (*child, error) {
	// The lock is held by every process of the server: whoever has it may be sure
	// that none is left, and that a postmaster.pid still lying there is stale, even
	// when its number belongs to some other process by now.
	lock, err := await(ctx, filepath.Join(s.dir, "postgres.lock"))
	if err != nil {
		return nil, err
	}
	if err := s.initCluster(ctx); err != nil {
		lock.Close()
		return nil, err
	}
	data := s.cluster()
	if err := os.Remove(filepath.Join(data, "postmaster.pid")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		lock.Close()
		return nil, err
	}
	args := []string{"-D", data, "-k", s.sockets}
	for _, setting := range s.settings() {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command(filepath.Join(s.found.postgres, "postgres"), args...)
	cmd.Dir = data
	return s.spawn(cmd, syscall.SIGINT, filepath.Join(s.dir, "postgres.log"), lock)
}

func (s *Servers) cluster() string { return filepath.Join(s.dir, "postgres") }

func (s *Servers) settings() []string {
	settings := []string{
		"listen_addresses=",
		"unix_socket_permissions=0700",
		"max_connections=200",
		"timezone=UTC",
		"log_timezone=UTC",
		"log_checkpoints=off",
		"jit=off",
	}
	if !s.opts.Durable {
		settings = append(settings,
			"fsync=off",
			"full_page_writes=off",
			"synchronous_commit=off",
			"wal_level=minimal",
			"max_wal_senders=0",
		)
	}
	return settings
}

// initCluster makes the cluster under another name first: a kill in the middle
// leaves no half cluster under the right one.
func (s *Servers) initCluster(ctx context.Context) error {
	if madeBy(s.dir) != "" {
		return nil
	}
	draft := s.cluster() + ".new"
	if err := os.RemoveAll(draft); err != nil {
		return err
	}
	args := []string{
		"-D", draft, "--username=tanggap", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
	}
	if !s.opts.Durable {
		args = append(args, "--no-sync")
	}
	lock, err := await(ctx, filepath.Join(s.dir, "initdb.lock"))
	if err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(s.found.postgres, "initdb"), args...)
	cmd.Dir = s.dir
	c, err := s.spawn(cmd, syscall.SIGKILL, filepath.Join(s.dir, "initdb.log"), lock)
	if err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	select {
	case <-c.done:
	case <-ctx.Done():
		return errors.Join(ctx.Err(), c.stop(syscall.SIGKILL))
	}
	if c.err != nil {
		return fmt.Errorf("initdb: %w", c.ended())
	}
	return os.Rename(draft, s.cluster())
}

func (s *Servers) askPostgres(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.databaseURL("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func (s *Servers) createDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.databaseURL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var exists bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'tanggap')`).Scan(&exists)
	if err != nil || exists {
		return err
	}
	_, err = conn.Exec(ctx, `CREATE DATABASE tanggap`)
	return err
}

// ready asks until the server answers, has ended, or a minute is over (a start
// after a crash replays its log first).
func (c *child) ready(ctx context.Context, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ask(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-c.done:
			return c.ended()
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w", err)
		case <-tick.C:
		}
	}
}
