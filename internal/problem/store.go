package problem

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

const columns = `id, cause, area_code, unit_code, owner, opened_at, round, due_on, ended_at, next_at`

func read(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Problem, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM problem `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read problems: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Problem])
	if err != nil {
		return nil, fmt.Errorf("read problems: %w", err)
	}
	return all, nil
}

func first(all []Problem, err error) (Problem, bool, error) {
	if err != nil || len(all) == 0 {
		return Problem{}, false, err
	}
	return all[0], true, nil
}

func find(ctx context.Context, tx pgx.Tx, id int64) (Problem, bool, error) {
	return first(read(ctx, tx, `WHERE id = $1 FOR UPDATE`, id))
}

// newest is the last problem of a cause and place in a unit.
func newest(ctx context.Context, tx pgx.Tx, cause Cause, area, unit string) (Problem, bool, error) {
	return first(read(ctx, tx, `
		WHERE cause = $1 AND area_code = $2 AND unit_code = $3
		ORDER BY id DESC
		LIMIT 1
		FOR UPDATE`, cause, area, unit))
}

// Of lists the problems that somebody owns: open ones first, then the newest.
func Of(ctx context.Context, tx pgx.Tx, nip roster.NIP, limit int) ([]Problem, error) {
	return read(ctx, tx, `
		WHERE owner = $1
		ORDER BY ended_at IS NOT NULL, due_on NULLS FIRST, id DESC
		LIMIT $2`, nip, limit)
}

// ToRemind lists the problems whose owner is to be reminded.
func ToRemind(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]int64, error) {
	due, err := read(ctx, tx, `WHERE next_at <= $1 AND ended_at IS NULL ORDER BY next_at, id LIMIT $2`, now, limit)
	ids := make([]int64, len(due))
	for i, p := range due {
		ids[i] = p.ID
	}
	return ids, err
}

// Cases counts what belongs to a problem.
func Cases(ctx context.Context, tx pgx.Tx, id int64) (n int, err error) {
	if err = tx.QueryRow(ctx, `SELECT count(*) FROM problem_case WHERE problem_id = $1`, id).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the cases of problem %d: %w", id, err)
	}
	return n, nil
}

func insert(ctx context.Context, tx pgx.Tx, p *Problem) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO problem (cause, area_code, unit_code, owner, opened_at, next_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id`, p.Cause, p.Area, p.UnitCode, p.Owner, p.OpenedAt, p.NextAt).Scan(&p.ID)
	if err != nil {
		return fmt.Errorf("open a problem: %w", err)
	}
	return nil
}

func save(ctx context.Context, tx pgx.Tx, p Problem) error {
	_, err := tx.Exec(ctx, `
		UPDATE problem
		SET owner = $2, round = $3, due_on = $4, ended_at = $5, next_at = $6
		WHERE id = $1`, p.ID, p.Owner, p.Round, p.DueOn, p.EndedAt, p.NextAt)
	if err != nil {
		return fmt.Errorf("save problem %d: %w", p.ID, err)
	}
	return nil
}

func add(ctx context.Context, tx pgx.Tx, p Problem, id complaint.ID) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO problem_case (problem_id, complaint_id, round)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, p.ID, id, p.Round)
	if err != nil {
		return false, fmt.Errorf("add case %d to problem %d: %w", id, p.ID, err)
	}
	return tag.RowsAffected() > 0, nil
}

// untold gives the cases of a problem whose reporters have not heard that it is
// dealt with, and notes that they do now.
func untold(ctx context.Context, tx pgx.Tx, id int64) ([]complaint.ID, error) {
	rows, err := tx.Query(ctx, `
		UPDATE problem_case
		SET told = true
		WHERE problem_id = $1 AND NOT told
		RETURNING complaint_id`, id)
	if err != nil {
		return nil, fmt.Errorf("list whom to tell of problem %d: %w", id, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[complaint.ID])
	if err != nil {
		return nil, fmt.Errorf("list whom to tell of problem %d: %w", id, err)
	}
	return ids, nil
}

func keepCause(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, c complaint.Complaint, cause Cause) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO cause (complaint_id, cause, area_code, unit_code, nip, said_at)
		VALUES ($1, $2, NULLIF($3, ''), $4, $5, $6)
		ON CONFLICT (complaint_id) DO UPDATE
		SET cause = $2, area_code = NULLIF($3, ''), unit_code = $4, nip = $5, said_at = $6`, c.ID, cause, c.Area(), c.UnitCode, by, now)
	if err != nil {
		return fmt.Errorf("note the cause of case %d: %w", c.ID, err)
	}
	b, err := json.Marshal(facts{Cause: cause, Area: c.Area(), Unit: c.UnitCode})
	if err != nil {
		return fmt.Errorf("encode the cause of case %d: %w", c.ID, err)
	}
	return ledger.Append(ctx, tx, ledger.New{Subject: "cause:" + strconv.FormatInt(int64(c.ID), 10), Kind: Said, Actor: complaint.ByEmployee(by), At: now, Facts: b})
}

// takeTurns lets two results of the same cause and place wait for each other, so
// that they make one problem.
func takeTurns(ctx context.Context, tx pgx.Tx, cause Cause, area, unit string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('problem'), hashtext($1))`, string(cause)+area+unit); err != nil {
		return fmt.Errorf("take turns on a problem: %w", err)
	}
	return nil
}

// alike gives the cases of one cause and place since a time that belong to no
// problem yet: those of one that is dealt with count for no second.
func alike(ctx context.Context, tx pgx.Tx, cause Cause, area, unit string, since time.Time) ([]complaint.ID, error) {
	rows, err := tx.Query(ctx, `
		SELECT complaint_id
		FROM cause
		WHERE cause = $1 AND area_code = $2 AND unit_code = $3 AND said_at >= $4
			AND NOT EXISTS (
				SELECT FROM problem_case p
				WHERE p.complaint_id = cause.complaint_id
			)
		ORDER BY said_at, complaint_id`, cause, area, unit, since)
	if err != nil {
		return nil, fmt.Errorf("list cases of one cause: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[complaint.ID])
	if err != nil {
		return nil, fmt.Errorf("list cases of one cause: %w", err)
	}
	return ids, nil
}
