package bot

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"tanggap/internal/outbox"
)

const (
	sendPoll    = time.Second
	sweepEvery  = 2 * time.Second
	stopGrace   = 8 * time.Second
	settleTime  = 3 * time.Second
	settleLast  = time.Second // when everything ends
	settleAgain = 500 * time.Millisecond
	grumbleLess = time.Minute
	outboxTopic = "tanggap_outbox" // what a replica that does not lead notifies
)

// Sender sends what waits in the outbox. It runs only while this process
// leads; its fields are set before it does.
type Sender struct {
	Pool    *pgxpool.Pool
	Client  *Client
	Now     func() time.Time // office time
	Log     zerolog.Logger
	Leading func() (int64, bool) // nil for always
	Wake    <-chan struct{}      // something was put; nil for none

	// Delivered starts the clock of a stretch: its card arrived, or never can.
	Delivered func(ctx context.Context, tx pgx.Tx, now time.Time, stretch int64) error
	// Unreachable remembers that an address can't be written to, and tells
	// whoever depends on that.
	Unreachable func(ctx context.Context, tx pgx.Tx, now time.Time, address string) error
	// Resolve gives the chat of an address that is not a chat's own; false when
	// nobody is behind it any more.
	Resolve func(ctx context.Context, tx pgx.Tx, address string) (string, bool, error)
	// Forget forgets what was said in a chat, once a fleeting message to it has
	// gone. What fails is left to the schedule.
	Forget func(ctx context.Context, tx pgx.Tx, now time.Time, chat string) error

	Counts SenderCounts

	mu        sync.Mutex
	unsettled []unsettled // outcomes that the database has not taken yet
	grumbled  map[string]time.Time
}

// SenderCounts are counted since the process began.
type SenderCounts struct {
	Sent      atomic.Int64 // arrived
	Failed    atomic.Int64 // tries that did not
	Throttled atomic.Int64 // of these, 429
	Uncertain atomic.Int64
	Dead      atomic.Int64
}

// unsettled is a message whose outcome is known here only.
type unsettled struct {
	id  int64
	act func(context.Context) error
}

// round is one time in office.
type round struct {
	*Sender
	epoch  int64
	limits *limits
	stir   chan struct{} // a place is free, or somebody notified
	sends  sync.WaitGroup
	swept  time.Time

	mu   sync.Mutex
	held map[int64]bool // messages that a goroutine of ours is busy with
}

// Run sends until ctx ends; then it claims nothing more and gives what is
// under way eight seconds. Outcomes that the database did not take meanwhile
// are kept for the next Run.
func (s *Sender) Run(ctx context.Context, epoch int64) {
	r := &round{Sender: s, epoch: epoch, limits: newLimits(), stir: make(chan struct{}, 1), held: map[int64]bool{}}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var listener sync.WaitGroup
	listener.Go(func() { r.listen(ctx) })
	for ctx.Err() == nil {
		if again, wait := r.step(work); !again {
			r.rest(ctx, wait)
		}
	}
	done := make(chan struct{})
	go func() {
		r.sends.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(stopGrace):
		stop()
		<-done
	}
	listener.Wait()
}

// step claims and begins one message; again says that there may be more at
// once, else wait is how long nothing can change by itself.
func (r *round) step(work context.Context) (again bool, wait time.Duration) {
	if now := time.Now(); now.Sub(r.swept) >= sweepEvery {
		r.swept = now
		r.sweep(work)
	}
	ask, ok, wait := r.limits.room(time.Now())
	if !ok {
		return false, wait
	}
	ask.Epoch = r.epoch
	ctx, cancel := context.WithTimeout(work, settleTime)
	defer cancel()
	var c outbox.Claimed
	var found bool
	var err error
	if avoid := r.limits.avoid(); len(avoid) > 0 {
		healthy := ask
		healthy.Not = append(slices.Clone(ask.Not), avoid...)
		c, found, err = outbox.Claim(ctx, r.Pool, healthy)
	}
	if err == nil && !found {
		c, found, err = outbox.Claim(ctx, r.Pool, ask)
	}
	if err != nil {
		r.grumble("claim", err)
		return false, sendPoll
	}
	if !found {
		return false, wait
	}
	claimed := time.Now()
	no := r.resolve(ctx, &c)
	if rest := r.limits.restOf(claimed, c.To); c.To != c.Address && rest > 0 {
		// Its chat was not among those that the claim left alone.
		r.settle(work, c.ID, r.retry(c, rest, false))
		return true, 0
	}
	hold := r.limits.begin(claimed, c.To, c.Lane, len(c.Message.Photos))
	r.keep(c.ID, true)
	r.sends.Go(func() {
		defer r.stirUp()
		defer r.limits.end(c.To)
		o := r.deliver(work, c, no, claimed, hold)
		act, ended := r.conclude(c, o, r.limits)
		r.settle(work, c.ID, act)
		r.keep(c.ID, false)
		r.after(work, c, ended)
	})
	return true, 0
}

// after does what follows a message's end.
func (s *Sender) after(ctx context.Context, c outbox.Claimed, ended bool) {
	if ended && c.Begins != 0 {
		s.startClock(ctx, outbox.Ended{ID: c.ID, Begins: c.Begins})
	}
	if ended && c.Fleeting && s.Forget != nil {
		if err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error { return s.Forget(ctx, tx, s.Now(), c.To) }); err != nil {
			s.grumble("forget", err)
		}
	}
}

func (r *round) rest(ctx context.Context, wait time.Duration) {
	if wait <= 0 || wait > sendPoll {
		wait = sendPoll
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-r.Wake:
	case <-r.stir:
	case <-timer.C:
	}
}

func (r *round) stirUp() {
	select {
	case r.stir <- struct{}{}:
	default:
	}
}

func (r *round) keep(id int64, held bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if held {
		r.held[id] = true
	} else {
		delete(r.held, id)
	}
}

func (r *round) holding() []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []int64
	for id := range r.held {
		ids = append(ids, id)
	}
	return ids
}

// Drain sends everything that can be sent now, one by one in the order of
// putting, without heed of limits and retries' times, and says how many
// arrived. An address whose message did not arrive is left alone until the
// next call. Nobody else may be sending meanwhile; when ctx ends in the midst
// of a send, its row stays as a crash would leave it.
func (s *Sender) Drain(ctx context.Context, epoch int64) (sent int, err error) {
	if _, _, err := outbox.RecoverAll(ctx, s.Pool); err != nil {
		return 0, err
	}
	s.startClocks(ctx)
	ask := outbox.Ask{Epoch: epoch, Highest: outbox.Broadcasts, InOrder: true, Impatient: true}
	for {
		c, found, err := outbox.Claim(ctx, s.Pool, ask)
		if err != nil || !found {
			return sent, err
		}
		no := s.resolve(ctx, &c)
		o := s.deliver(ctx, c, no, time.Now(), 0)
		if ctx.Err() != nil {
			return sent, ctx.Err()
		}
		l := newLimits()
		l.begin(time.Now(), c.To, c.Lane, 1)
		act, ended := s.conclude(c, o, l)
		if err := act(ctx); err != nil {
			return sent, err
		}
		switch {
		case o.Verdict == Delivered:
			sent++
		case !ended:
			ask.Not = append(ask.Not, c.Address)
		}
		s.after(ctx, c, ended)
	}
}
