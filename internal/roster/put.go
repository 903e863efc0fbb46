package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// Changes counts what taking in a list of rows did. Taking in the same list
// again changes nothing.
type Changes struct {
	Added     int
	Changed   int
	Unchanged int
}

// Count takes in one row: whether its key was known, and whether nothing in it
// differs.
func (c *Changes) Count(known, same bool) {
	switch {
	case !known:
		c.Added++
	case same:
		c.Unchanged++
	default:
		c.Changed++
	}
}

// Total is the number of rows that were new or different.
func (c Changes) Total() int { return c.Added + c.Changed }

// PutUnits takes in units by code. Parents and heads need not be known.
func PutUnits(ctx context.Context, tx pgx.Tx, _ time.Time, rows []Unit) (Changes, error) {
	var done Changes
	before, err := Units(ctx, tx)
	if err != nil {
		return done, err
	}
	known := byKey(before, func(u Unit) string { return u.Code })
	var batch pgx.Batch
	for _, u := range rows {
		old, found := known[u.Code]
		same := found && old.equal(u)
		done.Count(found, same)
		if same {
			continue
		}
		batch.Queue(`
			INSERT INTO unit (code, name, kind, parent_code, head_nip, address, latitude, longitude, hours, valid_from, valid_to, successor_code)
			VALUES ($1, $2, $3, NULLIF($4, ''), NULLIF($5, ''), $6, $7, $8, $9, $10::date, $11::date, NULLIF($12, ''))
			ON CONFLICT (code) DO UPDATE
			SET name = EXCLUDED.name, kind = EXCLUDED.kind, parent_code = EXCLUDED.parent_code, head_nip = EXCLUDED.head_nip,
				address = EXCLUDED.address, latitude = EXCLUDED.latitude, longitude = EXCLUDED.longitude, hours = EXCLUDED.hours,
				valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to, successor_code = EXCLUDED.successor_code`,
			u.Code, u.Name, u.Kind, u.ParentCode, u.HeadNIP, u.Address, u.Latitude, u.Longitude, u.Hours, u.ValidFrom, u.ValidTo, u.SuccessorCode)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store units: %w", err)
	}
	if done.Total() > 0 {
		return done, Touch(ctx, tx)
	}
	return done, nil
}

// PutEmployees takes in employees by NIP; who had ended is back. Whose roles
// change, or who works in another unit, gets an entry in their chain. The units must be known, superiors need
// not be.
func PutEmployees(ctx context.Context, tx pgx.Tx, now time.Time, rows []Employee) (Changes, error) {
	var done Changes
	nips := make([]NIP, len(rows))
	for i, e := range rows {
		nips[i] = e.NIP
	}
	if err := lock(ctx, tx, nips); err != nil {
		return done, err
	}
	before, err := employees(ctx, tx, "read employees", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.nip = ANY ($1)`, nips)
	if err != nil {
		return done, err
	}
	known := byKey(before, func(e Employee) NIP { return e.NIP })
	var batch pgx.Batch
	var raised []Employee
	for _, e := range rows {
		e.Roles, e.EndedOn = tidyRoles(e.Roles), nil
		old, found := known[e.NIP]
		same := found && old.equal(e)
		done.Count(found, same)
		if same {
			continue
		}
		if powers(old.Roles) != powers(e.Roles) {
			raised = append(raised, e)
		}
		batch.Queue(`
			INSERT INTO employee (nip, name, unit_code, position, status, superior_nip, roles)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (nip) DO UPDATE
			SET name = EXCLUDED.name, unit_code = EXCLUDED.unit_code, position = EXCLUDED.position, status = EXCLUDED.status,
				superior_nip = EXCLUDED.superior_nip, roles = EXCLUDED.roles, ended_on = NULL`,
			e.NIP, e.Name, e.UnitCode, e.Position, e.Status, e.SuperiorNIP, e.Roles)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store employees: %w", err)
	}
	for _, e := range rows {
		if old, found := known[e.NIP]; found && old.UnitCode != e.UnitCode {
			if err := moved(ctx, tx, Transfer{e.NIP, old.UnitCode, e.UnitCode, now.UTC().Truncate(time.Microsecond)}); err != nil {
				return done, err
			}
		}
	}
	for _, e := range raised {
		facts := powers(known[e.NIP].Roles) + ">" + powers(e.Roles)
		if err := record(ctx, tx, now, e.NIP, "roles", operator, facts, nil); err != nil {
			return done, err
		}
	}
	if done.Total() > 0 {
		return done, Touch(ctx, tx)
	}
	return done, nil
}

// EndEmployees ends these employees on the day that now shows in its own
// location: no address speaks for them any longer. It gives how many had not
// ended before.
func EndEmployees(ctx context.Context, tx pgx.Tx, now time.Time, nips []NIP) (int, error) {
	nips = slices.Clone(nips)
	if err := lock(ctx, tx, nips); err != nil {
		return 0, err
	}
	rows, err := tx.Query(ctx, `
		UPDATE employee
		SET ended_on = $2::date
		WHERE nip = ANY ($1) AND ended_on IS NULL
		RETURNING nip`, nips, now)
	if err != nil {
		return 0, fmt.Errorf("end employees: %w", err)
	}
	ended, err := pgx.CollectRows(rows, pgx.RowTo[NIP])
	if err != nil {
		return 0, fmt.Errorf("end employees: %w", err)
	}
	for _, nip := range ended {
		if err := silence(ctx, tx, now, nip); err != nil {
			return 0, err
		}
		if err := record(ctx, tx, now, nip, "ended", operator, "", nil); err != nil {
			return 0, err
		}
	}
	if len(ended) > 0 {
		return len(ended), Touch(ctx, tx)
	}
	return 0, nil
}

// PutHolidays takes in holidays by date and name.
func PutHolidays(ctx context.Context, tx pgx.Tx, _ time.Time, rows []worktime.Holiday) (Changes, error) {
	var done Changes
	result, err := tx.Query(ctx, `
		SELECT on_date, name, kind, source
		FROM holiday`)
	if err != nil {
		return done, fmt.Errorf("read holidays: %w", err)
	}
	before, err := pgx.CollectRows(result, func(row pgx.CollectableRow) (h worktime.Holiday, err error) {
		var on time.Time
		err = row.Scan(&on, &h.Name, &h.Kind, &h.Source)
		h.On = worktime.DateOf(on)
		return h, err
	})
	if err != nil {
		return done, fmt.Errorf("read holidays: %w", err)
	}
	type key struct {
		on   worktime.Date
		name string
	}
	known := byKey(before, func(h worktime.Holiday) key { return key{h.On, h.Name} })
	var batch pgx.Batch
	for _, h := range rows {
		old, found := known[key{h.On, h.Name}]
		done.Count(found, old == h)
		if found && old == h {
			continue
		}
		batch.Queue(`
			INSERT INTO holiday (on_date, name, kind, source)
			VALUES ($1::date, $2, $3, $4)
			ON CONFLICT (on_date, name) DO UPDATE
			SET kind = EXCLUDED.kind, source = EXCLUDED.source`, h.On.Midnight(time.UTC), h.Name, h.Kind, h.Source)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store holidays: %w", err)
	}
	if done.Total() > 0 {
		return done, Touch(ctx, tx)
	}
	return done, nil
}

// operator is who imports: whoever may type commands on the machine.
const operator = "operator"

// powers are the roles beyond that of every employee, as the chain writes them.
func powers(roles []Role) string {
	var names []string
	for _, r := range tidyRoles(roles) {
		if r != RolePegawai {
			names = append(names, string(r))
		}
	}
	return strings.Join(names, ",")
}

func (u Unit) equal(v Unit) bool {
	return u.Code == v.Code && u.Name == v.Name && u.Kind == v.Kind && u.ParentCode == v.ParentCode &&
		u.HeadNIP == v.HeadNIP && u.Address == v.Address && u.Hours == v.Hours && u.SuccessorCode == v.SuccessorCode &&
		equal(u.Latitude, v.Latitude) && equal(u.Longitude, v.Longitude) &&
		sameDay(u.ValidFrom, v.ValidFrom) && sameDay(u.ValidTo, v.ValidTo)
}

func (e Employee) equal(f Employee) bool {
	return e.NIP == f.NIP && e.Name == f.Name && e.UnitCode == f.UnitCode && e.Position == f.Position &&
		e.Status == f.Status && equal(e.SuperiorNIP, f.SuperiorNIP) && slices.Equal(e.Roles, f.Roles) &&
		sameDay(e.EndedOn, f.EndedOn)
}

func equal[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

func sameDay(a, b *time.Time) bool {
	return a == b || a != nil && b != nil && worktime.DateOf(*a) == worktime.DateOf(*b)
}

func byKey[K comparable, V any](rows []V, key func(V) K) map[K]V {
	m := make(map[K]V, len(rows))
	for _, v := range rows {
		m[key(v)] = v
	}
	return m
}
