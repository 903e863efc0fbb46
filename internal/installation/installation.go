// Package installation knows which database this is: when it was installed,
// its generation, whose keys it belongs to, and whether the service before
// this one stopped cleanly.
package installation

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrForeignKeys says that the keys file belongs to another database.
var ErrForeignKeys = errors.New("the keys belong to another database")

// Installation is what the one row says.
type Installation struct {
	InstalledAt time.Time
	Generation  string
	KeysDigest  []byte
}

// ErrNone says that this database has not been installed yet.
var ErrNone = errors.New("not installed yet")

// Read gives the installation, or ErrNone.
func Read(ctx context.Context, tx pgx.Tx) (Installation, error) {
	var i Installation
	err := tx.QueryRow(ctx, `
		SELECT installed_at, generation, keys_digest
		FROM installation`).Scan(&i.InstalledAt, &i.Generation, &i.KeysDigest)
	if errors.Is(err, pgx.ErrNoRows) {
		return Installation{}, ErrNone
	}
	if err != nil {
		return Installation{}, fmt.Errorf("read installation: %w", err)
	}
	return i, nil
}

// Install writes the row of a new database, with a generation drawn from
// random; of two that race the first one stays.
func Install(ctx context.Context, tx pgx.Tx, now time.Time, random io.Reader, keys []byte) (Installation, error) {
	drawn := make([]byte, 16)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return Installation{}, fmt.Errorf("draw a generation: %w", err)
	}
	digest := sha256.Sum256(keys)
	_, err := tx.Exec(ctx, `
		INSERT INTO installation (installed_at, generation, keys_digest)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, now, hex.EncodeToString(drawn), digest[:])
	if err != nil {
		return Installation{}, fmt.Errorf("install: %w", err)
	}
	return Read(ctx, tx)
}

// Owns says whether these keys are the database's own; ErrForeignKeys if not.
func (i Installation) Owns(keys []byte) error {
	digest := sha256.Sum256(keys)
	if subtle.ConstantTimeCompare(digest[:], i.KeysDigest) != 1 {
		return ErrForeignKeys
	}
	return nil
}
