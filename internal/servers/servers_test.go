package servers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// helperDir makes the test binary a process that starts servers and waits to be killed.
const helperDir = "TANGGAP_SERVERS_HELPER_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		s, err := Start(context.Background(), Options{Dir: dir, Durable: true})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("ready", s.DatabaseURL())
		select {}
	}
	os.Exit(m.Run())
}

// dataDir is a folder that the servers' user can reach; the one of t.TempDir is closed to it.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tanggap-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

func start(t *testing.T, opts Options) *Servers {
	t.Helper()
	s, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func query(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var answer string
	err = conn.QueryRow(t.Context(), sql).Scan(&answer)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatalf("%s: %v", sql, err)
	}
	return answer
}

func ask(t *testing.T, s *Servers, command string) string {
	t.Helper()
	conn, err := net.Dial("unix", s.redisSocket())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "%s\r\n", command)
	r := bufio.NewReader(conn)
	line, err := r.ReadString('\n')
	if err == nil && strings.HasPrefix(line, "$") && line != "$-1\r\n" {
		line, err = r.ReadString('\n')
	}
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return strings.TrimSpace(line)
}

const (
	write = `CREATE TABLE kept AS SELECT 'still here'::text AS word`
	read  = `SELECT word FROM kept`
)

func TestThrowaway(t *testing.T) {
	s := start(t, Options{RedisDatabases: 4096})
	other := start(t, Options{})
	query(t, s.DatabaseURL(), write)
	if got := query(t, other.DatabaseURL(), `SELECT coalesce(to_regclass('kept')::text, 'none')`); got != "none" {
		t.Errorf("two instances share a database: %s", got)
	}
	for sql, want := range map[string]string{
		`SHOW server_encoding`: "UTF8",
		`SHOW lc_collate`:      "C.UTF-8",
		`SHOW timezone`:        "UTC",
		`SHOW fsync`:           "off",
		`SELECT lower('É')`:    "é",
	} {
		if got := query(t, s.DatabaseURL(), sql); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
	if got := ask(t, s, "SELECT 4095"); got != "+OK" {
		t.Errorf("Redis database 4095: %s", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the throwaway folder is still there: %v", err)
	}
}

func TestDataIsKept(t *testing.T) {
	opts := Options{Dir: dataDir(t), Durable: true}
	s := start(t, opts)
	query(t, s.DatabaseURL(), write)
	ask(t, s, "SET word kept")

	for _, mode := range []Mode{Fast, Immediate} {
		if err := s.StopPostgres(mode); err != nil {
			t.Fatal(err)
		}
		if err := s.StartPostgres(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := query(t, s.DatabaseURL(), read); got != "still here" {
			t.Errorf("PostgreSQL lost its data after mode %d: %q", mode, got)
		}
		if err := s.StopRedis(mode); err != nil {
			t.Fatal(err)
		}
		if err := s.StartRedis(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := ask(t, s, "GET word"); got != "kept" {
			t.Errorf("Redis lost its data after mode %d: %q", mode, got)
		}
	}

	if _, err := Start(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "another process is using") {
		t.Errorf("a second instance in the same folder: %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	again := start(t, opts)
	if got := query(t, again.DatabaseURL(), read); got != "still here" {
		t.Errorf("PostgreSQL lost its data: %q", got)
	}
	if got := ask(t, again, "GET word"); got != "kept" {
		t.Errorf("Redis lost its data: %q", got)
	}
}

// A process that is killed takes its servers along, and the next one finds the data,
// even where the number in postmaster.pid belongs to a living process by then.
func TestKilledParent(t *testing.T) {
	dir := dataDir(t)
	helper := exec.Command(os.Args[0])
	helper.Env = append(os.Environ(), helperDir+"="+dir)
	out, err := helper.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := helper.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ready := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ready {
		t.Fatalf("the helper says %q: %v", line, err)
	}
	query(t, url, write)
	if err := helper.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	helper.Wait()

	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, name := range []string{"postgres.lock", "redis.lock"} {
		lock, err := await(ctx, filepath.Join(dir, name))
		if err != nil {
			t.Fatalf("a server outlived its parent: %v", err)
		}
		lock.Close()
	}
	stale := fmt.Sprintf("%d\n%s\n", os.Getppid(), filepath.Join(dir, "postgres"))
	if err := os.WriteFile(filepath.Join(dir, "postgres", "postmaster.pid"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, Options{Dir: dir, Durable: true})
	if got := query(t, s.DatabaseURL(), read); got != "still here" {
		t.Errorf("the data was lost: %q", got)
	}
}

func TestThrowawaysOfKilledProcessesAreSwept(t *testing.T) {
	folder := func(base string, age time.Duration) string {
		dir, err := os.MkdirTemp(base, throwawayPrefix)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		if err := os.WriteFile(filepath.Join(dir, "owner.lock"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(dir, then, then); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	for _, base := range throwawayFolders() {
		left, held, young := folder(base, time.Hour), folder(base, time.Hour), folder(base, 0)
		lock, err := claim(filepath.Join(held, "owner.lock"))
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Close()
		sweepThrowaways()
		if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a folder that nobody holds is still there: %v", err)
		}
		for _, dir := range []string{held, young} {
			if _, err := os.Stat(dir); err != nil {
				t.Errorf("a folder in use was removed: %v", err)
			}
		}
	}
}

func TestLongFolder(t *testing.T) {
	dir := filepath.Join(dataDir(t), strings.Repeat("a long, 'odd' name ", 5))
	s := start(t, Options{Dir: dir})
	if got := query(t, s.DatabaseURL(), `SELECT 'yes'`); got != "yes" {
		t.Errorf("got %q", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.sockets); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the sockets' folder is still there: %v", err)
	}
}

func TestClearErrors(t *testing.T) {
	closed := filepath.Join(t.TempDir(), "data")
	if err := os.Chmod(filepath.Dir(closed), 0o700); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		opts Options
		want string
	}{
		"no binaries":       {Options{PostgresBin: "/nowhere"}, "apt-get install --no-install-recommends postgresql redis-server"},
		"durable, no place": {Options{Durable: true}, "need a data folder"},
	}
	if os.Geteuid() == 0 {
		tests["closed parent"] = struct {
			opts Options
			want string
		}{Options{Dir: closed}, "is closed to the user"}
	}
	for name, tt := range tests {
		s, err := Start(t.Context(), tt.opts)
		if err == nil {
			s.Stop()
			t.Errorf("%s: it started", name)
		} else if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOtherMajorVersion(t *testing.T) {
	dir := dataDir(t)
	s := start(t, Options{Dir: dir})
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "postgres", "PG_VERSION"), []byte("11\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: dir})
	if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "PostgreSQL 11, which made the data here") {
		t.Errorf("got %v", err)
	}
}
