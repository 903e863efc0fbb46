package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// amending gathers what is told of a change that a second person signs.
func (d *Desk) amending(ctx context.Context, tx pgx.Tx, c complaint.Complaint, a complaint.Amendment) (v text.Amending, err error) {
	v.Amendment = a
	if v.From, err = d.Who(ctx, tx, a.By); err != nil {
		return v, err
	}
	if a.DecidedBy != nil {
		if v.Decider, err = d.Who(ctx, tx, *a.DecidedBy); err != nil {
			return v, err
		}
	}
	if a.What != complaint.AmendsCategory {
		return v, nil
	}
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return v, err
	}
	was, err := guide.Category(a.Was)
	if err != nil {
		return v, err
	}
	v.Old = was.Name
	if v.New, err = guide.Category(a.Becomes); err != nil {
		return v, err
	}
	v.Unit = guide.UnitOf(a.Becomes, c.Area())
	return v, nil
}

// Signed tells of a change that was signed: who proposed it, who holds the case,
// and where their unit or limit is another one the citizens. A case for which
// another unit answers goes there.
func (d *Desk) Signed(ctx context.Context, tx pgx.Tx, now time.Time, key string, s complaint.Signed) error {
	change, err := d.amending(ctx, tx, s.Complaint, s.Amendment)
	if err != nil {
		return err
	}
	was := s.Complaint
	c := was
	if s.Moves {
		if c, err = d.toOtherUnit(ctx, tx, now, key, s); err != nil {
			return err
		}
	}
	if err := d.amended(ctx, tx, now, key, was, text.Amended{Change: change, Moves: s.Moves}); err != nil {
		return err
	}
	if !s.Told() {
		return nil
	}
	return d.newLimit(ctx, tx, now, key, c, s.Kind)
}

// toOtherUnit gives a case to whoever answers for its new category, or else to
// those who find officers.
func (d *Desk) toOtherUnit(ctx context.Context, tx pgx.Tx, now time.Time, key string, s complaint.Signed) (complaint.Complaint, error) {
	by := complaint.ByEmployee(*s.DecidedBy)
	c, _, err := d.Complaints.ReleaseFor(ctx, tx, now, by, s.Complaint.ID, complaint.OtherMatter)
	if err != nil {
		return c, err
	}
	to, found, err := d.Responsible(ctx, tx, now, c)
	if err != nil {
		return c, err
	}
	if !found {
		return c, d.Unassigned(ctx, tx, now, key, c)
	}
	c, stretch, err := d.Complaints.Assign(ctx, tx, now, by, c.ID, to)
	if err != nil {
		return c, err
	}
	return c, d.Assigned(ctx, tx, now, c, stretch)
}

// amended tells who proposed a change what became of it, and whoever held the
// case when it was decided.
func (d *Desk) amended(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, a text.Amended) error {
	to := []roster.NIP{a.Change.By}
	if c.Holder != nil && *c.Holder != a.Change.By && a.Change.Outcome == complaint.AmendSigned {
		to = append(to, *c.Holder)
	}
	var err error
	if a.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
		return err
	}
	for _, nip := range to {
		a.Holds = c.HeldBy(nip)
		if _, err := d.staff(ctx, tx, now, key+":usul", nip, outbox.Row{About: c.ID.Subject()},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.Amended(lang, a) }); err != nil {
			return err
		}
	}
	return nil
}

// NotSigned tells who proposed a change that it was not signed, and why.
func (d *Desk) NotSigned(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, a complaint.Amendment) error {
	change, err := d.amending(ctx, tx, c, a)
	if err != nil {
		return err
	}
	return d.amended(ctx, tx, now, key, c, text.Amended{Change: change})
}

// Urged tells the holder of a case that it is urgent, at any hour at which it may
// be told, and the citizens until when it is answered now.
func (d *Desk) Urged(ctx context.Context, tx pgx.Tx, now time.Time, key string, s complaint.Signed, by roster.NIP, reason string) error {
	who, err := d.Who(ctx, tx, by)
	if err != nil {
		return err
	}
	if err := d.holder(ctx, tx, now, key+":mendesak", s.Complaint, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.Urged(lang, v, who, reason)
	}); err != nil || !s.Told() {
		return err
	}
	return d.newLimit(ctx, tx, now, key, s.Complaint, s.Kind)
}

// newLimit tells the citizens of a case its category, unit and limit as they are
// after an event.
func (d *Desk) newLimit(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, by complaint.Kind) error {
	category, unit, err := d.names(ctx, tx, c)
	if err != nil {
		return err
	}
	return d.newsToAll(ctx, tx, now, key+":batas", c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.NewLimit(lang, n, by, category, unit)
	})
}
