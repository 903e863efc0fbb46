package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// Whoever blocks the bot keeps what they hold, and the time: nobody gets rid of
// work by it. When that has lasted for UnreachedAfter those above them are told
// once, and what never came to them goes on to whoever answers for it now.

// Unreached passes on what never came to somebody whom no message reaches, and
// says what has lain with them for too long; false when nothing has.
func (d *Desk) Unreached(ctx context.Context, tx pgx.Tx, now time.Time, who roster.Lost) (text.Lost, bool, error) {
	list, err := d.Complaints.UnreachedOf(ctx, tx, now, who)
	if err != nil || len(list) == 0 {
		return text.Lost{}, false, err
	}
	l := text.Lost{Employee: who.Employee}
	slices.SortFunc(list, func(a, b complaint.Unreached) int { return int(a.Case - b.Case) }) // locks are taken in one order
	var each []passing
	for _, u := range list {
		if !u.Carded {
			each = append(each, passing{u.Case, fmt.Sprintf("lost:%d", u.Case)})
		}
	}
	l.Passed, l.Waiting, err = d.passOnEach(ctx, tx, now, complaint.System, each, complaint.NotReached)
	return l, err == nil, err
}

// TellLost tells the superior of somebody whom no message reaches, and the
// administrators; of what they may not know of, nothing.
func (d *Desk) TellLost(ctx context.Context, tx pgx.Tx, now time.Time, l text.Lost) error {
	key := fmt.Sprintf("lost:%s:%d", l.NIP, now.Unix())
	held, err := complaint.HeldBy(ctx, tx, l.NIP)
	if err != nil {
		return err
	}
	say := func(lang locale.Lang, to roster.NIP, post string) (outbox.Message, error) {
		l.Superior, l.Codes = post, nil
		for _, c := range held {
			kept, err := complaint.Excluded(ctx, tx, c.ID, to)
			if err != nil {
				return outbox.Message{}, err
			}
			if !kept && (c.State != complaint.Proposed && c.State != complaint.Weighed) {
				l.Codes = append(l.Codes, c.Code)
			}
		}
		slices.Sort(l.Codes)
		return d.Text.ContactLost(lang, l)
	}
	return d.aboveAndAdmins(ctx, tx, now, key, l.NIP, say)
}

// TellBack tells the same people that messages reach somebody again.
func (d *Desk) TellBack(ctx context.Context, tx pgx.Tx, now time.Time, e roster.Employee) error {
	held, err := complaint.HeldBy(ctx, tx, e.NIP)
	if err != nil {
		return err
	}
	return d.aboveAndAdmins(ctx, tx, now, fmt.Sprintf("found:%s:%d", e.NIP, now.Unix()), e.NIP, func(lang locale.Lang, _ roster.NIP, _ string) (outbox.Message, error) {
		return d.Text.ContactBack(lang, e, len(held))
	})
}

// aboveAndAdmins tells the nearest superior of somebody and every administrator,
// each once; post is "" for administrators.
func (d *Desk) aboveAndAdmins(ctx context.Context, tx pgx.Tx, now time.Time, key string, of roster.NIP, say func(lang locale.Lang, to roster.NIP, post string) (outbox.Message, error)) error {
	var superior roster.NIP
	if _, err := d.above(ctx, tx, now, key, of, outbox.Row{}, func(lang locale.Lang, above roster.Employee) (outbox.Message, error) {
		superior = above.NIP
		return say(lang, above.NIP, above.Position)
	}); err != nil {
		return err
	}
	all, err := roster.Connected(ctx, tx, roster.RoleAdmin)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.NIP == superior || e.NIP == of {
			continue
		}
		if _, err := d.staff(ctx, tx, now, key, e.NIP, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) { return say(lang, e.NIP, "") }); err != nil {
			return err
		}
	}
	return nil
}

// backAtWork shows somebody whom messages reach again how much they hold.
func (d *Desk) backAtWork(ctx context.Context, tx pgx.Tx, now time.Time, address string) error {
	e, known, err := roster.ByAddress(ctx, tx, address)
	if err != nil || !known {
		return err
	}
	running, err := complaint.RunningOf(ctx, tx, e.NIP)
	if err != nil || len(running) == 0 {
		return err
	}
	_, err = d.rouse(ctx, tx, now, fmt.Sprintf("again:%s:%d", e.NIP, now.Unix()), e.NIP, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.ContactAgain(lang, len(running))
	})
	return err
}
