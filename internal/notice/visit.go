package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
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

// Held tells who decides about ratings that some are held, once a day.
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
	key := fmt.Sprintf("held-ratings:%s", worktime.DateOf(now.In(d.Complaints.Calendars.Location())))
	for _, e := range order {
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
