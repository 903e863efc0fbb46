package notice

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// firstAnswer is what was answered first in a case.
func (d *Desk) firstAnswer(ctx context.Context, tx pgx.Tx, id complaint.ID) (v text.Said, err error) {
	first, found, err := complaint.FirstAnswerOf(ctx, tx, id)
	by, is := complaint.EmployeeOf(first.Actor)
	if err != nil || !found || !is {
		return v, err
	}
	v.At, v.Words = first.At, first.Words
	v.By, err = d.Who(ctx, tx, by)
	return v, err
}

// AnswerDoubted shows whoever decides that the citizen calls the first answer
// none, and tells whoever holds the case.
func (d *Desk) AnswerDoubted(ctx context.Context, tx pgx.Tx, now time.Time, key string, e complaint.Errand, c complaint.Complaint) error {
	who, err := d.ErrandGiven(ctx, tx, now, e, c)
	if err != nil {
		return err
	}
	v := text.Unanswer{Due: e.DueAt, Who: who}
	if v.First, err = d.firstAnswer(ctx, tx, c.ID); err != nil {
		return err
	}
	return d.holder(ctx, tx, now, key+":belum", c, func(lang locale.Lang, s text.StaffCase) (outbox.Message, error) {
		v.StaffCase = s
		return d.Text.StaffUnanswered(lang, v)
	})
}

// AnswerJudged tells the citizen, whoever answered and whoever holds the case
// whether its first answer is one.
func (d *Desk) AnswerJudged(ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, by roster.NIP, stands bool, why string) error {
	who, err := d.Who(ctx, tx, by)
	if err != nil {
		return err
	}
	if err := d.news(ctx, tx, now, key, c, why, func(lang locale.Lang, n text.News) (outbox.Message, error) {
		return d.Text.AnswerJudged(lang, n, who, stands)
	}); err != nil {
		return err
	}
	v := text.Unanswer{Who: who, Stands: stands, Why: why, Mine: true}
	say := func(lang locale.Lang, s text.StaffCase) (outbox.Message, error) {
		v.StaffCase = s
		return d.Text.StaffAnswerJudged(lang, v)
	}
	if err := d.holder(ctx, tx, now, key+":jawaban", c, say); err != nil {
		return err
	}
	first, _, err := complaint.FirstAnswerOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	answered, is := complaint.EmployeeOf(first.Actor)
	if !is || c.HeldBy(answered) {
		return nil
	}
	v.Mine = false
	if v.StaffCase, err = d.Case(ctx, tx, now, c); err != nil {
		return err
	}
	_, err = d.staff(ctx, tx, now, key+":penjawab", answered, outbox.Row{},
		func(lang locale.Lang) (outbox.Message, error) { return d.Text.StaffAnswerJudged(lang, v) })
	return err
}
