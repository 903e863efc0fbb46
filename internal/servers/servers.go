// Package servers runs a private PostgreSQL and a private Redis as child
// processes, for `tanggap demo` and for tests.
//
// What a caller may rely on:
//
//   - Both listen on Unix sockets in a folder that only their user may enter;
//     no port is opened, so any number of instances run side by side.
//   - Both end when this process ends, in whatever way it ends, SIGKILL too.
//   - One folder serves one instance at a time. A start waits until the servers
//     of an instance that was killed are gone, and recovers what they left.
//   - Started by root they run as another user, because PostgreSQL refuses root.
package servers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"golang.org/x/sync/errgroup"
)

// Options say where the servers keep their data and how careful they are with it.
type Options struct {
	// Dir holds the data. Empty means a throwaway folder, which Stop removes;
	// throwaway folders of processes that were killed are removed by a later Start.
	Dir string
	// Durable keeps what was committed through a kill or a power cut. Without it
	// the servers are faster and a power cut may cost the data.
	Durable bool
	// RedisDatabases is the number of numbered Redis databases; 0 means 16.
	RedisDatabases int
	// PostgresBin is the folder of initdb and postgres. Empty means PATH, then
	// Debian's versioned folders, newest first.
	PostgresBin string
}

// Servers is a running pair of PostgreSQL and Redis. Its methods may be called
// from several goroutines.
type Servers struct {
	opts    Options
	dir     string // absolute
	sockets string // folder of the sockets, dir itself where its name is short enough
	found   binaries
	owner   *syscall.Credential // nil: the user of this process
	hold    *os.File            // locked while this instance owns dir

	mu       sync.Mutex // guards starting and stopping
	postgres *child
	redis    *child
}

// Start starts both servers and returns when both answer. Programs that are not
// installed are named together, with the packages that bring them.
func Start(ctx context.Context, opts Options) (*Servers, error) {
	s := &Servers{opts: opts}
	if err := s.prepare(); err != nil {
		s.release()
		return nil, fmt.Errorf("start servers: %w", err)
	}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.StartPostgres(gctx) })
	g.Go(func() error { return s.StartRedis(gctx) })
	if err := g.Wait(); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// DatabaseURL is the connection string of the database "tanggap", which exists and
// belongs to a superuser.
func (s *Servers) DatabaseURL() string {
	return s.databaseURL("tanggap")
}

// RedisURL is the address of Redis database 0 in the form that go-redis reads;
// another number stands in its query, ?db=N.
func (s *Servers) RedisURL() string {
	return "unix://" + s.redisSocket() + "?db=0"
}

// Stop stops both servers in order, and removes a throwaway folder. Stopping
// twice is harmless.
func (s *Servers) Stop() error {
	var g errgroup.Group
	g.Go(func() error { return s.StopPostgres(Fast) })
	g.Go(func() error { return s.StopRedis(Fast) })
	err := g.Wait()
	s.release()
	return err
}

func (s *Servers) databaseURL(name string) string {
	u := url.URL{
		Scheme: "postgres",
		User:   url.User("tanggap"),
		Path:   "/" + name,
		// Every value that the environment (PGPORT, PGSSLMODE …) could bend is spelled out.
		RawQuery: url.Values{"host": {s.sockets}, "port": {"5432"}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// prepare finds the programs and makes the folders, and takes the folder for this instance.
func (s *Servers) prepare() error {
	if s.opts.Dir == "" && s.opts.Durable {
		return errors.New("durable servers need a data folder")
	}
	var err error
	if s.opts.Dir == "" {
		sweepThrowaways()
		if s.dir, err = throwaway(); err != nil {
			return err
		}
	} else if s.dir, err = filepath.Abs(s.opts.Dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.dir), 0o755); err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	if s.hold, err = claim(filepath.Join(s.dir, holdFile)); err != nil {
		if errors.Is(err, errHeld) {
			return fmt.Errorf("another process is using the data folder %s", s.dir)
		}
		return err
	}
	if s.owner, err = serverUser(s.dir); err != nil {
		return err
	}
	if s.found, err = find(s.opts.PostgresBin, madeBy(s.dir)); err != nil {
		return err
	}
	for _, sub := range []string{"", "redis"} {
		if err := s.folder(filepath.Join(s.dir, sub)); err != nil {
			return err
		}
	}
	if err := passable(s.dir, s.owner); err != nil {
		return err
	}
	s.sockets, err = socketFolder(s.dir, s.folder)
	return err
}

// folder makes a folder that belongs to the servers' user alone.
func (s *Servers) folder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	if s.owner == nil {
		return nil
	}
	return os.Chown(path, int(s.owner.Uid), int(s.owner.Gid))
}

// release gives up the folder, and removes what was made for this run only.
func (s *Servers) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hold == nil {
		return
	}
	if s.sockets != "" && s.sockets != s.dir {
		os.RemoveAll(s.sockets)
		os.Remove(filepath.Join(s.dir, socketLink))
	}
	if s.opts.Dir == "" {
		os.RemoveAll(s.dir)
	}
	s.hold.Close()
	s.hold = nil
}

// madeBy returns the major version of the PostgreSQL that made the cluster in
// dir, and "" where there is none yet.
func madeBy(dir string) string {
	b, err := os.ReadFile(filepath.Join(dir, "postgres", "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return firstLine(b)
}
