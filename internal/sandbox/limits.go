package sandbox

import (
	"fmt"
	"math"
	"time"
)

// Telegram publishes "about" 30 messages a second overall, one a second in a
// chat with short bursts, and 20 a minute in a group. The sandbox takes the
// sharp edge of each: whoever keeps to one a second with a burst of two stays
// below it.
var (
	overallLimit = window{30, time.Second}
	privateLimit = window{22, 20 * time.Second}
	groupLimit   = window{20, time.Minute}
)

type window struct {
	most int
	in   time.Duration
}

// limiter remembers when messages were sent, by the machine's clock.
type limiter struct {
	all   []time.Time
	chats map[int64][]time.Time
}

// limited refuses with 429 when n more messages are too much; otherwise they
// count. Edits count like messages.
func (s *Sandbox) limited(c *chat, n int) error {
	if !s.opt.Limits {
		return nil
	}
	if s.limiter.chats == nil {
		s.limiter.chats = map[int64][]time.Time{}
	}
	now := time.Now()
	one := privateLimit
	if c.Type != "private" {
		one = groupLimit
	}
	all, wait := overallLimit.room(s.limiter.all, now, n)
	mine, waitMine := one.room(s.limiter.chats[c.ID], now, n)
	s.limiter.all, s.limiter.chats[c.ID] = all, mine
	if wait = max(wait, waitMine); wait > 0 {
		return tooMany(int(math.Ceil(wait.Seconds())))
	}
	for range n {
		s.limiter.all = append(s.limiter.all, now)
		s.limiter.chats[c.ID] = append(s.limiter.chats[c.ID], now)
	}
	return nil
}

// room drops what is out of the window and says how long n more must wait.
func (w window) room(sent []time.Time, now time.Time, n int) (kept []time.Time, wait time.Duration) {
	for len(sent) > 0 && now.Sub(sent[0]) >= w.in {
		sent = sent[1:]
	}
	over := len(sent) + n - w.most
	if over <= 0 {
		return sent, 0
	}
	return sent, w.in - now.Sub(sent[min(over, len(sent))-1])
}

func tooMany(seconds int) *refused {
	return &refused{Status: 429, Description: fmt.Sprintf("Too Many Requests: retry after %d", seconds), RetryAfter: seconds}
}
