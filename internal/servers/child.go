package servers

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// Mode is a way to stop a server.
type Mode int

const (
	// Fast ends connections and writes everything down.
	Fast Mode = iota
	// Immediate drops everything at once, as a crash would; the next start recovers.
	Immediate
)

// child is a server process that ends with this one.
type child struct {
	process *os.Process
	log     string
	done    chan struct{} // closed when it has ended
	err     error         // how it ended; readable after done
}

// spawn starts a program as the servers' user; the kernel sends it onDeath when
// this process ends. It inherits lock, which the caller gives away.
func (s *Servers) spawn(cmd *exec.Cmd, onDeath syscall.Signal, log string, lock *os.File) (*child, error) {
	defer lock.Close()
	out, err := os.OpenFile(log, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd.Env = environment()
	cmd.Stdout, cmd.Stderr = out, out
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Credential: s.owner,
		Pdeathsig:  onDeath,
		// A Ctrl-C in the terminal is for this process, which stops its servers last.
		Setpgid: true,
	}
	c := &child{log: log, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		// "Parent" means the thread that started the child: it must live as long.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		c.process = cmd.Process
		started <- err
		if err != nil {
			return
		}
		c.err = cmd.Wait()
		close(c.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

func (c *child) running() bool {
	if c == nil {
		return false
	}
	select {
	case <-c.done:
		return false
	default:
		return true
	}
}

// stop sends the signals one after the other until the process has ended, and
// gives it a while after each.
func (c *child) stop(signals ...syscall.Signal) error {
	if !c.running() {
		return nil
	}
	for _, sig := range signals {
		if err := c.process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		select {
		case <-c.done:
			return nil
		case <-time.After(5 * time.Second):
		}
	}
	return fmt.Errorf("process %d does not end", c.process.Pid)
}

// ended is the error of a process that ended too early, with the last lines of its log.
func (c *child) ended() error {
	b, err := os.ReadFile(c.log)
	if err != nil {
		return fmt.Errorf("it ended: %w", c.err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	last := strings.Join(lines[max(0, len(lines)-5):], " / ")
	return fmt.Errorf("it ended (%w): %s", c.err, last)
}
