package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// PutOff is a case whose limits were put off, as they stood when those whom it
// concerns knew of them last.
type PutOff struct {
	Case      ID
	AnswerWas time.Time
	SettleWas time.Time
	Stretch   *int64 // the holder's whose limit moved; nil when none did
	DueWas    *time.Time
}

// keep notes that a case is to be told of. What is noted already stays: nobody
// has been told of the limits in between.
func (p PutOff) keep(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO limit_moved (complaint_id, answer_was, settle_was, stretch_id, due_was)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (complaint_id) DO NOTHING`, p.Case, p.AnswerWas, p.SettleWas, p.Stretch, p.DueWas); err != nil {
		return fmt.Errorf("note that the limits of case %d moved: %w", p.Case, err)
	}
	return nil
}

// PutOffs gives the cases whose limits moved and of which nobody was told yet, by
// number, at most so many.
func PutOffs(ctx context.Context, tx pgx.Tx, most int) ([]PutOff, error) {
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, answer_was, settle_was, stretch_id, due_was
		FROM limit_moved
		ORDER BY complaint_id
		LIMIT $1`, most)
	if err != nil {
		return nil, fmt.Errorf("list limits that moved: %w", err)
	}
	ps, err := pgx.CollectRows(rows, pgx.RowToStructByPos[PutOff])
	if err != nil {
		return nil, fmt.Errorf("list limits that moved: %w", err)
	}
	return ps, nil
}

// TakePutOff takes a case from that list; false when somebody else did.
func TakePutOff(ctx context.Context, tx pgx.Tx, id ID) (bool, error) {
	tag, err := tx.Exec(ctx, `
		DELETE FROM limit_moved
		WHERE complaint_id = $1`, id)
	if err != nil {
		return false, fmt.Errorf("take case %d, whose limits moved: %w", id, err)
	}
	return tag.RowsAffected() == 1, nil
}

// Promised gives the limit that the citizen reads now and how it stood before a
// PutOff; false when that is the same, or the case waits for no officer.
func (c Complaint) Promised(p PutOff) (was, is time.Time, changed bool) {
	switch {
	case !c.State.Open() || c.State == Proposed || c.State == Weighed:
		return was, is, false
	case c.AnsweredAt == nil:
		was, is = p.AnswerWas, c.AnswerDueAt
	default:
		was, is = p.SettleWas, c.SettleDueAt
	}
	return was, is, !was.Equal(is)
}
