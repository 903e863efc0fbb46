package bot

import (
	"maps"
	"slices"
	"sync"
	"time"

	"tanggap/internal/outbox"
)

// Telegram's limits, a little below what it takes: "about" 30 messages a
// second, one a second in a chat with short bursts.
const (
	inFlight      = 32
	overallEvery  = time.Second / 29
	overallSlack  = 10 * time.Millisecond
	lowEvery      = time.Second / 12 // broadcasts, besides
	lowSlack      = 100 * time.Millisecond
	chatEvery     = 1050 * time.Millisecond
	chatBurst     = 3
	togetherIn    = 2 * time.Second // two chats refused within it: everything rests
	troubleChats  = 3               // so many chats in trouble and none served: the service is down
	troubleLeast  = time.Second
	troubleMost   = 10 * time.Second
	forgetChatsAt = 1_000
)

// pace lets one through every so often. Whoever is late may catch up by the
// slack, so that late timers cost nothing over time; the token bucket of
// golang.org/x/time/rate, with a bucket of one, would forget the lateness, and
// with a bucket of two begin with two at once.
type pace struct {
	every, slack time.Duration
	next         time.Time
}

// wait is how long until the next one may go; zero or less for now.
func (p *pace) wait(now time.Time) time.Duration { return p.next.Sub(now) }

// take lets one go at a time that wait allowed.
func (p *pace) take(now time.Time) {
	if least := now.Add(-p.slack); p.next.Before(least) {
		p.next = least
	}
	p.next = p.next.Add(p.every)
}

// limits is what the sender may do at a moment, by machine time.
type limits struct {
	mu       sync.Mutex
	overall  pace
	low      pace
	chats    map[string]*chatLimit
	flying   int
	rest     time.Time // everything waits until then
	refused  string    // who got the last 429, and when
	refuseAt time.Time
	trouble  map[string]bool // chats over which the service failed since it last served one
	probe    time.Time       // with the service down, one message goes then
	patience time.Duration   // between one and the next
}

type chatLimit struct {
	pace
	cool time.Time // a 429
	busy bool
}

func newLimits() *limits {
	return &limits{
		overall: pace{every: overallEvery, slack: overallSlack},
		low:     pace{every: lowEvery, slack: lowSlack},
		chats:   map[string]*chatLimit{},
		trouble: map[string]bool{},
	}
}

// room says what may be claimed now, or how long to wait before asking again.
// With room, wait is when more than that may be claimed; zero if never.
func (l *limits) room(now time.Time) (ask outbox.Ask, ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.flying >= inFlight {
		return ask, false, 0
	}
	if wait = max(l.overall.wait(now), l.rest.Sub(now), l.probe.Sub(now)); wait > 0 {
		return ask, false, wait
	}
	ask = outbox.Ask{Highest: outbox.Broadcasts, Not: []string{}}
	sooner := func(d time.Duration) {
		if wait == 0 || d < wait {
			wait = d
		}
	}
	wait = 0
	if d := l.low.wait(now); d > 0 {
		ask.Highest = outbox.Assignments
		sooner(d)
	}
	for address, c := range l.chats {
		d := max(c.wait(now), c.cool.Sub(now))
		switch {
		case c.busy:
			ask.Not = append(ask.Not, address)
		case d > 0:
			ask.Not = append(ask.Not, address)
			sooner(d)
		case len(l.chats) > forgetChatsAt && c.next.Add(chatBurst*chatEvery).Before(now):
			delete(l.chats, address)
		}
	}
	return ask, true, wait
}

// restOf is how long a chat is to be left alone; zero or less for not at all.
func (l *limits) restOf(now time.Time, address string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.chats[address]
	switch {
	case c == nil:
		return 0
	case c.busy:
		return chatEvery
	}
	return max(c.wait(now), c.cool.Sub(now))
}

// down says that the service serves nobody.
func (l *limits) down() bool { return len(l.trouble) >= troubleChats }

// avoid lists, while the service is down, whom a probe better leaves alone:
// the trouble may be theirs only, and others would wait behind them.
func (l *limits) avoid() (chats []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down() {
		chats = slices.Collect(maps.Keys(l.trouble))
	}
	return chats
}

// begin counts a message of so many items that goes out now, and says how long
// to hold it back: an album is many messages at once.
func (l *limits) begin(now time.Time, address string, lane outbox.Lane, items int) (hold time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.chats[address]
	if c == nil {
		c = &chatLimit{pace: pace{every: chatEvery, slack: (chatBurst - 1) * chatEvery}}
		l.chats[address] = c
	}
	c.busy = true
	l.flying++
	if l.down() {
		l.probed(now)
	}
	for range max(1, items) {
		hold = max(0, l.overall.wait(now))
		l.overall.take(now)
		c.take(now)
		if lane == outbox.Broadcasts {
			l.low.take(now)
		}
	}
	return hold
}

func (l *limits) end(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flying--
	l.chats[address].busy = false
}

// throttled heeds a 429: that chat rests; two chats at once mean that all do.
func (l *limits) throttled(now time.Time, address string, after time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := now.Add(after)
	l.chats[address].cool = until
	if l.refused != "" && l.refused != address && now.Sub(l.refuseAt) < togetherIn && until.After(l.rest) {
		l.rest = until
	}
	l.refused, l.refuseAt = address, now
}

// served ends what was trouble.
func (l *limits) served() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.trouble)
	l.probe, l.patience = time.Time{}, 0
}

// probed puts the next probe off, further each time. It does not wait for the
// outcome: one that hangs may be that chat's own trouble.
func (l *limits) probed(now time.Time) {
	l.patience = min(max(2*l.patience, troubleLeast), troubleMost)
	l.probe = now.Add(jitter(l.patience))
}

// failed notes that the service failed over a message, and says whether it is
// down for all: then everything rests but for a probe now and then.
func (l *limits) failed(now time.Time, address string) (down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trouble[address] = true
	if !l.down() {
		return false
	}
	if l.patience == 0 {
		l.probed(now)
	}
	return true
}

// pause makes everything rest.
func (l *limits) pause(now time.Time, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := now.Add(d); until.After(l.rest) {
		l.rest = until
	}
}
