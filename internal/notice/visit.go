package notice

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/paper"
	"tanggap/internal/roster"
	"tanggap/internal/visit"
)

// Deciders are those who decide about a unit's held ratings: the inspectorate,
// whom a message reaches, and where it is their own unit the regency's
// secretary.
func Deciders(ctx context.Context, tx pgx.Tx, unit string) ([]roster.Employee, error) {
	for _, role := range []roster.Role{roster.RoleInspektorat, roster.RoleSekda} {
		all, err := roster.Connected(ctx, tx, role)
		if err != nil {
			return nil, err
		}
		var others []roster.Employee
		for _, e := range all {
			own, err := visit.OwnUnit(ctx, tx, &e, unit)
			if err != nil {
				return nil, err
			}
			if !own {
				others = append(others, e)
			}
		}
		if len(others) > 0 {
			return others, nil
		}
	}
	return nil, nil
}

// Held tells who decides about ratings that some are held: at once when there are
// others than before, and again each week.
func (d *Desk) Held(ctx context.Context, tx pgx.Tx, now time.Time, piles []visit.Pile) (told int, err error) {
	theirs := map[roster.NIP][]visit.Pile{}
	var order []roster.Employee
	for _, p := range piles {
		to, err := Deciders(ctx, tx, p.Unit.Code)
		if err != nil {
			return 0, err
		}
		for _, e := range to {
			if theirs[e.NIP] == nil {
				order = append(order, e)
			}
			theirs[e.NIP] = append(theirs[e.NIP], p)
		}
	}
	year, week := now.In(d.Complaints.Calendars.Location()).ISOWeek()
	for _, e := range order {
		which := fnv.New64a()
		for _, p := range theirs[e.NIP] {
			fmt.Fprintln(which, p.Unit.Code, p.Day, p.Reason)
		}
		key := fmt.Sprintf("held-ratings:%d-W%02d:%x", year, week, which.Sum64())
		reached, err := d.staff(ctx, tx, now, key, e.NIP, outbox.Row{}, func(lang locale.Lang) (outbox.Message, error) {
			return d.Text.HeldNews(lang, theirs[e.NIP], now)
		})
		if err != nil {
			return told, err
		}
		if reached {
			told++
		}
	}
	return told, nil
}

// SurveyFiles makes the SKM report of a quarter, a PDF and an XLSX, and gives
// the digests under which they are kept.
func (d *Desk) SurveyFiles(ctx context.Context, tx pgx.Tx, now time.Time, lang locale.Lang, q visit.Quarterly) ([][]byte, error) {
	of, err := d.Regency(ctx, tx)
	if err != nil {
		return nil, err
	}
	words := d.Text.Survey(lang, of.String(), q, now)
	pdf, err := paper.SurveyPDF(words, now)
	if err != nil {
		return nil, err
	}
	sheet, err := paper.SurveyXLSX(words)
	if err != nil {
		return nil, err
	}
	name := d.Text.FileName(lang, q.Unit.Name, q.Quarter)
	var digests [][]byte
	for _, c := range []attachment.Content{
		attachment.Made("application/pdf", name+".pdf", 0, 0, pdf),
		attachment.Made("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name+".xlsx", 0, 0, sheet),
	} {
		if err := attachment.Store(ctx, tx, now, c); err != nil {
			return nil, err
		}
		digests = append(digests, c.Digest)
	}
	return digests, nil
}

// Surveyed brings a unit's head the SKM report of a quarter that is over; false
// when no message reaches them.
func (d *Desk) Surveyed(ctx context.Context, tx pgx.Tx, now time.Time, q visit.Quarterly) (bool, error) {
	head, serves, err := headOf(ctx, tx, q.Unit)
	if err != nil || !serves {
		return false, err
	}
	key := fmt.Sprintf("skm:%s:%s", q.Quarter, q.Unit.Code)
	return d.staff(ctx, tx, now, key, head.NIP, outbox.Row{Lane: outbox.Broadcasts}, func(lang locale.Lang) (outbox.Message, error) {
		digests, err := d.SurveyFiles(ctx, tx, now, lang, q)
		if err != nil {
			return outbox.Message{}, err
		}
		return d.Text.SurveyNews(lang, head.Position, q.Unit.Name, q.Survey, digests...)
	})
}

// Silent asks a unit's head for the sentence of the month; false when no
// message reaches them.
func (d *Desk) Silent(ctx context.Context, tx pgx.Tx, now time.Time, s visit.Silent) (bool, error) {
	head, serves, err := headOf(ctx, tx, s.Unit)
	if err != nil || !serves {
		return false, err
	}
	key := fmt.Sprintf("kalimat:%s:%s", s.Month, s.Unit.Code)
	return d.staff(ctx, tx, now, key, head.NIP, outbox.Row{Lane: outbox.Broadcasts}, func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.ImprovementDue(lang, head.Position, s)
	})
}

// headOf is who heads a unit; false while nobody does.
func headOf(ctx context.Context, tx pgx.Tx, u roster.Unit) (roster.Employee, bool, error) {
	if u.HeadNIP == "" {
		return roster.Employee{}, false, nil
	}
	head, err := roster.Find(ctx, tx, u.HeadNIP)
	if errors.Is(err, roster.ErrUnknown) {
		return roster.Employee{}, false, nil
	}
	return head, err == nil && !head.Ended(), err
}
