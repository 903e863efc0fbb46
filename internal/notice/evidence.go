package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/text"
)

// EvidencePlace tells the citizens where the officer stood.
func (d *Desk) EvidencePlace(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, e complaint.Evidence) error {
	metres, near := c.Away(e)
	return d.newsToAll(ctx, tx, now, key, c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.EvidencePlace(lang, text.Exhibit{News: n, Evidence: e, Metres: metres, Near: near})
	})
}

// compare looks whether a picture that was shown for a result looks like one of
// another case, and lets those look at both who are to.
func (d *Desk) compare(ctx context.Context, tx pgx.Tx, now time.Time, w attachment.Wanted) error {
	look, err := attachment.LookOf(ctx, tx, w.Digest)
	if err != nil {
		return err
	}
	c, given, err := d.Complaints.Compare(ctx, tx, now, w.ID, look)
	if err != nil {
		return err
	}
	for _, e := range given {
		if _, err := d.Errand(ctx, tx, now, e, c); err != nil {
			return err
		}
	}
	return nil
}

// likes are the pictures of a case that look like those of others, with these.
func (d *Desk) likes(ctx context.Context, tx pgx.Tx, id complaint.ID) (all []text.Likeness, err error) {
	err = d.eachLike(ctx, tx, id, func(_, _ complaint.Evidence, l text.Likeness) error {
		all = append(all, l)
		return nil
	})
	return all, err
}

func (d *Desk) eachLike(ctx context.Context, tx pgx.Tx, id complaint.ID, do func(own, other complaint.Evidence, l text.Likeness) error) error {
	shown, err := complaint.EvidenceFor(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, e := range shown {
		if e.Like == nil {
			continue
		}
		other, found, err := complaint.FindEvidence(ctx, tx, *e.Like)
		if err != nil || !found {
			return err
		}
		c, err := complaint.Find(ctx, tx, other.ComplaintID)
		if err != nil {
			return err
		}
		l := text.Likeness{Code: c.Code, At: other.SentAt, Same: other.By == e.By}
		if l.Category, _, err = d.names(ctx, tx, c); err != nil {
			return err
		}
		if l.Area, err = d.Area(ctx, tx, c.Area()); err != nil {
			return err
		}
		if err := do(e, other, l); err != nil {
			return err
		}
	}
	return nil
}

// LikePictures shows each picture of a case beside the one that it looks like.
func (d *Desk) LikePictures(ctx context.Context, tx pgx.Tx, lang locale.Lang, c complaint.Complaint) (all []outbox.Message, err error) {
	err = d.eachLike(ctx, tx, c.ID, func(own, other complaint.Evidence, l text.Likeness) error {
		var pictures [][]byte
		for _, e := range []complaint.Evidence{own, other} {
			w, found, err := attachment.Find(ctx, tx, *e.File)
			if err != nil {
				return err
			}
			if found && w.Digest != nil {
				pictures = append(pictures, w.Digest)
			}
		}
		m, err := d.Text.LikePictures(lang, c.Code, l, pictures...)
		if err != nil {
			return fmt.Errorf("show what looks alike of case %d: %w", c.ID, err)
		}
		all = append(all, m)
		return nil
	})
	return all, err
}
