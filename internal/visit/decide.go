package visit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Refusals of decisions about what is held.
const (
	ErrNothingHeld refusal.Code = "visit.nothing_held" // somebody has decided already
	ErrOwnPile     refusal.Code = "visit.own_pile"     // nobody decides about their own unit
	ErrWhy         refusal.Code = "visit.why"          // no reason was given, or too long a one
)

// Pile is what is held of one unit and day for one reason. What the faces are
// is not told: who decides shall not be moved by it.
type Pile struct {
	Unit        roster.Unit
	Day         worktime.Date
	Reason      Reason
	Proved      int
	Open        int
	Batches     int        // of slips, how many different ones
	First, Last *time.Time // when they came, while that is kept
}

// N is how many ratings it holds.
func (p Pile) N() int { return p.Proved + p.Open }

const pilesSQL = `
	SELECT r.unit_code, r.rated_on, r.reason, count(*) FILTER (WHERE r.proved), count(*) FILTER (WHERE NOT r.proved),
		count(DISTINCT r.batch) FILTER (WHERE r.proved), min(t.at), max(t.at)
	FROM visit_rating r
	LEFT JOIN visit_rater t ON t.rating = r.id
	WHERE r.state = 'held'`

// Piles lists what is held of days that are over, oldest first.
func (d *Desk) Piles(ctx context.Context, tx pgx.Tx, now time.Time) ([]Pile, error) {
	return piles(ctx, tx, pilesSQL+` AND r.rated_on < $1
		GROUP BY r.unit_code, r.rated_on, r.reason
		ORDER BY r.rated_on, r.unit_code, r.reason`, column(d.Today(now)))
}

// FindPile gives one of them. It refuses with ErrNothingHeld.
func (d *Desk) FindPile(ctx context.Context, tx pgx.Tx, now time.Time, unit string, day worktime.Date, reason Reason) (Pile, error) {
	ps, err := piles(ctx, tx, pilesSQL+` AND r.rated_on < $1 AND r.unit_code = $2 AND r.rated_on = $3 AND r.reason = $4
		GROUP BY r.unit_code, r.rated_on, r.reason`, column(d.Today(now)), unit, column(day), reason)
	if err == nil && len(ps) == 0 {
		err = ErrNothingHeld
	}
	if err != nil {
		return Pile{}, err
	}
	return ps[0], nil
}

func piles(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]Pile, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list what is held: %w", err)
	}
	ps, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Pile, err error) {
		var day time.Time
		err = row.Scan(&p.Unit.Code, &day, &p.Reason, &p.Proved, &p.Open, &p.Batches, &p.First, &p.Last)
		p.Day = worktime.DateOf(day)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list what is held: %w", err)
	}
	for i := range ps {
		if ps[i].Unit, err = roster.FindUnit(ctx, tx, ps[i].Unit.Code); err != nil {
			return nil, err
		}
	}
	return ps, nil
}

// Decision is what the chain keeps of one.
type Decision struct {
	Day     string `json:"day"`
	Reason  Reason `json:"reason"`
	Ratings int    `json:"ratings"`
}

// maxWhy is how long a reason may be, in characters.
const maxWhy = 500

// reasoned is why somebody decides, trimmed. It refuses with ErrWhy.
func reasoned(why string) (string, error) {
	why = strings.TrimSpace(why)
	if n := len([]rune(why)); n < 5 || n > maxWhy {
		return "", ErrWhy
	}
	return why, nil
}

// Decide releases a pile or drops it, for a reason that is kept. It refuses
// with ErrNothingHeld, ErrOwnPile or ErrWhy.
func (d *Desk) Decide(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, unit string, day worktime.Date, reason Reason, release bool, why string) (Pile, error) {
	why, err := reasoned(why)
	if err != nil {
		return Pile{}, err
	}
	p, err := d.FindPile(ctx, tx, now, unit, day, reason)
	if err != nil {
		return Pile{}, err
	}
	own, err := OwnUnit(ctx, tx, &by, unit)
	if err != nil {
		return Pile{}, err
	}
	if own {
		return Pile{}, ErrOwnPile
	}
	state, kind := Dropped, PileGone
	if release {
		state, kind = Released, PileFreed
	}
	tag, err := tx.Exec(ctx, `
		UPDATE visit_rating
		SET state = $4
		WHERE unit_code = $1 AND rated_on = $2 AND reason = $3 AND state = 'held'`, unit, column(day), reason, state)
	if err != nil {
		return Pile{}, fmt.Errorf("decide about unit %s: %w", unit, err)
	}
	if int(tag.RowsAffected()) != p.N() {
		return Pile{}, ErrNothingHeld
	}
	return p, record(ctx, tx, now, unit, kind, complaint.ByEmployee(by.NIP), Decision{day.String(), reason, p.N()}, why)
}
