package notice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/rights"
	"tanggap/internal/roster"
	"tanggap/internal/text"
)

// SendData sends the file of somebody's own data, in its parts; the last of an
// erasure's offers to go on. It is theirs to keep, so that nothing keeps them
// from saving it.
func (d *Desk) SendData(ctx context.Context, tx pgx.Tx, now time.Time, r rights.Request) error {
	a, err := account.Of(ctx, tx, r.Address)
	if err != nil {
		return err
	}
	for i, digest := range r.Files {
		m, err := d.Text.DataFile(a.Lang, r, i+1, len(r.Files), digest)
		if err != nil {
			return err
		}
		row := outbox.Row{Key: rights.FileKey(r.ID, i+1), Address: r.Address, Lane: outbox.Replies, Message: m}
		if err := outbox.Put(ctx, tx, now, row); err != nil {
			return err
		}
	}
	return nil
}

// DataTracked tells the asker what became of a file: nothing where it arrived,
// since the file says the rest.
func (d *Desk) DataTracked(ctx context.Context, tx pgx.Tx, now time.Time, r rights.Request, was rights.State) error {
	if r.State != rights.Lapsed {
		return nil
	}
	return d.dataAsker(ctx, tx, now, r, "lapsed", func(lang locale.Lang) (outbox.Message, error) {
		return d.Text.DataLapsed(lang, r, was == rights.Offered)
	})
}

// DataDecided tells the asker what the desk decided.
func (d *Desk) DataDecided(ctx context.Context, tx pgx.Tx, now time.Time, r rights.Request) error {
	v, err := d.DataView(ctx, tx, now, r)
	if err != nil {
		return err
	}
	return d.dataAsker(ctx, tx, now, r, "decided", func(lang locale.Lang) (outbox.Message, error) { return d.Text.DataDecided(lang, v) })
}

// dataAsker tells whoever asked: in their chat, or where only a case without a
// name is known by the way to its reporter, if there is one.
func (d *Desk) dataAsker(ctx context.Context, tx pgx.Tx, now time.Time, r rights.Request, what string, say words) error {
	key := fmt.Sprintf("rights:%d:%s", r.ID, what)
	if r.Address == "" {
		return d.citizen(ctx, tx, now, key, r.Case, say)
	}
	return d.chat(ctx, tx, now, outbox.Row{Key: key, Address: r.Address, Lane: outbox.Replies}, say)
}

// DataDesk are those who answer what people ask about their data: the
// administrators whom a message reaches, without them the verifiers, without
// them the secretary; never who asks, nor anybody who is kept from the case.
func DataDesk(ctx context.Context, tx pgx.Tx, r rights.Request) ([]roster.Employee, error) {
	asker, _, err := roster.ByAddress(ctx, tx, r.Address)
	if err != nil {
		return nil, err
	}
	for _, role := range []roster.Role{roster.RoleAdmin, roster.RoleVerifikator, roster.RoleSekda} {
		all, err := roster.Connected(ctx, tx, role)
		if err != nil {
			return nil, err
		}
		var fit []roster.Employee
		for _, e := range all {
			excluded := e.NIP == asker.NIP
			if r.Case != 0 && !excluded {
				if excluded, err = complaint.Excluded(ctx, tx, r.Case, e.NIP); err != nil {
					return nil, err
				}
			}
			if !excluded {
				fit = append(fit, e)
			}
		}
		if len(fit) > 0 {
			return fit, nil
		}
	}
	return nil, nil
}

// DataDue tells the desk of a request as far as it has come; false when nobody
// of it can be reached. Once it is late those above the desk hear of it, and the
// asker that they do.
func (d *Desk) DataDue(ctx context.Context, tx pgx.Tx, now time.Time, r rights.Request) (bool, error) {
	desk, err := DataDesk(ctx, tx, r)
	if err != nil || len(desk) == 0 {
		return false, err
	}
	v, err := d.DataView(ctx, tx, now, r)
	if err != nil {
		return false, err
	}
	key := fmt.Sprintf("rights:%d:step%d", r.ID, r.Step)
	row := outbox.Row{}
	if r.Case != 0 {
		row.About = r.Case.Subject()
	}
	for _, e := range desk {
		anyHour, err := d.soon(ctx, tx, now, e, r.DueAt)
		if err != nil {
			return false, err
		}
		if _, err := d.employee(ctx, tx, now, key, e.NIP, row, anyHour, func(lang locale.Lang) (outbox.Message, error) { return d.Text.DataCard(lang, v) }); err != nil {
			return false, err
		}
	}
	if r.Step != rights.Overdue {
		return true, nil
	}
	climbed, err := d.dataAbove(ctx, tx, now, key+":atasan", desk, row, v)
	if err != nil || !climbed {
		return true, err
	}
	return true, d.dataAsker(ctx, tx, now, r, "late", func(lang locale.Lang) (outbox.Message, error) { return d.Text.DataLateAsker(lang, v) })
}

// least is how long somebody must have to answer once they have read.
const least = 6 * time.Hour

// soon says whether a message must not wait for somebody's office to open: the
// limit runs by the clock, holidays included.
func (d *Desk) soon(ctx context.Context, tx pgx.Tx, now time.Time, e roster.Employee, due time.Time) (bool, error) {
	cal, err := d.Complaints.Calendars.For(ctx, tx, e.UnitCode)
	if err != nil {
		return false, err
	}
	until, quiet := cal.Quiet(now)
	return quiet && now.Before(due) && until.After(due.Add(-least)), nil
}

// dataAbove tells the nearest superiors of a desk whom a message reaches that a
// request is late, and the secretary where there are none; false when nobody
// can be told.
func (d *Desk) dataAbove(ctx context.Context, tx pgx.Tx, now time.Time, key string, desk []roster.Employee, row outbox.Row, v text.DataRequest) (told bool, err error) {
	late := func(lang locale.Lang, e roster.Employee) (outbox.Message, error) {
		v := v
		v.Post = e.Position
		return d.Text.DataLate(lang, v)
	}
	for _, e := range desk {
		did, err := d.above(ctx, tx, now, key, e.NIP, row, late)
		if err != nil {
			return false, err
		}
		told = told || did
	}
	if told {
		return true, nil
	}
	all, err := roster.Connected(ctx, tx, roster.RoleSekda)
	if err != nil {
		return false, err
	}
	for _, e := range all {
		did, err := d.staff(ctx, tx, now, key, e.NIP, row, func(lang locale.Lang) (outbox.Message, error) { return late(lang, e) })
		if err != nil {
			return false, err
		}
		told = told || did
	}
	return told, nil
}

// DataView is a request as its asker and the desk read it.
func (d *Desk) DataView(ctx context.Context, tx pgx.Tx, now time.Time, r rights.Request) (text.DataRequest, error) {
	v := text.DataRequest{Request: r, Now: now}
	if r.Case == 0 {
		return v, nil
	}
	c, err := complaint.Find(ctx, tx, r.Case)
	if errors.Is(err, complaint.ErrUnknown) {
		return v, nil
	}
	v.Code = c.Code
	return v, err
}
