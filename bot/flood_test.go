package bot

import (
	"fmt"
	"testing"
	"time"
)

// Each chat is counted for a minute at a time, and soon forgotten.
func TestHear(t *testing.T) {
	var f floods
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		chat string
		at   time.Duration
		want int
	}{
		{"tg:1", 0, 1}, {"tg:1", time.Second, 2}, {"tg:2", time.Second, 1}, {"tg:1", time.Minute, 3},
		{"tg:1", time.Minute + time.Second, 1}, {"tg:2", time.Minute + time.Second, 2},
	} {
		if got := f.hear(noon.Add(tc.at), tc.chat); got != tc.want {
			t.Errorf("%s after %s: %d, want %d", tc.chat, tc.at, got, tc.want)
		}
	}
	for i := range 1000 {
		f.hear(noon.Add(time.Hour+time.Duration(i)*time.Second), fmt.Sprint("tg:", 100+i))
		if n := len(f.chats); n > 125 {
			t.Fatalf("%d chats are remembered", n)
		}
	}
}
