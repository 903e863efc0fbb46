package complaint

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/roster"
)

// Receipt is what the citizen keeps of a filing.
type Receipt struct {
	Complaint
	PIN     string
	Stretch *Stretch // the officer's, not begun yet; nil when nobody was found
}

// File takes a report in. It refuses with ErrEmpty or ErrTooLong.
func (d *Desk) File(ctx context.Context, tx pgx.Tx, now time.Time, f Filing) (Receipt, error) {
	f.Body = strings.TrimSpace(f.Body)
	if f.Body == "" && len(f.Files) == 0 {
		return Receipt{}, ErrEmpty
	}
	if utf8.RuneCountInString(f.Body) > MaxBody {
		return Receipt{}, ErrTooLong
	}
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return Receipt{}, fmt.Errorf("file: %w", err)
	}
	category, err := guide.Category(f.Category)
	if err != nil {
		return Receipt{}, fmt.Errorf("file: %w", err)
	}
	cal, err := d.Calendars.For(ctx, tx, f.Unit)
	if err != nil {
		return Receipt{}, fmt.Errorf("file: %w", err)
	}
	c := Complaint{
		PINNo: 1, Channel: f.Channel, Visibility: f.Visibility, CategoryCode: category.Code, Type: category.Type,
		UnitCode: f.Unit, Place: f.Place, Latitude: f.Latitude, Longitude: f.Longitude, Body: f.Body, State: Waiting,
		Contact:     cmp.Or(f.Contact, InChat),
		FiledAt:     now,
		AnswerDueAt: cal.Add(now, time.Duration(category.FirstResponseHours)*time.Hour),
		SettleDueAt: cal.DueInDays(now, category.ResolveDays),
	}
	if f.Area != "" {
		c.AreaCode = &f.Area
	}
	if c.ID, c.Code, err = d.insert(ctx, tx, c); err != nil {
		return Receipt{}, err
	}
	if err := d.keepReporter(ctx, tx, c, f.Reporter); err != nil {
		return Receipt{}, err
	}
	if err := attachment.Want(ctx, tx, now, c.ID.Subject(), Citizen, f.Files...); err != nil {
		return Receipt{}, err
	}
	if err := record(ctx, tx, &c, Filed, Citizen, now, c.Body); err != nil {
		return Receipt{}, err
	}
	r := Receipt{PIN: d.pin(c.ID, c.PINNo)}
	if f.Officer != "" {
		r.Stretch, err = hand(ctx, tx, now, &c, System, f.Officer)
	}
	r.Complaint = c
	return r, err
}

// insert adds the row under a fresh code; a code drawn before is drawn again.
func (d *Desk) insert(ctx context.Context, tx pgx.Tx, c Complaint) (ID, string, error) {
	for range 10 {
		code, err := drawCode(d.Random, d.Prefix)
		if err != nil {
			return 0, "", err
		}
		var id ID
		err = tx.QueryRow(ctx, `
			INSERT INTO complaint (code, channel, visibility, category_code, type, unit_code, area_code, place,
				latitude, longitude, body, state, filed_at, answer_due_at, settle_due_at, contact)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
			ON CONFLICT (code) DO NOTHING
			RETURNING id`,
			code, c.Channel, c.Visibility, c.CategoryCode, c.Type, c.UnitCode, c.AreaCode, c.Place,
			c.Latitude, c.Longitude, c.Body, c.State, c.FiledAt, c.AnswerDueAt, c.SettleDueAt, c.Contact).Scan(&id)
		if err == nil {
			return id, code, nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return 0, "", fmt.Errorf("file: %w", err)
		}
	}
	return 0, "", errors.New("file: ten codes in a row were taken")
}

// hand gives an unheld case to somebody; the stretch begins on delivery.
func hand(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, actor string, nip roster.NIP) (*Stretch, error) {
	duty := ToAnswer
	if c.AnsweredAt != nil {
		duty = ToSettle
	}
	c.Holder = &nip
	s, err := give(ctx, tx, now, *c, nip, duty)
	if err != nil {
		return nil, err
	}
	return s, record(ctx, tx, c, Given, actor, now, "", s)
}
