package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// manyAtOnce is with how many supporters a message to all of them gives way to
// what others wait for.
const manyAtOnce = 20

// newsToAll tells the reporter and everybody who supports a case.
func (d *Desk) newsToAll(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string, say sayNews) error {
	if err := d.news(ctx, tx, now, key, c, words, say); err != nil {
		return err
	}
	return d.supporterNews(ctx, tx, now, key, c, words, say)
}

// supporterNews tells those who support a case, each under the code that they
// know: one answer reaches all of them.
func (d *Desk) supporterNews(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string, say sayNews) error {
	all, err := complaint.Supporters(ctx, tx, c.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	n, err := d.newsOf(ctx, tx, now, c, words)
	if err != nil {
		return err
	}
	return d.toSupporters(ctx, tx, now, key, all, n, say)
}

func (d *Desk) toSupporters(ctx context.Context, tx pgx.Tx, now time.Time, key string, all []complaint.Supporter, n text.News, say sayNews) error {
	lane := outbox.Replies
	if len(all) > manyAtOnce {
		lane = outbox.Broadcasts
	}
	var rows []outbox.Row
	for _, s := range all {
		if s.Way.Address == "" {
			continue
		}
		n.ID, n.Code, n.Contact = s.Of, s.Code, complaint.InChat
		if s.Way.Sealed() {
			n.Contact = complaint.Sealed
		}
		m, err := d.softly(now, func(lang locale.Lang) (outbox.Message, error) { return say(lang, n) })(s.Way.Lang)
		if err != nil {
			return err
		}
		if s.Way.Sealed() {
			m = d.Linked(s.Way.Lang, s.Of, m)
		}
		rows = append(rows, outbox.Row{
			Key: fmt.Sprintf("%s:pendukung:%d", key, s.ID), Address: s.Way.Address, Lane: lane, About: s.Of.Subject(),
			Thread: !s.Way.Sealed(), Message: m,
		})
	}
	return outbox.Put(ctx, tx, now, rows...)
}

// Near lists the open cases that seem to tell the same as a draft, for its
// writer to be asked about: what everybody may read, and of few. Whoever gives
// no name, writes about an officer, or for somebody else, is asked nothing: to
// join is to be known.
func (d *Desk) Near(ctx context.Context, tx pgx.Tx, now time.Time, address string, draft Draft) ([]Twin, error) {
	guide, err := d.Complaints.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	o := d.outline(guide, draft)
	if o.Category.Code == "" || !o.Category.Shared() || draft.Contact.Anonymous() || draft.Agreed != nil || o.aboutOfficer(draft) {
		return nil, nil
	}
	r := complaint.Report{At: now, Categories: []string{o.Category.Code}, Area: o.Area, Pin: draft.Pin(), Body: draft.Body(), Looks: draft.Looks()}
	if !o.Sure {
		for _, other := range o.Others[:min(len(o.Others), 2)] {
			r.Categories = append(r.Categories, other.Code)
		}
	}
	near, err := d.Complaints.NearPublic(ctx, tx, r, address)
	if err != nil {
		return nil, err
	}
	var twins []Twin
	for _, n := range near[:min(len(near), mostTwins)] {
		twins = append(twins, Twin{n.ID, n.SamePhoto})
	}
	return twins, nil
}

// twins shows the cases that a draft may tell as well, those that still can be
// joined.
func (d *Desk) twins(ctx context.Context, tx pgx.Tx, now time.Time, draft Draft) ([]text.NearCase, error) {
	if len(draft.Twins) == 0 {
		return nil, nil
	}
	list := make([]complaint.ID, len(draft.Twins))
	for i, t := range draft.Twins {
		list[i] = t.ID
	}
	cases, err := complaint.FindAll(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	cases = slices.DeleteFunc(cases, func(c complaint.Complaint) bool { return !c.Joinable() })
	crowds := make([]complaint.Crowd, len(cases))
	var batch pgx.Batch
	for i, c := range cases {
		complaint.QueueCrowd(&batch, c.ID, &crowds[i])
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, fmt.Errorf("count supporters: %w", err)
	}
	near := make([]text.NearCase, len(cases))
	for i, c := range cases {
		near[i] = text.NearCase{ID: c.ID, Number: i + 1, Body: c.Body, Age: now.Sub(c.FiledAt), Supporters: crowds[i].Supporters, State: c.State}
		if near[i].Place, err = d.Area(ctx, tx, c.Area()); err != nil {
			return nil, err
		}
		for _, t := range draft.Twins {
			near[i].SamePhoto = near[i].SamePhoto || t.ID == c.ID && t.Photo
		}
	}
	return near, nil
}

// SupportingNews tells one supporter the result that waits, as when they join
// while it does; nothing when none does.
func (d *Desk) SupportingNews(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, s complaint.Supporter) error {
	if c.State != complaint.Proposed {
		return nil
	}
	result, err := lastResult(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	n, err := d.newsOf(ctx, tx, now, c, result)
	if err != nil {
		return err
	}
	return d.toSupporters(ctx, tx, now, key, []complaint.Supporter{s}, n, d.Text.SupportResult)
}

// lastResult is what the holder said last that was done.
func lastResult(ctx context.Context, tx pgx.Tx, id complaint.ID) (result string, err error) {
	events, err := complaint.Story(ctx, tx, id)
	for _, e := range events {
		if e.Kind == complaint.Result {
			result = e.Words
		}
	}
	return result, err
}

// Supported tells the holder that somebody else says the same.
func (d *Desk) Supported(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	return d.holder(ctx, tx, now, key, c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffSupported(lang, v, words)
	})
}

// SupporterAdded tells the holder what a supporter added.
func (d *Desk) SupporterAdded(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	return d.holder(ctx, tx, now, key, c, func(lang locale.Lang, v text.StaffCase) (outbox.Message, error) {
		return d.Text.StaffSupporterAdded(lang, v, words)
	})
}

// SupportersEnded tells those who support a case that it has ended; words are
// what the office says of it.
func (d *Desk) SupportersEnded(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	return d.supporterNews(ctx, tx, now, key, c, words, d.Text.SupportEnded)
}

// SupportersReopened tells them that it is open again: by the words of the
// superior, or without any by the reporter.
func (d *Desk) SupportersReopened(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, words string) error {
	return d.supporterNews(ctx, tx, now, key, c, words, d.Text.SupportReopened)
}

// Inherited tells the oldest supporter that a case is theirs now, with its PIN.
func (d *Desk) Inherited(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint) error {
	return d.citizen(ctx, tx, now, key, c.ID, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.Heir(lang, c, d.Complaints.PIN(c))
	})
}

// supporterPhotoLost tells a supporter that a file of theirs did not arrive.
func (d *Desk) supporterPhotoLost(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, w attachment.Wanted) error {
	id, _ := complaint.FromCitizen(w.Role)
	all, err := complaint.Supporters(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(s complaint.Supporter) bool { return s.ID != id })
	n, err := d.newsOf(ctx, tx, now, c, "")
	if err != nil {
		return err
	}
	return d.toSupporters(ctx, tx, now, key, all, n, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.OwnPictureLost(lang, n, w.Loss())
	})
}
