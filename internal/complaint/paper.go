package complaint

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// The PIN on the paper of a case has passed through its helper's hands. Whoever
// has it reads, answers and adds; what only the owner decides asks for a PIN of
// their own, that no helper has seen. With it the one on the paper opens nothing
// any more, so that whoever made it instead of the owner is found out. Where the
// helper is of the office that answers, a verifier hears the owner (phone.go), or
// gives them a new PIN.

// Refusals of deciding by a paper.
const (
	ErrPaperPIN  refusal.Code = "complaint.paper_pin"  // the PIN is the one that a helper has printed
	ErrPaperNear refusal.Code = "complaint.paper_near" // … and they are of the office that answers
	ErrOwnPIN    refusal.Code = "complaint.own_pin"    // they have one of their own
)

// OnPaper says whether the PIN of a case is the one that its helper printed.
func (c Complaint) OnPaper() bool { return c.Contact == Helped && c.PINNo == 1 }

// PaperOf is the case to whose paper its owner is known, who follows it from no
// chat: itself where a helper filed it, or the part that a helper filed where its
// owner inherited the whole. False where there is no such paper.
func PaperOf(ctx context.Context, tx pgx.Tx, c Complaint) (Complaint, bool, error) {
	switch {
	case c.Contact == Helped:
	case c.Contact == Untraced && c.InheritedAt != nil:
		part, err := one(ctx, tx, `WHERE contact = $2 AND id = (`+heirPart+`)`, c.ID, Helped)
		if err != nil {
			if err == ErrUnknown {
				err = nil
			}
			return Complaint{}, false, err
		}
		c = part
	default:
		return Complaint{}, false, nil
	}
	_, connected, err := WayTo(ctx, tx, c.ID)
	return c, err == nil && !connected, err
}

// heirPart is the part of a case by which its owner inherited it.
const heirPart = `
		SELECT s.complaint_id
		FROM supporter s
		JOIN complaint h ON h.heir = s.id
		WHERE h.id = $1 AND s.filed`

// FindToDecide is FindOwn for what only the owner decides: whoever comes by the
// PIN of a paper is refused with ErrPaperPIN.
func (d *Desk) FindToDecide(ctx context.Context, tx pgx.Tx, address string, id ID) (Complaint, error) {
	c, err := d.FindOwn(ctx, tx, address, id)
	if err == nil && address == Bearer(id) && c.OnPaper() {
		return Complaint{}, ErrPaperPIN
	}
	return c, err
}

// OwnPIN gives whoever holds the paper of a case a PIN of their own, and says
// which. The caller has checked the one on the paper. It refuses with ErrUnknown,
// ErrOwnPIN or ErrPaperNear.
func (d *Desk) OwnPIN(ctx context.Context, tx pgx.Tx, now time.Time, id ID) (Complaint, string, error) {
	c, err := d.FindOwn(ctx, tx, Bearer(id), id)
	switch {
	case err != nil:
		return Complaint{}, "", err
	case !c.OnPaper():
		return Complaint{}, "", ErrOwnPIN
	}
	if near, err := helperNear(ctx, tx, c); err != nil || near {
		return Complaint{}, "", cmp.Or(err, error(ErrPaperNear))
	}
	if err := renewPIN(ctx, tx, &c); err != nil {
		return Complaint{}, "", err
	}
	return c, d.pin(c.ID, c.PINNo), record(ctx, tx, &c, PINRenewed, Citizen, now, "")
}

// helperNear says whether who filed a case for somebody is of the office that
// answers it, holds or held it, or leads somebody who does.
func helperNear(ctx context.Context, tx pgx.Tx, c Complaint) (bool, error) {
	nip, helped, err := HelperOf(ctx, tx, c.ID)
	if err != nil || !helped {
		return false, err
	}
	helper, err := roster.Find(ctx, tx, nip)
	if err != nil || helper.UnitCode == c.UnitCode {
		return err == nil, err
	}
	held, err := holders(ctx, tx, c.ID)
	if err != nil {
		return false, err
	}
	return near(ctx, tx, helper, held, true)
}
