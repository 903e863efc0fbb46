package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/outbox"
)

const (
	textTime     = 10 * time.Second
	fileTime     = 30 * time.Second
	unknownAfter = 5 * time.Second
	outageAfter  = time.Minute
	backoffLeast = time.Second
	backoffMost  = time.Minute
	poisonTries  = 8 // the service fails over one message while it serves others
	lockedPause  = time.Minute
	tellTries    = 5
)

// resolve finds the chat that a message goes to; no is its outcome where there
// is none.
func (s *Sender) resolve(ctx context.Context, c *outbox.Claimed) (no *Outcome) {
	if _, err := chatOf(c.Address); err == nil || s.Resolve == nil {
		return nil
	}
	err := pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		to, there, err := s.Resolve(ctx, tx, c.Address)
		switch {
		case err != nil:
			return err
		case there:
			c.To = to
		default:
			no = &Outcome{Verdict: Cut, Reason: "its reader has cut the link"}
		}
		return nil
	})
	if err != nil {
		return &Outcome{Verdict: NotSent, Reason: "its address could not be opened"}
	}
	return no
}

// deliver sends one message, within its time since it was claimed, unless its
// outcome is known. A panic is the message's own trouble.
func (s *Sender) deliver(ctx context.Context, c outbox.Claimed, no *Outcome, claimed time.Time, hold time.Duration) (o Outcome) {
	if no != nil {
		return *no
	}
	defer func() {
		if r := recover(); r != nil {
			s.Log.Error().Int64("message", c.ID).Bytes("stack", debug.Stack()).Msg("ALARM: a message breaks the sender")
			o = Outcome{Verdict: Refused, Reason: "the sender broke over it"}
		}
	}()
	limit := textTime
	if len(c.Message.Photos) > 0 || c.Message.File != nil {
		limit = fileTime
	}
	ctx, cancel := context.WithDeadline(ctx, claimed.Add(limit))
	defer cancel()
	d, no := s.dress(ctx, c)
	if no != nil {
		return *no
	}
	if hold > 0 {
		select {
		case <-ctx.Done():
			return Outcome{Verdict: NotSent, Reason: ctx.Err().Error()}
		case <-time.After(hold):
		}
	}
	if len(c.Message.Removes) > 0 {
		left, no := s.remove(ctx, d, c)
		if no != nil {
			return *no
		}
		if left {
			d.HTML = c.Message.Left
		}
	}
	return s.Client.Send(ctx, d)
}

// dress makes the delivery of a message; no is its outcome if that cannot be.
func (s *Sender) dress(ctx context.Context, c outbox.Claimed) (d Delivery, no *Outcome) {
	chat, err := chatOf(c.To)
	if err != nil {
		return d, &Outcome{Verdict: Refused, Reason: err.Error()}
	}
	d = Delivery{
		Chat: chat, HTML: c.Message.HTML, Buttons: c.Message.Buttons,
		Protect: c.Message.Protect, Silent: c.Message.Silent, Leading: s.leads(c.Epoch),
	}
	if target, err := strconv.ParseInt(c.Target, 10, 64); err == nil {
		if c.Edit {
			d.Edit = target
		} else if c.Reply {
			d.ReplyTo = target
		}
	}
	if f := c.Message.File; f != nil {
		d.Files = []attachment.Content{attachment.Made(f.Media, f.Name, 0, 0, f.Bytes)}
		return d, nil
	}
	if len(c.Message.Photos) == 0 {
		return d, nil
	}
	if d.Files, err = s.files(ctx, c.Message.Photos); err != nil {
		return d, &Outcome{Verdict: NotSent, Reason: err.Error()}
	}
	if len(d.Files) == 0 && outbox.Units(d.HTML) == 0 {
		return d, &Outcome{Verdict: Refused, Reason: "its files are no longer here"}
	}
	return d, nil
}

// files reads those that are still here: one may have been erased meanwhile.
func (s *Sender) files(ctx context.Context, digests [][]byte) (files []attachment.Content, err error) {
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		for _, digest := range digests {
			f, ok, err := attachment.Read(ctx, tx, digest)
			if err != nil {
				return err
			}
			if ok {
				files = append(files, f)
			}
		}
		return nil
	})
	return files, err
}

func (s *Sender) leads(epoch int64) func() bool {
	if s.Leading == nil {
		return nil
	}
	return func() bool {
		e, ok := s.Leading()
		return ok && e == epoch
	}
}

func chatOf(address string) (int64, error) {
	id, ok := strings.CutPrefix(address, "tg:")
	chat, err := strconv.ParseInt(id, 10, 64)
	if !ok || err != nil || chat == 0 {
		return 0, errors.New("no door leads to its address")
	}
	return chat, nil
}

// conclude draws the consequences of an outcome: at once for the limits and
// counts, and in act for the database. ended says that the message goes out no
// more.
func (s *Sender) conclude(c outbox.Claimed, o Outcome, l *limits) (act func(context.Context) error, ended bool) {
	now := time.Now()
	if o.Verdict != Delivered {
		s.Counts.Failed.Add(1)
	}
	switch o.Verdict {
	case Delivered:
		l.served()
		s.Counts.Sent.Add(1)
		if o.Alarm {
			s.say(c, "ALARM: a message's formatting is broken", o)
		}
		return func(ctx context.Context) error {
			_, err := outbox.Sent(ctx, s.Pool, c, o.Reason, o.MessageIDs...)
			return err
		}, true
	case Throttled:
		s.Counts.Throttled.Add(1)
		after := o.RetryAfter + rand.N(o.RetryAfter/10+1)
		l.throttled(now, c.To, after)
		return s.retry(c, after, false), false
	case NotSent:
		if o.Reason == errNotLeading.Error() {
			return s.retry(c, 0, false), false
		}
		l.failed(now, c.To)
		return s.retry(c, backoff(c.Failures), true), false
	case Failed:
		if down := l.failed(now, c.To); !down && c.Failures+1 >= poisonTries {
			return s.doubt(c, o), true
		}
		return s.retry(c, backoff(c.Failures), true), false
	case Unknown:
		after := unknownAfter
		if l.failed(now, c.To) {
			after = outageAfter
		}
		if c.Unknowns > 0 {
			return s.doubt(c, o), true
		}
		return func(ctx context.Context) error {
			_, err := outbox.Unknown(ctx, s.Pool, c, jitter(after), o.Reason)
			return err
		}, false
	case Locked:
		s.grumble("token", errors.New("Telegram refuses the bot's token: "+o.Reason))
		l.pause(now, lockedPause)
		return s.retry(c, lockedPause, false), false
	case Unreachable:
		l.served()
		s.Counts.Dead.Add(1)
		return s.lose(c, o), true
	case Cut:
		return func(ctx context.Context) error {
			_, err := outbox.Kill(ctx, s.Pool, c, o.Reason)
			return err
		}, true
	}
	l.served()
	s.Counts.Dead.Add(1)
	s.say(c, "ALARM: a message can't be sent", o)
	return func(ctx context.Context) error {
		_, err := outbox.Kill(ctx, s.Pool, c, o.Reason)
		return err
	}, true
}

func (s *Sender) retry(c outbox.Claimed, after time.Duration, failed bool) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := outbox.Retry(ctx, s.Pool, c, after, failed)
		return err
	}
}

func (s *Sender) doubt(c outbox.Claimed, o Outcome) func(context.Context) error {
	s.Counts.Uncertain.Add(1)
	s.say(c, "nobody knows whether a message arrived", o)
	return func(ctx context.Context) error {
		_, err := outbox.Doubt(ctx, s.Pool, c, o.Reason)
		return err
	}
}

// lose ends a message to somebody who can't be written to, and tells of it in
// the same transaction; when the telling fails and fails, it ends all the same.
func (s *Sender) lose(c outbox.Claimed, o Outcome) func(context.Context) error {
	tries := 0
	return func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
			mine, err := outbox.Kill(ctx, tx, c, o.Reason)
			if err != nil || !mine || s.Unreachable == nil || tries >= tellTries {
				return err
			}
			if err := s.Unreachable(ctx, tx, s.Now(), c.Address); err != nil {
				tries++
				return fmt.Errorf("tell that message %d found nobody: %w", c.ID, err)
			}
			return nil
		})
	}
}

// say logs what became of a message: never whose it is, nor more of Telegram's
// words than their beginning, since they may quote it.
func (s *Sender) say(c outbox.Claimed, words string, o Outcome) {
	parts := strings.SplitN(o.Reason, ":", 4)
	s.Log.Warn().Int64("message", c.ID).Str("reason", strings.Join(parts[:min(3, len(parts))], ":")).Msg(words)
}

// backoff is how long to wait after so many failures.
func backoff(failures int) time.Duration {
	return jitter(min(backoffLeast<<min(failures, 10), backoffMost))
}

// jitter spreads what would else come together again.
func jitter(d time.Duration) time.Duration {
	return d - d/5 + rand.N(2*d/5+1)
}
