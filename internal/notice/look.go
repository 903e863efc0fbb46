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
	"tanggap/internal/worktime"
)

// Doubted tells the reporter and the holder that the superior looks at a result
// first, and asks the superior to; silent says that the reporter has not said
// anything.
func (d *Desk) Doubted(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, silent bool) error {
	key := lookKey(c)
	tally, err := complaint.TallyWords(ctx, tx, c)
	if err != nil {
		return err
	}
	doubt := text.Doubt{Complaint: c, Not: tally.Not, Answered: tally.Not + tally.Done, Silent: silent}
	if silent {
		say := func(lang locale.Lang) (outbox.Message, error) { return d.Text.Doubted(lang, doubt) }
		if err := d.citizen(ctx, tx, now, key, c.ID, say); err != nil {
			return err
		}
	}
	if err := d.holder(ctx, tx, now, key, c, func(lang locale.Lang, _ text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffDoubted(lang, doubt)
	}); err != nil {
		return err
	}
	return d.askToLook(ctx, tx, now, key+":atasan", c, c.Holder, text.Look{Not: doubt.Not, Answered: doubt.Answered, Silent: silent})
}

// DoubtOf is what a reporter reads whose word alone does not end their case.
func (d *Desk) DoubtOf(ctx context.Context, tx pgx.Tx, lang locale.Lang, c complaint.Complaint) (outbox.Message, error) {
	tally, err := complaint.TallyWords(ctx, tx, c)
	if err != nil {
		return outbox.Message{}, err
	}
	return d.Text.Doubted(lang, text.Doubt{Complaint: c, Not: tally.Not, Answered: tally.Not + tally.Done})
}

func lookKey(c complaint.Complaint) string { return fmt.Sprintf("look:%d:%d", c.ID, c.Reopenings) }

// askToLook asks the nearest superior of somebody whom a message reaches, or
// without one those who find officers.
func (d *Desk) askToLook(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, under *roster.NIP, l text.Look) (err error) {
	if l.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
		return err
	}
	if l.Result, l.Whys, err = doubts(ctx, tx, c); err != nil {
		return err
	}
	row := outbox.Row{About: c.ID.Subject()}
	if row.HeldUntil, err = hushed(ctx, tx, now, c); err != nil {
		return err
	}
	if under != nil {
		told, err := d.above(ctx, tx, now, key, *under, row, func(lang locale.Lang, superior roster.Employee) (outbox.Message, error) {
			l.Superior = superior.Position
			return d.Text.Look(lang, l)
		})
		if err != nil || told {
			return err
		}
	}
	to, err := Dispatchers(ctx, tx)
	if err != nil {
		return err
	}
	return d.each(ctx, tx, now, key, to, row, func(lang locale.Lang) (outbox.Message, error) { return d.Text.Look(lang, l) })
}

// whysShown is how many reasons of supporters a superior reads at once.
const whysShown = 3

// doubts is the result that waits, and why supporters say that it is not done.
func doubts(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (result string, whys []string, err error) {
	events, err := complaint.Story(ctx, tx, c.ID)
	if err != nil {
		return "", nil, err
	}
	for _, e := range events {
		switch {
		case e.Kind == complaint.Result:
			result, whys = e.Words, nil
		case e.Actor == complaint.Supporting && (e.Kind == complaint.Sided || e.Kind == complaint.Addition) && e.Words != "":
			whys = append(whys, e.Words)
		}
	}
	return result, whys[max(0, len(whys)-whysShown):], nil
}

// LookReminder asks once more for a look that waits too long: the superior, and
// whoever leads them.
func (d *Desk) LookReminder(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, w complaint.Pending) error {
	tally, err := complaint.TallyWords(ctx, tx, c)
	if err != nil {
		return err
	}
	l := text.Look{Not: tally.Not, Answered: tally.Not + tally.Done, Silent: !w.Confirmed, Reminder: true, Since: w.Since}
	key := fmt.Sprintf("%s:%s", lookKey(c), worktime.DateOf(now.In(d.Complaints.Calendars.Location())))
	if err := d.askToLook(ctx, tx, now, key, c, c.Holder, l); err != nil || c.Holder == nil {
		return err
	}
	superior, err := reachableAbove(ctx, tx, *c.Holder)
	if err != nil || superior == nil {
		return err
	}
	above, err := reachableAbove(ctx, tx, superior.NIP)
	if err != nil || above == nil {
		return err
	}
	return d.askToLook(ctx, tx, now, key+":atas", c, &superior.NIP, l)
}

// LookUpheld tells everybody that the superior has looked and the case is closed.
func (d *Desk) LookUpheld(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, why string) error {
	key := lookKey(c) + ":terima"
	if err := d.news(ctx, tx, now, key, c, why, d.Text.Upheld); err != nil {
		return err
	}
	if err := d.SupportersEnded(ctx, tx, now, key, c, why); err != nil {
		return err
	}
	return d.holder(ctx, tx, now, key, c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffLookUpheld(lang, v, why)
	})
}

// LookReturned deals the card of a case that the superior gave back, and tells
// everybody why. A holder who has gone meanwhile is replaced.
func (d *Desk) LookReturned(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, s *complaint.Stretch, why string) error {
	key := lookKey(c) + ":kembali"
	c, s, err := d.back(ctx, tx, now, key, c, s)
	if err != nil {
		return err
	}
	if s != nil {
		var chat *roster.Chat
		v, err := d.Case(ctx, tx, now, c, func(b *pgx.Batch) { roster.QueueChat(b, s.Holder, &chat) })
		if err != nil {
			return err
		}
		say := func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffLookReturned(lang, v, why) }
		if err := d.deal(ctx, tx, now, time.Time{}, c, s, chat, say); err != nil {
			return err
		}
	}
	if err := d.news(ctx, tx, now, key, c, why, d.Text.Returned); err != nil {
		return err
	}
	return d.SupportersReopened(ctx, tx, now, key, c, why)
}

// reachableAbove is the nearest superior whom a message reaches; nil for none.
func reachableAbove(ctx context.Context, tx pgx.Tx, nip roster.NIP) (*roster.Employee, error) {
	for seen := []roster.NIP{nip}; ; {
		above, found, err := roster.Superior(ctx, tx, nip)
		if err != nil || !found || slices.Contains(seen, above.NIP) {
			return nil, err
		}
		if _, reachable, err := roster.AddressOf(ctx, tx, above.NIP); err != nil || reachable {
			return &above, err
		}
		nip = above.NIP
		seen = append(seen, nip)
	}
}
