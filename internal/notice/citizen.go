package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// Holder is whoever holds a case, as a citizen is told: position and unit. The
// zero Who is nobody.
func (d *Desk) Holder(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (text.Who, error) {
	if c.Holder == nil {
		return text.Who{}, nil
	}
	book, err := d.Complaints.Calendars.Book(ctx, tx)
	if err != nil {
		return text.Who{}, err
	}
	e, err := book.Employee(*c.Holder)
	if err != nil {
		return text.Who{}, err
	}
	return whoIn(book, e, book.UnitOf(e, c.UnitCode))
}

// WhoIn is an employee as a citizen is told, by their post in a unit where they
// hold, or held, one there.
func (d *Desk) WhoIn(ctx context.Context, tx pgx.Tx, nip roster.NIP, unitCode string) (text.Who, error) {
	c := complaint.Complaint{Holder: &nip, UnitCode: unitCode}
	return d.Holder(ctx, tx, c)
}

func whoIn(book *roster.Book, e roster.Employee, unitCode string) (text.Who, error) {
	u, err := book.Unit(unitCode)
	if err != nil {
		return text.Who{}, err
	}
	title, err := book.Title(e.NIP, u.Code)
	return text.Who{Position: title, Unit: u.Name}, err
}

// Who is an employee as a citizen is told.
func (d *Desk) Who(ctx context.Context, tx pgx.Tx, nip roster.NIP) (text.Who, error) {
	book, err := d.Complaints.Calendars.Book(ctx, tx)
	if err != nil {
		return text.Who{}, err
	}
	e, err := book.Employee(nip)
	if err != nil {
		return text.Who{}, err
	}
	return who(book, e)
}

func who(book *roster.Book, e roster.Employee) (text.Who, error) {
	u, err := book.Unit(e.UnitCode)
	return text.Who{Position: e.Position, Unit: u.Name}, err
}

// Accepted tells the citizens by which position the case was taken on. What
// stands beside it is known.
func (d *Desk) Accepted(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, beside complaint.Beside) error {
	if err := d.newsBy(ctx, tx, now, key, c, beside.Way, "", d.Text.Accepted); err != nil || !beside.Crowded {
		return err
	}
	return d.supporterNews(ctx, tx, now, key, c, "", d.Text.Accepted)
}

// Answered passes the holder's words on to the citizens. Of the first answer the
// reporter may say that it is none.
func (d *Desk) Answered(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string, first bool) error {
	may := false
	if first {
		var err error
		if may, err = complaint.MayDoubt(ctx, tx, c); err != nil {
			return err
		}
	}
	if err := d.news(ctx, tx, now, key, c, words, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		n.First = may
		return d.Text.Answer(lang, n)
	}); err != nil {
		return err
	}
	return d.supporterNews(ctx, tx, now, key, c, words, d.Text.Answer)
}

// Asked passes the holder's question on to the reporter.
func (d *Desk) Asked(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, question string) error {
	if err := d.toRead(ctx, tx, now, key, c); err != nil {
		return err
	}
	return d.news(ctx, tx, now, key, c, question, d.Text.Question)
}

// Proposed passes one result on to the reporters of the cases that it was told
// for, who decide on it each alone, and asks the holder what caused them.
func (d *Desk) Proposed(ctx context.Context, tx pgx.Tx, now time.Time, key string, told []complaint.Complaint, result string) error {
	for i, c := range told {
		of := key
		if i > 0 {
			of = fmt.Sprintf("%s:%d", key, i)
		}
		if err := d.proposed(ctx, tx, now, of, c, result, len(told) > 1); err != nil {
			return err
		}
	}
	return d.AskCause(ctx, tx, now, key, told[0], len(told))
}

// proposed passes the result on to the reporter of a case, who decides on it,
// and to the supporters, whose word counts.
func (d *Desk) proposed(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, result string, several bool) error {
	last, err := ledger.Last(ctx, tx)
	if err != nil {
		return err
	}
	if err := d.toRead(ctx, tx, now, key, c); err != nil {
		return err
	}
	if err := d.toCall(ctx, tx, now, key, c, result); err != nil {
		return err
	}
	if err := d.news(ctx, tx, now, key, c, result, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		if last.Number > 0 {
			n.Seal = last.String()
		}
		n.Several = several
		return d.Text.Result(lang, n)
	}); err != nil {
		return err
	}
	return d.supporterNews(ctx, tx, now, key, c, result, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		n.Several = several
		return d.Text.SupportResult(lang, n)
	})
}

// Reassigned tells the citizens who has the case now.
func (d *Desk) Reassigned(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	return d.newsToAll(ctx, tx, now, key, c, "", d.Text.HandedOn)
}

// ResultPhoto passes a picture, or another file, of the office on to the citizens. One that is
// shown for a result says what is to be read in it.
func (d *Desk) ResultPhoto(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, w attachment.Wanted) error {
	e, shown, err := complaint.EvidenceOf(ctx, tx, w.ID)
	if err != nil {
		return err
	}
	return d.newsToAll(ctx, tx, now, key, c, "", func(lang locale.Lang, n text.News) (m outbox.Message, err error) {
		if shown {
			m, err = d.Text.EvidencePicture(lang, text.Exhibit{News: n, Evidence: e})
		} else {
			m, err = d.Text.Picture(lang, n, w.Kind)
		}
		m.Photos = [][]byte{w.Digest}
		return m, err
	})
}

// PhotoLost tells the reporter that a file of the office will not come.
func (d *Desk) PhotoLost(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	return d.news(ctx, tx, now, key, c, "", d.Text.PictureLost)
}

// OwnPhotoLost tells the reporter that a file of theirs did not arrive.
func (d *Desk) OwnPhotoLost(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, loss attachment.Loss) error {
	return d.news(ctx, tx, now, key, c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.OwnPictureLost(lang, n, loss)
	})
}

// news tells the reporter.
func (d *Desk) news(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string, say sayNews) error {
	way, _, err := complaint.WayTo(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	return d.newsBy(ctx, tx, now, key, c, way, words, say)
}

func (d *Desk) newsBy(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, way complaint.Way, words string, say sayNews) error {
	n, err := d.newsOf(ctx, tx, now, c, words)
	if err != nil {
		return err
	}
	return d.by(ctx, tx, now, key, c.ID, way, func(lang locale.Lang) (outbox.Message, error) { return say(lang, n) })
}

// sayNews renders news in the reader's language.
type sayNews func(locale.Lang, text.News) (outbox.Message, error)

func (d *Desk) newsOf(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, words string) (n text.News, err error) {
	n = text.News{Complaint: c, Words: words, Now: now}
	if n.Who, err = d.Holder(ctx, tx, c); err != nil {
		return n, err
	}
	if c.State == complaint.Proposed {
		if n.Shown, err = complaint.ShownFor(ctx, tx, c); err != nil {
			return n, err
		}
	}
	n.Until, err = d.Silence(ctx, tx, c)
	return n, err
}

// Silence is when the reporter's silence ends a case; zero while no result
// waits for their word.
func (d *Desk) Silence(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (time.Time, error) {
	if c.State != complaint.Proposed || c.ProposedAt == nil {
		return time.Time{}, nil
	}
	cal, err := d.Complaints.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return time.Time{}, err
	}
	return c.SilentAt(cal), nil
}

// Citizens sleep between these hours: what reaches them then makes no sound.
const (
	nightFrom = 21
	nightTo   = 6
)

func (d *Desk) night(now time.Time) bool {
	hour := now.In(d.Complaints.Calendars.Location()).Hour()
	return hour >= nightFrom || hour < nightTo
}

// softly makes no sound at night.
func (d *Desk) softly(now time.Time, say words) words {
	return func(lang locale.Lang) (outbox.Message, error) {
		m, err := say(lang)
		m.Silent = m.Silent || d.night(now)
		return m, err
	}
}
