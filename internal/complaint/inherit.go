package complaint

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// inherit gives a case whose reporter withdraws to its oldest supporter, of
// those who can be told the oldest whom messages reach: they are its reporter
// now, under a new PIN, and the others go on. False when there is none.
func (d *Desk) inherit(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, why string) (bool, error) {
	heir, found, err := heir(ctx, tx, c.ID)
	if err != nil || !found {
		return false, err
	}
	address, known, err := d.Resolve(ctx, tx, heir.Way.Address)
	if err != nil || !known {
		return false, err
	}
	if err := dropSupporter(ctx, tx, heir); err != nil {
		return false, err
	}
	if err := Unlink(ctx, tx, c.ID); err != nil {
		return false, err
	}
	c.Contact, c.InheritedAt = InChat, &now
	if heir.Way.Sealed() {
		c.Contact = Sealed
	}
	c.PINNo++
	if err := d.keepReporter(ctx, tx, *c, address, heir.Way.Lang); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `
		UPDATE complaint
		SET contact = $2, inherited_at = $3, pin_no = $4
		WHERE id = $1`, c.ID, c.Contact, now, c.PINNo); err != nil {
		return false, fmt.Errorf("pass case %d to its heir: %w", c.ID, err)
	}
	return true, recordMore(ctx, tx, c, Inherited, Citizen, now, why, func(f *Facts) { f.Supporter = heir.ID; f.PINNo = c.PINNo })
}

// HasHeirs says whether a case goes on with somebody else when its reporter
// withdraws.
func HasHeirs(ctx context.Context, tx pgx.Tx, id ID) (bool, error) {
	_, found, err := heir(ctx, tx, id)
	return found, err
}

func heir(ctx context.Context, tx pgx.Tx, id ID) (Supporter, bool, error) {
	all, err := Supporters(ctx, tx, id)
	if err != nil {
		return Supporter{}, false, err
	}
	all = slices.DeleteFunc(all, func(s Supporter) bool { return s.Way.Address == "" })
	if len(all) == 0 {
		return Supporter{}, false, nil
	}
	reached := slices.IndexFunc(all, func(s Supporter) bool { return !s.Way.Lost })
	return all[max(reached, 0)], true, nil
}

// PIN is the PIN of a case, as its reporter is told it.
func (d *Desk) PIN(c Complaint) string { return d.pin(c.ID, c.PINNo) }
