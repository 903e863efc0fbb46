package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// PutOff is a case whose limits were put off, as they stood when those whom it
// concerns knew of them last.
type PutOff struct {
	Case      ID
	AnswerWas time.Time
	SettleWas time.Time
	Stretch   *int64 // the holder's whose limit moved; nil when none did
	DueWas    *time.Time
	SilentWas *time.Time // how long the citizen's word was waited for; nil when that did not move
	told      bool       // its chain tells of it
}

// keep notes that a case is to be told of. What is noted already stays: nobody
// has been told of the limits in between.
func (p PutOff) keep(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO limit_moved (complaint_id, answer_was, settle_was, stretch_id, due_was, silent_was)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (complaint_id) DO UPDATE
		SET silent_was = COALESCE(limit_moved.silent_was, excluded.silent_was)`, p.Case, p.AnswerWas, p.SettleWas, p.Stretch, p.DueWas, p.SilentWas); err != nil {
		return fmt.Errorf("note that the limits of case %d moved: %w", p.Case, err)
	}
	return nil
}

// PutOffs gives the cases whose limits moved and of which nobody was told yet, by
// number, at most so many.
func PutOffs(ctx context.Context, tx pgx.Tx, most int) ([]PutOff, error) {
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, answer_was, settle_was, stretch_id, due_was, silent_was
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

// DutyPutOff is the limit of somebody else than the holder that was put off, as it
// stood when they knew of it last: of an errand, or of a rung.
type DutyPutOff struct {
	Case    ID
	Errand  *int64
	Rung    *int64
	DueWas  time.Time
	Owner   roster.NIP
	Due     time.Time
	Kind    ErrandKind // "" of a rung
	Waiting bool       // it is not done yet
}

// keepDuty notes that somebody is to be told of a limit of theirs, as keep does.
func keepDuty(ctx context.Context, tx pgx.Tx, id ID, errand, rung *int64, was time.Time) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO duty_moved (complaint_id, errand_id, rung_id, due_was)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, id, errand, rung, was); err != nil {
		return fmt.Errorf("note that a duty about case %d moved: %w", id, err)
	}
	return nil
}

// DutyPutOffs gives the duties whose limits moved and of which nobody was told yet,
// by owner, at most so many.
func DutyPutOffs(ctx context.Context, tx pgx.Tx, most int) ([]DutyPutOff, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.complaint_id, m.errand_id, m.rung_id, m.due_was, COALESCE(e.nip, r.nip, ''), COALESCE(e.due_at, r.due_at), COALESCE(e.kind, ''),
			COALESCE(e.done_at, r.ended_at) IS NULL
		FROM duty_moved m
		LEFT JOIN errand e ON e.id = m.errand_id
		LEFT JOIN rung r ON r.id = m.rung_id
		ORDER BY 5, 6, 1, 2, 3
		LIMIT $1`, most)
	if err != nil {
		return nil, fmt.Errorf("list duties that moved: %w", err)
	}
	ds, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DutyPutOff])
	if err != nil {
		return nil, fmt.Errorf("list duties that moved: %w", err)
	}
	return ds, nil
}

// TakeDutyPutOff takes a duty from that list; false when somebody else did.
func TakeDutyPutOff(ctx context.Context, tx pgx.Tx, d DutyPutOff) (bool, error) {
	tag, err := tx.Exec(ctx, `
		DELETE FROM duty_moved
		WHERE errand_id = $1 OR rung_id = $2`, d.Errand, d.Rung)
	if err != nil {
		return false, fmt.Errorf("take a duty about case %d, which moved: %w", d.Case, err)
	}
	return tag.RowsAffected() == 1, nil
}
