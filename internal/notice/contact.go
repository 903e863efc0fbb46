package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// Connected tells the superior who connected an account, so that they can say
// that it is not that person; without a superior whom a message reaches, the
// administrators hear of it. It says who was told.
func (d *Desk) Connected(ctx context.Context, tx pgx.Tx, now time.Time, key string, e roster.Employee) (text.Told, error) {
	key += ":tersambung"
	told, err := d.above(ctx, tx, now, key, e.NIP, outbox.Row{},
		func(lang locale.Lang, superior roster.Employee) (outbox.Message, error) {
			return d.Text.ContactMade(lang, e, superior.Position, now)
		})
	if err != nil || told {
		return text.ToldSuperior, err
	}
	n, err := d.admins(ctx, tx, now, key, e.NIP,
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.ContactMade(lang, e, "", now) })
	if err != nil || n == 0 {
		return "", err
	}
	return text.ToldAdmins, nil
}

// Denied tells the administrators that a superior took an account for somebody
// else's, and how many cases found new hands; and the chats themselves, since
// it may have been the right person after all.
func (d *Desk) Denied(ctx context.Context, tx pgx.Tx, now time.Time, key string, e roster.Employee, gone []roster.Contact, passed, waiting int) error {
	_, err := d.admins(ctx, tx, now, key+":bukan", e.NIP, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.ContactDenied(lang, e, passed, waiting)
	})
	if err != nil {
		return err
	}
	for i, c := range gone {
		row := outbox.Row{Key: fmt.Sprintf("%s:putus:%d", key, i), Address: c.Address, Lane: outbox.Replies}
		if err := d.chat(ctx, tx, now, row, d.Text.ContactEnded); err != nil {
			return err
		}
	}
	return nil
}

// Left passes on what somebody holds whose account speaks for somebody else
// now, and tells their superior and the administrators; nothing where another
// account still speaks for them.
func (d *Desk) Left(ctx context.Context, tx pgx.Tx, now time.Time, key string, e roster.Employee) error {
	others, err := roster.Contacts(ctx, tx, e.NIP)
	if err != nil || len(others) > 0 {
		return err
	}
	passed, waiting, err := d.PassOnAll(ctx, tx, now, key, complaint.System, e.NIP, "")
	if err != nil {
		return err
	}
	say := func(lang locale.Lang) (outbox.Message, error) { return d.Text.ContactLeft(lang, e, passed, waiting) }
	if _, err := d.above(ctx, tx, now, key+":pindah", e.NIP, outbox.Row{}, func(lang locale.Lang, _ roster.Employee) (outbox.Message, error) {
		return say(lang)
	}); err != nil {
		return err
	}
	_, err = d.admins(ctx, tx, now, key+":pindah", e.NIP, say)
	return err
}

// admins tells all administrators but the one whom it is about, and says how
// many there are.
func (d *Desk) admins(ctx context.Context, tx pgx.Tx, now time.Time, key string, but roster.NIP, say words) (int, error) {
	all, err := roster.Connected(ctx, tx, roster.RoleAdmin)
	if err != nil {
		return 0, err
	}
	to := slices.DeleteFunc(all, func(e roster.Employee) bool { return e.NIP == but })
	return len(to), d.each(ctx, tx, now, key, to, outbox.Row{}, say)
}

// Unreachable remembers that messages to an account do not arrive any longer.
// Whoever depends on a holder is told when it lasts (Unreached). Of a citizen's
// account nobody is told: it is not the holder's fault, who reads of it on the
// case itself. Of a chat that filed nothing openly nothing is remembered.
func (d *Desk) Unreachable(ctx context.Context, tx pgx.Tx, now time.Time, address string) error {
	if id, sealed := complaint.ParseSealed(address); sealed {
		_, err := complaint.LoseSealed(ctx, tx, id, true)
		return err
	}
	if needed, err := accountNeeded(ctx, tx, address); err != nil || !needed {
		return err
	}
	return account.Lose(ctx, tx, now, address)
}
