package roster

import (
	"context"
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
	var lost []Lost
	es, err := employees(ctx, tx, "list whom no message reaches", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.nip = ANY ($1) AND e.ended_on IS NULL AND NOT `+connected+`
		AND EXISTS (SELECT FROM contact c WHERE c.nip = e.nip)
		ORDER BY e.nip`, nips)
	if err != nil {
		return nil, err
	}
	for _, e := range es {
		l := Lost{Employee: e}
		if err := tx.QueryRow(ctx, `
			SELECT max(a.unreachable_at)
			FROM contact c
			JOIN account a ON a.address = c.address
			WHERE c.nip = $1`, e.NIP).Scan(&l.Since); err != nil {
			return nil, err
		}
		lost = append(lost, l)
	}
	return lost, nil
}
