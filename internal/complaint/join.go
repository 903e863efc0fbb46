package complaint

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/roster"
)

// Joining is what somebody brings who says the same as a case.
type Joining struct {
	Address string
	Body    string
	Files   []attachment.File
}

// Joinable says whether others may be asked to join a case: it is open, and
// everybody may read it.
func (c Complaint) Joinable() bool {
	return c.State.Open() && c.Visibility == Public && !c.Contact.Anonymous()
}

// Join makes somebody a supporter of a case that everybody may read. It
// refuses with ErrUnknown, also for a case that is nobody else's to see,
// ErrGone, ErrOwnCase, ErrJoined, ErrHandling or ErrTooLong.
func (d *Desk) Join(ctx context.Context, tx pgx.Tx, now time.Time, j Joining, id ID) (Complaint, Supporter, error) {
	c, err := lock(ctx, tx, id)
	switch {
	case err != nil:
		return Complaint{}, Supporter{}, err
	case c.Visibility != Public, c.Contact.Anonymous():
		return Complaint{}, Supporter{}, ErrUnknown
	case !c.State.Open():
		return Complaint{}, Supporter{}, ErrGone
	}
	if err := wrote(j.Body); err == ErrTooLong {
		return Complaint{}, Supporter{}, err
	}
	if err := d.mayJoin(ctx, tx, c, j.Address); err != nil {
		return Complaint{}, Supporter{}, err
	}
	s := Supporter{Of: c.ID, Code: c.Code, JoinedAt: now, Way: Way{Address: j.Address}}
	err = tx.QueryRow(ctx, `
		INSERT INTO supporter (complaint_id, address, joined_at)
		VALUES ($1, $2, $3)
		RETURNING id`, c.ID, j.Address, now).Scan(&s.ID)
	if err != nil {
		return Complaint{}, Supporter{}, fmt.Errorf("join case %d: %w", id, err)
	}
	if err := attachment.Want(ctx, tx, now, c.ID.Subject(), s.Files(), j.Files...); err != nil {
		return Complaint{}, Supporter{}, err
	}
	return c, s, recordMore(ctx, tx, &c, Supported, Supporting, now, strings.TrimSpace(j.Body), func(f *Facts) { f.Supporter = s.ID })
}

func (d *Desk) mayJoin(ctx context.Context, tx pgx.Tx, c Complaint, address string) error {
	reporter, _, err := d.Reporter(ctx, tx, c.ID)
	switch {
	case err != nil:
		return err
	case reporter == address:
		return ErrOwnCase
	}
	self, known, err := roster.ByAddress(ctx, tx, address)
	if err != nil {
		return err
	}
	if helper, helped, err := HelperOf(ctx, tx, c.ID); err != nil || helped && known && helper == self.NIP {
		return cmp.Or(err, error(ErrOwnCase))
	}
	all, err := Supporters(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if _, joined, err := d.supporting(ctx, tx, all, address); err != nil || joined {
		return cmp.Or(err, error(ErrJoined))
	}
	if c.Holder == nil || !known {
		return nil
	}
	leads, err := roster.Leads(ctx, tx, self.NIP, *c.Holder)
	if err == nil && (leads || c.HeldBy(self.NIP)) {
		err = ErrHandling
	}
	return err
}

// AddSupporting adds words or files of a supporter to the case that they
// support. It refuses with ErrUnknown, ErrClosed, ErrEmpty or ErrTooLong.
func (d *Desk) AddSupporting(ctx context.Context, tx pgx.Tx, now time.Time, address string, id ID, body string, files ...attachment.File) (Complaint, Supporter, error) {
	if err := wrote(body); err != nil && (err == ErrTooLong || len(files) == 0) {
		return Complaint{}, Supporter{}, err
	}
	c, s, err := d.FindSupported(ctx, tx, address, id)
	if err != nil {
		return Complaint{}, Supporter{}, err
	}
	if !c.State.Open() {
		return Complaint{}, Supporter{}, ErrClosed
	}
	if err := attachment.Want(ctx, tx, now, c.ID.Subject(), s.Files(), files...); err != nil {
		return Complaint{}, Supporter{}, err
	}
	return c, s, recordMore(ctx, tx, &c, Addition, Supporting, now, body, func(f *Facts) { f.Supporter = s.ID })
}

// Leave takes a supporter who joined out of a case and its parts; what they
// wrote stays with it. It refuses with ErrUnknown, also whoever filed a case of their own: they
// withdraw that.
func (d *Desk) Leave(ctx context.Context, tx pgx.Tx, now time.Time, address string, id ID) (Complaint, error) {
	c, s, err := d.FindSupported(ctx, tx, address, id)
	if err != nil {
		return Complaint{}, err
	}
	if s.Filed {
		return Complaint{}, ErrUnknown
	}
	return c, leave(ctx, tx, now, &c, s.Way.Address, 0)
}

// leave takes whatever somebody joined of a case, and of its parts, back; but
// is dropped already.
func leave(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, address string, but int64) error {
	all, err := everySupporter(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Filed || s.Way.Address != address || s.ID == but {
			continue
		}
		if err := dropSupporter(ctx, tx, s); err != nil {
			return err
		}
		if err := recordMore(ctx, tx, c, Left, Supporting, now, "", func(f *Facts) { f.Supporter = s.ID }); err != nil {
			return err
		}
	}
	return nil
}

func dropSupporter(ctx context.Context, tx pgx.Tx, s Supporter) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM supporter
		WHERE id = $1`, s.ID); err != nil {
		return fmt.Errorf("drop supporter %d: %w", s.ID, err)
	}
	return nil
}
