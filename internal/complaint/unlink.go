package complaint

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Unlink drops who filed a case: it is nobody's own any longer, nobody is told
// of it, and only its code and PIN show it to a citizen.
func Unlink(ctx context.Context, tx pgx.Tx, id ID) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM reporter
		WHERE complaint_id = $1`, id); err != nil {
		return fmt.Errorf("unlink case %d: %w", id, err)
	}
	return nil
}
