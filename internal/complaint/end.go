package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Withdraw takes an open case back. What its holder's clock counted so far
// stays; nothing more counts. It refuses with ErrUnknown or ErrClosed.
func (d *Desk) Withdraw(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, why string) (Complaint, error) {
	c, err := d.FindOwn(ctx, tx, reporter, id)
	switch {
	case err != nil:
		return Complaint{}, err
	case !c.State.Open():
		return Complaint{}, ErrClosed
	}
	return c, d.end(ctx, tx, now, &c, TakenBack, Citizen, why)
}

// end ends an open case without its duty done: the holder's stretch stops, and
// their time stays theirs.
func (d *Desk) end(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, k Kind, actor, words string) error {
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	c.EndedAt, c.NudgeAt = &now, nil
	if !running {
		return record(ctx, tx, c, k, actor, now, words)
	}
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return err
	}
	c.ExcusedSeconds += s.stop(cal, now)
	return record(ctx, tx, c, k, actor, now, words, &s)
}
