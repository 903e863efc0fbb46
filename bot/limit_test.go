package bot

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tanggap/internal/outbox"
)

var start = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)

// most is the largest number of times within any window.
func most(at []time.Time, window time.Duration) int {
	n := 0
	for i, first := range at {
		j := i
		for j < len(at) && at[j].Sub(first) < window {
			j++
		}
		n = max(n, j-i)
	}
	return n
}

// sendAll plays a sender with a queue without end: next names the chat of a
// claim, false when the ask excludes all.
func sendAll(l *limits, d time.Duration, late time.Duration, lane outbox.Lane, next func(outbox.Ask) (string, bool)) (at []time.Time) {
	for now := start; now.Before(start.Add(d)); {
		ask, ok, wait := l.room(now)
		if ok {
			if address, found := next(ask); found && lane <= ask.Highest {
				l.begin(now, address, lane, 1)
				l.end(address)
				at = append(at, now)
				continue
			}
		}
		now = now.Add(max(wait, time.Millisecond) + late)
	}
	return at
}

func many() func(outbox.Ask) (string, bool) {
	n := 0
	return func(outbox.Ask) (string, bool) {
		n++
		return fmt.Sprint("tg:", n), true
	}
}

// Never more than 30 in a second, and 29 a second in the long run, even when
// every timer is late.
func TestOverallPace(t *testing.T) {
	for _, late := range []time.Duration{0, 2 * time.Millisecond, 8 * time.Millisecond} {
		at := sendAll(newLimits(), 20*time.Second, late, outbox.Replies, many())
		if n := most(at, time.Second); n > 30 {
			t.Errorf("late by %v: %d in a second", late, n)
		}
		if len(at) < 28*20 || len(at) > 29*20+2 {
			t.Errorf("late by %v: %d in 20 seconds", late, len(at))
		}
	}
}

func TestBroadcastPace(t *testing.T) {
	at := sendAll(newLimits(), 20*time.Second, time.Millisecond, outbox.Broadcasts, many())
	if len(at) < 11*20 || len(at) > 12*20+3 {
		t.Errorf("%d broadcasts in 20 seconds", len(at))
	}
}

// One chat gets three at once and then one a second; what Telegram's sandbox
// counts is 22 in 20 s.
func TestChatPace(t *testing.T) {
	one := func(ask outbox.Ask) (string, bool) { return "tg:1", !slices.Contains(ask.Not, "tg:1") }
	at := sendAll(newLimits(), time.Minute, 0, outbox.Replies, one)
	if n := most(at, time.Second); n != 3 {
		t.Errorf("%d in the first second", n)
	}
	if n := most(at, 20*time.Second); n > 22 || n < 20 {
		t.Errorf("%d in 20 seconds", n)
	}
}

// An album counts as many, and waits until there is room for all of it.
func TestAlbumPace(t *testing.T) {
	l := newLimits()
	now := start
	if hold := l.begin(now, "tg:1", outbox.Replies, 10); hold < 250*time.Millisecond || hold > 400*time.Millisecond {
		t.Errorf("held back by %v", hold)
	}
	l.end("tg:1")
	if _, ok, wait := l.room(now); ok || wait < 300*time.Millisecond {
		t.Errorf("the next may go after %v", wait)
	}
	now = now.Add(7 * time.Second)
	if ask, ok, _ := l.room(now); !ok || !slices.Contains(ask.Not, "tg:1") {
		t.Errorf("%+v %v", ask, ok)
	}
	if ask, ok, _ := l.room(now.Add(2 * time.Second)); !ok || len(ask.Not) != 0 {
		t.Errorf("%+v %v", ask, ok)
	}
}

func TestThrottled(t *testing.T) {
	l := newLimits()
	now := start
	for _, a := range []string{"tg:1", "tg:2"} {
		l.begin(now, a, outbox.Replies, 1)
		l.end(a)
	}
	l.throttled(now, "tg:1", 5*time.Second)
	now = now.Add(time.Second)
	if ask, ok, wait := l.room(now); !ok || !slices.Equal(ask.Not, []string{"tg:1"}) || wait != 4*time.Second {
		t.Errorf("%+v %v %v", ask, ok, wait)
	}
	l.throttled(now, "tg:1", 5*time.Second)
	if _, ok, _ := l.room(now); !ok {
		t.Error("one chat twice stops everything")
	}
	l.throttled(now, "tg:2", 5*time.Second)
	if _, ok, wait := l.room(now); ok || wait != 5*time.Second {
		t.Errorf("two chats do not stop everything: %v", wait)
	}
}

// Trouble with one chat concerns nobody else; with three, and none served, one
// probe at a time goes out, after longer and longer rests.
func TestServiceDown(t *testing.T) {
	l := newLimits()
	now := start
	for range 10 {
		if l.failed(now, "tg:1") {
			t.Fatal("one chat in trouble stops everything")
		}
	}
	l.failed(now, "tg:2")
	if !l.failed(now, "tg:3") {
		t.Fatal("three chats in trouble stop nothing")
	}
	var rests []time.Duration
	for range 6 {
		_, ok, wait := l.room(now)
		if ok {
			t.Fatal("no rest")
		}
		rests = append(rests, wait)
		now = now.Add(wait)
		if _, ok, _ := l.room(now); !ok {
			t.Fatal("no probe")
		}
		l.begin(now, "tg:4", outbox.Replies, 1)
		now = now.Add(time.Second)
		if _, ok, _ := l.room(now); ok {
			t.Fatal("two probes")
		}
		l.end("tg:4")
		l.failed(now, "tg:4")
	}
	if first, last := rests[0], rests[len(rests)-1]; first > 1300*time.Millisecond || last < 7*time.Second || last > 13*time.Second {
		t.Errorf("rests of %v", rests)
	}
	l.served()
	if _, ok, _ := l.room(now.Add(troubleMost * 2)); !ok || l.down() {
		t.Error("served, and still at rest")
	}
}

func TestPlaces(t *testing.T) {
	l := newLimits()
	now := start
	for i := range inFlight {
		_, ok, _ := l.room(now)
		if !ok {
			t.Fatalf("no room for number %d", i)
		}
		l.begin(now, fmt.Sprint("tg:", i), outbox.Replies, 1)
		now = now.Add(overallEvery)
	}
	if _, ok, _ := l.room(now); ok {
		t.Error("room for one too many")
	}
}
