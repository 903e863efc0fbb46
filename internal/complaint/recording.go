package complaint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// ErrWritten says that somebody has written a recording out already.
const ErrWritten refusal.Code = "complaint.written"

// ErrWordless says that a recording was to be written out without words.
const ErrWordless refusal.Code = "complaint.wordless"

// Recording is a voice or a film of a case that needs care. It stops at the
// neutral desk: whoever handles the case reads what it says, and never hears or
// sees who says it.
type Recording struct {
	File      int64 // of attachment.Wanted
	Case      ID
	ArrivedAt time.Time
	WrittenAt *time.Time
}

// KeepRecording remembers that a recording waits to be written out.
func KeepRecording(ctx context.Context, tx pgx.Tx, now time.Time, id ID, file int64) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO recording (file, complaint_id, arrived_at)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, file, id, now)
	if err != nil {
		return fmt.Errorf("keep a recording of case %d: %w", id, err)
	}
	return nil
}

// FindRecording gives a recording; ErrUnknown when there is none.
func FindRecording(ctx context.Context, tx pgx.Tx, file int64) (Recording, error) {
	return recording(ctx, tx, file, "")
}

func recording(ctx context.Context, tx pgx.Tx, file int64, locked string) (Recording, error) {
	var r Recording
	err := tx.QueryRow(ctx, `
		SELECT file, complaint_id, arrived_at, written_at
		FROM recording
		WHERE file = $1 `+locked, file).Scan(&r.File, &r.Case, &r.ArrivedAt, &r.WrittenAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return Recording{}, ErrUnknown
	}
	if err != nil {
		return Recording{}, fmt.Errorf("read recording %d: %w", file, err)
	}
	return r, nil
}

// Recordings lists those of open cases that wait to be written out, oldest
// first; of cases that staff do not see yet none.
func Recordings(ctx context.Context, tx pgx.Tx, now time.Time) ([]Recording, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.file, r.complaint_id, r.arrived_at, r.written_at
		FROM recording r
		JOIN complaint c ON c.id = r.complaint_id
		WHERE r.written_at IS NULL
		AND c.ended_at IS NULL
		AND NOT EXISTS (SELECT FROM hush h WHERE h.complaint_id = c.id AND h.until > $1)
		ORDER BY r.file`, now)
	if err != nil {
		return nil, fmt.Errorf("list recordings: %w", err)
	}
	rs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Recording])
	if err != nil {
		return nil, fmt.Errorf("list recordings: %w", err)
	}
	return rs, nil
}

// WriteOut adds to a case what a recording says. It refuses with ErrUnknown,
// ErrWritten, ErrClosed, ErrNotYours (whoever handles the case), ErrWordless or
// ErrTooLong.
func WriteOut(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, file int64, words string) (Complaint, error) {
	if err := wrote(words); err == ErrEmpty {
		return Complaint{}, ErrWordless
	} else if err != nil {
		return Complaint{}, err
	}
	found, err := FindRecording(ctx, tx, file)
	if err != nil {
		return Complaint{}, err
	}
	c, err := lock(ctx, tx, found.Case)
	if err != nil {
		return Complaint{}, err
	}
	r, err := recording(ctx, tx, file, "FOR UPDATE")
	switch {
	case err != nil:
		return Complaint{}, err
	case r.WrittenAt != nil:
		return Complaint{}, ErrWritten
	case !c.State.Open():
		return Complaint{}, ErrClosed
	case c.HeldBy(by):
		return Complaint{}, ErrNotYours
	}
	if _, err := tx.Exec(ctx, `
		UPDATE recording
		SET written_at = $2
		WHERE file = $1`, file, now); err != nil {
		return Complaint{}, fmt.Errorf("write recording %d out: %w", file, err)
	}
	return c, recordMore(ctx, tx, &c, WrittenOut, ByEmployee(by), now, words, func(f *Facts) { f.File = file })
}
