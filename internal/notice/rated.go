package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/rating"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// LowFace gives whoever answers it the errand of a citizen who gave the lowest
// face; where it could show who that is, some time later.
func (d *Desk) LowFace(ctx context.Context, tx pgx.Tx, now time.Time, g rating.Given) error {
	if g.Errand == nil || g.Errand.NIP == nil {
		return nil
	}
	held, err := d.hush(ctx, tx, now, g.Complaint)
	if err != nil {
		return err
	}
	v, err := d.ErrandView(ctx, tx, now, *g.Errand, g.Complaint)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("errand:%d:%d", g.Errand.ID, g.Errand.Step)
	_, err = d.staff(ctx, tx, now, key, *g.Errand.NIP, outbox.Row{HeldUntil: held},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.Errand(lang, v) })
	return err
}

// LowWords passes on why somebody gave the lowest face.
func (d *Desk) LowWords(ctx context.Context, tx pgx.Tx, now time.Time, key string, g rating.Given) error {
	if g.Same || g.Errand == nil || g.Errand.NIP == nil {
		return nil
	}
	held, err := hushed(ctx, tx, now, g.Complaint)
	if err != nil {
		return err
	}
	v, err := d.ErrandView(ctx, tx, now, *g.Errand, g.Complaint)
	if err != nil {
		return err
	}
	_, err = d.staff(ctx, tx, now, key+":alasan", *g.Errand.NIP, outbox.Row{HeldUntil: held},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffLowWords(lang, v) })
	return err
}

// LowGone tells who was to answer the lowest face that it was taken back.
func (d *Desk) LowGone(ctx context.Context, tx pgx.Tx, now time.Time, key string, g rating.Given) error {
	held, err := hushed(ctx, tx, now, g.Complaint)
	if err != nil {
		return err
	}
	for _, e := range g.Fell {
		if e.NIP == nil {
			continue
		}
		if _, err := d.staff(ctx, tx, now, key+":gugur", *e.NIP, outbox.Row{HeldUntil: held},
			func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffLowGone(lang, g.Code) }); err != nil {
			return err
		}
	}
	return nil
}

// lowSaid is why the lowest face was given, and in which words, as it stands.
func lowSaid(ctx context.Context, tx pgx.Tx, id complaint.ID) (why rating.Reason, words string, err error) {
	story, err := complaint.Story(ctx, tx, id)
	for _, e := range story {
		switch {
		case e.Kind == complaint.Again, e.Kind == complaint.Upheld, e.Kind == complaint.Rated && e.Facts.Face != rating.Lowest:
			why, words = "", ""
		case e.Kind == complaint.Rated:
			if why = rating.Reason(e.Facts.Reason); e.Words != "" {
				words = e.Words
			}
		}
	}
	return why, words, err
}

// Excused passes the answer on to who gave the lowest face.
func (d *Desk) Excused(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, by roster.NIP, words string) error {
	who, err := d.Who(ctx, tx, by)
	if err != nil {
		return err
	}
	return d.news(ctx, tx, now, key, c, words, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		n.Who = who
		return d.Text.Excused(lang, n)
	})
}
