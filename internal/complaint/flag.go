package complaint

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/screen"
)

// Refusals of changing who reads a case, and whom it tells.
const (
	ErrNotSealed refusal.Code = "complaint.not_sealed" // no link is there to cut
	ErrPrivate   refusal.Code = "complaint.private"    // it is about somebody, and so is never public
	ErrInherited refusal.Code = "complaint.inherited"  // somebody else wrote it, and only they could let everybody read it
	ErrSecret    refusal.Code = "complaint.secret"     // it is confidential already
)

// Cut deletes the sealed address of a case: nobody is told of it any more, and
// who knows code and PIN is its reporter from here on. Whoever filed it may do
// so, and whoever proved code and PIN (Bearer). It refuses with ErrUnknown or
// ErrNotSealed.
func (d *Desk) Cut(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID) (Complaint, error) {
	c, err := d.Cuttable(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, err
	}
	if err := Unlink(ctx, tx, id); err != nil {
		return Complaint{}, err
	}
	c.Contact = Untraced
	return c, record(ctx, tx, &c, Unlinked, Citizen, now, "")
}

// Cuttable gives and locks a case whose link may be cut by this reporter. It
// refuses as Cut does.
func (d *Desk) Cuttable(ctx context.Context, tx pgx.Tx, reporter string, id ID) (c Complaint, err error) {
	if reporter == Bearer(id) {
		c, err = lock(ctx, tx, id)
	} else {
		c, err = d.FindOwn(ctx, tx, reporter, id)
	}
	if err == nil && c.Contact != Sealed {
		err = ErrNotSealed
	}
	return c, err
}

// Private is why a case with this story is for nobody else to read, whatever its
// reporter says.
func (d *Desk) Private(ctx context.Context, tx pgx.Tx, c Complaint, events []Event) (screen.Privacy, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return screen.Open, err
	}
	category, err := guide.Category(c.CategoryCode)
	if err != nil {
		return screen.Open, err
	}
	if why := Private(category, c.Body); why != screen.Open {
		return why, nil
	}
	for _, e := range events {
		if why := screen.Private(e.Words, "", false); e.Actor == Citizen && why != screen.Open {
			return why, nil
		}
	}
	return screen.Open, nil
}

// hide conceals a public case to which something was added that is for few to
// read, or a personal number.
func hide(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, words string) error {
	if c.Visibility == Secret || screen.Private(words, "", false) == screen.Open && len(screen.Numbers(words)) == 0 {
		return nil
	}
	hidden, err := conceal(ctx, tx, now, System, *c)
	*c = hidden
	return err
}

// Disclose lets everybody read a case, as only who wrote it may say. It refuses
// with ErrUnknown, ErrPaperPIN, ErrInherited or ErrPrivate.
func (d *Desk) Disclose(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID) (Complaint, error) {
	c, err := d.FindToDecide(ctx, tx, reporter, id)
	switch {
	case err != nil || c.Visibility == Public:
		return c, err
	case c.InheritedAt != nil:
		return Complaint{}, ErrInherited
	}
	events, err := Story(ctx, tx, c.ID)
	if err != nil {
		return Complaint{}, err
	}
	if why, err := d.Private(ctx, tx, c, events); err != nil || why != screen.Open {
		return Complaint{}, cmp.Or(err, error(ErrPrivate))
	}
	c.Visibility = Public
	return c, record(ctx, tx, &c, Disclosed, Citizen, now, "")
}

// Conceal hides a case from all but those who handle it, as its reporter may
// say at any time. It refuses with ErrUnknown.
func (d *Desk) Conceal(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID) (Complaint, error) {
	c, err := d.FindOwn(ctx, tx, reporter, id)
	if err != nil {
		return Complaint{}, err
	}
	return conceal(ctx, tx, now, Citizen, c)
}

// ConcealFor does so for an employee who sees the case: flags are only ever
// tightened without the citizen. It refuses with ErrUnknown or ErrSecret.
func ConcealFor(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Complaint, error) {
	c, err := lock(ctx, tx, id)
	if err == nil && c.Visibility == Secret {
		err = ErrSecret
	}
	if err != nil {
		return Complaint{}, err
	}
	return conceal(ctx, tx, now, ByEmployee(by), c)
}

func conceal(ctx context.Context, tx pgx.Tx, now time.Time, actor string, c Complaint) (Complaint, error) {
	if c.Visibility == Secret {
		return c, nil
	}
	c.Visibility = Secret
	if err := record(ctx, tx, &c, Concealed, actor, now, ""); err != nil {
		return Complaint{}, fmt.Errorf("conceal case %d: %w", c.ID, err)
	}
	return c, nil
}
