package bot

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/outbox"
)

// settle writes an outcome down, again and again until the database takes it
// or work ends.
func (r *round) settle(work context.Context, id int64, act func(context.Context) error) {
	for {
		limit := settleTime
		if work.Err() != nil {
			limit = settleLast
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(work), limit)
		err := act(ctx)
		cancel()
		if err == nil {
			return
		}
		r.grumble("settle", err)
		select {
		case <-work.Done():
			r.Sender.mu.Lock()
			r.unsettled = append(r.unsettled, unsettled{id, act})
			r.Sender.mu.Unlock()
			return
		case <-time.After(settleAgain):
		}
	}
}

// sweep puts right what an earlier time in office, ours or another's, left
// behind.
func (r *round) sweep(work context.Context) {
	ctx, cancel := context.WithTimeout(work, settleTime)
	defer cancel()
	if !r.settleOld(ctx) {
		return
	}
	back, dead, err := outbox.Recover(ctx, r.Pool, r.holding())
	if err != nil {
		r.grumble("recover", err)
		return
	}
	r.Counts.Dead.Add(int64(dead))
	if back+dead > 0 {
		r.Log.Warn().Int("again", back).Int("dead", dead).Msg("messages without an outcome were recovered")
	}
	r.startClocks(ctx)
}

// settleOld writes down the outcomes that an earlier Run could not; until then
// nothing is recovered, lest a message go out twice.
func (r *round) settleOld(ctx context.Context) bool {
	for {
		r.Sender.mu.Lock()
		if len(r.unsettled) == 0 {
			r.Sender.mu.Unlock()
			return true
		}
		u := r.unsettled[0]
		r.Sender.mu.Unlock()
		if err := u.act(ctx); err != nil {
			r.grumble("settle", err)
			return false
		}
		r.Sender.mu.Lock()
		r.unsettled = r.unsettled[1:]
		r.Sender.mu.Unlock()
	}
}

// startClocks begins the stretches whose card ended while nobody could.
func (s *Sender) startClocks(ctx context.Context) {
	const atOnce = 100
	ended, err := outbox.ToBegin(ctx, s.Pool, atOnce)
	if err != nil {
		s.grumble("clocks", err)
		return
	}
	for _, e := range ended {
		s.startClock(ctx, e)
	}
}

// startClock begins a stretch if its card went as far as it ever will. It is
// not part of writing down the outcome, which must never fail for its sake.
func (s *Sender) startClock(ctx context.Context, e outbox.Ended) {
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		mine, err := outbox.Begun(ctx, tx, e.ID)
		if err != nil || !mine || s.Delivered == nil {
			return err
		}
		return s.Delivered(ctx, tx, s.Now(), e.Begins)
	})
	if err != nil {
		s.grumble("clocks", err)
	}
}

// listen passes on what other replicas notify. It is a convenience: the poll
// finds everything.
func (r *round) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := r.hear(ctx); err != nil && ctx.Err() == nil {
			r.grumble("listen", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(sendPoll):
		}
	}
}

func (r *round) hear(ctx context.Context) error {
	conn, err := r.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	// Nobody else of the pool shall hear what this connection listens to.
	own := conn.Hijack()
	defer own.Close(context.WithoutCancel(ctx))
	if _, err := own.Exec(ctx, `LISTEN `+outboxTopic); err != nil {
		return err
	}
	r.stirUp()
	for {
		if _, err := own.WaitForNotification(ctx); err != nil {
			return err
		}
		r.stirUp()
	}
}

// grumble logs a fault that may come again and again, at most once a minute of
// its kind.
func (s *Sender) grumble(step string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if now.Sub(s.grumbled[step]) < grumbleLess {
		return
	}
	if s.grumbled == nil {
		s.grumbled = map[string]time.Time{}
	}
	s.grumbled[step] = now
	s.Log.Error().Str("step", step).Str("error", s.Client.Clean(err.Error())).Msg("ALARM: sending is in trouble")
}
