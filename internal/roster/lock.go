package roster

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Lock serialises what is appended to an employee's chain ("nip:…") until the
// transaction ends. It comes after the locks of dialog and cases.
func Lock(ctx context.Context, tx pgx.Tx, nip NIP) error { return lock(ctx, tx, []NIP{nip}) }
