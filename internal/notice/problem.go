package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/problem"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// AskCause asks the holder what caused what their result is about, which was told
// for so many cases.
func (d *Desk) AskCause(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, told int) error {
	if c.Holder == nil {
		return nil
	}
	_, err := d.rouse(ctx, tx, now, key+":sebab", *c.Holder, outbox.Row{Lane: outbox.Replies, About: c.ID.Subject()},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.AskCause(lang, c, told) })
	return err
}

// Problem shows a problem to its owner, at each reminder.
func (d *Desk) Problem(ctx context.Context, tx pgx.Tx, now time.Time, p problem.Problem) error {
	if p.Owner == nil {
		return nil
	}
	v, err := d.ProblemView(ctx, tx, now, p)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("problem:%d:%d:%d", p.ID, p.Round, now.Unix())
	_, err = d.staff(ctx, tx, now, key, *p.Owner, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.Problem(lang, v) })
	return err
}

// ProblemView gathers what its owner is shown of a problem.
func (d *Desk) ProblemView(ctx context.Context, tx pgx.Tx, now time.Time, p problem.Problem) (v text.Problem, err error) {
	v = text.Problem{Problem: p, Now: now.In(d.Complaints.Calendars.Location())}
	if v.Place, err = d.Area(ctx, tx, p.Area); err != nil {
		return v, err
	}
	u, err := roster.FindUnit(ctx, tx, p.UnitCode)
	if err != nil {
		return v, err
	}
	v.Unit = u.Name
	v.Cases, err = problem.Cases(ctx, tx, p.ID)
	return v, err
}

// ProblemSolved tells the reporters of cases, each in their own thread, that what
// stands behind them is dealt with.
func (d *Desk) ProblemSolved(ctx context.Context, tx pgx.Tx, now time.Time, p problem.Problem, by roster.NIP, cases []complaint.ID, words string) error {
	v, err := d.ProblemView(ctx, tx, now, p)
	if err != nil {
		return err
	}
	who, err := d.Who(ctx, tx, by)
	if err != nil {
		return err
	}
	for _, id := range cases {
		c, err := complaint.Find(ctx, tx, id)
		if err != nil {
			return err
		}
		key := fmt.Sprintf("problem:%d:%d:solved:%d", p.ID, p.Round, id)
		if err := d.newsToAll(ctx, tx, now, key, c, words, func(lang locale.Lang, n text.News) (outbox.Message, error) {
			n.Who = who
			return d.Text.ProblemSolved(lang, n, v)
		}); err != nil {
			return err
		}
	}
	return nil
}
