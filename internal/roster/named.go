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

// Search gives those whose name holds all of some words, which stand in small
// letters, by name; nobody for no words. Those who only help are not among them.
func Search(ctx context.Context, tx pgx.Tx, words []string) ([]Employee, error) {
	if len(words) == 0 {
		return nil, nil
	}
	return employees(ctx, tx, "search somebody by name", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.ended_on IS NULL
		AND e.roles <> '{mitra}'
		AND regexp_split_to_array(lower(e.name), '[^[:alpha:]]+') @> $1::text[]
		ORDER BY lower(e.name), e.nip`, words)
}
