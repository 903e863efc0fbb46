package complaint

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/ledger"
	"tanggap/internal/roster"
	"tanggap/internal/screen"
)

// Receipt is what the citizen keeps of a filing.
type Receipt struct {
	Complaint
	PIN     string
	Stretch *Stretch    // the officer's, not begun yet; nil when nobody was found
	Seal    ledger.Seal // the last one before it
	About   *Suspect    // as filed
	Files   bool        // something was sent with it
}

// File takes a report in. It refuses with ErrEmpty or ErrTooLong, and with
// ErrFiledIt where a helper would answer what they filed.
func (d *Desk) File(ctx context.Context, tx pgx.Tx, now time.Time, f Filing) (Receipt, error) {
	f.Body = strings.TrimSpace(f.Body)
	if f.Body == "" && len(f.Files) == 0 {
		return Receipt{}, ErrEmpty
	}
	if utf8.RuneCountInString(f.Body) > MaxBody {
		return Receipt{}, ErrTooLong
	}
	if f.Helper != "" {
		f.Contact, f.Reporter = Helped, ""
		if f.Officer == f.Helper {
			return Receipt{}, ErrFiledIt
		}
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
	if Private(category, f.Body) != screen.Open {
		c.Visibility = Secret
	}
	if f.Area != "" {
		c.AreaCode = &f.Area
	}
	var begins int64
	r := Receipt{About: f.About, Files: len(f.Files) > 0}
	if c.ID, c.Code, begins, err = d.number(ctx, tx, &r.Seal); err != nil {
		return Receipt{}, err
	}
	filed, err := c.event(Filed, Citizen, now, c.Body, func(facts *Facts) { facts.Neutral, facts.Helper = f.About != nil, f.Helper })
	if err != nil {
		return Receipt{}, err
	}
	events := []ledger.New{filed}
	r.PIN = d.pin(c.ID, c.PINNo)
	if f.Officer != "" {
		c.Holder, r.Stretch = &f.Officer, c.stretch(begins, now, f.Officer)
		given, err := c.event(Given, System, now, "", nil, r.Stretch)
		if err != nil {
			return Receipt{}, err
		}
		events = append(events, given)
	}
	r.Complaint = c
	if err := insert(ctx, tx, c, r.Stretch); err != nil {
		return Receipt{}, err
	}
	if err := d.keepReporter(ctx, tx, c, f.Reporter, f.Lang); err != nil {
		return Receipt{}, err
	}
	if f.Helper != "" {
		if err := keepHelper(ctx, tx, c.ID, f); err != nil {
			return Receipt{}, err
		}
	}
	if f.About != nil {
		if err := keepSuspect(ctx, tx, c.ID, *f.About); err != nil {
			return Receipt{}, err
		}
	}
	if err := attachment.Want(ctx, tx, now, c.ID.Subject(), Citizen, f.Files...); err != nil {
		return Receipt{}, err
	}
	return r, ledger.Begin(ctx, tx, events...)
}

// number draws the numbers of a case and of its first stretch, and a code that
// no case has; should two draw the same at once, only one is filed. It reads
// the last seal on the way.
func (d *Desk) number(ctx context.Context, tx pgx.Tx, last *ledger.Seal) (id ID, code string, stretch int64, err error) {
	for taken := true; taken; {
		if code, err = drawCode(d.Random, d.Prefix); err != nil {
			return 0, "", 0, err
		}
		var batch pgx.Batch
		batch.Queue(`
			SELECT nextval('complaint_id_seq'), nextval('stretch_id_seq'), EXISTS (SELECT FROM complaint WHERE code = $1)`, code).
			QueryRow(func(row pgx.Row) error { return row.Scan(&id, &stretch, &taken) })
		ledger.QueueLast(&batch, last)
		if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
			return 0, "", 0, fmt.Errorf("number a case: %w", err)
		}
	}
	return id, code, stretch, nil
}

// hand gives an unheld case to somebody; the stretch begins on delivery.
func hand(ctx context.Context, tx pgx.Tx, now time.Time, c *Complaint, actor string, nip roster.NIP) (*Stretch, error) {
	s, err := give(ctx, tx, now, *c, nip)
	if err != nil {
		return nil, err
	}
	c.Holder = &nip
	return s, record(ctx, tx, c, Given, actor, now, "", s)
}

// give draws the stretch of a new holder; its clock starts when it is begun.
func give(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, nip roster.NIP) (*Stretch, error) {
	var id int64
	if err := tx.QueryRow(ctx, `SELECT nextval('stretch_id_seq')`).Scan(&id); err != nil {
		return nil, fmt.Errorf("give case %d: %w", c.ID, err)
	}
	return c.stretch(id, now, nip), nil
}

// stretch is the time that a new holder has the case, with the duty that is
// left.
func (c Complaint) stretch(id int64, now time.Time, nip roster.NIP) *Stretch {
	duty := ToAnswer
	if c.AnsweredAt != nil {
		duty = ToSettle
	}
	return &Stretch{
		ID: id, ComplaintID: c.ID, Holder: nip, UnitCode: c.UnitCode, CategoryCode: c.CategoryCode,
		Channel: c.Channel, Duty: duty, GivenAt: now,
	}
}
