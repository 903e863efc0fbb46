package rating

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// EraseWords takes away what a citizen wrote to the faces of a case. The faces
// stay: they name nobody.
func EraseWords(ctx context.Context, tx pgx.Tx, id complaint.ID) error {
	if _, err := tx.Exec(ctx, `
		UPDATE case_rating
		SET comment = ''
		WHERE complaint_id = $1`, id); err != nil {
		return fmt.Errorf("erase what was written to the ratings of case %d: %w", id, err)
	}
	return nil
}
