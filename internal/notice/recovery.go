package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// ToRecover tells the account that a case is followed from that somebody else
// wants it, or its PIN: it can object.
func (d *Desk) ToRecover(ctx context.Context, tx pgx.Tx, now time.Time, r complaint.Recovery) error {
	return d.citizen(ctx, tx, now, recoveryKey(r, "lama"), r.Case,
		func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.RecoveryAgainst(lang, text.Recovery{Recovery: r, Now: now})
		})
}

// ToJudge asks those who find officers whether the answers of somebody who has
// lost a PIN fit the case.
func (d *Desk) ToJudge(ctx context.Context, tx pgx.Tx, now time.Time, r complaint.Recovery, c complaint.Complaint) error {
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return err
	}
	events, err := complaint.Story(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	j := text.Judged{Recovery: text.Recovery{Recovery: r, Now: now}, Case: v}
	for _, e := range events {
		if e.Kind == complaint.FirstAnswer || e.Kind == complaint.Result {
			j.Answer = e.Words
		}
	}
	all, err := Dispatchers(ctx, tx)
	if err != nil {
		return err
	}
	var to []roster.Employee
	for _, e := range all {
		if may, err := d.Complaints.MayJudge(ctx, tx, e.NIP, c); err != nil {
			return err
		} else if may {
			to = append(to, e)
		}
	}
	return d.each(ctx, tx, now, recoveryKey(r, "cocokkan"), to, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.Judge(lang, j) })
}

// Judged tells the asker whether their answers fit, and the account before that
// they did.
func (d *Desk) Judged(ctx context.Context, tx pgx.Tx, now time.Time, r complaint.Recovery, fits bool) error {
	if !fits {
		return d.asker(ctx, tx, now, r, "", "tolak", d.Text.RecoveryDenied)
	}
	if err := d.ToRecover(ctx, tx, now, r); err != nil {
		return err
	}
	return d.asker(ctx, tx, now, r, "", "terima", d.Text.RecoveryAsked)
}

// Objected tells the asker that nothing will come of it.
func (d *Desk) Objected(ctx context.Context, tx pgx.Tx, now time.Time, r complaint.Recovery) error {
	return d.asker(ctx, tx, now, r, "", "keberatan", d.Text.RecoveryObjected)
}

// Recovered tells both accounts that it is done, or the asker that nothing
// came of it.
func (d *Desk) Recovered(ctx context.Context, tx pgx.Tx, now time.Time, r complaint.Recovered) error {
	if r.Complaint.ID == 0 {
		return d.asker(ctx, tx, now, r.Recovery, "", "tolak", d.Text.RecoveryDenied)
	}
	if r.Old != "" && r.Old != r.Asker {
		row := outbox.Row{Key: recoveryKey(r.Recovery, "pindah"), Address: r.Old, Lane: outbox.Replies, Fleeting: true}
		if err := d.chat(ctx, tx, now, row, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.RecoveredBefore(lang, text.Recovery{Recovery: r.Recovery, Now: now})
		}); err != nil {
			return err
		}
	}
	return d.asker(ctx, tx, now, r.Recovery, r.PIN, "jadi", d.Text.Recovered)
}

func recoveryKey(r complaint.Recovery, what string) string {
	return fmt.Sprintf("recovery:%d:%s", r.ID, what)
}

// asker tells whoever asked. Nothing of it is kept: the case may be an
// anonymous one.
func (d *Desk) asker(ctx context.Context, tx pgx.Tx, now time.Time, r complaint.Recovery, pin, what string, say func(locale.Lang, text.Recovery) (outbox.Message, error)) error {
	row := outbox.Row{Key: recoveryKey(r, what), Address: r.Asker, Lane: outbox.Replies, Fleeting: true}
	return d.chat(ctx, tx, now, row, func(lang locale.Lang) (outbox.Message, error) {
		return say(lang, text.Recovery{Recovery: r, PIN: pin, Now: now})
	})
}
