package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	throwawayPrefix = "tanggap-servers-"
	memoryFolder    = "/dev/shm"
	memoryLeast     = 4 << 30      // bytes
	tmpfs           = 0x01021994   // the kernel's number for a file system in memory
	holdFile        = "owner.lock" // locked while an instance owns the folder
	// socketLink stands in the data folder and leads to the folder of the sockets
	// when these could not live in the data folder, so that the next start can
	// remove what a killed one left.
	socketLink  = "sockets"
	shortPrefix = "/tmp/tanggap-sockets-"
)

// socketPath is what a socket's folder may look like: a Unix socket's path has
// room for 107 bytes, and PostgreSQL and the addresses give some characters a meaning.
var socketPath = regexp.MustCompile(`^[A-Za-z0-9/._+-]{1,85}$`)

var errHeld = errors.New("held by another process")

// claim takes the lock of a file without waiting; errHeld says that somebody has it.
// The lock lives as long as any process has the file open: a server that inherits
// it holds it until its last process is gone.
func claim(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errHeld
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}

// await claims a lock, and waits for the processes of an earlier run that still hold it.
func await(ctx context.Context, path string) (*os.File, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		f, err := claim(path)
		if !errors.Is(err, errHeld) {
			return f, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%s is still held by a server of an earlier run: %w", path, ctx.Err())
		case <-tick.C:
		}
	}
}

// serverUser tells whom the servers run as: this process's user (nil), or for root
// the owner of an existing cluster, else the user that Debian's package made.
func serverUser(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	if info, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 {
			return &syscall.Credential{Uid: st.Uid, Gid: st.Gid}, nil
		}
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// passable refuses a folder that the servers' user could not reach, because a
// folder above it is closed: typically one beneath root's home.
func passable(dir string, owner *syscall.Credential) error {
	if owner == nil {
		return nil
	}
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		info, err := os.Stat(up)
		if err != nil {
			return err
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		open := info.Mode()&0o001 != 0 || ok && st.Uid == owner.Uid && info.Mode()&0o100 != 0
		if !open {
			return fmt.Errorf("the data folder %s cannot be used: %s is closed to the user under whom the servers run; choose a folder elsewhere, such as %s", dir, up, DefaultDir())
		}
		if up == filepath.Dir(up) {
			return nil
		}
	}
}

// DefaultDir is where a demo keeps its data when nobody says otherwise: a folder
// that the servers' user can reach, outside the source tree.
func DefaultDir() string {
	if os.Geteuid() == 0 {
		return "/var/lib/tanggap-demo"
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join(os.TempDir(), "tanggap-demo-"+strconv.Itoa(os.Getuid()))
	}
	return filepath.Join(home, ".local", "state", "tanggap-demo")
}

// socketFolder is dir itself where sockets fit there, else a short folder of its own.
func socketFolder(dir string, own func(string) error) (string, error) {
	link := filepath.Join(dir, socketLink)
	if left, err := os.Readlink(link); err == nil {
		if strings.HasPrefix(left, shortPrefix) {
			os.RemoveAll(left)
		}
		os.Remove(link)
	}
	if socketPath.MatchString(dir) {
		return dir, nil
	}
	short, err := os.MkdirTemp(filepath.Split(shortPrefix))
	if err != nil {
		return "", err
	}
	if err := os.Symlink(short, link); err != nil {
		return "", err
	}
	return short, own(short)
}

// throwawayFolders are where throwaway folders are made: in memory, where there
// is plenty of room, since each test's database is made of hundreds of files;
// else where other temporary files are.
func throwawayFolders() []string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(memoryFolder, &fs); err == nil && fs.Type == tmpfs && fs.Bavail*uint64(fs.Bsize) >= memoryLeast {
		return []string{memoryFolder, os.TempDir()}
	}
	return []string{os.TempDir()}
}

// throwaway makes the folder of an instance that has none.
func throwaway() (dir string, err error) {
	for _, base := range throwawayFolders() {
		if dir, err = os.MkdirTemp(base, throwawayPrefix); err == nil {
			return dir, nil
		}
	}
	return "", err
}

// sweepThrowaways removes the folders of processes that ended without Stop. A
// folder younger than a minute may belong to a start that has no lock yet.
func sweepThrowaways() {
	var left []string
	for _, base := range []string{memoryFolder, os.TempDir()} {
		here, err := filepath.Glob(filepath.Join(base, throwawayPrefix+"*"))
		if err != nil {
			return
		}
		left = append(left, here...)
	}
	for _, dir := range left {
		info, err := os.Stat(dir)
		if err != nil || time.Since(info.ModTime()) < time.Minute {
			continue
		}
		hold, err := claim(filepath.Join(dir, holdFile))
		if err != nil {
			continue
		}
		os.RemoveAll(dir)
		hold.Close()
	}
}

// Forget deletes what the servers kept in a folder, and nothing else in it. It
// refuses while an instance uses the folder.
func Forget(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	hold, err := claim(filepath.Join(dir, holdFile))
	if errors.Is(err, errHeld) {
		return fmt.Errorf("%s is in use by another process", dir)
	}
	if err != nil {
		return err
	}
	defer hold.Close()
	for _, pattern := range []string{"postgres", "postgres.*", "initdb.*", "redis", "redis.*"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := os.RemoveAll(name); err != nil {
				return fmt.Errorf("forget %s: %w", name, err)
			}
		}
	}
	return nil
}
