package ledger

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Erase deletes what a person wrote, with its salt. The entries stay, and with
// them the chain.
func Erase(ctx context.Context, tx pgx.Tx, entries []int64) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM ledger_content
		WHERE entry = ANY ($1)`, entries); err != nil {
		return fmt.Errorf("erase the content of %d entries: %w", len(entries), err)
	}
	return nil
}
