package visit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// What is taken for stuffing. These are this project's own limits: a rating
// beyond them is not refused but held, so that an honest rush can be released.
const (
	slipsADay  = 2                // slips of one account, unit and day
	daysOpen   = 3                // days on which one account rates one unit without a slip …
	daysSpan   = 30               // … within so many
	unitsADay  = 5                // units that one account rates on one day without a slip
	burstSpan  = 10 * time.Minute // ratings of one unit within it:
	burstOpen  = 10               // without a slip
	burstSlips = 20               // with one
)

// judge says whether a new rating counts. turn is which visit of the day it
// is. A burst holds all that belong to it.
func (d *Desk) judge(ctx context.Context, tx pgx.Tx, now time.Time, who Rater, r Rating, turn int) (State, Reason, error) {
	own, err := OwnUnit(ctx, tx, who.Employee, r.Unit)
	switch {
	case err != nil:
		return "", "", err
	case own:
		return Held, Staff, nil
	case r.Proved && turn > slipsADay:
		return Held, Slips, nil
	}
	if !r.Proved {
		again, err := d.clusters(ctx, tx, who.Address, r.Unit, r.Day)
		if err != nil {
			return "", "", err
		}
		if again {
			return Held, Cluster, nil
		}
	}
	n, err := around(ctx, tx, r, now.Add(-burstSpan))
	if err != nil {
		return "", "", err
	}
	if most := map[bool]int{false: burstOpen, true: burstSlips}[r.Proved]; n > most {
		return Held, Burst, holdBurst(ctx, tx, r, now.Add(-burstSpan))
	}
	return Counted, "", nil
}

// OwnUnit says whether an employee works in a unit, above it or below it.
func OwnUnit(ctx context.Context, tx pgx.Tx, e *roster.Employee, unit string) (bool, error) {
	if e == nil {
		return false, nil
	}
	units, err := roster.Units(ctx, tx)
	return err == nil && Related(units, e.UnitCode, unit), err
}

// Related says whether two units are one, or one lies below the other.
func Related(units []roster.Unit, a, b string) bool {
	above := map[string]string{}
	for _, u := range units {
		above[u.Code] = u.ParentCode
	}
	return within(above, a, b) || within(above, b, a)
}

// within says whether a unit is another or lies below it.
func within(above map[string]string, unit, other string) bool {
	for seen := map[string]bool{}; unit != "" && !seen[unit]; unit = above[unit] {
		if unit == other {
			return true
		}
		seen[unit] = true
	}
	return false
}

// clusters says whether one account rates again and again without a slip: the
// digests of other days and units are made anew from its address, which nobody
// keeps.
func (d *Desk) clusters(ctx context.Context, tx pgx.Tx, address, unit string, day worktime.Date) (bool, error) {
	var days, units [][]byte
	for i := range daysSpan {
		days = append(days, d.person(address, unit, day.AddDays(-i)))
	}
	all, err := roster.Units(ctx, tx)
	if err != nil {
		return false, err
	}
	for _, u := range all {
		units = append(units, d.person(address, u.Code, day))
	}
	var onDays, ofUnits int
	err = tx.QueryRow(ctx, `
		SELECT count(DISTINCT t.digest) FILTER (WHERE t.digest = ANY ($1)), count(DISTINCT t.digest) FILTER (WHERE t.digest = ANY ($2))
		FROM visit_rater t
		JOIN visit_rating r ON r.id = t.rating
		WHERE t.digest = ANY ($3) AND NOT r.proved`, days, units, append(days, units...)).Scan(&onDays, &ofUnits)
	if err != nil {
		return false, fmt.Errorf("look for clusters: %w", err)
	}
	return onDays > daysOpen || ofUnits > unitsADay, nil
}

// around counts the ratings of the same unit and kind since a moment.
func around(ctx context.Context, tx pgx.Tx, r Rating, since time.Time) (n int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*)
		FROM visit_rater t
		JOIN visit_rating r ON r.id = t.rating
		WHERE t.at > $1 AND r.unit_code = $2 AND r.proved = $3`, since, r.Unit, r.Proved).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count ratings of unit %s: %w", r.Unit, err)
	}
	return n, nil
}

// holdBurst holds the others of a burst, as far as their day is still open.
func holdBurst(ctx context.Context, tx pgx.Tx, r Rating, since time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE visit_rating
		SET state = 'held', reason = 'burst'
		FROM visit_rater t
		WHERE t.rating = visit_rating.id AND t.at > $1
		AND unit_code = $2 AND proved = $3 AND rated_on = $4 AND state = 'counted'`, since, r.Unit, r.Proved, column(r.Day))
	if err != nil {
		return fmt.Errorf("hold a burst of unit %s: %w", r.Unit, err)
	}
	return nil
}
