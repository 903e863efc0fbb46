package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tanggap/bot/turn"
	"tanggap/internal/account"
	"tanggap/internal/dialog"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// How long an update may take, and how long it then takes to park it. Whoever
// stands behind it in a batch waits as well, and Telegram waits a minute for a
// webhook's answer.
const (
	handleTime = 5 * time.Second
	asideTime  = 2 * time.Second
)

// after is what remains to be done once an update is committed: best effort,
// outside the transaction.
type after struct {
	callback string
	toast    string
	menu     []Menu
	address  string
	remove   int      // a message to take out of the chat; 0 for none
	gone     []string // addresses whose menu is everybody's again
	put      bool
}

// Handle deals with one update as Telegram sent it. Without an error it is
// durably handled or parked, and may be acknowledged; errMalformed means that
// it is no update and never will be one.
func (b *Bot) Handle(ctx context.Context, raw []byte) error {
	u, err := decode(raw, b.Office.Username())
	if errors.Is(err, errMalformed) {
		return err
	}
	if err != nil {
		return b.bury(ctx, u, raw, err.Error())
	}
	if b.Cautious.Load() {
		return b.handleCounted(ctx, u, raw)
	}
	var done after
	for try := 1; ; try++ {
		done, err = b.handleNew(ctx, u, raw)
		if err == nil || !again(err) || try == 3 {
			break
		}
	}
	if err != nil {
		b.Log.Error().Err(err).Str("update", u.id).Msg("an update's transaction was lost")
		if exhausted(err) {
			return err
		}
		return b.parkAfter(ctx, u, raw, lost)
	}
	b.finish(done)
	return nil
}

// handleNew is the one transaction of an update that comes for the first time.
func (b *Bot) handleNew(ctx context.Context, u update, raw []byte) (done after, err error) {
	ctx = roster.Steady(ctx)
	err = transact(ctx, b.Pool, func(tx *transaction) error {
		fresh := false
		g, err := b.gather(ctx, tx, &u, func(batch *pgx.Batch) { queueClaim(batch, b.Channel, u, &fresh) })
		if err != nil || !fresh {
			return err
		}
		if n := b.hear(&u); n > floodLimit {
			done, err = b.slow(ctx, tx, &u, g, n)
			return err
		}
		if g.waits {
			b.Parked.Add(1)
			return park(ctx, tx, b.Channel, u, raw, "")
		}
		done, err = b.act(ctx, tx, &u, g)
		if fault := (fault{}); errors.As(err, &fault) {
			b.complain(u, fault, 1)
			b.Parked.Add(1)
			return park(ctx, tx, b.Channel, u, raw, fault.Error())
		}
		b.Handled.Add(1)
		return err
	})
	return done, err
}

// handleCounted commits the try before it is made.
func (b *Bot) handleCounted(ctx context.Context, u update, raw []byte) error {
	var fresh bool
	err := pgx.BeginFunc(ctx, b.Pool, func(tx pgx.Tx) (err error) {
		fresh, err = parkNew(ctx, tx, b.Channel, u, raw, unfinished)
		return err
	})
	if err != nil || !fresh {
		return err
	}
	if err := b.try(ctx, waiting{ID: u.id, Content: raw, heard: b.hear(&u)}); err != nil {
		b.Log.Error().Err(err).Str("update", u.id).Msg("a counted update waits for the sweep")
	}
	return nil
}

// act does what the update asks for, in a savepoint. A refusal becomes a
// reply; every other trouble comes back as a fault, with nothing written.
func (b *Bot) act(ctx context.Context, tx *transaction, u *update, g gathered) (after, error) {
	switch {
	case u.address == "":
		return after{}, nil
	case u.member != "":
		return after{}, b.membership(ctx, tx, u, g.now)
	case !u.kept:
		return after{}, nil
	case !u.private:
		return after{put: true}, b.declineGroup(ctx, tx, u, g.now)
	}
	t, err := b.turn(ctx, tx, u, g)
	if err != nil {
		return after{}, err
	}
	answer, err := b.attempt(ctx, tx, t)
	if err != nil {
		return after{}, err
	}
	done := after{callback: u.callback, toast: answer.Toast, address: u.address, gone: answer.Gone, put: true}
	if answer.Remove {
		done.remove = u.message
	}
	if answer.Menu {
		done.menu = b.Routes.menus(t)
	}
	return done, b.keep(ctx, tx, t, answer)
}

// fault is trouble that is not the person's: the update is parked.
type fault struct{ error }

// attempt runs the handler behind the savepoint, so that a refusal undoes its
// writes and still leaves a transaction in which to say no.
func (b *Bot) attempt(ctx context.Context, tx *transaction, t *turn.Turn) (turn.Answer, error) {
	answer, err := b.dispatch(ctx, tx, t)
	if err == nil {
		return answer, nil
	}
	if lost := tx.undo(ctx); lost != nil {
		return turn.Answer{}, errors.Join(err, fmt.Errorf("undo a turn: %w", lost))
	}
	if code, refused := refusal.Of(err); refused {
		// A command that is not theirs may stand in a menu of other days.
		stale := code == turn.ErrNotAllowed && t.In.Command != ""
		return turn.Answer{Stay: true, Say: []outbox.Message{t.Text.Refusal(t.Lang, code)}, Menu: stale}, nil
	}
	if exhausted(err) {
		return turn.Answer{}, err
	}
	return turn.Answer{}, fault{err}
}

// dispatch finds the route of a turn and does what it stands for. A panic is
// an error like any other.
func (b *Bot) dispatch(ctx context.Context, tx pgx.Tx, t *turn.Turn) (answer turn.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a handler: %T\n%s", p, debug.Stack()) // the value could hold the person's words
		}
	}()
	route, known := b.Routes.find(t)
	switch {
	case !known && t.In.Command != "":
		return turn.Answer{Stay: true, Say: []outbox.Message{t.Text.UnknownCommand(t.Lang)}}, nil
	case !known:
		return turn.Answer{}, turn.ErrStale
	case !t.May(route.Who):
		return turn.Answer{}, turn.ErrNotAllowed
	}
	return route.Do(ctx, tx, t)
}

// keep saves the dialog and puts what is said into the outbox.
func (b *Bot) keep(ctx context.Context, tx pgx.Tx, t *turn.Turn, a turn.Answer) error {
	to, err := b.discreet(ctx, tx, t, &a)
	if err != nil {
		return err
	}
	var batch pgx.Batch
	rows := a.Rows
	for i, m := range a.Say {
		rows = append(rows, outbox.Row{Key: t.Key(i), Address: to, Lane: outbox.Replies, About: a.About, Message: m})
	}
	if a.Edit != nil {
		rows = append(rows, outbox.Row{
			Key: t.Update + ":edit", Address: to, Lane: outbox.Replies, About: a.About,
			After: t.In.On, Edit: t.In.On != "", Message: *a.Edit,
		})
	}
	if a.Discreet {
		if err := veil(ctx, tx, t, a, rows); err != nil {
			return err
		}
		account.QueueToForget(&batch, t.Now, t.Address)
	}
	if err := outbox.Queue(&batch, t.Now, rows...); err != nil {
		return err
	}
	if err := queueDialog(&batch, t, a); err != nil || batch.Len() == 0 {
		return err
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("keep what %s brought: %w", t.Update, err)
	}
	return nil
}

// queueDialog saves where the conversation stands now.
func queueDialog(batch *pgx.Batch, t *turn.Turn, a turn.Answer) error {
	if a.Stay {
		return nil
	}
	d := dialog.Dialog{Address: t.Address, Step: a.Step}
	if a.Data != nil {
		data, err := json.Marshal(a.Data)
		if err != nil {
			return fmt.Errorf("encode the dialog %s: %w", a.Step, err)
		}
		d.Data = data
	}
	if a.Draft {
		remind := t.Now.Add(remindDraft)
		d.DraftAt, d.RemindAt = &t.Now, &remind
		if a.Quiet {
			d.DraftAt, d.RemindAt = t.Dialog.DraftAt, t.Dialog.RemindAt
		}
	}
	if draft := d.Step == notice.StepDraft || d.Step == notice.StepChoice; a.Discreet && !draft {
		until := t.Now.Add(cmp.Or(a.For, keepDiscreet)).Truncate(time.Minute)
		d.Until = &until
	}
	if d.Step != dialog.Idle || t.Dialog.Step != dialog.Idle {
		dialog.QueueSave(batch, d)
	}
	return nil
}

// remindDraft is after how long the owner of an unsent draft is reminded.
const remindDraft = 15 * time.Minute

// finish does what waits for the commit.
func (b *Bot) finish(done after) {
	if done.put {
		b.Wake()
	}
	if done.callback != "" {
		b.Toast(done.callback, done.toast)
	}
	if len(done.menu) > 0 {
		b.Menu(done.address, done.menu)
	}
	if done.remove != 0 {
		b.Remove(done.address, done.remove)
	}
	for _, address := range done.gone {
		b.Menu(address, b.Routes.Public(b.Office))
	}
}

// membership remembers that somebody blocked the bot, or came back.
func (b *Bot) membership(ctx context.Context, tx pgx.Tx, u *update, now time.Time) error {
	if !u.private {
		return nil
	}
	if u.member == "kicked" || u.member == "left" {
		return b.Office.Notice.Unreachable(ctx, tx, now, u.address)
	}
	a, err := account.Of(ctx, tx, u.address)
	if err != nil || !a.Unreachable {
		return err
	}
	if err := account.Seen(ctx, tx, u.address); err != nil {
		return err
	}
	return b.Office.Notice.Back(ctx, tx, now, u.address)
}

// declineGroup says once in a group that the bot talks in private chats only.
func (b *Bot) declineGroup(ctx context.Context, tx pgx.Tx, u *update, now time.Time) error {
	a, err := account.Of(ctx, tx, u.address)
	if err != nil || a.Noticed {
		return err
	}
	if err := account.Notice(ctx, tx, now, u.address); err != nil {
		return err
	}
	return outbox.Put(ctx, tx, now, outbox.Row{
		Key: "upd:" + u.id, Address: u.address, Lane: outbox.Replies, Message: b.Office.Text.PrivateOnly(u.lang, b.Office.Username()),
	})
}

// again says whether a transaction lost to another may simply be tried again.
func again(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// exhausted says whether the database has no room left, cannot write, or is
// about to go. That says nothing of an update: Telegram keeps it, or it waits
// here, for however long, and no try counts.
func exhausted(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	switch pg.Code {
	case "53100", "53300", // disk full, too many connections
		"58030",                   // the disk fails
		"57P01", "57P02", "57P03": // told to stop, crashed, starting
		return true
	}
	return false
}

// complain logs a fault, once, where it stops.
func (b *Bot) complain(u update, err error, attempts int) {
	b.Log.Error().Err(err).Str("update", u.id).Int("attempt", attempts).Msg("an update failed and waits")
}
