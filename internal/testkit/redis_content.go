package testkit

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// reading is how all that lies under a key is read, by its type.
var reading = map[string]func(key string) []string{
	"string": func(key string) []string { return []string{"GET", key} },
	"hash":   func(key string) []string { return []string{"HGETALL", key} },
	"zset":   func(key string) []string { return []string{"ZRANGE", key, "0", "-1", "WITHSCORES"} },
	"set":    func(key string) []string { return []string{"SMEMBERS", key} },
	"list":   func(key string) []string { return []string{"LRANGE", key, "0", "-1"} },
	"stream": func(key string) []string { return []string{"XRANGE", key, "-", "+"} },
}

// RedisContent is every key of the database that an address names, with all
// that lies under it, one a line.
func RedisContent(t testing.TB, address string) []byte {
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
	r := bufio.NewReader(conn)
	ask := func(words ...string) []string {
		t.Helper()
		fmt.Fprintf(conn, "*%d\r\n", len(words))
		for _, word := range words {
			fmt.Fprintf(conn, "$%d\r\n%s\r\n", len(word), word)
		}
		values, err := reply(r)
		if err != nil {
			t.Fatalf("ask Redis %s: %v", words[0], err)
		}
		return values
	}
	ask("SELECT", u.Query().Get("db"))
	var all bytes.Buffer
	for _, key := range ask("KEYS", "*") {
		kind := ask("TYPE", key)[0]
		read, known := reading[kind]
		if !known {
			t.Fatalf("nobody reads a Redis %s", kind)
		}
		fmt.Fprintf(&all, "%s\n%s\n", key, strings.Join(ask(read(key)...), "\n"))
	}
	return all.Bytes()
}

// reply reads a reply of the server, with the values of nested ones in a row.
func reply(r *bufio.Reader) ([]string, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	line = strings.TrimRight(line, "\r\n")
	switch line[0] {
	case '-':
		return nil, fmt.Errorf("%s", line[1:])
	case '+', ':':
		return []string{line[1:]}, nil
	}
	n, err := strconv.Atoi(line[1:])
	if err != nil || n < 0 {
		return nil, err
	}
	if line[0] == '$' {
		b := make([]byte, n+2)
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, err
		}
		return []string{string(b[:n])}, nil
	}
	var values []string
	for range n {
		v, err := reply(r)
		if err != nil {
			return nil, err
		}
		values = append(values, v...)
	}
	return values, nil
}
