package rating

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// row is the rating of a closing.
type row struct {
	Face    int
	Reason  Reason
	Comment string
	FirstAt time.Time
	Holder  *roster.NIP // whose work it is of
}

func (r row) fixed(now time.Time) bool { return now.After(r.FirstAt.Add(ChangeFor)) }

// find gives the rating of a case's last closing; false when there is none.
func find(ctx context.Context, tx pgx.Tx, c complaint.Complaint) (row, bool, error) {
	var r row
	err := tx.QueryRow(ctx, `
		SELECT face, reason, comment, first_at, holder
		FROM case_rating
		WHERE complaint_id = $1 AND closing = $2`, c.ID, c.Reopenings).Scan(&r.Face, &r.Reason, &r.Comment, &r.FirstAt, &r.Holder)
	if errors.Is(err, pgx.ErrNoRows) {
		return row{}, false, nil
	}
	if err != nil {
		return row{}, false, fmt.Errorf("read the rating of case %d: %w", c.ID, err)
	}
	return r, true, nil
}

func save(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint, r row) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO case_rating (complaint_id, closing, face, reason, comment, rated_at, first_at, holder)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (complaint_id, closing) DO UPDATE
		SET face = excluded.face, reason = excluded.reason, comment = excluded.comment, rated_at = excluded.rated_at`,
		c.ID, c.Reopenings, r.Face, r.Reason, r.Comment, now, r.FirstAt, r.Holder)
	if err != nil {
		return fmt.Errorf("rate case %d: %w", c.ID, err)
	}
	return nil
}

// fixedFaces gives the faces for somebody's work that were fixed before a time,
// oldest first: once it has passed, none is ever put in between.
func fixedFaces(ctx context.Context, tx pgx.Tx, nip roster.NIP, before time.Time) ([]int, error) {
	rows, err := tx.Query(ctx, `
		SELECT face
		FROM case_rating
		WHERE holder = $1 AND first_at < $2
		ORDER BY first_at, complaint_id, closing`, nip, before.Add(-ChangeFor))
	if err != nil {
		return nil, fmt.Errorf("read the ratings of an employee's work: %w", err)
	}
	faces, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return nil, fmt.Errorf("read the ratings of an employee's work: %w", err)
	}
	return faces, nil
}
