package bot

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// Sweep tries what is parked, oldest first and each chat in order, until
// nothing may be tried just now. Several replicas may sweep at once.
func (b *Bot) Sweep(ctx context.Context) error {
	for ctx.Err() == nil {
		var w waiting
		var found bool
		err := pgx.BeginFunc(ctx, b.Pool, func(tx pgx.Tx) (err error) {
			w, found, err = claimWaiting(ctx, tx, b.Channel)
			return err
		})
		if err != nil || !found {
			return err
		}
		begun, cancel := context.WithTimeout(context.WithoutCancel(ctx), handleTime)
		if w.Reason == unfinished && w.Attempts >= deadlyTry {
			err = b.give(begun, w, "it ended the process")
		} else {
			err = b.try(begun, w)
		}
		cancel()
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// SweepEvery sweeps again and again until ctx ends.
func (b *Bot) SweepEvery(ctx context.Context, pause time.Duration) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		if err := b.Sweep(ctx); err != nil && ctx.Err() == nil {
			b.Log.Warn().Err(err).Msg("the sweep will try again")
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// try handles a waiting update in one transaction; its attempt is counted
// already (w.Attempts are those before it). An error means that the database
// is away.
func (b *Bot) try(ctx context.Context, w waiting) error {
	u, err := decode(w.Content, b.Office.Username())
	if err != nil {
		return b.give(ctx, w, err.Error())
	}
	var done after
	var failed fault
	steady := roster.Steady(ctx)
	err = transact(steady, b.Pool, func(tx *transaction) error {
		held, err := holdWaiting(ctx, tx, b.Channel, w.ID)
		if err != nil || !held {
			return err
		}
		g, err := b.gather(steady, tx, &u, nil)
		if err != nil {
			return err
		}
		if w.heard > floodLimit {
			if done, err = b.slow(ctx, tx, &u, g, w.heard); err != nil {
				return err
			}
			return settle(ctx, tx, b.Channel, w.ID, "done", "")
		}
		if g.waits {
			return postpone(ctx, tx, b.Channel, w.ID, 0, "")
		}
		done, err = b.act(steady, tx, &u, g)
		if errors.As(err, &failed) {
			return postpone(ctx, tx, b.Channel, w.ID, w.Attempts+1, failed.Error())
		}
		if err != nil {
			return err
		}
		b.Handled.Add(1)
		return settle(ctx, tx, b.Channel, w.ID, "done", "")
	})
	if err != nil {
		// What it would have remembered went with its transaction.
		own, cancel := aside(ctx)
		defer cancel()
		if exhausted(err) {
			return errors.Join(err, pgx.BeginFunc(own, b.Pool, func(tx pgx.Tx) error { return spare(own, tx, b.Channel, w) }))
		}
		if away := pgx.BeginFunc(own, b.Pool, func(tx pgx.Tx) error {
			return postpone(own, tx, b.Channel, w.ID, w.Attempts+1, lost)
		}); away != nil {
			return err
		}
		ctx, failed = own, fault{err}
	}
	if failed.error != nil {
		b.complain(u, failed, w.Attempts+1)
		if w.Attempts+1 >= lives {
			return b.give(ctx, w, failed.Error())
		}
		return nil
	}
	b.finish(done)
	return nil
}

// give gives an update up: its sender gets one apology, the operator an alarm.
func (b *Bot) give(ctx context.Context, w waiting, reason string) error {
	u, decoded := decode(w.Content, b.Office.Username())
	b.Dead.Add(1)
	b.Log.Error().Str("update", w.ID).Str("reason", reason).Msg("ALARM: an update is given up")
	err := pgx.BeginFunc(ctx, b.Pool, func(tx pgx.Tx) error {
		held, err := holdWaiting(ctx, tx, b.Channel, w.ID)
		if err != nil || !held {
			return err
		}
		if err := b.apologise(ctx, tx, u, decoded == nil); err != nil {
			return err
		}
		return settle(ctx, tx, b.Channel, w.ID, "dead", reason)
	})
	b.Wake()
	return err
}

// apologise tells the sender once, where there is a private chat to tell.
func (b *Bot) apologise(ctx context.Context, tx pgx.Tx, u update, known bool) error {
	if !known || u.address == "" || !u.private {
		return nil
	}
	a, err := account.Of(ctx, tx, u.address)
	if err != nil {
		return err
	}
	return outbox.Put(ctx, tx, b.Now().UTC(), outbox.Row{
		Key: "upd:" + u.id + ":sorry", Address: u.address, Lane: outbox.Replies, Message: b.Office.Text.Apology(a.Lang),
	})
}

// bury keeps an update that cannot be read, whole, as dead: the operator can
// look at it, and nobody waits for it.
func (b *Bot) bury(ctx context.Context, u update, raw []byte, reason string) error {
	var fresh bool
	err := pgx.BeginFunc(ctx, b.Pool, func(tx pgx.Tx) (err error) {
		fresh, err = buryNew(ctx, tx, b.Channel, u, raw, reason)
		return err
	})
	if err == nil && fresh {
		b.Dead.Add(1)
		b.Log.Error().Str("update", u.id).Str("reason", reason).Msg("ALARM: an update cannot be read")
	}
	return err
}

// parkAfter parks an update whose transaction was lost, in a fresh one. If
// this fails too, the update is not acknowledged, and Telegram keeps it.
func (b *Bot) parkAfter(ctx context.Context, u update, raw []byte, reason string) error {
	ctx, cancel := aside(ctx)
	defer cancel()
	return pgx.BeginFunc(ctx, b.Pool, func(tx pgx.Tx) error {
		fresh, err := parkNew(ctx, tx, b.Channel, u, raw, reason)
		if err == nil && fresh {
			b.Parked.Add(1)
		}
		return err
	})
}

// aside is time to note what became of an update whose own time is over.
func aside(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), asideTime)
}
