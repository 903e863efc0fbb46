package roster

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Lost is somebody whom no message reaches any more.
type Lost struct {
	Employee
	Since time.Time // when the last of their chats was lost
}

// LostOf gives those of some employees whom no message reaches any more. Who never
// had a chat is none of them: nothing is given to them.
func LostOf(ctx context.Context, tx pgx.Tx, nips []NIP) ([]Lost, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+employeeColumns+`, (
			SELECT max(a.unreachable_at)
			FROM contact c
			JOIN account a ON a.address = c.address
			WHERE c.nip = e.nip)
		FROM employee e
		WHERE e.nip = ANY ($1) AND e.ended_on IS NULL AND NOT `+connected+`
		AND EXISTS (SELECT FROM contact c WHERE c.nip = e.nip)
		ORDER BY e.nip`, nips)
	if err != nil {
		return nil, fmt.Errorf("list whom no message reaches: %w", err)
	}
	lost, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Lost])
	if err != nil {
		return nil, fmt.Errorf("list whom no message reaches: %w", err)
	}
	return lost, nil
}
