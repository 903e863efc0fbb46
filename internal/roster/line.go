package roster

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Who is whose superior is answered in one place: the register's superior, if
// not there the head of the unit, if not there the head of the unit above, and
// so on; never oneself, never somebody who has ended. The query before this
// gives who(nip, unit_code, superior_nip); the result is line(nip, superior).
const line = `
	up AS (
		SELECT w.unit_code AS of_unit, u.code, u.parent_code, u.head_nip, 1 AS depth, ARRAY[u.code] AS path
		FROM (SELECT DISTINCT unit_code FROM who) w
		JOIN unit u ON u.code = w.unit_code
		UNION ALL
		SELECT up.of_unit, p.code, p.parent_code, p.head_nip, up.depth + 1, up.path || p.code
		FROM up
		JOIN unit p ON p.code = up.parent_code
		WHERE p.code <> ALL (up.path)
	),
	line AS (
		SELECT DISTINCT ON (c.nip) c.nip, c.superior
		FROM (
			SELECT w.nip, w.superior_nip AS superior, 0 AS depth
			FROM who w
			UNION ALL
			SELECT w.nip, up.head_nip, up.depth
			FROM who w
			JOIN up ON up.of_unit = w.unit_code) c
		JOIN employee s ON s.nip = c.superior AND s.ended_on IS NULL
		WHERE c.superior <> c.nip
		ORDER BY c.nip, c.depth
	)`

// Superior gives who stands above somebody: the superior in the register, else
// the head of the unit, else that of the unit above; never themself.
func Superior(ctx context.Context, tx pgx.Tx, nip NIP) (Employee, bool, error) {
	return oneEmployee(ctx, tx, "find a superior", `
		WITH RECURSIVE who AS (
			SELECT nip, unit_code, superior_nip
			FROM employee
			WHERE nip = $1
		),`+line+`
		SELECT `+employeeColumns+`
		FROM line
		JOIN employee e ON e.nip = line.superior`, nip)
}

// Subordinates gives those whose Superior this is, by name.
func Subordinates(ctx context.Context, tx pgx.Tx, nip NIP) ([]Employee, error) {
	return subordinates(ctx, tx, []NIP{nip})
}

// Span gives everybody below somebody, to the last, by name and without
// themself.
func Span(ctx context.Context, tx pgx.Tx, nip NIP) ([]Employee, error) {
	var all []Employee
	seen := map[NIP]bool{nip: true}
	for above := []NIP{nip}; len(above) > 0; {
		below, err := subordinates(ctx, tx, above)
		if err != nil {
			return nil, err
		}
		above = nil
		for _, e := range below {
			if !seen[e.NIP] {
				seen[e.NIP] = true
				all = append(all, e)
				above = append(above, e.NIP)
			}
		}
	}
	slices.SortFunc(all, func(a, b Employee) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.NIP, b.NIP))
	})
	return all, nil
}

func subordinates(ctx context.Context, tx pgx.Tx, nips []NIP) ([]Employee, error) {
	return employees(ctx, tx, "list subordinates", `
		WITH RECURSIVE headed AS (
			SELECT code
			FROM unit
			WHERE head_nip = ANY ($1)
			UNION
			SELECT u.code
			FROM headed h
			JOIN unit u ON u.parent_code = h.code
		),
		who AS (
			SELECT nip, unit_code, superior_nip
			FROM employee
			WHERE ended_on IS NULL
				AND (superior_nip = ANY ($1) OR unit_code IN (SELECT code FROM headed))
		),`+line+`
		SELECT `+employeeColumns+`
		FROM line
		JOIN employee e ON e.nip = line.nip
		WHERE line.superior = ANY ($1)
		ORDER BY lower(e.name), e.nip`, nips)
}

// The employee e leads somebody or may.
const supervisor = `('atasan' = ANY (e.roles)
	OR EXISTS (SELECT FROM employee b WHERE b.superior_nip = e.nip AND b.nip <> e.nip AND b.ended_on IS NULL)
	OR EXISTS (SELECT FROM unit u WHERE u.head_nip = e.nip))`

// Supervisors gives those with the role atasan, anybody's superior and the
// heads of units, by name.
func Supervisors(ctx context.Context, tx pgx.Tx) ([]Employee, error) {
	return employees(ctx, tx, "list supervisors", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.ended_on IS NULL AND `+supervisor+`
		ORDER BY lower(e.name), e.nip`)
}

// Heads gives the heads of a unit and of the units above it, nearest first;
// heads whom the register does not know, or who have ended, are left out.
func Heads(ctx context.Context, tx pgx.Tx, unitCode string) ([]Employee, error) {
	return employees(ctx, tx, "list heads above unit "+unitCode, `
		WITH RECURSIVE up AS (
			SELECT code, parent_code, head_nip, 1 AS depth, ARRAY[code] AS path
			FROM unit
			WHERE code = $1
			UNION ALL
			SELECT p.code, p.parent_code, p.head_nip, up.depth + 1, up.path || p.code
			FROM up
			JOIN unit p ON p.code = up.parent_code
			WHERE p.code <> ALL (up.path)
		)
		SELECT `+employeeColumns+`
		FROM up
		JOIN employee e ON e.nip = up.head_nip AND e.ended_on IS NULL
		ORDER BY up.depth`, unitCode)
}
