package complaint

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Merge tells some open cases as parts of another: they end, their holders'
// clocks stop without counting, and who filed them supports the leading case.
// Nothing of theirs is moved, so that Part undoes it. It refuses with ErrOne,
// ErrUnknown, ErrEnded, ErrMerged, ErrShown, ErrUnlike or ErrOwnHands.
func (d *Desk) Merge(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, leading ID, list []ID) (Complaint, []Complaint, error) {
	list = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(list))), func(id ID) bool { return id == leading })
	if len(list) == 0 {
		return Complaint{}, nil, ErrOne
	}
	locked, err := lockAll(ctx, tx, append(list, leading))
	if err != nil {
		return Complaint{}, nil, err
	}
	lead := locked[leading]
	if err := d.mayLead(ctx, tx, by, lead); err != nil {
		return Complaint{}, nil, err
	}
	merged := make([]Complaint, len(list))
	for i, id := range list {
		c := locked[id]
		if err := d.mayMerge(ctx, tx, by, lead, c); err != nil {
			return Complaint{}, nil, err
		}
		if err := joinParts(ctx, tx, now, lead, c); err != nil {
			return Complaint{}, nil, err
		}
		if err := d.endWith(ctx, tx, now, &c, Joined, ByEmployee(by), "", func(f *Facts) { f.Other = leading }); err != nil {
			return Complaint{}, nil, err
		}
		if err := recordMore(ctx, tx, &lead, Gathered, ByEmployee(by), now, "", func(f *Facts) { f.Other = id }); err != nil {
			return Complaint{}, nil, err
		}
		merged[i] = c
	}
	return lead, merged, nil
}

func joinParts(ctx context.Context, tx pgx.Tx, now time.Time, lead, c Complaint) error {
	_, err := tx.Exec(ctx, `
		WITH whole AS (
			INSERT INTO merger (complaint_id, leading_id, merged_at)
			VALUES ($1, $2, $3))
		INSERT INTO supporter (complaint_id, filed, joined_at)
		VALUES ($1, true, $4)`, c.ID, lead.ID, now, c.FiledAt)
	if err != nil {
		return fmt.Errorf("merge case %d into %d: %w", c.ID, lead.ID, err)
	}
	return nil
}

func (d *Desk) mayLead(ctx context.Context, tx pgx.Tx, by roster.NIP, lead Complaint) error {
	switch {
	case lead.State == Merged:
		return ErrMerged
	case !lead.State.Open():
		return ErrEnded
	}
	return d.notOwn(ctx, tx, by, lead)
}

func (d *Desk) mayMerge(ctx context.Context, tx pgx.Tx, by roster.NIP, lead, c Complaint) error {
	switch {
	case c.State == Merged:
		return ErrMerged
	case !c.State.Open():
		return ErrEnded
	case c.State == Proposed:
		return ErrShown
	case c.HeldBy(by):
		return ErrOwnHands // who holds it would rid themselves of its clock
	}
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return err
	}
	theirs, err := guide.Category(c.CategoryCode)
	if err != nil {
		return err
	}
	leads, err := guide.Category(lead.CategoryCode)
	if err != nil {
		return err
	}
	whom, about, err := AboutOfficer(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	leadsWhom, leadsAbout, err := AboutOfficer(ctx, tx, lead.ID)
	if err != nil {
		return err
	}
	if theirs.Neutral != leads.Neutral || about != leadsAbout || whom != leadsWhom {
		return ErrUnlike
	}
	return d.notOwn(ctx, tx, by, c)
}

// notOwn refuses with ErrOwnHands whoever filed or supports a case themselves.
func (d *Desk) notOwn(ctx context.Context, tx pgx.Tx, by roster.NIP, c Complaint) error {
	own, err := d.Involved(ctx, tx, by, c.ID)
	if err == nil && own {
		err = ErrOwnHands
	}
	return err
}

// Involved says whether an employee filed or supports a case, as a citizen.
func (d *Desk) Involved(ctx context.Context, tx pgx.Tx, nip roster.NIP, id ID) (bool, error) {
	accounts, err := roster.Contacts(ctx, tx, nip)
	if err != nil || len(accounts) == 0 {
		return false, err
	}
	reporter, _, err := d.Reporter(ctx, tx, id)
	if err != nil {
		return false, err
	}
	all, err := Supporters(ctx, tx, id)
	if err != nil {
		return false, err
	}
	for _, a := range accounts {
		_, supports, err := d.supporting(ctx, tx, all, a.Address)
		if err != nil || supports || a.Address == reporter {
			return err == nil, err
		}
	}
	return false, nil
}

// Part makes a merged case one of its own again: nobody holds it, and the
// citizen's clock has never stopped. The time in which it was a part is no
// holder's. It gives the case and the one that it was a part of. It refuses
// with ErrUnknown, ErrNotMerged, ErrOwnHands or ErrEntrusted.
func (d *Desk) Part(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (c, lead Complaint, err error) {
	c, lead, err = lockPair(ctx, tx, id)
	if err != nil {
		return c, lead, err
	}
	if err := d.notOwn(ctx, tx, by, c); err != nil {
		return c, lead, err
	}
	if err := notEntrusted(ctx, tx, c); err != nil {
		return c, lead, err
	}
	if err := unjoinParts(ctx, tx, c); err != nil {
		return c, lead, err
	}
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return c, lead, err
	}
	c.ExcusedSeconds += seconds(cal.Elapsed(*c.EndedAt, now))
	c.EndedAt, c.Holder = nil, nil
	if err := recordMore(ctx, tx, &c, Parted, ByEmployee(by), now, "", func(f *Facts) { f.Other = lead.ID }); err != nil {
		return c, lead, err
	}
	return c, lead, recordMore(ctx, tx, &lead, Shed, ByEmployee(by), now, "", func(f *Facts) { f.Other = c.ID })
}

func unjoinParts(ctx context.Context, tx pgx.Tx, c Complaint) error {
	_, err := tx.Exec(ctx, `
		WITH whole AS (DELETE FROM merger WHERE complaint_id = $1)
		DELETE FROM supporter
		WHERE complaint_id = $1 AND filed`, c.ID)
	if err != nil {
		return fmt.Errorf("part case %d: %w", c.ID, err)
	}
	return nil
}

// lockPair locks a merged case and the one right above it. It refuses with
// ErrUnknown or ErrNotMerged.
func lockPair(ctx context.Context, tx pgx.Tx, id ID) (c, lead Complaint, err error) {
	for {
		above, merged, err := Above(ctx, tx, id)
		if err != nil {
			return c, lead, err
		}
		if !merged {
			if _, err := Find(ctx, tx, id); err != nil {
				return c, lead, err
			}
			return c, lead, ErrNotMerged
		}
		locked, err := lockAll(ctx, tx, []ID{id, above})
		if err != nil {
			return c, lead, err
		}
		if still, merged, err := Above(ctx, tx, id); err != nil || merged && still == above {
			return locked[id], locked[above], err
		}
	}
}

// Above is the case that a case was merged into; false when it was not.
func Above(ctx context.Context, tx pgx.Tx, id ID) (ID, bool, error) {
	list, err := ids(ctx, tx, `
		SELECT leading_id
		FROM merger
		WHERE complaint_id = $1`, id)
	if err != nil || len(list) == 0 {
		return 0, false, err
	}
	return list[0], true, nil
}

// PartsOf lists the cases that are told as parts of a case, however deep, the
// oldest first.
func PartsOf(ctx context.Context, tx pgx.Tx, leading ID) ([]Complaint, error) {
	list, err := ids(ctx, tx, parts+`
		SELECT id
		FROM part
		WHERE id <> $1
		ORDER BY id`, leading)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return FindAll(ctx, tx, list)
}

// lockAll locks cases in the order of their numbers, as everywhere. It refuses
// with ErrUnknown when one is not there.
func lockAll(ctx context.Context, tx pgx.Tx, list []ID) (map[ID]Complaint, error) {
	locked := map[ID]Complaint{}
	for _, id := range slices.Sorted(slices.Values(list)) {
		c, err := lock(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		locked[id] = c
	}
	return locked, nil
}
