package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot"
	"tanggap/internal/outbox"
	"tanggap/internal/sandbox"
)

// Each chat gets its messages in the order of putting, side by side with the
// others.
func TestSendInOrder(t *testing.T) {
	t.Parallel()
	s := newService(t, true)
	var want []string
	for i := range 4 {
		want = append(want, fmt.Sprint("pesan ", i))
		for user := 1; user <= 3; user++ {
			r := to(user, fmt.Sprintf("%d:%d", user, i))
			r.Message.HTML = want[i]
			s.put(r)
		}
	}
	s.run()
	s.await("all arrive", func() bool { return len(s.calls("sendMessage")) == 12 && s.sender.Counts.Sent.Load() == 12 })
	for user := 1; user <= 3; user++ {
		if got := s.texts(user); !slices.Equal(got, want) {
			t.Errorf("chat %d reads %q", user, got)
		}
	}
	s.noViolations()
	if n := s.sender.Counts.Throttled.Load(); n != 0 {
		t.Errorf("%d times too many", n)
	}
}

// A reply waits for no storm, neither of reminders nor of scorecards, and leaves
// at once.
func TestReplyOvertakesStorm(t *testing.T) {
	t.Parallel()
	s := newService(t, true)
	for user := 100; user < 130; user++ {
		s.sandbox.Say(int64(user), "/start")
		r := to(user, fmt.Sprint("card:", user))
		r.Lane = outbox.Assignments + outbox.Lane(user%2)
		s.put(r)
	}
	s.run()
	s.await("the storm begins", func() bool { return len(s.calls("sendMessage")) >= 5 })
	s.put(to(1, "reply"))
	begin := time.Now()
	s.wake <- struct{}{}
	s.await("the reply arrives", func() bool { return len(s.seen(1)) == 1 })
	if took := time.Since(begin); took > time.Second {
		t.Errorf("the reply took %v", took)
	}
	if n := len(s.calls("sendMessage")); n > 15 {
		t.Errorf("the reply came after %d others", n)
	}
}

// Many chats at once are never above Telegram's limit; how near to it they come
// is measured by BenchmarkSending.
func TestUnderTheLimit(t *testing.T) {
	t.Parallel()
	s := newService(t, true)
	const n = 75
	for user := 100; user < 100+n; user++ {
		s.sandbox.Say(int64(user), "/start")
		s.put(to(user, fmt.Sprint("m", user)))
	}
	s.run()
	s.await("all arrive", func() bool { return s.sender.Counts.Sent.Load()+s.sender.Counts.Throttled.Load() >= n })
	if arrived := len(s.calls("sendMessage")); arrived != n {
		t.Errorf("%d calls for %d messages", arrived, n)
	}
	if got := s.sender.Counts.Throttled.Load(); got != 0 {
		t.Errorf("%d times too many", got)
	}
}

// 429 stops the chat that it concerns, costs no attempt, and keeps the order.
func TestTooManyInOneChat(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.faults(1, sandbox.TooMany(1))
	s.put(to(1, "a"), to(1, "b"), to(2, "c"), to(2, "d"))
	s.run()
	s.await("all arrive", func() bool { return s.sender.Counts.Sent.Load() == 4 })
	if got := s.texts(1); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("chat 1 reads %q", got)
	}
	calls := s.calls("sendMessage")
	var first, second, last time.Time
	for _, c := range calls {
		switch {
		case c.Chat == 2:
			last = c.At
		case first.IsZero():
			first = c.At
		case second.IsZero():
			second = c.At
		}
	}
	if wait := second.Sub(first); wait < time.Second {
		t.Errorf("asked again after %v", wait)
	}
	if last.After(second) {
		t.Error("the other chat waited")
	}
	var attempts int
	if err := s.pool.QueryRow(t.Context(), `SELECT max(attempts) FROM outbox`).Scan(&attempts); err != nil || attempts != 1 {
		t.Errorf("%d attempts: %v", attempts, err)
	}
}

// Two chats refused at once mean that all have to wait.
func TestTooManyInAll(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.faults(0, sandbox.TooMany(2), sandbox.TooMany(2))
	for user := 1; user <= 6; user++ {
		s.put(to(user, fmt.Sprint(user)))
	}
	s.run()
	s.await("all arrive", func() bool { return s.sender.Counts.Sent.Load() == 6 })
	calls := s.calls("sendMessage")
	resumed := slices.IndexFunc(calls, func(c sandbox.Call) bool { return c.At.Sub(calls[1].At) > time.Second })
	if resumed < 2 || resumed > 4 { // those under way when the second 429 came
		t.Errorf("%d calls before the rest", resumed)
	}
	if got := s.sender.Counts.Throttled.Load(); got != 2 {
		t.Errorf("%d times too many", got)
	}
}

// What may have arrived goes out once more, and then nobody knows.
func TestUnknown(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.faults(1, sandbox.CutAfter(), sandbox.CutAfter())
	s.put(to(1, "a"), to(1, "b"))
	s.drain(0)
	s.wantStates("a queued, b queued")
	s.drain(1) // b
	s.wantStates("a uncertain, b sent")
	if got := s.texts(1); !slices.Equal(got, []string{"a", "a", "b"}) {
		t.Errorf("chat 1 reads %q", got)
	}
	s.faults(1, sandbox.CutAfter())
	s.put(to(1, "c"))
	s.drain(0)
	s.drain(1)
	s.wantStates("a uncertain, b sent, c sent")
	if n := s.sender.Counts.Uncertain.Load(); n != 1 {
		t.Errorf("%d uncertain", n)
	}
}

// A timeout after writing is unknown, and the time is kept.
func TestTimeout(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.faults(0, sandbox.HangAfter(time.Minute))
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if o := s.client.Send(ctx, bot.Delivery{Chat: 1, HTML: "a"}); o.Verdict != bot.Unknown {
		t.Errorf("%+v", o)
	}
	s.await("it arrived", func() bool { return len(s.seen(1)) == 1 })
}

// What Telegram took counts as sent, whatever else its answer says.
func TestUndecodable(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.faults(0, sandbox.Undecodable())
	r := to(1, "a")
	r.About = "case:1"
	s.put(r)
	s.drain(1)
	s.drain(0)
	if n := len(s.calls("sendMessage")); n != 1 {
		t.Errorf("sent %d times", n)
	}
	var key, about string
	if err := s.pool.QueryRow(t.Context(), outbox.ByMessageSQL("$2"), "tg:1", fmt.Sprint(s.seen(1)[0].ID)).Scan(&key, &about); err != nil {
		t.Fatal(err)
	}
	if about != "case:1" {
		t.Errorf("a reply to it belongs to %s", about)
	}
}

// The service's own failures are tried again until they pass.
func TestServerErrors(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.faults(0, sandbox.ServerError(), sandbox.BadGateway(), &sandbox.Fault{Status: 504, Body: "<html>" + sendToken})
	s.put(to(1, "a"))
	for range 3 {
		s.drain(0)
	}
	s.drain(1)
	if got := s.texts(1); !slices.Equal(got, []string{"a"}) {
		t.Errorf("chat 1 reads %q", got)
	}
}

// A message over which the service always fails stops its chat for a while,
// not for ever.
func TestPoisonousMessage(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.sandbox.Fault(func(c sandbox.Call) *sandbox.Fault {
		if c.Params["text"] == "poison" {
			return sandbox.ServerError()
		}
		return nil
	})
	s.put(to(1, "poison"), to(1, "b"))
	for range 20 {
		if _, err := s.sender.Drain(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
	s.wantStates("poison uncertain, b sent")
}

// Nothing left this machine: that costs nothing.
func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	gone, err := bot.NewClient(sendToken, "http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	here := s.client
	s.sender.Client = gone
	s.put(to(1, "a"))
	for range 4 {
		s.drain(0)
	}
	s.sender.Client = here
	s.drain(1)
	if got := s.texts(1); !slices.Equal(got, []string{"a"}) {
		t.Errorf("chat 1 reads %q", got)
	}
}

// Whoever blocked the bot, or never wrote to it, is remembered, and what they
// should have got ends; their clock begins all the same.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.sandbox.Block(1, true)
	card := to(1, "card")
	card.Begins = 7
	stranger := to(77, "stranger")
	s.put(card, to(2, "other"), stranger)
	s.drain(1)
	s.wantStates("card dead, other sent, stranger dead")
	if !slices.Equal(s.begun, []int64{7}) || !slices.Equal(s.unreachable, []string{"tg:1", "tg:77"}) {
		t.Errorf("begun %v, unreachable %v", s.begun, s.unreachable)
	}
}

// When telling of it fails and fails, the message ends all the same.
func TestUnreachableUntold(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.sandbox.Block(1, true)
	s.sender.Unreachable = func(context.Context, pgx.Tx, time.Time, string) error { return errors.New("broken") }
	s.put(to(1, "a"), to(2, "b"))
	s.run()
	s.await("it ends", func() bool { return s.states() == "a dead, b sent" })
}

// The clock begins with the card, once, also when the first try to begin it
// fails.
func TestClockBegins(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	begin := s.sender.Delivered
	s.sender.Delivered = func(context.Context, pgx.Tx, time.Time, int64) error { return errors.New("broken") }
	card := to(1, "card")
	card.Begins = 7
	s.put(card)
	s.drain(1)
	s.wantStates("card sent")
	s.sender.Delivered = begin
	s.drain(0)
	s.drain(0)
	if !slices.Equal(s.begun, []int64{7}) {
		t.Errorf("begun %v", s.begun)
	}
}

// A refused token stops everything and loses nothing.
func TestTokenRefused(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	other, err := bot.NewClient("4242:another_token_another_token_another", s.url)
	if err != nil {
		t.Fatal(err)
	}
	here := s.client
	s.sender.Client = other
	s.put(to(1, "a"), to(2, "b"))
	s.drain(0)
	if !strings.Contains(s.log.String(), "refuses the bot's token") {
		t.Errorf("no alarm: %s", s.log)
	}
	s.sender.Client = here
	s.drain(2)
}

// Between claim and first byte another may have taken over.
func TestLeaseLost(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	var epoch atomic.Int64
	s.sender.Leading = func() (int64, bool) { return epoch.Load(), epoch.Load() != 0 }
	s.put(to(1, "a"))
	s.drain(0)
	epoch.Store(2)
	s.drain(0)
	if n := len(s.seen(1)); n != 0 {
		t.Errorf("%d sent without the lead", n)
	}
	epoch.Store(1)
	s.drain(1)
}

// A sender that died between claim and mark leaves a message that the next one
// takes up, but only after the first one's time.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.put(to(1, "a"), to(1, "b"))
	dead := outbox.Ask{Epoch: 1, Highest: outbox.Broadcasts}
	if _, ok, err := outbox.Claim(t.Context(), s.pool, dead); !ok || err != nil {
		t.Fatal(ok, err)
	}
	s.exec(`UPDATE leader SET epoch = 2`)
	if _, ok, err := outbox.Claim(t.Context(), s.pool, dead); ok || err != nil {
		t.Fatal("the old leader claims", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		s.sender.Run(ctx, 2)
		close(done)
	}()
	s.put(to(2, "c"))
	s.await("others go on", func() bool { return len(s.seen(2)) == 1 })
	if len(s.seen(1)) != 0 {
		t.Error("what may still be under way was sent again")
	}
	s.exec(`UPDATE outbox SET claimed_at = claimed_at - interval '13 seconds' WHERE key = 'a'`)
	s.await("it is taken up", func() bool { return len(s.seen(1)) == 2 })
	cancel()
	<-done
	if got := s.texts(1); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("chat 1 reads %q", got)
	}
}

// At the end nothing more is begun, and what is under way is finished.
func TestStop(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.faults(0, &sandbox.Fault{Deliver: true, Hang: 500 * time.Millisecond})
	s.put(to(1, "a"), to(1, "b"))
	stop := s.run()
	s.await("it is under way", func() bool { return len(s.calls("sendMessage")) == 1 })
	stop()
	s.wantStates("a sent, b queued")
}

// An outcome that the database does not take is not forgotten.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	var once atomic.Bool
	s.sandbox.Fault(func(sandbox.Call) *sandbox.Fault {
		if once.CompareAndSwap(false, true) {
			s.exec(`ALTER TABLE outbox RENAME TO away`)
		}
		return nil
	})
	s.put(to(1, "a"))
	s.run()
	s.await("trouble shows", func() bool { return strings.Contains(s.log.String(), `"step":"settle"`) })
	s.exec(`ALTER TABLE away RENAME TO outbox`)
	s.put(to(1, "b"))
	s.await("the next arrives", func() bool { return len(s.seen(1)) == 2 })
	if got := s.texts(1); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("chat 1 reads %q", got)
	}
}

// Another replica's word is heard.
func TestNotify(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.run()
	s.put(to(1, "first")) // found by the poll at the latest: the listener stands by then
	s.await("it runs", func() bool { return len(s.seen(1)) == 1 })
	for n := 2; n < 5; n++ {
		s.put(to(n, fmt.Sprint("m", n)))
		begin := time.Now()
		s.exec(`NOTIFY tanggap_outbox`)
		s.await("it arrives", func() bool { return len(s.seen(n)) == 1 })
		if time.Since(begin) < 400*time.Millisecond {
			return
		}
	}
	t.Error("nobody listens")
}

// On an idle machine a reply leaves within milliseconds.
func TestReplyIsQuick(t *testing.T) {
	t.Parallel()
	s := newService(t, false)
	s.run()
	best := time.Hour
	for user := 1; user <= 6; user++ {
		s.put(to(user, fmt.Sprint("m", user)))
		begin := time.Now()
		s.wake <- struct{}{}
		s.await("it arrives", func() bool { return len(s.seen(user)) == 1 })
		best = min(best, time.Since(begin))
	}
	t.Logf("the quickest took %v", best)
	if best > 100*time.Millisecond {
		t.Errorf("the quickest took %v", best)
	}
}
