// Package rating holds what citizens say of a service: here, of a case after
// turning the key. One rating a case and closing; silence stays silence.
package rating

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
)

// Refusals of this package.
const (
	ErrNotDone refusal.Code = "rating.not_done" // the key has not been turned
	ErrFace    refusal.Code = "rating.face"     // not a face from 1 to 4
	ErrNoFace  refusal.Code = "rating.no_face"  // a comment without a face
)

// Face records one of four faces (1 tidak baik … 4 sangat baik) of the case's
// last closing; a second one replaces the first. It refuses with
// complaint.ErrUnknown, ErrNotDone or ErrFace.
func Face(ctx context.Context, tx pgx.Tx, now time.Time, desk *complaint.Desk, reporter string, id complaint.ID, face int) (complaint.Complaint, error) {
	c, err := confirmed(ctx, tx, desk, reporter, id)
	if err != nil {
		return complaint.Complaint{}, err
	}
	if face < 1 || face > 4 {
		return complaint.Complaint{}, ErrFace
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO case_rating (complaint_id, closing, face, rated_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (complaint_id, closing) DO UPDATE
		SET face = excluded.face, rated_at = excluded.rated_at`, id, c.Reopenings, face, now)
	if err != nil {
		return complaint.Complaint{}, fmt.Errorf("rate case %d: %w", id, err)
	}
	return c, complaint.Rate(ctx, tx, now, c, face, "")
}

// Comment adds words to the face that was given. It refuses with
// complaint.ErrUnknown, ErrNotDone, ErrNoFace or complaint.ErrTooLong.
func Comment(ctx context.Context, tx pgx.Tx, now time.Time, desk *complaint.Desk, reporter string, id complaint.ID, words string) (complaint.Complaint, error) {
	c, err := confirmed(ctx, tx, desk, reporter, id)
	if err != nil {
		return complaint.Complaint{}, err
	}
	words = strings.TrimSpace(words)
	if len([]rune(words)) > complaint.MaxBody {
		return complaint.Complaint{}, complaint.ErrTooLong
	}
	var face int
	err = tx.QueryRow(ctx, `
		UPDATE case_rating
		SET comment = $3
		WHERE complaint_id = $1 AND closing = $2
		RETURNING face`, id, c.Reopenings, words).Scan(&face)
	if errors.Is(err, pgx.ErrNoRows) {
		return complaint.Complaint{}, ErrNoFace
	}
	if err != nil {
		return complaint.Complaint{}, fmt.Errorf("comment on case %d: %w", id, err)
	}
	return c, complaint.Rate(ctx, tx, now, c, face, words)
}

func confirmed(ctx context.Context, tx pgx.Tx, desk *complaint.Desk, reporter string, id complaint.ID) (complaint.Complaint, error) {
	c, err := desk.FindOwn(ctx, tx, reporter, id)
	if err != nil {
		return complaint.Complaint{}, err
	}
	if c.State != complaint.Confirmed {
		return complaint.Complaint{}, ErrNotDone
	}
	return c, nil
}
