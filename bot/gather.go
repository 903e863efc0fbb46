package bot

import (
	"cmp"
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

// gather asks for all that handling an update needs. First the lock is taken
// that makes a chat's updates take turns, by what claim adds or else by itself;
// what is asked behind it is how things stand then. Behind that stands the
// savepoint to which a refusal or a fault goes back.
func (b *Bot) gather(ctx context.Context, tx *transaction, u *update, claim func(*pgx.Batch)) (g gathered, err error) {
	g.now = b.Now().UTC().Truncate(time.Microsecond)
	var batch pgx.Batch
	switch {
	case claim != nil:
		claim(&batch)
	case u.address != "":
		batch.Queue(dialog.LockSQL, u.address)
	}
	if u.address != "" {
		b.queueGather(ctx, &batch, u, &g)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return g, fmt.Errorf("gather what update %s needs: %w", u.id, err)
	}
	if u.kept && u.private {
		if err := account.Greet(ctx, tx, g.now, g.met.Account); err != nil {
			return g, err
		}
		if g.met.Account.Unreachable {
			if err := b.Office.Notice.Back(ctx, tx, g.now, u.address); err != nil {
				return g, err
			}
		}
		g.met.Account.Unreachable = false
	}
	tx.save()
	return g, nil
}

// gatherSQL asks it all in one statement, each part in its owner's words; of a
// press or a reply gatherOnSQL asks for what was pressed as well.
var gatherOnSQL = `SELECT ` + gatherColumns + `, COALESCE(o.key, ''), COALESCE(o.about, '')` + gatherFrom + `
	LEFT JOIN (` + outbox.ByMessageSQL("$4") + `) o ON true`

const (
	gatherSQL     = `SELECT ` + gatherColumns + `, '', ''` + gatherFrom
	gatherColumns = `met.*, came.waits, COALESCE(d.step, ''), d.data, d.draft_at, d.remind_at, d.until`
	gatherFrom    = `
	FROM (` + roster.MeetSQL + `) met
	CROSS JOIN (` + earlierSQL + `) came
	LEFT JOIN (` + dialog.OfSQL + `) d ON true`
)

func (b *Bot) queueGather(ctx context.Context, batch *pgx.Batch, u *update, g *gathered) {
	sql, args := gatherSQL, []any{u.address, b.Channel, u.id}
	if u.message != 0 {
		sql, args = gatherOnSQL, append(args, strconv.Itoa(u.message))
	}
	batch.Queue(sql, args...).QueryRow(func(row pgx.Row) error {
		var version int64
		d := &g.dialog
		into := append(g.met.Columns(&version), &g.waits, &d.Step, &d.Data, &d.DraftAt, &d.RemindAt, &d.Until, &g.trace.Key, &g.trace.About)
		if err := row.Scan(into...); err != nil {
			return err
		}
		d.Address, g.met.Account.Address = u.address, u.address
		g.met.Account.Lang = cmp.Or(g.met.Account.Lang, u.lang)
		roster.Looked(ctx, version)
		return nil
	})
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
	if t.In.On == "" {
		if err := quoted(ctx, tx, t, u.quoted); err != nil {
			return nil, err
		}
	}
	if t.Employee == nil {
		return t, b.recognise(ctx, tx, t)
	}
	return t, nil
}

// quoted takes a reply to a message of which nothing is kept (yet: it may be
// answered before its sending is) for one to the case whose code stands there,
// where that is the writer's own or in their hands. Who is without a name
// answers by buttons only.
func quoted(ctx context.Context, tx pgx.Tx, t *turn.Turn, words string) error {
	code, one := complaint.CodeIn(t.Desk.Prefix, words)
	if !one {
		return nil
	}
	c, err := complaint.FindByCode(ctx, tx, code)
	held := t.Employee != nil && c.HeldBy(t.Employee.NIP)
	if err == nil && !held {
		c, err = t.Desk.FindOwn(ctx, tx, t.Owner, c.ID)
	}
	switch {
	case errors.Is(err, complaint.ErrUnknown):
		return nil
	case err == nil && (held || !c.Contact.Anonymous()):
		t.In.About, t.In.Orphan = c.ID.Subject(), false
	}
	return err
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
