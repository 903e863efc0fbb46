package letter

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

const columns = `complaint_id, nip, address, written_at, leaves_at, words, files, album, no, preview`

func read(ctx context.Context, tx pgx.Tx, where string, args ...any) (Letter, bool, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM letter `+where, args...)
	if err != nil {
		return Letter{}, false, fmt.Errorf("read a letter: %w", err)
	}
	ls, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Letter])
	if err != nil {
		return Letter{}, false, fmt.Errorf("read a letter: %w", err)
	}
	if len(ls) == 0 {
		return Letter{}, false, nil
	}
	return ls[0], true, nil
}

// Of locks and gives what an officer has written in a case and what has not
// left; false for nothing.
func Of(ctx context.Context, tx pgx.Tx, nip roster.NIP, id complaint.ID) (Letter, bool, error) {
	return read(ctx, tx, `WHERE nip = $1 AND complaint_id = $2 FOR UPDATE`, nip, id)
}

// Key names a letter.
type Key struct {
	NIP         roster.NIP
	ComplaintID complaint.ID
}

// Due lists the letters that leave by a moment, or are forgotten then.
func Due(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]Key, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip, complaint_id
		FROM letter
		WHERE leaves_at <= $1
		OR leaves_at IS NULL AND written_at <= $2
		ORDER BY written_at
		LIMIT $3`, now, now.Add(-keep), limit)
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	keys, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Key])
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	return keys, nil
}

// Take is Of for a letter that Due has listed: false when it is not due any
// more, or somebody has it in hand.
func Take(ctx context.Context, tx pgx.Tx, now time.Time, k Key) (Letter, bool, error) {
	return read(ctx, tx, `
		WHERE nip = $1 AND complaint_id = $2
		AND (leaves_at <= $3 OR leaves_at IS NULL AND written_at <= $4)
		FOR UPDATE SKIP LOCKED`, k.NIP, k.ComplaintID, now, now.Add(-keep))
}

// Put keeps a letter as it is now.
func Put(ctx context.Context, tx pgx.Tx, l Letter) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO letter (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (nip, complaint_id) DO UPDATE
		SET address = excluded.address, written_at = excluded.written_at, leaves_at = excluded.leaves_at, words = excluded.words,
			files = excluded.files, album = excluded.album, no = excluded.no, preview = excluded.preview`,
		l.ComplaintID, l.NIP, l.Address, l.WrittenAt, l.LeavesAt, l.Words, append([]attachment.File{}, l.Files...), l.Album, l.No, l.Preview); err != nil {
		return fmt.Errorf("keep a letter about case %d: %w", l.ComplaintID, err)
	}
	return nil
}

// Drop forgets a letter: it has left, or was taken back.
func Drop(ctx context.Context, tx pgx.Tx, l Letter) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM letter
		WHERE nip = $1 AND complaint_id = $2`, l.NIP, l.ComplaintID); err != nil {
		return fmt.Errorf("drop a letter about case %d: %w", l.ComplaintID, err)
	}
	return nil
}

// Next is when the next letter leaves after a moment; false when none does.
func Next(ctx context.Context, tx pgx.Tx, after time.Time) (time.Time, bool, error) {
	var at *time.Time
	if err := tx.QueryRow(ctx, `
		SELECT min(leaves_at)
		FROM letter
		WHERE leaves_at > $1`, after).Scan(&at); err != nil {
		return time.Time{}, false, fmt.Errorf("find the next letter: %w", err)
	}
	if at == nil {
		return time.Time{}, false, nil
	}
	return *at, true, nil
}
