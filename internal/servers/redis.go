package servers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// StartRedis starts Redis after StopRedis and returns when it answers.
func (s *Servers) StartRedis(ctx context.Context) error {
	s.mu.Lock()
	running := s.redis.running()
	s.mu.Unlock()
	if running {
		return errors.New("start Redis: it runs already")
	}
	c, err := s.launchRedis(ctx)
	if err != nil {
		return fmt.Errorf("start Redis: %w", err)
	}
	s.mu.Lock()
	s.redis = c
	s.mu.Unlock()
	if err := c.ready(ctx, s.askRedis); err != nil {
		return fmt.Errorf("start Redis: %w", err)
	}
	return nil
}

// StopRedis stops Redis and returns when it is gone. What was in it is there
// after the next start when the servers are durable (all but the last second
// after Immediate), and gone when they are not.
func (s *Servers) StopRedis(mode Mode) error {
	s.mu.Lock()
	c := s.redis
	s.mu.Unlock()
	signals := []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL}
	if mode == Immediate {
		signals = signals[1:]
	}
	if err := c.stop(signals...); err != nil {
		return fmt.Errorf("stop Redis: %w", err)
	}
	return nil
}

func (s *Servers) launchRedis(ctx context.Context) (*child, error) {
	// Two Redis on one append-only file would spoil it; the lock is Redis's own.
	lock, err := await(ctx, filepath.Join(s.dir, "redis.lock"))
	if err != nil {
		return nil, err
	}
	databases := s.opts.RedisDatabases
	if databases == 0 {
		databases = 16
	}
	keep := "no"
	if s.opts.Durable {
		keep = "yes"
	}
	cmd := exec.Command(s.found.redis,
		"--port", "0",
		"--unixsocket", s.redisSocket(),
		"--unixsocketperm", "700",
		"--dir", filepath.Join(s.dir, "redis"),
		"--databases", strconv.Itoa(databases),
		"--save", "",
		"--appendonly", keep,
		"--daemonize", "no",
	)
	cmd.Dir = filepath.Join(s.dir, "redis")
	return s.spawn(cmd, syscall.SIGTERM, filepath.Join(s.dir, "redis.log"), lock)
}

func (s *Servers) redisSocket() string { return filepath.Join(s.sockets, "redis.sock") }

func (s *Servers) askRedis(ctx context.Context) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", s.redisSocket())
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	if line = strings.TrimSpace(line); line != "+PONG" {
		return errors.New(line)
	}
	return nil
}
