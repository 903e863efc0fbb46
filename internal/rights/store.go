package rights

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

const columns = `id, kind, COALESCE(address, ''), COALESCE(complaint_id, 0), words, state, asked_at, due_at, step, next_at, ended_at,
	COALESCE(decided_by, ''), ground, answer, parts, files`

func requests(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Request, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM data_request `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read requests about data: %w", err)
	}
	rs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Request])
	if err != nil {
		return nil, fmt.Errorf("read requests about data: %w", err)
	}
	return rs, nil
}

// lock gives a request and keeps everybody else from changing it; ErrOver when
// there is none.
func lock(ctx context.Context, tx pgx.Tx, id int64) (Request, error) {
	rs, err := requests(ctx, tx, `WHERE id = $1 FOR UPDATE`, id)
	if err == nil && len(rs) == 0 {
		err = ErrOver
	}
	if err != nil {
		return Request{}, err
	}
	return rs[0], nil
}

// Of lists what an address asked, the newest first.
func Of(ctx context.Context, tx pgx.Tx, address string) ([]Request, error) {
	return requests(ctx, tx, `WHERE address = $1 ORDER BY id DESC`, address)
}

// About lists what was asked about a case, the newest first.
func About(ctx context.Context, tx pgx.Tx, id complaint.ID) ([]Request, error) {
	return requests(ctx, tx, `WHERE complaint_id = $1 ORDER BY id DESC`, id)
}

// All gives every request, oldest first.
func All(ctx context.Context, tx pgx.Tx) ([]Request, error) {
	return requests(ctx, tx, `ORDER BY id`)
}

// Unmarked lists the erasures that were done and of which no mark tells when: an
// older copy would bring back what they took.
func Unmarked(ctx context.Context, tx pgx.Tx) ([]Request, error) {
	return requests(ctx, tx, `
		WHERE kind = 'erase' AND state = 'done'
		AND NOT EXISTS (SELECT FROM erasure e WHERE e.at = data_request.ended_at)
		ORDER BY id`)
}

// Waiting lists the requests that wait for the desk, what is due first first.
func Waiting(ctx context.Context, tx pgx.Tx) ([]Request, error) {
	return requests(ctx, tx, `WHERE state = 'open' AND kind IN ('correct', 'limit') ORDER BY due_at, id`)
}

// Due lists up to limit requests in which something is to be done.
func Due(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]Request, error) {
	return requests(ctx, tx, `WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2`, now, limit)
}

// same says whether the same was asked and waits.
func same(ctx context.Context, tx pgx.Tx, a Asking) (waits bool, err error) {
	// One who asks twice at once takes turns.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('data_request'), hashtext($1))`, a.Address+":"+number(int64(a.Case))); err != nil {
		return false, fmt.Errorf("take turns to ask: %w", err)
	}
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (
			SELECT FROM data_request
			WHERE kind = $1
			AND address IS NOT DISTINCT FROM NULLIF($2, '')
			AND complaint_id IS NOT DISTINCT FROM NULLIF($3::bigint, 0)
			AND state IN ('open', 'sending', 'offered'))`, a.Kind, a.Address, a.Case).Scan(&waits)
	if err != nil {
		return false, fmt.Errorf("look for the same request: %w", err)
	}
	return waits, nil
}

func insert(ctx context.Context, tx pgx.Tx, r *Request) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO data_request (kind, address, complaint_id, words, state, asked_at, due_at, step, next_at)
		VALUES ($1, NULLIF($2, ''), NULLIF($3::bigint, 0), $4, $5, $6, $7, $8, $9)
		RETURNING id`, r.Kind, r.Address, r.Case, r.Words, r.State, r.AskedAt, r.DueAt, r.Step, r.NextAt).Scan(&r.ID)
	if err != nil {
		return fmt.Errorf("keep a request about data: %w", err)
	}
	return nil
}

func save(ctx context.Context, tx pgx.Tx, r Request) error {
	if r.Files == nil {
		r.Files = [][]byte{}
	}
	_, err := tx.Exec(ctx, `
		UPDATE data_request
		SET address = NULLIF($2, ''), words = $3, state = $4, step = $5, next_at = $6, ended_at = $7, decided_by = NULLIF($8, ''),
			ground = $9, answer = $10, parts = $11, files = $12
		WHERE id = $1`, r.ID, r.Address, r.Words, r.State, r.Step, r.NextAt, r.EndedAt, r.DecidedBy, r.Ground, r.Answer, r.Parts, r.Files)
	if err != nil {
		return fmt.Errorf("save request %d about data: %w", r.ID, err)
	}
	return nil
}

// keepMark remembers an erasure; false when it is known.
func keepMark(ctx context.Context, tx pgx.Tx, e Erasure) (bool, error) {
	var at time.Time
	err := tx.QueryRow(ctx, `
		INSERT INTO erasure (mark, at)
		VALUES ($1, $2)
		ON CONFLICT DO NOTHING
		RETURNING at`, e.Mark, e.At).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("keep the mark of an erasure: %w", err)
	}
	return true, nil
}

// Erasures lists all that were done, the oldest first.
func Erasures(ctx context.Context, tx pgx.Tx) ([]Erasure, error) {
	rows, err := tx.Query(ctx, `
		SELECT mark, at
		FROM erasure
		ORDER BY at, mark`)
	if err != nil {
		return nil, fmt.Errorf("list erasures: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Erasure])
	if err != nil {
		return nil, fmt.Errorf("list erasures: %w", err)
	}
	return all, nil
}

// askers lists the chats that asked something.
func askers(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT address
		FROM data_request
		WHERE address IS NOT NULL
		ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("list who asked: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list who asked: %w", err)
	}
	return all, nil
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
