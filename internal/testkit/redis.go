package testkit

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// RedisURL is the address of a Redis database that is empty and the test's own.
func RedisURL(t testing.TB) string {
	t.Helper()
	begin(t)
	// Database 0 holds the counter by which the processes of a run share out the rest.
	n, err := strconv.Atoi(strings.TrimPrefix(redis(t, suite.redisURL, "INCR testkit:claimed"), ":"))
	if err != nil {
		t.Fatalf("claim a Redis database: %v", err)
	}
	address := numbered(t, suite.redisURL, 1+n%(RedisDatabases-1))
	FlushRedis(t, address)
	return address
}

// FlushRedis empties the Redis database of an address from RedisURL.
func FlushRedis(t testing.TB, address string) {
	t.Helper()
	if got := redis(t, address, "FLUSHDB"); got != "+OK" {
		t.Fatalf("flush Redis: %s", got)
	}
}

func numbered(t testing.TB, address string, n int) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("read the address of Redis: %v", err)
	}
	u.RawQuery = url.Values{"db": {strconv.Itoa(n)}}.Encode()
	return u.String()
}

// redis sends one command to the database that the address names and returns the
// first line of its reply. The client library belongs to package response.
func redis(t testing.TB, address, command string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "unix" {
		t.Fatalf("%s must look like unix:///path/to/redis.sock?db=0", RedisVariable)
	}
	conn, err := net.Dial("unix", u.Path)
	if err != nil {
		t.Fatalf("reach Redis: %v", err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatalf("reach Redis: %v", err)
	}
	if _, err := fmt.Fprintf(conn, "SELECT %s\r\n%s\r\n", u.Query().Get("db"), command); err != nil {
		t.Fatalf("ask Redis: %v", err)
	}
	r := bufio.NewReader(conn)
	var reply string
	for range 2 {
		if reply, err = r.ReadString('\n'); err != nil {
			t.Fatalf("ask Redis: %v", err)
		}
		if reply = strings.TrimSpace(reply); strings.HasPrefix(reply, "-") {
			t.Fatalf("Redis refuses %s: %s", command, reply)
		}
	}
	return reply
}
