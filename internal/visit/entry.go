package visit

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Entry is the door by which somebody stands before a unit.
type Entry struct {
	Unit    roster.Unit
	Door    Door
	Batch   int
	Counter string
	Token   string // "" by name
}

// Proved says whether the visit is.
func (e Entry) Proved() bool { return e.Door == BySlip }

// Choose is the entry by name. It refuses with roster.ErrUnitUnknown or
// ErrClosed.
func (d *Desk) Choose(ctx context.Context, tx pgx.Tx, now time.Time, code string) (Entry, error) {
	u, err := d.unit(ctx, tx, now, code)
	return Entry{Unit: u, Door: ByName}, err
}

// Scan is the entry by a token, without using it up. It refuses with
// ErrForeign, ErrForged, ErrUnknown, ErrVoided, ErrExpired, ErrUsed or
// ErrClosed.
func (d *Desk) Scan(ctx context.Context, tx pgx.Tx, now time.Time, token string) (Entry, error) {
	e, err := d.believe(ctx, tx, now, token)
	if err != nil || e.Door != BySlip {
		return e, err
	}
	var used bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM visit_spent WHERE digest = $1)`, spent(token)).Scan(&used); err != nil {
		return Entry{}, fmt.Errorf("see whether a slip was used: %w", err)
	}
	if used {
		return Entry{}, ErrUsed
	}
	return e, nil
}

// believe is Scan for whoever may have used the slip themself.
func (d *Desk) believe(ctx context.Context, tx pgx.Tx, now time.Time, token string) (Entry, error) {
	c, err := d.Read(token)
	if err != nil {
		return Entry{}, err
	}
	b, err := findBatch(ctx, tx, c)
	if err != nil {
		return Entry{}, err
	}
	if b.Voided {
		return Entry{}, ErrVoided
	}
	if b.ExpiresOn != nil && d.Today(now) > *b.ExpiresOn {
		return Entry{}, ErrExpired
	}
	u, err := d.unit(ctx, tx, now, b.Unit)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Unit: u, Door: ByPoster, Batch: b.ID, Counter: b.Counter, Token: token}
	if c.Kind == Slip {
		e.Door = BySlip
	}
	return e, nil
}

// spend uses a slip up: false when somebody has done so already.
func spend(ctx context.Context, tx pgx.Tx, token string) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO visit_spent (digest)
		VALUES ($1)
		ON CONFLICT DO NOTHING`, spent(token))
	if err != nil {
		return false, fmt.Errorf("use a slip: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}

// mark binds a slip to its user, for as long as they may change their mind.
func (d *Desk) mark(address, token string) []byte { return d.keyed("slip", address, token) }

func (p past) by(mark []byte) bool { return mark != nil && bytes.Equal(p.mark, mark) }
