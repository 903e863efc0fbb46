package complaint

import (
	"cmp"
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Who has no chat may say on the telephone whether it is done. A verifier
// calls, reads the result aloud, and hears the last digits of the PIN, by which
// the paper is known: the others stay with its owner. What is said so is
// counted apart, and recorded with who heard it.

// SpokenDigits is how many of a PIN's digits are asked for on the telephone.
const SpokenDigits = 3

// ToCall lists the cases whose result waits for the word of somebody without a
// chat, oldest result first.
func ToCall(ctx context.Context, tx pgx.Tx) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE state = $2
		AND EXISTS (
			SELECT FROM complaint p
			LEFT JOIN supporter s ON s.complaint_id = p.id AND s.filed
			WHERE p.contact = $1 AND (p.id = complaint.id OR complaint.contact = $3 AND s.id = complaint.heir)
			AND NOT EXISTS (SELECT FROM reporter r WHERE r.complaint_id = p.id))
		AND NOT EXISTS (SELECT FROM look l WHERE l.complaint_id = complaint.id)
		ORDER BY proposed_at, id`, Helped, Proposed, Untraced)
}

// MayCall says whether somebody may hear the owner of a case: nobody who holds
// or held it, leads its holder, filed it or its paper's part, or must not see it.
func (d *Desk) MayCall(ctx context.Context, tx pgx.Tx, by roster.NIP, c, paper Complaint) (bool, error) {
	for _, id := range []ID{c.ID, paper.ID} {
		if filed, staff, err := d.FiledBy(ctx, tx, id); err != nil || staff && filed == by {
			return false, err
		}
	}
	ss, err := Stretches(ctx, tx, c.ID)
	if err != nil {
		return false, err
	}
	for _, s := range ss {
		if s.Holder == by {
			return false, nil
		}
	}
	if c.Holder != nil {
		if leads, err := roster.Leads(ctx, tx, by, *c.Holder); err != nil || leads {
			return false, err
		}
	}
	excluded, err := Excluded(ctx, tx, c.ID, by)
	return err == nil && !excluded, err
}

// Callable gives and locks a case whose owner somebody may call, with the case
// that their paper is of. It refuses with ErrUnknown, ErrNotHelped, ErrOwnHands
// or ErrLooking.
func (d *Desk) Callable(ctx context.Context, tx pgx.Tx, by roster.NIP, id ID) (c, paper Complaint, err error) {
	if c, err = lock(ctx, tx, id); err != nil {
		return Complaint{}, Complaint{}, err
	}
	paper, has, err := PaperOf(ctx, tx, c)
	if err != nil || !has || c.State != Proposed {
		return Complaint{}, Complaint{}, cmp.Or(err, error(ErrNotHelped))
	}
	if may, err := d.MayCall(ctx, tx, by, c, paper); err != nil || !may {
		return Complaint{}, Complaint{}, cmp.Or(err, error(ErrOwnHands))
	}
	if looking, err := isLooking(ctx, tx, id); err != nil || looking {
		return Complaint{}, Complaint{}, cmp.Or(err, error(ErrLooking))
	}
	return c, paper, nil
}

// Spoken says whether the digits that somebody heard end the PIN of a case. It
// counts what is wrong, as ByPIN does.
func (d *Desk) Spoken(ctx context.Context, tx pgx.Tx, now time.Time, asker, code, digits string) (Look, error) {
	return d.byPIN(ctx, tx, now, asker, code, func(c Complaint) bool {
		pin := d.pin(c.ID, c.PINNo)
		return subtle.ConstantTimeCompare([]byte(pin[len(pin)-SpokenDigits:]), []byte(digits)) == 1
	})
}

// ConfirmByPhone turns the key as its owner said on the telephone. The caller
// has heard the digits (Spoken). It refuses as Callable does.
func (d *Desk) ConfirmByPhone(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID) (Complaint, error) {
	c, _, err := d.Callable(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, err
	}
	if doubted, err := d.doubt(ctx, tx, now, &c, Citizen); err != nil || doubted {
		return c, err
	}
	if err := keepPhoneWord(ctx, tx, now, c, by, true); err != nil {
		return Complaint{}, err
	}
	c.EndedAt, c.NudgeAt = &now, nil
	return c, recordMore(ctx, tx, &c, Done, Citizen, now, "", func(f *Facts) { f.Phone = by })
}

// ReopenByPhone says that it is not done, as its owner said on the telephone.
// It refuses as Callable does, and as Reopen.
func (d *Desk) ReopenByPhone(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, words string) (Complaint, *Stretch, error) {
	c, _, err := d.Callable(ctx, tx, by, id)
	if err != nil {
		return Complaint{}, nil, err
	}
	if err := keepPhoneWord(ctx, tx, now, c, by, false); err != nil {
		return Complaint{}, nil, err
	}
	return d.reopen(ctx, tx, now, c, "", words, by)
}

func keepPhoneWord(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, by roster.NIP, done bool) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO phone_word (complaint_id, round, done, nip, said_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (complaint_id, round) DO UPDATE
		SET done = $3, nip = $4, said_at = $5`, c.ID, c.Reopenings, done, by, now); err != nil {
		return fmt.Errorf("keep what the owner of case %d said on the telephone: %w", c.ID, err)
	}
	return nil
}
