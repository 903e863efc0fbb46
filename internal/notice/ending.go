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

// Errand shows an errand to its owner, with what they may do. It says whether a
// message reached them.
func (d *Desk) Errand(ctx context.Context, tx pgx.Tx, now time.Time, e complaint.Errand, c complaint.Complaint) (bool, error) {
	if e.NIP == nil {
		return false, nil
	}
	v, err := d.ErrandView(ctx, tx, now, e, c)
	if err != nil {
		return false, err
	}
	key := fmt.Sprintf("errand:%d:%d", e.ID, e.Step)
	return d.staff(ctx, tx, now, key, *e.NIP, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) { return d.Text.Errand(lang, v) })
}

// ErrandGiven shows an errand to its owner, and says who that is as a citizen is
// told.
func (d *Desk) ErrandGiven(ctx context.Context, tx pgx.Tx, now time.Time, e complaint.Errand, c complaint.Complaint) (text.Who, error) {
	if _, err := d.Errand(ctx, tx, now, e, c); err != nil {
		return text.Who{}, err
	}
	return d.Owner(ctx, tx, e)
}

// ErrandMoved tells of an errand that moved on: to a new owner its card, to the
// old one a reminder, and when its limit has passed whoever stands above them.
func (d *Desk) ErrandMoved(ctx context.Context, tx pgx.Tx, now time.Time, e complaint.Errand, c complaint.Complaint) error {
	if e.Kind == complaint.ToTake || e.Kind == complaint.ToPlace && e.Step == complaint.NotYet {
		return d.OfferLapsed(ctx, tx, now, c, e)
	}
	if !e.Open() { // nobody decided in time that it is no report
		end, _, err := complaint.LastEnd(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		return d.Decided(ctx, tx, now, fmt.Sprintf("errand:%d:lapsed", e.ID), c, end, "")
	}
	if e.NIP == nil || e.Step < complaint.Overdue {
		_, err := d.Errand(ctx, tx, now, e, c)
		return err
	}
	v, err := d.ErrandView(ctx, tx, now, e, c)
	if err != nil {
		return err
	}
	_, err = d.above(ctx, tx, now, fmt.Sprintf("errand:%d:%d", e.ID, e.Step), *e.NIP, outbox.Row{},
		func(lang locale.Lang, superior roster.Employee) (outbox.Message, error) {
			return d.Text.ErrandLate(lang, v, superior.Position)
		})
	return err
}

// ErrandView gathers what the owner of an errand is shown.
func (d *Desk) ErrandView(ctx context.Context, tx pgx.Tx, now time.Time, e complaint.Errand, c complaint.Complaint) (v text.Errand, err error) {
	v.Work = e
	if v.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
		return v, err
	}
	if e.NIP != nil {
		owner, err := roster.Find(ctx, tx, *e.NIP)
		if err != nil {
			return v, err
		}
		v.To = owner.Position
	}
	switch e.Kind {
	case complaint.ToHelp:
		v.Help, err = d.helpOf(ctx, tx, now, e)
		return v, err
	case complaint.ToTake:
		if v.Decider, err = d.placer(ctx, tx, now, c); err != nil {
			return v, err
		}
		fallthrough
	case complaint.ToPlace:
		v.Offers, err = d.passedBy(ctx, tx, c.ID)
		return v, err
	case complaint.ToExcuse:
		v.Because, v.Words, err = lowSaid(ctx, tx, c.ID)
		return v, err
	case complaint.ToCheck, complaint.ToInspect:
		v.Likes, err = d.likes(ctx, tx, c.ID)
		return v, err
	case complaint.ToJudge:
		v.Doubted, err = d.firstAnswer(ctx, tx, c.ID)
		return v, err
	case complaint.ToExtend:
		v.Longer, err = d.longer(ctx, tx, c)
		return v, err
	case complaint.ToSign:
		a, found, err := complaint.LastAmendment(ctx, tx, c.ID)
		if err != nil || !found {
			return v, err
		}
		v.Change, err = d.amending(ctx, tx, c, a)
		return v, err
	case complaint.ToContest:
		v.Contested, err = d.contested(ctx, tx, c.ID)
		return v, err
	}
	end, found, err := complaint.LastEnd(ctx, tx, c.ID)
	if err != nil || !found {
		return v, err
	}
	if v.End, err = d.end(ctx, tx, now, end); err != nil || e.Kind != complaint.ToReview {
		return v, err
	}
	v.Words, err = said(ctx, tx, c.ID, complaint.Contested)
	return v, err
}

// end names who proposed an end and who decided on it.
func (d *Desk) end(ctx context.Context, tx pgx.Tx, now time.Time, e complaint.End) (v text.End, err error) {
	v.End, v.Now = e, now
	if v.By, err = d.Who(ctx, tx, e.ProposedBy); err != nil || e.DecidedBy == nil {
		return v, err
	}
	v.Decider, err = d.Who(ctx, tx, *e.DecidedBy)
	return v, err
}

// said is what was written last in events of a kind, of several in a row all.
func said(ctx context.Context, tx pgx.Tx, id complaint.ID, k complaint.Kind) (words string, err error) {
	story, err := complaint.Story(ctx, tx, id)
	for _, e := range story {
		switch {
		case e.Kind == complaint.Refused, e.Kind == complaint.Planned, e.Kind == complaint.SentOn:
			words = ""
		case e.Kind == k && e.Words != "":
			if words != "" {
				words += "\n"
			}
			words += e.Words
		}
	}
	return words, err
}

// Owner is who an errand lies with, as a citizen is told; the zero Who while
// nobody can be reached.
func (d *Desk) Owner(ctx context.Context, tx pgx.Tx, e complaint.Errand) (text.Who, error) {
	if e.NIP == nil {
		return text.Who{}, nil
	}
	return d.Who(ctx, tx, *e.NIP)
}

// ObjectionWords passes on what the citizen adds to an objection.
func (d *Desk) ObjectionWords(ctx context.Context, tx pgx.Tx, now time.Time, key string, e complaint.Errand, c complaint.Complaint, words string) error {
	if e.NIP == nil {
		return nil
	}
	v, err := d.ErrandView(ctx, tx, now, e, c)
	if err != nil {
		return err
	}
	v.Words = words
	_, err = d.staff(ctx, tx, now, key+":keberatan", *e.NIP, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffObjectionWords(lang, v) })
	return err
}

// Post is an employee's position.
func (d *Desk) Post(ctx context.Context, tx pgx.Tx, nip roster.NIP) (string, error) {
	e, err := roster.Find(ctx, tx, nip)
	return e.Position, err
}

// Decided tells everybody how a proposal to end a case was decided: the
// citizen, who can object, those who support it, and whoever proposed it. That one was sent back only
// they hear; where no account speaks for them any more it goes to whoever
// answers for the case now.
func (d *Desk) Decided(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, e complaint.End, why string) error {
	if e.SentBack && e.State != complaint.Spam {
		accounts, err := roster.Contacts(ctx, tx, e.ProposedBy)
		if err != nil {
			return err
		}
		if len(accounts) == 0 {
			_, err := d.PassOn(ctx, tx, now, key, complaint.System, c.ID)
			return err
		}
	}
	end, err := d.end(ctx, tx, now, e)
	if err != nil {
		return err
	}
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return err
	}
	decided := text.Decided{StaffCase: v, End: end, Why: why}
	if _, err := d.staff(ctx, tx, now, key+":usul", e.ProposedBy, outbox.Row{About: c.ID.Subject()},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffDecided(lang, decided) }); err != nil || e.SentBack {
		return err
	}
	if err := d.toRead(ctx, tx, now, key, c); err != nil {
		return err
	}
	if err := d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.Ended(lang, text.Ended{Complaint: c, End: end, Now: now})
	}); err != nil {
		return err
	}
	return d.supporterNews(ctx, tx, now, key, c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.SupportEndedAs(lang, text.Ended{Complaint: n.Complaint, End: end, Now: now})
	})
}

// Upheld gives a case back whose reporter objected to its end with success, and
// tells them, those who support it, whoever proposed the end and whoever
// decided on it.
func (d *Desk) Upheld(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, s *complaint.Stretch, by roster.NIP) (complaint.Complaint, error) {
	e, _, err := complaint.LastEnd(ctx, tx, c.ID)
	if err != nil {
		return c, err
	}
	words, err := said(ctx, tx, c.ID, complaint.Contested)
	if err != nil {
		return c, err
	}
	if c, s, err = d.back(ctx, tx, now, key, c, s); err != nil {
		return c, err
	}
	held, err := d.hush(ctx, tx, now, c)
	if err != nil {
		return c, err
	}
	var chat *roster.Chat
	v, err := d.Case(ctx, tx, later(now, held), c, func(b *pgx.Batch) {
		if s != nil {
			roster.QueueChat(b, s.Holder, &chat)
		}
	})
	if err != nil {
		return c, err
	}
	b := text.Back{StaffCase: v, Why: words}
	if s != nil {
		say := func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffUpheld(lang, b) }
		if err := d.deal(ctx, tx, now, held, c, s, chat, say); err != nil {
			return c, err
		}
	}
	if *e.DecidedBy != by {
		if _, err := d.staff(ctx, tx, now, key+":putusan", *e.DecidedBy, outbox.Row{About: c.ID.Subject()},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffUpheldAbove(lang, b) }); err != nil {
			return c, err
		}
	}
	who, err := d.Who(ctx, tx, by)
	if err != nil {
		return c, err
	}
	if err := d.news(ctx, tx, now, key, c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.ObjectionUpheld(lang, n, who)
	}); err != nil {
		return c, err
	}
	return c, d.supporterNews(ctx, tx, now, key, c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.SupportUpheld(lang, n, who)
	})
}

// Overruled passes the reasons on for which an end stays.
func (d *Desk) Overruled(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, by roster.NIP, why string) error {
	who, err := d.Who(ctx, tx, by)
	if err != nil {
		return err
	}
	return d.news(ctx, tx, now, key, c, why, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		n.Who = who
		return d.Text.ObjectionOverruled(lang, n)
	})
}

// FollowUp reminds who sent a case on to another agency, and asks the citizen
// whether it was taken up there.
func (d *Desk) FollowUp(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) error {
	e, _, err := complaint.LastEnd(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	return d.followed(ctx, tx, now, fmt.Sprintf("followup:%d", e.ID), c, e, true)
}

// NotTakenUp tells who sent a case on that the other agency has not taken it up.
func (d *Desk) NotTakenUp(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, e complaint.End) error {
	return d.followed(ctx, tx, now, key, c, e, false)
}

func (d *Desk) followed(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, e complaint.End, ask bool) error {
	end, err := d.end(ctx, tx, now, e)
	if err != nil {
		return err
	}
	v, err := d.Case(ctx, tx, now, c)
	if err != nil {
		return err
	}
	decided := text.Decided{StaffCase: v, End: end}
	say := d.Text.StaffNotTakenUp
	if ask {
		say = d.Text.StaffFollowUp
	}
	if _, err := d.staff(ctx, tx, now, key, *e.DecidedBy, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return say(lang, decided) }); err != nil || !ask {
		return err
	}
	return d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.FollowUp(lang, text.Ended{Complaint: c, End: end, Now: now})
	})
}
