package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// UnreachedAfter is the working time after which a case counts as lying with
// somebody whom no message reaches.
const UnreachedAfter = 4 * time.Hour

// Unreached is a case in the hands of somebody whom no message reaches.
type Unreached struct {
	Case   ID
	Carded bool // its card had come before they were lost
}

// UnreachedOf lists what has lain for UnreachedAfter with somebody whom no message
// reaches: since they were lost, or since they were given it where that is later.
// The time is theirs.
func (d *Desk) UnreachedOf(ctx context.Context, tx pgx.Tx, now time.Time, who roster.Lost) ([]Unreached, error) {
	held, err := RunningOf(ctx, tx, who.NIP)
	if err != nil {
		return nil, err
	}
	var list []Unreached
	for _, s := range held {
		cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
		if err != nil {
			return nil, err
		}
		if cal.Elapsed(later(s.GivenAt, who.Since), now) >= UnreachedAfter {
			list = append(list, Unreached{s.ComplaintID, s.carded(who.Since)})
		}
	}
	return list, nil
}

// carded says whether the card of a stretch had come before its holder was lost;
// one that could not be delivered begins the clock as well, but not before that.
func (s Stretch) carded(lost time.Time) bool {
	return s.FromAt != nil && s.FromAt.Before(lost)
}
