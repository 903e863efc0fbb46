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
	"tanggap/internal/worktime"
)

// Connected tells the superior who connected an account, so that they can say
// that it is not that person; without a superior whom a message reaches, the
// administrators hear of it.
func (d *Desk) Connected(ctx context.Context, tx pgx.Tx, now time.Time, key string, e roster.Employee) error {
	key += ":tersambung"
	told, err := d.above(ctx, tx, now, key, e.NIP, outbox.Row{},
		func(lang locale.Lang, superior roster.Employee) (outbox.Message, error) {
			return d.Text.ContactMade(lang, e, superior.Position)
		})
	if err != nil || told {
		return err
	}
	return d.admins(ctx, tx, now, key, e.NIP,
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.ContactMade(lang, e, "") })
}

// Denied tells the administrators that a superior took an account for somebody
// else's, and how many cases found new hands; and the chat itself, since it
// may have been the right person after all.
func (d *Desk) Denied(ctx context.Context, tx pgx.Tx, now time.Time, key string, e roster.Employee, address string, passed, waiting int) error {
	err := d.admins(ctx, tx, now, key+":bukan", e.NIP, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.ContactDenied(lang, e, passed, waiting)
	})
	if err != nil || address == "" {
		return err
	}
	return d.put(ctx, tx, now, outbox.Row{Key: key + ":putus", Address: address, Lane: outbox.Replies}, d.Text.ContactEnded)
}

// admins tells all administrators but the one whom it is about.
func (d *Desk) admins(ctx context.Context, tx pgx.Tx, now time.Time, key string, but roster.NIP, say words) error {
	all, err := roster.Connected(ctx, tx, roster.RoleAdmin)
	if err != nil {
		return err
	}
	to := slices.DeleteFunc(all, func(e roster.Employee) bool { return e.NIP == but })
	return d.each(ctx, tx, now, key, to, outbox.Row{}, say)
}

// Unreachable remembers that messages to an account do not arrive any longer,
// and tells the superior and the administrators of a holder, once a day at most. Of a citizen's
// account nobody is told: it is not the holder's fault, who reads of it on the
// case itself.
func (d *Desk) Unreachable(ctx context.Context, tx pgx.Tx, now time.Time, address string) error {
	if err := account.Lose(ctx, tx, now, address); err != nil {
		return err
	}
	e, known, err := roster.ByAddress(ctx, tx, address)
	if err != nil || !known {
		return err
	}
	if _, reachable, err := roster.AddressOf(ctx, tx, e.NIP); err != nil || reachable {
		return err
	}
	held, err := complaint.HeldBy(ctx, tx, e.NIP)
	if err != nil || len(held) == 0 {
		return err
	}
	codes := make([]string, len(held))
	for i, c := range held {
		codes[i] = c.Code
	}
	slices.Sort(codes)
	day := worktime.DateOf(now.In(d.Complaints.Calendars.Location()))
	key := fmt.Sprintf("lost:%s:%s", e.NIP, day)
	say := func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.StaffLost(lang, e.Name, e.Position, codes)
	}
	if _, err := d.above(ctx, tx, now, key, e.NIP, outbox.Row{}, func(lang locale.Lang, _ roster.Employee) (outbox.Message, error) {
		return say(lang)
	}); err != nil {
		return err
	}
	return d.admins(ctx, tx, now, key, e.NIP, say)
}
