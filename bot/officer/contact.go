package officer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// Connect uses an invitation that came with /start: from here on this account
// speaks for its employee. The superior is told.
func Connect(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	e, err := roster.Connect(ctx, tx, t.Now, t.Address, strings.TrimSpace(t.In.Rest))
	if err != nil {
		return turn.Answer{}, err
	}
	// The menu that follows is that of the employee whom they are now.
	t.Employee = &e
	if t.Superior, err = roster.IsSupervisor(ctx, tx, e.NIP); err != nil {
		return turn.Answer{}, err
	}
	w, err := welcome(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Connected(ctx, tx, t.Now, t.Update, e); err != nil {
		return turn.Answer{}, err
	}
	a, err := aside(t.Text.ContactWelcome(t.Lang, w))
	a.Menu = true
	return a, err
}

func welcome(ctx context.Context, tx pgx.Tx, t *turn.Turn) (text.Welcome, error) {
	w := text.Welcome{Name: t.Employee.Name, Position: t.Employee.Position, Superior: t.Superior}
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
	waiting, err := complaint.Unheld(ctx, tx)
	w.Queue = len(waiting)
	return w, err
}

// contactDeny is the superior's word that an account is not the employee's: it
// is disconnected, and what it held finds other hands at once.
func contactDeny(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	nip := roster.NIP(t.Arg(0))
	if ok, err := leads(ctx, tx, t, nip); err != nil || !ok {
		return turn.Answer{}, orElse(err, turn.ErrNotAllowed)
	}
	e, err := roster.Find(ctx, tx, nip)
	if err != nil {
		return turn.Answer{}, err
	}
	address, connected, err := roster.AddressOf(ctx, tx, nip)
	if err != nil {
		return turn.Answer{}, err
	}
	if !connected {
		return turn.Answer{}, ErrStale
	}
	by := complaint.ByEmployee(t.Employee.NIP)
	if err := roster.Disconnect(ctx, tx, t.Now, by, nip); err != nil {
		return turn.Answer{}, err
	}
	passed, waiting, err := passOn(ctx, tx, t, by, nip)
	if err != nil {
		return turn.Answer{}, err
	}
	if err := t.Notice.Denied(ctx, tx, t.Now, t.Update, e, address, passed, waiting); err != nil {
		return turn.Answer{}, err
	}
	return change(t.Text.ContactDeny(t.Lang, e, passed, waiting))
}

// passOn finds other hands for all that somebody holds, and says for how many
// cases it did and how many wait now.
func passOn(ctx context.Context, tx pgx.Tx, t *turn.Turn, by string, nip roster.NIP) (passed, waiting int, err error) {
	held, err := complaint.HeldBy(ctx, tx, nip)
	if err != nil {
		return 0, 0, err
	}
	// Cases are locked in the order of their numbers, everywhere.
	slices.SortFunc(held, func(a, b complaint.Complaint) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range held {
		found, err := passCase(ctx, tx, t, by, c.ID)
		if err != nil {
			return 0, 0, err
		}
		if found {
			passed++
		} else {
			waiting++
		}
	}
	return passed, waiting, nil
}

func passCase(ctx context.Context, tx pgx.Tx, t *turn.Turn, by string, id complaint.ID) (bool, error) {
	c, err := t.Desk.Release(ctx, tx, t.Now, by, id)
	if err != nil {
		return false, err
	}
	r, err := routing.Resolve(ctx, tx, t.Now, t.Desk.Calendars.Location(), c.CategoryCode, c.Area())
	if err != nil {
		return false, err
	}
	if r.Officer == nil {
		return false, t.Notice.Unassigned(ctx, tx, t.Now, t.Update+":"+c.Code, c)
	}
	return true, give(ctx, tx, t, by, id, *r.Officer)
}

// give hands a case that nobody holds to somebody: the card goes out, and the
// citizen is told who has it now.
func give(ctx context.Context, tx pgx.Tx, t *turn.Turn, by string, id complaint.ID, to roster.Employee) error {
	c, s, err := t.Desk.Assign(ctx, tx, t.Now, by, id, to)
	if err != nil {
		return err
	}
	if err := t.Notice.Assigned(ctx, tx, t.Now, c, s); err != nil {
		return err
	}
	return t.Notice.Reassigned(ctx, tx, t.Now, t.Update+":"+c.Code, c)
}

func leads(ctx context.Context, tx pgx.Tx, t *turn.Turn, nip roster.NIP) (bool, error) {
	return roster.Leads(ctx, tx, t.Employee.NIP, nip)
}

// orElse is err, or if there is none the refusal that a condition stands for.
func orElse(err, refusal error) error {
	if err != nil {
		return err
	}
	return refusal
}
