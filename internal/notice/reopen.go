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

// Reopened deals the card of a case that came back, whose delivery starts the
// clock of s; nil when nobody could be given it. The first time the superior
// is told why; from the second time on it is the superior's own, and whoever
// held it before is told. It gives the case as it stands then, for a holder who
// has gone meanwhile is replaced, and whether a superior was told.
func (d *Desk) Reopened(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, s *complaint.Stretch, why string) (complaint.Complaint, bool, error) {
	key := fmt.Sprintf("again:%d:%d", c.ID, c.Reopenings)
	last, had, err := heldBefore(ctx, tx, c)
	if err != nil {
		return c, false, err
	}
	if c, s, err = d.back(ctx, tx, now, key, c, s); err != nil {
		return c, false, err
	}
	held, err := d.hush(ctx, tx, now, c)
	if err != nil {
		return c, false, err
	}
	var chat *roster.Chat
	v, err := d.Case(ctx, tx, later(now, held), c, func(b *pgx.Batch) {
		if s != nil {
			roster.QueueChat(b, s.Holder, &chat)
		}
	})
	if err != nil {
		return c, false, err
	}
	before, b := last.Holder, text.Back{StaffCase: v, Why: why, Voided: last.Voided}
	if s != nil {
		say := func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffReopened(lang, b) }
		if err := d.deal(ctx, tx, now, held, c, s, chat, say); err != nil {
			return c, false, err
		}
	}
	switch {
	case had && c.IsHigher() && (s == nil || s.Holder != before):
		_, err = d.staff(ctx, tx, now, key+":dahulu", before, outbox.Row{About: c.ID.Subject(), HeldUntil: held},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffTakenUp(lang, b) })
		return c, false, err
	case c.IsHigher(), !had:
		return c, false, nil
	case s != nil:
		before = s.Holder
	}
	told, err := d.above(ctx, tx, now, key+":atasan", before, outbox.Row{About: c.ID.Subject(), HeldUntil: held},
		func(lang locale.Lang, superior roster.Employee) (outbox.Message, error) {
			b.Superior = superior.Position
			return d.Text.StaffReopenedAbove(lang, b)
		})
	return c, told, err
}

// heldBefore is the stretch in which a case was held before it came back; false
// when nobody held it.
func heldBefore(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (complaint.Stretch, bool, error) {
	ss, err := complaint.Stretches(ctx, tx, c.ID)
	if err != nil {
		return complaint.Stretch{}, false, err
	}
	for i := len(ss) - 1; i >= 0; i-- {
		if ss[i].ToAt != nil {
			return ss[i], true, nil
		}
	}
	return complaint.Stretch{}, false, nil
}

// Thanked passes the citizen's thanks on to whoever holds, or held last, the
// case; with words that praise it on the same day, and to the superior as well,
// unless they might tell who wrote them. It gives whether the superior was told.
func (d *Desk) Thanked(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) (bool, error) {
	if c.Holder == nil {
		return false, nil
	}
	say := func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffThanked(lang, v, words)
	}
	if words == "" {
		return false, d.holder(ctx, tx, now, key, c, say)
	}
	anyHour, silent, err := d.today(ctx, tx, now, *c.Holder)
	if err != nil {
		return false, err
	}
	err = d.holderOf(ctx, tx, now, key, c, anyHour, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		m, err := say(lang, v)
		m.Silent = silent
		return m, err
	})
	if err != nil {
		return false, err
	}
	if careful, err := Careful(ctx, tx, c); err != nil || careful {
		return false, err
	}
	superior, found, err := d.aboveOf(ctx, tx, c.UnitCode, *c.Holder, nil)
	if err != nil || !found {
		return false, err
	}
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return false, err
	}
	if anyHour, silent, err = d.today(ctx, tx, now, superior.NIP); err != nil {
		return false, err
	}
	return d.employee(ctx, tx, now, key+":atasan", superior.NIP, outbox.Row{About: c.ID.Subject()}, anyHour, func(lang locale.Lang) (outbox.Message, error) {
		m, err := d.Text.StaffThankedAbove(lang, v, superior.Position, words)
		m.Silent = silent
		return m, err
	})
}

// Withdrawn tells the holder that there is nothing more to do.
func (d *Desk) Withdrawn(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	return d.holder(ctx, tx, now, key, c, d.Text.StaffWithdrawn)
}
