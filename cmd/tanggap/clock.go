package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// setClock is the office clock of the demo: it runs like any other, but can be
// set forward, and stands where it stood after a restart.
type setClock struct {
	file string
	loc  *time.Location // what the demo's people read on it

	mu  sync.Mutex
	off time.Duration // from machine time
}

// openClock reads where the clock was set; a new one is set to start.
func openClock(file string, loc *time.Location, start func() time.Time) (*setClock, error) {
	c := &setClock{file: file, loc: loc}
	b, err := os.ReadFile(file)
	if err == nil {
		if c.off, err = time.ParseDuration(strings.TrimSpace(string(b))); err == nil {
			return c, nil
		}
	}
	c.off = time.Until(start())
	return c, c.keep()
}

func (c *setClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.off).In(c.loc)
}

// set puts the clock forward to a time, and remembers it; it never goes back.
func (c *setClock) set(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = max(c.off, time.Until(t))
	return c.keep()
}

func (c *setClock) keep() error {
	part := c.file + ".part"
	if err := os.WriteFile(part, []byte(c.off.String()+"\n"), 0o600); err != nil {
		return fmt.Errorf("keep the clock: %w", err)
	}
	if err := os.Rename(part, filepath.Clean(c.file)); err != nil {
		return fmt.Errorf("keep the clock: %w", err)
	}
	return nil
}
