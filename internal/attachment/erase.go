package attachment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// erased is why a file is lost that its sender had erased.
const erased = "erased"

// Erase takes away the files of a subject that were sent in a role, whether they
// are here already or not. Bytes that belong to another subject as well stay.
func Erase(ctx context.Context, tx pgx.Tx, subject, role string) error {
	rows, err := tx.Query(ctx, `
		UPDATE wanted w
		SET state = 'lost', reason = $3, channel_file = NULL, digest = NULL, name = ''
		FROM (SELECT id, digest FROM wanted WHERE subject = $1 AND role = $2 FOR UPDATE) old
		WHERE w.id = old.id
		RETURNING old.digest`, subject, role, erased)
	if err != nil {
		return fmt.Errorf("erase files of %s: %w", subject, err)
	}
	digests, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return fmt.Errorf("erase files of %s: %w", subject, err)
	}
	return Drop(ctx, tx, digests)
}

// Drop deletes the bytes of files that belong to no subject (any more).
func Drop(ctx context.Context, tx pgx.Tx, digests [][]byte) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM attachment a
		WHERE a.digest = ANY ($1)
		AND NOT EXISTS (SELECT FROM wanted w WHERE w.digest = a.digest)`, digests); err != nil {
		return fmt.Errorf("drop %d files: %w", len(digests), err)
	}
	return nil
}
