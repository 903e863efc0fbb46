package notice

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// AskHelp tells somebody of the late cases below them for which they are asked
// for help and do not know it yet, many in one message; the arrival starts their
// clocks. It says of how many.
func (d *Desk) AskHelp(ctx context.Context, tx pgx.Tx, now time.Time, to roster.NIP) (int, error) {
	rs, err := complaint.UntoldOf(ctx, tx, to)
	if err != nil || len(rs) == 0 {
		return 0, err
	}
	owner, err := roster.Find(ctx, tx, to)
	if err != nil {
		return 0, err
	}
	cal, err := d.Complaints.Calendars.For(ctx, tx, owner.UnitCode)
	if err != nil {
		return 0, err
	}
	arrives := now
	if until, quiet := cal.Quiet(now); quiet {
		arrives = until
	}
	m := text.Storm{Step: complaint.Raised, Superior: owner.Position, Total: len(rs), Until: cal.NextDaySame(arrives)}
	shown := rs[:min(len(rs), text.ShownAtOnce)]
	for _, r := range shown {
		v, err := d.HelpView(ctx, tx, now, r, owner.Position)
		if err != nil {
			return 0, err
		}
		v.Until = m.Until
		m.Cases = append(m.Cases, v)
	}
	if len(rs) > few {
		return len(rs), d.askHelp(ctx, tx, now, to, rs, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) { return d.Text.Many(lang, m) })
	}
	for i, v := range m.Cases {
		err := d.askHelp(ctx, tx, now, to, rs[i:i+1], outbox.Row{About: v.ID.Subject()},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.Raised(lang, v) })
		if err != nil {
			return 0, err
		}
	}
	return len(rs), nil
}

func (d *Desk) askHelp(ctx context.Context, tx pgx.Tx, now time.Time, to roster.NIP, rs []complaint.Rung, row outbox.Row, say words) (err error) {
	if row.Begins, err = complaint.TellWith(ctx, tx, rs); err != nil {
		return err
	}
	reached, err := d.staff(ctx, tx, now, fmt.Sprintf("rung:%d", rs[0].ID), to, row, say)
	if err != nil || reached {
		return err
	}
	return d.Complaints.Begin(ctx, tx, now, row.Begins) // they left the bot: it does not stand still for that
}

// HelpView gathers what somebody who is asked to help is shown of a late case.
func (d *Desk) HelpView(ctx context.Context, tx pgx.Tx, now time.Time, r complaint.Rung, post string) (text.Passed, error) {
	c, err := complaint.Find(ctx, tx, r.ComplaintID)
	if err != nil {
		return text.Passed{}, err
	}
	s, found, err := complaint.FindStretch(ctx, tx, r.StretchID)
	if err != nil {
		return text.Passed{}, err
	}
	if !found {
		return text.Passed{}, fmt.Errorf("rung %d is about no stretch", r.ID)
	}
	v, err := d.passed(ctx, tx, now, complaint.Climbed{Complaint: c, Stretch: s}, post)
	v.Highest = r.Step == complaint.Top
	if r.DueAt != nil {
		v.Until = *r.DueAt
	}
	return v, err
}

// silentMoved tells of cases that went on since their holders did nothing with
// them, nor the superior: both officers, the citizens, and that superior, who
// like a holder of many hears of them in one message.
func (d *Desk) silentMoved(ctx context.Context, tx pgx.Tx, now time.Time, climbed []complaint.Climbed) error {
	moved := map[roster.NIP][]complaint.Climbed{}
	lost := map[roster.NIP][]complaint.Climbed{}
	for _, c := range climbed {
		if c.Silent == nil {
			continue
		}
		moved[c.Asked] = append(moved[c.Asked], c)
		lost[c.Silent.From] = append(lost[c.Silent.From], c)
	}
	for _, c := range climbed {
		if c.Silent == nil {
			continue
		}
		if err := d.handedOver(ctx, tx, now, *c.Silent, "", len(lost[c.Silent.From]) > few); err != nil {
			return err
		}
	}
	for _, from := range slices.Sorted(maps.Keys(lost)) {
		if len(lost[from]) <= few {
			continue
		}
		if err := d.silentMany(ctx, tx, now, ":from", from, "", lost[from]); err != nil {
			return err
		}
	}
	for _, above := range slices.Sorted(maps.Keys(moved)) {
		e, err := roster.Find(ctx, tx, above)
		if err != nil {
			return err
		}
		if len(moved[above]) > few {
			err = d.silentMany(ctx, tx, now, ":above", above, e.Position, moved[above])
		} else {
			err = d.silentEach(ctx, tx, now, e, moved[above])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) silentEach(ctx context.Context, tx pgx.Tx, now time.Time, above roster.Employee, cs []complaint.Climbed) error {
	for _, c := range cs {
		told, err := d.handed(ctx, tx, now, *c.Silent, above.NIP)
		if err != nil {
			return err
		}
		if _, err := d.staff(ctx, tx, now, fmt.Sprintf("handed:%d:above", c.Silent.Stretch.ID), above.NIP, outbox.Row{About: c.ID.Subject()},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.HandedSilent(lang, told) }); err != nil {
			return err
		}
	}
	return nil
}

// silentMany tells one person of many such cases; superior is their post when
// they hear of it as one.
func (d *Desk) silentMany(ctx context.Context, tx pgx.Tx, now time.Time, key string, to roster.NIP, superior string, cs []complaint.Climbed) error {
	m := text.HandedMany{Superior: superior, Total: len(cs)}
	for _, c := range cs[:min(len(cs), text.ShownAtOnce)] {
		told, err := d.handed(ctx, tx, now, *c.Silent, "")
		if err != nil {
			return err
		}
		m.Cases = append(m.Cases, told)
	}
	_, err := d.staff(ctx, tx, now, fmt.Sprintf("handed:%d%s:all", cs[0].Silent.Stretch.ID, key), to, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.HandedMany(lang, m) })
	return err
}

// HelpAnswered passes the words of somebody above the holder on to the citizens,
// under their own post, and to the holder.
func (d *Desk) HelpAnswered(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, by roster.NIP, words string) error {
	who, err := d.Who(ctx, tx, by)
	if err != nil {
		return err
	}
	if err := d.newsToAll(ctx, tx, now, key, c, words, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		n.Who = who
		return d.Text.Answer(lang, n)
	}); err != nil {
		return err
	}
	return d.helped(ctx, tx, now, key, c, text.Helped{Act: complaint.ByAnswer, By: who, Words: words})
}

// HelpPromised tells the citizens and the holder which day somebody above the
// holder named.
func (d *Desk) HelpPromised(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, p complaint.Promise, moved *complaint.Promise) error {
	if err := d.Promised(ctx, tx, now, key, c, p, moved); err != nil {
		return err
	}
	who, err := d.Who(ctx, tx, p.MadeBy)
	if err != nil {
		return err
	}
	return d.helped(ctx, tx, now, key, c, text.Helped{Act: complaint.ByDate, By: who, On: p.On})
}

// Backed passes a word of support on to the holder.
func (d *Desk) Backed(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, by roster.NIP, words string) error {
	who, err := d.Who(ctx, tx, by)
	if err != nil {
		return err
	}
	return d.helped(ctx, tx, now, key, c, text.Helped{Act: complaint.ByWord, By: who, Words: words})
}

func (d *Desk) helped(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, h text.Helped) error {
	return d.holder(ctx, tx, now, key+":bantu", c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		h.StaffCase = v
		return d.Text.Helped(lang, h)
	})
}
