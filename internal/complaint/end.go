package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Withdraw takes an open case back. Where others support it, it goes on: the
// oldest of them is its reporter from here on, and the state that it gives is
// still open. Else it ends; what its holder's clock counted so far stays, and
// nothing more counts. A case that is told as a part of another leaves that
// one. It refuses with ErrUnknown, ErrPaperPIN, ErrClosed or ErrEntrusted.
func (d *Desk) Withdraw(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, why string) (Complaint, error) {
	c, err := Find(ctx, tx, id)
	if err == nil && c.State == Merged {
		return d.withdrawPart(ctx, tx, now, reporter, id, why)
	}
	c, err = d.FindToDecide(ctx, tx, reporter, id)
	switch {
	case err != nil:
		return Complaint{}, err
	case !c.State.Open():
		return Complaint{}, ErrClosed
	}
	if inherited, err := d.inherit(ctx, tx, now, &c, why); err != nil || inherited {
		return c, err
	}
	if err := d.end(ctx, tx, now, &c, TakenBack, Citizen, why); err != nil {
		return Complaint{}, err
	}
	return c, d.draw(ctx, tx, now, c)
}

// withdrawPart takes back a case that was merged into another.
func (d *Desk) withdrawPart(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, why string) (Complaint, error) {
	c, lead, err := lockPair(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	if c, err = d.FindToDecide(ctx, tx, reporter, id); err != nil {
		return Complaint{}, err
	}
	if inherited, err := d.inherit(ctx, tx, now, &c, why); err != nil || inherited {
		return c, err
	}
	if err := notEntrusted(ctx, tx, c); err != nil {
		return Complaint{}, err
	}
	if err := unjoinParts(ctx, tx, c); err != nil {
		return Complaint{}, err
	}
	c.EndedAt = &now
	if err := record(ctx, tx, &c, TakenBack, Citizen, now, why); err != nil {
		return Complaint{}, err
	}
	return c, recordMore(ctx, tx, &lead, Shed, Citizen, now, "", func(f *Facts) { f.Other = id })
}

// end ends an open case without its duty done: the holder's stretch stops, and
// their time stays theirs. Nobody need decide on it any more.
func (d *Desk) end(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, k Kind, actor, words string) error {
	return d.endWith(ctx, tx, now, c, k, actor, words, nil)
}

func (d *Desk) endWith(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, k Kind, actor, words string, more func(*Facts)) error {
	c.NudgeAt = nil
	return d.endMore(ctx, tx, now, c, k, actor, words, more)
}

// endMore is end with facts that only this kind of event has, and with what the
// citizen is asked later.
func (d *Desk) endMore(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, k Kind, actor, words string, more func(*Facts)) error {
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	moot, err := drop(ctx, tx, now, c.ID, ToDecide)
	if err != nil {
		return err
	}
	if _, err := unlook(ctx, tx, c.ID); err != nil {
		return err
	}
	c.EndedAt = &now
	var stopped *Stretch
	if running {
		cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
		if err != nil {
			return err
		}
		c.ExcusedSeconds += s.stop(cal, now)
		stopped = &s
	}
	return recordMore(ctx, tx, c, k, actor, now, words, func(f *Facts) {
		if f.Errands = moot; more != nil {
			more(f)
		}
	}, stopped)
}
