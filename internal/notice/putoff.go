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

// PutOff tells whom it concerns that limits moved, since a day off was announced
// late or hours changed: each citizen whose promise did, and the holder, "" for
// nobody, all of theirs in one message.
func (d *Desk) PutOff(ctx context.Context, tx pgx.Tx, now time.Time, holder roster.NIP, offs []complaint.PutOff) error {
	var m text.PutOffs
	for _, p := range offs {
		mine, err := complaint.TakePutOff(ctx, tx, p.Case)
		if err != nil {
			return err
		}
		if !mine {
			continue
		}
		c, err := complaint.Find(ctx, tx, p.Case)
		if err != nil {
			return err
		}
		if err := d.putOffCitizen(ctx, tx, now, c, p); err != nil {
			return err
		}
		s, running, err := complaint.Running(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if p.Stretch == nil || !running || s.ID != *p.Stretch || s.PausedAt != nil {
			continue
		}
		if m.Total++; len(m.Cases) == text.ShownAtOnce {
			continue
		}
		v, err := d.Case(ctx, tx, now, c)
		if err != nil {
			return err
		}
		m.Cases = append(m.Cases, text.PutOff{StaffCase: v, Was: *p.DueWas, Is: *s.DueAt})
	}
	if m.Total == 0 {
		return nil
	}
	_, err := d.staff(ctx, tx, now, fmt.Sprintf("putoff:%d:%d", m.Cases[0].ID, m.Cases[0].Is.Unix()), holder, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.StaffPutOff(lang, m)
	})
	return err
}

func (d *Desk) putOffCitizen(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, p complaint.PutOff) error {
	was, is, changed := c.Promised(p)
	if !changed {
		return nil
	}
	return d.newsToAll(ctx, tx, now, fmt.Sprintf("putoff:%d:%d", c.ID, is.Unix()), c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.NewsPutOff(lang, n, was, is)
	})
}
