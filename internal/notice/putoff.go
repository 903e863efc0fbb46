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
	until, err := d.Silence(ctx, tx, c)
	if err != nil {
		return err
	}
	if p.SilentWas != nil && until.After(*p.SilentWas) {
		return d.newsToAll(ctx, tx, now, fmt.Sprintf("putoff:%d:%d", c.ID, until.Unix()), c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
			return d.Text.NewsLonger(lang, n, *p.SilentWas, until)
		})
	}
	was, is, changed := c.Promised(p)
	if !changed {
		return nil
	}
	return d.newsToAll(ctx, tx, now, fmt.Sprintf("putoff:%d:%d", c.ID, is.Unix()), c, "", func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.NewsPutOff(lang, n, was, is)
	})
}

// DutiesPutOff tells somebody which limits moved of what waits for them and is no
// case of theirs, all in one message.
func (d *Desk) DutiesPutOff(ctx context.Context, tx pgx.Tx, now time.Time, owner roster.NIP, duties []complaint.DutyPutOff) error {
	var m text.DutiesPutOff
	for _, p := range duties {
		mine, err := complaint.TakeDutyPutOff(ctx, tx, p)
		if err != nil {
			return err
		}
		if !mine || !p.Waiting || p.Due.Equal(p.DueWas) {
			continue
		}
		if m.Total++; len(m.Duties) == text.ShownAtOnce {
			continue
		}
		c, err := complaint.Find(ctx, tx, p.Case)
		if err != nil {
			return err
		}
		m.Duties = append(m.Duties, text.DutyPutOff{Code: c.Code, Kind: p.Kind, Was: p.DueWas, Is: p.Due})
	}
	if m.Total == 0 {
		return nil
	}
	key := fmt.Sprintf("putoff:%s:%s:%d", owner, m.Duties[0].Code, m.Duties[0].Is.Unix())
	_, err := d.staff(ctx, tx, now, key, owner, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.StaffDutiesPutOff(lang, m)
	})
	return err
}
