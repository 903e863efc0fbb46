package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Seal closes the entries that came since the seal before it.
type Seal struct {
	Number   int64
	SealedAt time.Time
	Previous []byte
	Count    int
	Root     []byte // Merkle root over the entries' digests, in the order they were recorded
	Digest   []byte
}

// String is what receipts print: the number and 16 hex digits; "–" for none.
func (s Seal) String() string {
	if s.Number == 0 {
		return "–"
	}
	return fmt.Sprintf("%d-%s", s.Number, hex.EncodeToString(s.Digest[:8]))
}

// Last gives the newest seal; the zero Seal when there is none yet.
func Last(ctx context.Context, tx pgx.Tx) (Seal, error) {
	rows, err := tx.Query(ctx, lastSQL)
	if err != nil {
		return Seal{}, fmt.Errorf("read last seal: %w", err)
	}
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Seal])
	if errors.Is(err, pgx.ErrNoRows) {
		return Seal{}, nil
	}
	if err != nil {
		return Seal{}, fmt.Errorf("read last seal: %w", err)
	}
	return s, nil
}

const lastSQL = `
	SELECT number, sealed_at, previous, count, root, digest
	FROM seal
	ORDER BY number DESC
	LIMIT 1`

// QueueLast is Last in a batch.
func QueueLast(b *pgx.Batch, into *Seal) {
	b.Queue(lastSQL).Query(func(rows pgx.Rows) error {
		s, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Seal])
		if len(s) > 0 {
			*into = s[0]
		}
		return err
	})
}

// SealUp closes the entries not sealed yet; it says false when there are none.
// One at a time: a second caller waits.
func SealUp(ctx context.Context, tx pgx.Tx, now time.Time) (Seal, bool, error) {
	if _, err := tx.Exec(ctx, `LOCK TABLE seal IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return Seal{}, false, fmt.Errorf("lock seals: %w", err)
	}
	last, err := Last(ctx, tx)
	if err != nil {
		return Seal{}, false, err
	}
	rows, err := tx.Query(ctx, `
		SELECT id, digest
		FROM ledger_entry
		WHERE seal IS NULL
		ORDER BY id`)
	if err != nil {
		return Seal{}, false, fmt.Errorf("read unsealed entries: %w", err)
	}
	var ids []int64
	var leaves [][]byte
	var id int64
	var digest []byte
	if _, err := pgx.ForEachRow(rows, []any{&id, &digest}, func() error {
		ids, leaves = append(ids, id), append(leaves, bytes.Clone(digest))
		return nil
	}); err != nil {
		return Seal{}, false, fmt.Errorf("read unsealed entries: %w", err)
	}
	if len(ids) == 0 {
		return Seal{}, false, nil
	}
	s := Seal{Number: last.Number + 1, SealedAt: now.Truncate(time.Microsecond), Previous: last.Digest, Count: len(ids), Root: merkle(leaves)}
	if s.Previous == nil {
		s.Previous = []byte{}
	}
	s.Digest = s.digest()
	_, err = tx.Exec(ctx, `
		INSERT INTO seal (number, sealed_at, previous, count, root, digest)
		VALUES ($1, $2, $3, $4, $5, $6)`, s.Number, s.SealedAt, s.Previous, s.Count, s.Root, s.Digest)
	if err != nil {
		return Seal{}, false, fmt.Errorf("write seal %d: %w", s.Number, err)
	}
	if _, err := tx.Exec(ctx, `
		UPDATE ledger_entry
		SET seal = $1
		WHERE id = ANY($2)`, s.Number, ids); err != nil {
		return Seal{}, false, fmt.Errorf("close under seal %d: %w", s.Number, err)
	}
	return s, true, nil
}

// EachSeal walks the seals from the first, each with the digests that it
// closes in order.
func EachSeal(ctx context.Context, tx pgx.Tx, do func(s Seal, leaves [][]byte) error) error {
	rows, err := tx.Query(ctx, `
		SELECT s.number, s.sealed_at, s.previous, s.count, s.root, s.digest,
			(SELECT COALESCE(array_agg(e.digest ORDER BY e.id), '{}') FROM ledger_entry e WHERE e.seal = s.number)
		FROM seal s
		ORDER BY s.number`)
	if err != nil {
		return fmt.Errorf("read seals: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s Seal
		var leaves [][]byte
		if err := rows.Scan(&s.Number, &s.SealedAt, &s.Previous, &s.Count, &s.Root, &s.Digest, &leaves); err != nil {
			return fmt.Errorf("read seals: %w", err)
		}
		if err := do(s, leaves); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read seals: %w", err)
	}
	return nil
}

// Follows says what is wrong with s as the seal after previous (the zero Seal
// for the first) closing these leaves; "" when nothing is.
func (s Seal) Follows(previous Seal, leaves [][]byte) string {
	switch {
	case s.Number != previous.Number+1:
		return fmt.Sprintf("seal %d where %d was expected", s.Number, previous.Number+1)
	case !bytes.Equal(s.Previous, previous.Digest):
		return fmt.Sprintf("seal %d does not follow the one before it", s.Number)
	case !bytes.Equal(s.Digest, s.digest()):
		return fmt.Sprintf("seal %d was changed", s.Number)
	case s.Count != len(leaves):
		return fmt.Sprintf("seal %d closes %d entries, %d are there", s.Number, s.Count, len(leaves))
	case !bytes.Equal(s.Root, merkle(leaves)):
		return fmt.Sprintf("an entry under seal %d was changed", s.Number)
	}
	return ""
}

func (s Seal) digest() []byte {
	b := fixed(sealDomain)
	b = number(b, version)
	b = number(b, s.Number)
	b = number(b, s.SealedAt.UnixMicro())
	b = field(b, s.Previous)
	b = number(b, int64(s.Count))
	b = field(b, s.Root)
	sum := sha256.Sum256(b)
	return sum[:]
}

// merkle is the root over leaves; leaves and nodes are hashed under domains of
// their own, so that a node cannot pass for a leaf. An odd one moves up as it is.
func merkle(leaves [][]byte) []byte {
	level := make([][]byte, len(leaves))
	for i, leaf := range leaves {
		level[i] = hash(leafDomain, leaf)
	}
	for len(level) > 1 {
		var up [][]byte
		for i := 0; i+1 < len(level); i += 2 {
			up = append(up, hash(nodeDomain, level[i], level[i+1]))
		}
		if len(level)%2 == 1 {
			up = append(up, level[len(level)-1])
		}
		level = up
	}
	if len(level) == 0 {
		return []byte{}
	}
	return level[0]
}

func hash(domain []byte, parts ...[]byte) []byte {
	b := fixed(domain)
	for _, p := range parts {
		b = field(b, p)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}
