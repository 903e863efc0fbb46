package roster

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Who can be given work on the day $1: not ended, not on leave, no mere helper,
// and a message reaches them.
const reachable = `e.ended_on IS NULL AND e.roles <> '{mitra}' AND ` + connected + `
	AND NOT EXISTS (SELECT FROM leave l WHERE l.nip = e.nip AND $1::date BETWEEN l.from_on AND l.to_on)`

// inUnit are those of a unit: who work there, or hold a post there that day.
func inUnit(unit string) string {
	return `(e.unit_code = ` + unit + ` OR EXISTS (
		SELECT FROM post p
		WHERE p.nip = e.nip AND p.unit_code = ` + unit + ` AND $1::date >= p.from_on AND (p.to_on IS NULL OR $1::date <= p.to_on)))`
}

// Reachable gives those of exactly this unit who can be given work on the day
// that on shows in its own location, by name; also who only holds a post there,
// by the title of that.
func Reachable(ctx context.Context, tx pgx.Tx, on time.Time, unitCode string) ([]Employee, error) {
	all, err := employees(ctx, tx, "list who can be reached in unit "+unitCode, `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE `+inUnit("$2")+` AND `+reachable+`
		ORDER BY lower(e.name), e.nip`, on, unitCode)
	if err != nil {
		return nil, err
	}
	for i, e := range all {
		if e.UnitCode == unitCode {
			continue
		}
		p, held, err := PostIn(ctx, tx, on, e.NIP, unitCode)
		if err != nil {
			return nil, err
		}
		if held {
			all[i].Position = p.Title()
		}
	}
	return all, nil
}

// ReachableUnits gives the units where anybody can be given work on the day
// that on shows in its own location, by name.
func ReachableUnits(ctx context.Context, tx pgx.Tx, on time.Time) ([]Unit, error) {
	return units(ctx, tx, "list units where anybody can be reached", `
		SELECT `+unitColumns+`
		FROM unit u
		WHERE EXISTS (SELECT FROM employee e WHERE `+inUnit("u.code")+` AND `+reachable+`)
		ORDER BY lower(u.name), u.code`, on)
}

// Gone gives those of some employees who have ended.
func Gone(ctx context.Context, tx pgx.Tx, nips []NIP) ([]Employee, error) {
	return employees(ctx, tx, "list who of some has ended", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.nip = ANY ($1) AND e.ended_on IS NOT NULL
		ORDER BY e.nip`, nips)
}

// Leads reports whether somebody stands above another, at whatever distance.
func Leads(ctx context.Context, tx pgx.Tx, superior, nip NIP) (bool, error) {
	for seen := map[NIP]bool{}; !seen[nip]; {
		seen[nip] = true
		above, found, err := Superior(ctx, tx, nip)
		if err != nil {
			return false, fmt.Errorf("see who leads whom: %w", err)
		}
		if !found {
			return false, nil
		}
		if above.NIP == superior {
			return true, nil
		}
		nip = above.NIP
	}
	return false, nil
}
