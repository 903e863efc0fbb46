package notice

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/letter"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/text"
	"tanggap/internal/worktime"
)

// Outcome gathers what an act of a holder brought about.
func (d *Desk) Outcome(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, words string, files []attachment.File) (text.Act, error) {
	var k besides
	v, err := d.caseWith(ctx, tx, now, c, &k)
	return text.Act{StaffCase: v, Words: words, Files: text.CountFiles(files), Lost: k.Way.Lost}, err
}

// Send gives a letter to the citizens: it is recorded and gone. It gives what
// its officer reads then, and refuses as the act does.
func (d *Desk) Send(ctx context.Context, tx pgx.Tx, now time.Time, key string, lang locale.Lang, l letter.Letter) (outbox.Message, error) {
	if err := letter.Drop(ctx, tx, l); err != nil {
		return outbox.Message{}, err
	}
	if l.Words == "" {
		c, err := d.Complaints.Show(ctx, tx, now, l.NIP, l.ComplaintID, l.Files...)
		if err != nil {
			return outbox.Message{}, err
		}
		done, err := d.Outcome(ctx, tx, now, c, "", l.Files)
		if err != nil {
			return outbox.Message{}, err
		}
		return d.Text.ActShown(lang, done)
	}
	c, err := complaint.Find(ctx, tx, l.ComplaintID)
	if err != nil {
		return outbox.Message{}, err
	}
	if l.Thin(c) {
		return d.inform(ctx, tx, now, key, lang, l)
	}
	first := c.AnsweredAt == nil
	c, err = d.Complaints.AnswerOf(ctx, tx, now, l.WrittenAt, l.NIP, l.ComplaintID, l.Words, l.Files...)
	if err != nil {
		return outbox.Message{}, err
	}
	if err := d.Answered(ctx, tx, now, key, c, l.Words, first); err != nil {
		return outbox.Message{}, err
	}
	done, err := d.Outcome(ctx, tx, now, c, l.Words, l.Files)
	if err != nil {
		return outbox.Message{}, err
	}
	if done.Names, err = d.namedDay(ctx, tx, now, l.ComplaintID, l.Words); err != nil {
		return outbox.Message{}, err
	}
	return d.Text.ActAnswered(lang, done)
}

// inform gives a letter to the citizens that is no answer.
func (d *Desk) inform(ctx context.Context, tx pgx.Tx, now time.Time, key string, lang locale.Lang, l letter.Letter) (outbox.Message, error) {
	c, err := d.Complaints.Inform(ctx, tx, now, l.NIP, l.ComplaintID, l.Words, l.Files...)
	if err != nil {
		return outbox.Message{}, err
	}
	if err := d.newsToAll(ctx, tx, now, key, c, l.Words, d.Text.Informed); err != nil {
		return outbox.Message{}, err
	}
	done, err := d.Outcome(ctx, tx, now, c, l.Words, l.Files)
	if err != nil {
		return outbox.Message{}, err
	}
	return d.Text.ActInformed(lang, done)
}

// namedDay is the day that an answer names to the citizen, unless it is this one,
// or the one that was promised already; nil for none.
func (d *Desk) namedDay(ctx context.Context, tx pgx.Tx, now time.Time, id complaint.ID, words string) (*time.Time, error) {
	here := now.In(d.Complaints.Calendars.Location())
	day, found := locale.FindDay(words, here)
	if !found || worktime.DateOf(day) == worktime.DateOf(here) {
		return nil, nil
	}
	ahead, err := complaint.PromiseAhead(ctx, tx, id, worktime.DateOf(here))
	if err != nil || ahead != nil && ahead.Day() == worktime.DateOf(day) {
		return nil, err
	}
	return &day, nil
}

// Leave lets a letter go that nobody touched. One that cannot go any more is
// given back to its officer with its words; one that waited for words is
// forgotten.
func (d *Desk) Leave(ctx context.Context, tx pgx.Tx, now time.Time, l letter.Letter) error {
	chat, reachable, err := roster.ChatOf(ctx, tx, l.NIP)
	if err != nil {
		return err
	}
	lang := chat.Lang
	if !reachable {
		lang = locale.ID
	}
	var m outbox.Message
	var no refusal.Code
	if l.Leaves() {
		err = pgx.BeginFunc(ctx, tx, func(sp pgx.Tx) (err error) {
			m, err = d.Send(ctx, sp, now, l.Preview+":pergi", lang, l)
			return err
		})
	}
	if !l.Leaves() || errors.As(err, &no) {
		m, err = d.giveBack(ctx, tx, lang, l, no)
	}
	if err != nil || !reachable || chat.Address != l.Address {
		return err
	}
	return outbox.Put(ctx, tx, now, outbox.Row{
		Key: l.Preview + ":pergi", Address: l.Address, Lane: outbox.Replies, About: l.ComplaintID.Subject(), After: l.Preview, Edit: true, Message: m,
	})
}

// giveBack drops a letter that does not go, and tells its words and why.
func (d *Desk) giveBack(ctx context.Context, tx pgx.Tx, lang locale.Lang, l letter.Letter, no refusal.Code) (outbox.Message, error) {
	if err := letter.Drop(ctx, tx, l); err != nil {
		return outbox.Message{}, err
	}
	c, err := complaint.Find(ctx, tx, l.ComplaintID)
	if err != nil {
		return outbox.Message{}, err
	}
	return d.Text.LetterBack(lang, text.Letter{ID: l.ComplaintID, Code: c.Code, Words: l.Words, Files: text.CountFiles(l.Files)}, no)
}
