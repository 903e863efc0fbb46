package servers

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	oldestPostgres = 15
	oldestRedis    = 7
)

// ErrMissing is wrapped by the error of a Start that did not find a program.
var ErrMissing = errors.New("on Debian: apt-get install --no-install-recommends postgresql redis-server")

type binaries struct {
	postgres string // folder of initdb and postgres
	redis    string
}

// find looks for the programs. A cluster that exists wants the PostgreSQL that made it.
func find(postgresBin, madeBy string) (binaries, error) {
	var b binaries
	var missing []string
	if b.postgres = findPostgres(postgresBin, madeBy); b.postgres == "" {
		want := fmt.Sprintf("PostgreSQL %d or newer", oldestPostgres)
		if madeBy != "" {
			want = fmt.Sprintf("PostgreSQL %s, which made the data here,", madeBy)
		}
		missing = append(missing, fmt.Sprintf("%s was not found (initdb and postgres in %s)", want, searched(postgresBin)))
	}
	if b.redis = findRedis(); b.redis == "" {
		missing = append(missing, fmt.Sprintf("Redis %d or newer was not found (redis-server or valkey-server in PATH)", oldestRedis))
	}
	if len(missing) > 0 {
		return b, fmt.Errorf("%s; %w", strings.Join(missing, "; "), ErrMissing)
	}
	return b, nil
}

func searched(postgresBin string) string {
	if postgresBin != "" {
		return postgresBin
	}
	return "PATH or /usr/lib/postgresql/*/bin"
}

func findPostgres(postgresBin, madeBy string) string {
	folders := []string{postgresBin}
	if postgresBin == "" {
		folders = postgresFolders()
	}
	for _, folder := range folders {
		if _, err := exec.LookPath(filepath.Join(folder, "initdb")); err != nil {
			continue
		}
		major := majorVersion(filepath.Join(folder, "postgres"))
		if major < oldestPostgres || madeBy != "" && madeBy != strconv.Itoa(major) {
			continue
		}
		return folder
	}
	return ""
}

func postgresFolders() []string {
	var folders []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(initdb))
	}
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return folders
	}
	major := func(folder string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
		return n
	}
	slices.SortFunc(debian, func(a, b string) int { return major(b) - major(a) })
	return append(folders, debian...)
}

func findRedis() string {
	for _, name := range []string{"redis-server", "valkey-server"} {
		path, err := exec.LookPath(name)
		if err == nil && majorVersion(path) >= oldestRedis {
			return path
		}
	}
	return ""
}

var version = regexp.MustCompile(`(?:PostgreSQL\) |v=)(\d+)`)

// majorVersion asks a server program for its version; 0 where it gives none.
func majorVersion(program string) int {
	cmd := exec.Command(program, "--version")
	cmd.Env = environment()
	cmd.Dir = "/"
	out, err := cmd.Output()
	if err != nil {
		return 0
	}
	m := version.FindSubmatch(out)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return 0
	}
	return n
}

// environment is all that a server gets: PGDATA, PGOPTIONS or a locale of the
// caller would change what it does.
func environment() []string {
	return []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(bytes.TrimSpace(line))
}
