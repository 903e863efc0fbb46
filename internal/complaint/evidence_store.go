package complaint

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
)

const evidenceColumns = `id, complaint_id, round, file, nip, how, word, former, followed, sent_at, latitude, longitude, like_id`

func readEvidence(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Evidence, error) {
	rows, err := tx.Query(ctx, `SELECT `+evidenceColumns+` FROM evidence `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	es, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Evidence])
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	return es, nil
}

// EvidenceFor lists what was shown for the results of a case, oldest first.
func EvidenceFor(ctx context.Context, tx pgx.Tx, id ID) ([]Evidence, error) {
	return readEvidence(ctx, tx, `WHERE complaint_id = $1 ORDER BY id`, id)
}

// ShownFor lists what was shown for the result of a case that waits, or was the
// last.
func ShownFor(ctx context.Context, tx pgx.Tx, c Complaint) ([]Evidence, error) {
	return readEvidence(ctx, tx, `WHERE complaint_id = $1 AND round = $2 ORDER BY id`, c.ID, c.Reopenings)
}

// EvidenceOf is the evidence that a file is; false for another file.
func EvidenceOf(ctx context.Context, tx pgx.Tx, file int64) (Evidence, bool, error) {
	return firstEvidence(readEvidence(ctx, tx, `WHERE file = $1`, file))
}

// FindEvidence gives evidence by its number.
func FindEvidence(ctx context.Context, tx pgx.Tx, id int64) (Evidence, bool, error) {
	return firstEvidence(readEvidence(ctx, tx, `WHERE id = $1`, id))
}

func firstEvidence(es []Evidence, err error) (Evidence, bool, error) {
	if err != nil || len(es) == 0 {
		return Evidence{}, false, err
	}
	return es[0], true, nil
}

// AllEvidence gives all of it, oldest first.
func AllEvidence(ctx context.Context, tx pgx.Tx) ([]Evidence, error) {
	return readEvidence(ctx, tx, `ORDER BY id`)
}

// lookAlike keeps what a picture looks like, and finds the first earlier one of
// another case that looks the same.
func lookAlike(ctx context.Context, tx pgx.Tx, e Evidence, look attachment.Look) (Evidence, bool, error) {
	if _, err := tx.Exec(ctx, `UPDATE evidence SET look = $2 WHERE id = $1`, e.ID, int64(look)); err != nil {
		return Evidence{}, false, fmt.Errorf("keep what evidence %d looks like: %w", e.ID, err)
	}
	return firstEvidence(readEvidence(ctx, tx, `
		WHERE look IS NOT NULL
		AND bit_count((look # $1)::bit(64)) <= $2
		AND complaint_id <> $3
		AND id < $4
		AND COALESCE((SELECT leading_id FROM merger WHERE complaint_id = evidence.complaint_id), complaint_id)
			<> COALESCE((SELECT leading_id FROM merger WHERE complaint_id = $3), $3)
		AND NOT (nip = $5 AND sent_at = $6 AND (SELECT area_code FROM complaint c WHERE c.id = evidence.complaint_id)
			= (SELECT area_code FROM complaint c WHERE c.id = $3)) -- one result for several cases
		ORDER BY id
		LIMIT 1`, int64(look), attachment.Nearly, e.ComplaintID, e.ID, e.By, e.SentAt))
}

func insertEvidence(ctx context.Context, tx pgx.Tx, e *Evidence) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO evidence (complaint_id, round, file, nip, how, word, former, followed, sent_at, latitude, longitude)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		RETURNING id`,
		e.ComplaintID, e.Round, e.File, e.By, e.How, e.Word, e.Former, e.Followed, e.SentAt, e.Latitude, e.Longitude).Scan(&e.ID)
	if err != nil {
		return fmt.Errorf("keep evidence of case %d: %w", e.ComplaintID, err)
	}
	return nil
}

func saveLike(ctx context.Context, tx pgx.Tx, e Evidence) error {
	if _, err := tx.Exec(ctx, `UPDATE evidence SET like_id = $2 WHERE id = $1`, e.ID, e.Like); err != nil {
		return fmt.Errorf("note what evidence %d looks like: %w", e.ID, err)
	}
	return nil
}
