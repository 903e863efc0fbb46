package officer

import (
	"cmp"
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// Connect uses an invitation that came with /start: from here on this account
// speaks for its employee. The superior is told. Whom it spoke for before has
// no account any more, unless another; what they held finds other hands.
func Connect(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	e, err := roster.Connect(ctx, tx, t.Now, t.Address, strings.TrimSpace(t.In.Rest))
	if err != nil {
		return turn.Answer{}, err
	}
	// The menu that follows is that of the employee whom they are now.
	before := t.Employee
	t.Employee = &e
	book, err := t.Desk.Calendars.Book(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	t.Superior = book.Supervises(e.NIP)
	w, err := welcome(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if w.Told, err = t.Notice.Connected(ctx, tx, t.Now, t.Update, e); err != nil {
		return turn.Answer{}, err
	}
	if before != nil && before.NIP != e.NIP {
		w.Before = before.Name
		if err := t.Notice.Left(ctx, tx, t.Now, t.Update, *before); err != nil {
			return turn.Answer{}, err
		}
	}
	a, err := turn.Aside(t.Text.ContactWelcome(t.Lang, w))
	a.Menu = true
	return a, err
}

func welcome(ctx context.Context, tx pgx.Tx, t *turn.Turn) (text.Welcome, error) {
	w := text.Welcome{Name: t.Employee.Name, Position: t.Employee.Position, Superior: t.Superior, Mitra: t.Employee.Mitra()}
	unit, err := roster.FindUnit(ctx, tx, t.Employee.UnitCode)
	if err != nil {
		return w, err
	}
	w.Unit = unit.Name
	held, err := complaint.HeldBy(ctx, tx, t.Employee.NIP)
	if err != nil {
		return w, err
	}
	w.Held = len(held)
	mine, err := dispatches(ctx, tx, t)
	if err != nil || !mine {
		return w, err
	}
	waiting, err := complaint.Unheld(ctx, tx, t.Now)
	w.Queue = len(waiting)
	return w, err
}

// contactDeny is the superior's word that an account is not the employee's: it
// is disconnected, and what it held finds other hands at once.
func contactDeny(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	nip := roster.NIP(t.Arg(0))
	if ok, err := leads(ctx, tx, t, nip); err != nil || !ok {
		return turn.Answer{}, cmp.Or(err, error(turn.ErrNotAllowed))
	}
	e, err := roster.Find(ctx, tx, nip)
	if err != nil {
		return turn.Answer{}, err
	}
	gone, err := roster.Contacts(ctx, tx, nip)
	if err != nil {
		return turn.Answer{}, err
	}
	// Who has connected since was told of by a message of its own.
	if said, err := t.Int(1); err != nil || len(gone) == 0 || gone[0].ConnectedAt.Unix() > said {
		return turn.Answer{}, ErrStale
	}
	by := complaint.ByEmployee(t.Employee.NIP)
	if err := roster.Disconnect(ctx, tx, t.Now, by, nip); err != nil {
		return turn.Answer{}, err
	}
	passed, waiting, err := t.Notice.PassOnAll(ctx, tx, t.Now, t.Update, by, nip, "")
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Denied(ctx, tx, t.Now, t.Update, e, gone, passed, waiting); err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Change(t.Text.ContactDeny(t.Lang, e, passed, waiting))
	for _, c := range gone {
		a.Gone = append(a.Gone, c.Address)
	}
	return a, err
}

func leads(ctx context.Context, tx pgx.Tx, t *turn.Turn, nip roster.NIP) (bool, error) {
	return roster.Leads(ctx, tx, t.Employee.NIP, nip)
}
