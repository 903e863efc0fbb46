package visit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// ErrNoRoll says that no slips of a printing are still good.
const ErrNoRoll refusal.Code = "visit.no_roll"

// Roll is one printing of slips that are still good.
type Roll struct {
	Batch
	Used int // of its slips, those that count or wait for a decision
}

// Rolls lists the slips of a unit that are still good, oldest first.
func (d *Desk) Rolls(ctx context.Context, tx pgx.Tx, now time.Time, unit string) ([]Roll, error) {
	rows, err := tx.Query(ctx, `
		SELECT b.id, b.unit_code, b.counter, b.count, b.printed_on, b.expires_on,
			(SELECT count(*) FROM visit_rating r WHERE r.unit_code = b.unit_code AND r.batch = b.id AND r.state <> 'dropped')
		FROM visit_batch b
		WHERE b.kind = 'slip' AND b.unit_code = $1 AND b.voided_on IS NULL AND b.expires_on >= $2
		ORDER BY b.id`, unit, column(d.Today(now)))
	if err != nil {
		return nil, fmt.Errorf("list the slips of unit %s: %w", unit, err)
	}
	rolls, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Roll, error) {
		r := Roll{Batch: Batch{Kind: Slip}}
		var printed, expires time.Time
		err := row.Scan(&r.ID, &r.Unit, &r.Counter, &r.Count, &printed, &expires, &r.Used)
		r.PrintedOn, r.ExpiresOn = worktime.DateOf(printed), ptr(worktime.DateOf(expires))
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("list the slips of unit %s: %w", unit, err)
	}
	return rolls, nil
}

// FindRoll gives one of them. It refuses with ErrNoRoll.
func (d *Desk) FindRoll(ctx context.Context, tx pgx.Tx, now time.Time, unit string, batch int) (Roll, error) {
	rolls, err := d.Rolls(ctx, tx, now, unit)
	if err != nil {
		return Roll{}, err
	}
	for _, r := range rolls {
		if r.ID == batch {
			return r, nil
		}
	}
	return Roll{}, ErrNoRoll
}

// Voided is what the chain keeps of slips that are good no more.
type Voided struct {
	Batch int `json:"batch"`
	Slips int `json:"slips"`
	Used  int `json:"used"`
}

// Void lets the slips of a printing be good no more: a roll was lost or
// stolen. What was rated with them stays as it is. It refuses with ErrNotHead,
// ErrNoRoll or ErrWhy.
func (d *Desk) Void(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, unit string, batch int, why string) (Roll, error) {
	if err := head(ctx, tx, by, unit); err != nil {
		return Roll{}, err
	}
	why, err := reasoned(why)
	if err != nil {
		return Roll{}, err
	}
	r, err := d.FindRoll(ctx, tx, now, unit, batch)
	if err != nil {
		return Roll{}, err
	}
	if _, err := tx.Exec(ctx, `
		UPDATE visit_batch
		SET voided_on = $2
		WHERE id = $1`, batch, column(d.Today(now))); err != nil {
		return Roll{}, fmt.Errorf("void slips of unit %s: %w", unit, err)
	}
	return r, record(ctx, tx, now, unit, SlipsVoided, complaint.ByEmployee(by), Voided{batch, r.Count, r.Used}, why)
}
