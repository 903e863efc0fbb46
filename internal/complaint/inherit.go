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
// now, under a new PIN, and the others go on. Where only such support it who
// left no trace, the oldest of these decides on it by the code and PIN of their
// own part (see Look.Opens). False when there is none.
func (d *Desk) inherit(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, why string) (bool, error) {
	heir, found, err := heir(ctx, tx, c.ID)
	if err != nil || !found {
		return false, err
	}
	address := ""
	if heir.Way.Address != "" {
		known := false
		if address, known, err = d.Resolve(ctx, tx, heir.Way.Address); err != nil || !known {
			return false, err
		}
	}
	if !heir.Filed { // who filed a part keeps it
		if err := dropSupporter(ctx, tx, heir); err != nil {
			return false, err
		}
	}
	if !heir.Way.Sealed() && address != "" {
		if err := leave(ctx, tx, now, c, address, heir.ID); err != nil {
			return false, err
		}
	}
	if err := Unlink(ctx, tx, c.ID); err != nil {
		return false, err
	}
	c.InheritedAt = &now
	switch {
	case heir.Way.Sealed():
		c.Contact = Sealed
	case address == "":
		c.Contact = Untraced
	default:
		c.Contact = InChat
	}
	c.PINNo++
	if address != "" {
		if err := d.keepReporter(ctx, tx, *c, address, heir.Way.Lang); err != nil {
			return false, err
		}
	}
	if _, err := tx.Exec(ctx, `
		UPDATE complaint
		SET contact = $2, inherited_at = $3, pin_no = $4, heir = $5
		WHERE id = $1`, c.ID, c.Contact, now, c.PINNo, heir.ID); err != nil {
		return false, fmt.Errorf("pass case %d to its heir: %w", c.ID, err)
	}
	return true, recordMore(ctx, tx, c, Inherited, Citizen, now, why, func(f *Facts) { f.Supporter = heir.ID; f.PINNo = c.PINNo })
}

// entrusted is the case that whoever filed a part of it has inherited without a
// trace: code and PIN of that part open it as their own. False when there is
// none, and while the PIN of the part is the one that a helper has printed.
func entrusted(ctx context.Context, tx pgx.Tx, part Complaint) (Complaint, bool, error) {
	if part.State != Merged || !part.Contact.ByCode() || part.OnPaper() {
		return Complaint{}, false, nil
	}
	list, err := ids(ctx, tx, `
		WITH RECURSIVE whole AS (
			SELECT leading_id AS id, 1 AS depth
			FROM merger
			WHERE complaint_id = $1
			UNION ALL
			SELECT m.leading_id, w.depth + 1
			FROM merger m
			JOIN whole w ON m.complaint_id = w.id)
		SELECT h.id
		FROM whole w
		JOIN complaint h ON h.id = w.id
		JOIN supporter s ON s.id = h.heir AND s.complaint_id = $1 AND s.filed
		WHERE h.contact = 'none'
		ORDER BY w.depth DESC
		LIMIT 1`, part.ID)
	if err != nil || len(list) == 0 {
		return Complaint{}, false, err
	}
	c, err := Find(ctx, tx, list[0])
	return c, err == nil, err
}

// notEntrusted refuses with ErrEntrusted to take a part out of a case that only
// its code and PIN decide on.
func notEntrusted(ctx context.Context, tx pgx.Tx, part Complaint) error {
	_, is, err := entrusted(ctx, tx, part)
	if err == nil && is {
		err = ErrEntrusted
	}
	return err
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
	traceless := slices.IndexFunc(all, func(s Supporter) bool { return s.Filed && s.Way.Address == "" })
	if traceless >= 0 && !slices.ContainsFunc(all, func(s Supporter) bool { return s.Way.Address != "" }) {
		return all[traceless], true, nil
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
