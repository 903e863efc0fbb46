package roster

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Named gives those of a unit and of the units below it whose name holds one of
// some words, which stand in small letters, by name.
func Named(ctx context.Context, tx pgx.Tx, unitCode string, words []string) ([]Employee, error) {
	return employees(ctx, tx, "find somebody by name", `
		WITH RECURSIVE down AS (
			SELECT code
			FROM unit
			WHERE code = $1
			UNION
			SELECT u.code
			FROM down d
			JOIN unit u ON u.parent_code = d.code
		)
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.ended_on IS NULL
		AND e.unit_code IN (SELECT code FROM down)
		AND regexp_split_to_array(lower(e.name), '[^[:alpha:]]+') && $2::text[]
		ORDER BY lower(e.name), e.nip`, unitCode, words)
}
