package story

import (
	"bytes"
	"net"
	"path/filepath"
	"sync"
	"testing"
)

// proxy stands between the bot and PostgreSQL, so that a story can take the
// database away, or cut the line in the moment of a commit.
type proxy struct {
	to string // the server's socket

	mu    sync.Mutex
	gone  bool
	cut   bool // at the next commit
	lines map[net.Conn]net.Conn
}

// newProxy listens on a socket of its own and gives the folder that a
// connection string names as its host.
func newProxy(t testing.TB, to string) (*proxy, string) {
	t.Helper()
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, filepath.Base(to)))
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{to: to, lines: map[net.Conn]net.Conn{}}
	t.Cleanup(func() {
		l.Close()
		p.hangUp()
	})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p, dir
}

func (p *proxy) serve(from net.Conn) {
	defer from.Close()
	p.mu.Lock()
	gone := p.gone
	p.mu.Unlock()
	if gone {
		return
	}
	to, err := net.Dial("unix", p.to)
	if err != nil {
		return
	}
	defer to.Close()
	p.mu.Lock()
	p.lines[from] = to
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.lines, from)
		p.mu.Unlock()
	}()
	go func() {
		defer from.Close()
		pipe(from, to, nil)
	}()
	pipe(to, from, p.pass)
}

// pipe copies until either end hangs up, or pass says no.
func pipe(to, from net.Conn, pass func([]byte) bool) {
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if n > 0 {
			if pass != nil && !pass(b[:n]) {
				return
			}
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// pass says no to the commit that is to be cut.
func (p *proxy) pass(b []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.cut || !bytes.Contains(b, []byte("commit\x00"))
}

// cutCommits makes every commit fail as if the process had died before it.
func (p *proxy) cutCommits(on bool) {
	p.mu.Lock()
	p.cut = on
	p.mu.Unlock()
}

// takeAway ends all connections and takes no new ones, until it is given back.
func (p *proxy) takeAway(on bool) {
	p.mu.Lock()
	p.gone = on
	p.mu.Unlock()
	if on {
		p.hangUp()
	}
}

func (p *proxy) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for from, to := range p.lines {
		from.Close()
		to.Close()
	}
}
