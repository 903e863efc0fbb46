// Package testkit gives tests a fresh PostgreSQL database, a Redis number of
// their own, and times of the office. Only tests import it.
//
// Under `make test` one PostgreSQL and one Redis serve the whole run: the
// program in testkit/serve starts them and names them in the environment. A bare
// `go test ./internal/x` finds no such names and starts private ones, which end
// with the test process. Where the programs are missing a test fails; it never
// skips.
package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // a bare machine has no zone files

	"tanggap/internal/servers"
)

const (
	// DatabaseVariable names a database on whose server the tests make theirs.
	DatabaseVariable = "TANGGAP_TEST_DATABASE_URL"
	// RedisVariable names a Redis whose numbered databases the tests share out.
	RedisVariable = "TANGGAP_TEST_REDIS_URL"

	// RedisDatabases is how many numbers there are: far more than tests in a run.
	RedisDatabases = 4096
)

// suite is what the tests of this process share.
var suite struct {
	once    sync.Once
	err     error
	private *servers.Servers // nil where the environment names the servers

	databaseURL string
	redisURL    string
}

// Main runs a package's tests and removes what they shared. It is the whole body
// of TestMain; a package without it works too, and leaves its private servers'
// folder to a later run to remove.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for a TestMain that has more to remove: it gives the exit code.
func Run(m *testing.M) int {
	code := m.Run()
	if err := closeSuite(); err != nil {
		fmt.Fprintln(os.Stderr, "testkit:", err)
		code = max(code, 1)
	}
	return code
}

// Time reads a time of the office, such as "2026-11-24 09:00" or "2026-11-24
// 09:00:05.25", in Asia/Jakarta. It panics on anything else.
func Time(s string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", s, jakarta())
	if err != nil {
		at, err = time.ParseInLocation("2006-01-02 15:04:05", s, jakarta())
	}
	if err != nil {
		panic(err)
	}
	return at
}

var jakarta = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		panic(err)
	}
	return zone
})

// begin finds or starts the servers, once a process.
func begin(t testing.TB) {
	t.Helper()
	suite.once.Do(func() {
		suite.databaseURL, suite.redisURL = os.Getenv(DatabaseVariable), os.Getenv(RedisVariable)
		if suite.databaseURL != "" && suite.redisURL != "" {
			return
		}
		if suite.databaseURL != "" || suite.redisURL != "" {
			suite.err = fmt.Errorf("%s and %s go together: set both or none", DatabaseVariable, RedisVariable)
			return
		}
		suite.private, suite.err = servers.Start(context.Background(), servers.Options{RedisDatabases: RedisDatabases})
		if suite.err == nil {
			suite.databaseURL, suite.redisURL = suite.private.DatabaseURL(), suite.private.RedisURL()
		}
	})
	if suite.err != nil {
		t.Fatalf("the tests need PostgreSQL and Redis: %v", suite.err)
	}
}

func closeSuite() error {
	err := closeShared()
	if suite.private != nil {
		err = errors.Join(err, suite.private.Stop())
	}
	return err
}
