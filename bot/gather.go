package bot

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/account"
	"tanggap/internal/complaint"
	"tanggap/internal/dialog"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// gathered is what the database says of an update before it is handled.
type gathered struct {
	now    time.Time
	dialog dialog.Dialog // the chat's, locked
	waits  bool          // an earlier update of this chat still waits
	met    roster.Meeting
	trace  outbox.Trace // the message that was pressed, or replied to
}

// gather asks for all that handling an update needs, in one round trip: first
// comes what claim adds, then the lock that makes a chat's updates take turns,
// and who it is. Behind it stands the savepoint to which a refusal or a fault
// goes back.
func (b *Bot) gather(ctx context.Context, tx *transaction, u *update, claim func(*pgx.Batch)) (g gathered, err error) {
	g.now = b.Now().UTC().Truncate(time.Microsecond)
	var batch pgx.Batch
	if claim != nil {
		claim(&batch)
	}
	if u.address != "" {
		dialog.QueueLock(&batch, u.address, &g.dialog)
		queueEarlier(&batch, b.Channel, *u, &g.waits)
	}
	if u.kept && u.private {
		roster.QueueMeet(ctx, &batch, u.address, u.lang, &g.met)
		if u.message != 0 {
			outbox.QueueByMessage(&batch, u.address, strconv.Itoa(u.message), &g.trace)
		}
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return g, fmt.Errorf("gather what update %s needs: %w", u.id, err)
	}
	if u.kept && u.private {
		if err := account.Greet(ctx, tx, g.now, g.met.Account); err != nil {
			return g, err
		}
		g.met.Account.Unreachable = false
	}
	tx.save()
	return g, nil
}

// turn is an update with all that a handler gets.
func (b *Bot) turn(ctx context.Context, tx pgx.Tx, u *update, g gathered) (*turn.Turn, error) {
	t := &turn.Turn{
		Office: b.Office, Now: g.now, Update: "upd:" + rand.Text(), Address: u.address, Owner: u.address,
		Account: g.met.Account, Lang: g.met.Account.Lang, Dialog: g.dialog, In: u.in,
	}
	t.In.On, t.In.About = g.trace.Key, g.trace.About
	t.In.Orphan = t.In.Orphan && t.In.On == ""
	if g.met.NIP != "" {
		book, err := t.Desk.Calendars.Book(ctx, tx)
		if err != nil {
			return nil, err
		}
		if e, err := book.Employee(g.met.NIP); err == nil && !e.Ended() {
			t.Employee, t.Superior = &e, book.Supervises(e.NIP)
		}
	}
	if t.Employee == nil {
		return t, b.recognise(ctx, tx, t)
	}
	return t, nil
}

// recognise takes whoever brings a good pass, by a button or in the step that
// it opened, for the owner of its case. An employee reads by PIN and no more.
func (b *Bot) recognise(ctx context.Context, tx pgx.Tx, t *turn.Turn) error {
	id, pass := int64(0), t.In.Pass
	if t.In.Button != "" {
		id, _ = t.Int(0)
	} else {
		var step struct {
			Case int64  `json:"case"`
			Pass string `json:"pass"`
		}
		if json.Unmarshal(t.Dialog.Data, &step) == nil {
			id, pass = step.Case, step.Pass
		}
	}
	if id == 0 || pass == "" {
		return nil
	}
	c, err := complaint.Find(ctx, tx, complaint.ID(id))
	if err != nil && !errors.Is(err, complaint.ErrUnknown) {
		return err
	}
	if err == nil && b.Office.Desk.Passes(t.Now, c, t.Address, pass) {
		t.In.Pass, t.Bears, t.Owner = pass, c.ID, complaint.Bearer(c.ID)
	}
	return nil
}
