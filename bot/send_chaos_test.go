package bot_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tanggap/internal/sandbox"
)

// Whatever Telegram does, and however often the sender dies: each message ends,
// nobody's order is broken, and only what may have arrived unseen comes twice.
func TestChaos(t *testing.T) {
	t.Parallel()
	const chats, each = 5, 30
	s := newService(t, false)
	luck := rand.New(rand.NewPCG(1, 2))
	var ctx context.Context
	var die context.CancelFunc
	unseen := map[string]int{} // answers that the sender never got
	// The calls come one by one, so that no lock is needed.
	s.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault {
		switch luck.IntN(14) {
		case 0:
			return sandbox.TooMany(1)
		case 1:
			return sandbox.ServerError()
		case 2:
			return sandbox.BadGateway()
		case 3:
			unseen[c.Params["text"]]++
			return sandbox.CutAfter()
		case 4:
			return sandbox.Undecodable()
		case 5:
			unseen[c.Params["text"]]++
			return sandbox.HangBefore(0) // not carried out, but who knows
		case 6:
			unseen[c.Params["text"]]++
			die()
			return &sandbox.Fault{Deliver: true, Hang: time.Minute}
		}
		return nil
	})
	var want []string
	for i := range each {
		for user := 1; user <= chats; user++ {
			key := fmt.Sprintf("%d/%02d", user, i)
			want = append(want, key)
			s.put(to(user, key))
		}
	}
	for epoch := int64(1); strings.Contains(s.states(), "queued") || strings.Contains(s.states(), "sending"); epoch++ {
		if epoch > 500 {
			t.Fatalf("no end: %s", s.states())
		}
		s.exec(`UPDATE leader SET epoch = $1`, epoch)
		ctx, die = context.WithCancel(t.Context())
		if _, err := s.sender.Drain(ctx, epoch); err != nil && ctx.Err() == nil {
			t.Fatal(err)
		}
		die()
	}
	arrived := map[string]int{}
	for user := 1; user <= chats; user++ {
		var first []string
		for _, text := range s.texts(user) {
			if arrived[text]++; arrived[text] == 1 {
				first = append(first, text)
			}
		}
		if !slices.IsSorted(first) {
			t.Errorf("chat %d reads %q", user, first)
		}
	}
	states := s.states()
	for _, key := range want {
		n, maybe := arrived[key], unseen[key]
		switch {
		case n > 2, n > 1 && maybe == 0:
			t.Errorf("%s arrived %d times, %d answers were lost", key, n, maybe)
		case n == 0 && maybe == 0, n == 0 && strings.Contains(states, key+" sent"):
			t.Errorf("%s never arrived", key)
		case maybe < 2 && !strings.Contains(states, key+" sent"):
			t.Errorf("%s was given up: %s", key, states)
		}
	}
}
