package roster

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// OnCall is somebody who is told of danger at any hour: of a unit and those
// below it, or with "" of every unit.
type OnCall struct {
	UnitCode string
	NIP      NIP
}

// WhoIsOnCall gives those on call for a unit, by name, who can be given work on
// the day that on shows in its own location.
func WhoIsOnCall(ctx context.Context, tx pgx.Tx, on time.Time, unitCode string) ([]Employee, error) {
	return employees(ctx, tx, "list who is on call for unit "+unitCode, `
		WITH RECURSIVE up AS (
			SELECT code, parent_code, ARRAY[code] AS path
			FROM unit
			WHERE code = $2
			UNION ALL
			SELECT p.code, p.parent_code, up.path || p.code
			FROM up
			JOIN unit p ON p.code = up.parent_code
			WHERE p.code <> ALL (up.path)
		)
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.nip IN (
			SELECT o.nip
			FROM on_call o
			WHERE o.unit_code = '' OR o.unit_code IN (SELECT code FROM up))
		AND `+reachable+`
		ORDER BY lower(e.name), e.nip`, on, unitCode)
}

// CallList gives everybody on call, by unit.
func CallList(ctx context.Context, tx pgx.Tx) ([]OnCall, error) {
	rows, err := tx.Query(ctx, `
		SELECT unit_code, nip
		FROM on_call
		ORDER BY unit_code, nip`)
	if err != nil {
		return nil, fmt.Errorf("list who is on call: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[OnCall])
	if err != nil {
		return nil, fmt.Errorf("list who is on call: %w", err)
	}
	return all, nil
}

// PutOnCall makes a list the list: whoever is not in it is on call no more.
func PutOnCall(ctx context.Context, tx pgx.Tx, _ time.Time, rows []OnCall) (Changes, error) {
	var done Changes
	before, err := CallList(ctx, tx)
	if err != nil {
		return done, err
	}
	var batch pgx.Batch
	for _, o := range before {
		if !slices.Contains(rows, o) {
			batch.Queue(`
				DELETE FROM on_call
				WHERE unit_code = $1 AND nip = $2`, o.UnitCode, o.NIP)
		}
	}
	for _, o := range rows {
		known := slices.Contains(before, o)
		if done.Count(known, known); !known {
			batch.Queue(`
				INSERT INTO on_call (unit_code, nip)
				VALUES ($1, $2)
				ON CONFLICT DO NOTHING`, o.UnitCode, o.NIP)
		}
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store who is on call: %w", err)
	}
	return done, nil
}
