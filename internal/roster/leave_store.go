package roster

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

const leaveColumns = `id, nip, kind, from_on, to_on, substitute_nip, state, asked_by, asked_at, decider, confirm_by,
	reminded, decided_by, decided_at, reason`

func leaveRequests(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Request, error) {
	rows, err := tx.Query(ctx, `SELECT `+leaveColumns+` FROM leave_request `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read requests for leave: %w", err)
	}
	rs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Request])
	if err != nil {
		return nil, fmt.Errorf("read requests for leave: %w", err)
	}
	return rs, nil
}

// FindLeave gives a request. It refuses with ErrLeaveUnknown.
func FindLeave(ctx context.Context, tx pgx.Tx, id int64) (Request, error) {
	rs, err := leaveRequests(ctx, tx, `WHERE id = $1`, id)
	if err == nil && len(rs) == 0 {
		err = ErrLeaveUnknown
	}
	if err != nil {
		return Request{}, err
	}
	return rs[0], nil
}

// lockLeave gives a request under the lock of its employee.
func lockLeave(ctx context.Context, tx pgx.Tx, id int64) (Request, error) {
	r, err := FindLeave(ctx, tx, id)
	if err != nil {
		return Request{}, err
	}
	if err := lock(ctx, tx, []NIP{r.NIP}); err != nil {
		return Request{}, err
	}
	return FindLeave(ctx, tx, id)
}

// LeavesOf gives what somebody has asked for that is not over and was not
// turned down, by day.
func LeavesOf(ctx context.Context, tx pgx.Tx, today worktime.Date, nip NIP) ([]Request, error) {
	return leaveRequests(ctx, tx, `
		WHERE nip = $1 AND to_on >= $2 AND state IN ('asked', 'counts', 'agreed')
		ORDER BY from_on, id`, nip, today.Midnight(time.UTC))
}

// LeavesToDecide gives what waits for somebody's word, what begins first first:
// what they were asked about, and what those below them ask for.
func LeavesToDecide(ctx context.Context, tx pgx.Tx, by NIP) ([]Request, error) {
	below, err := Span(ctx, tx, by)
	if err != nil {
		return nil, err
	}
	nips := make([]NIP, len(below))
	for i, e := range below {
		nips[i] = e.NIP
	}
	return leaveRequests(ctx, tx, `
		WHERE state IN ('asked', 'counts') AND nip <> $1 AND (decider = $1 OR nip = ANY ($2))
		ORDER BY from_on, id`, by, nips)
}

// LeavesWaiting gives all requests on which somebody is to decide.
func LeavesWaiting(ctx context.Context, tx pgx.Tx) ([]Request, error) {
	return leaveRequests(ctx, tx, `WHERE state IN ('asked', 'counts') ORDER BY id`)
}

// LeavesConfirmed gives what the file of the staff office agreed to since a moment.
func LeavesConfirmed(ctx context.Context, tx pgx.Tx, since time.Time) ([]Request, error) {
	return leaveRequests(ctx, tx, `WHERE state = 'agreed' AND decided_by = $1 AND decided_at > $2 ORDER BY id`, operator, since)
}

// AllLeaveRequests gives every request there ever was.
func AllLeaveRequests(ctx context.Context, tx pgx.Tx) ([]Request, error) {
	return leaveRequests(ctx, tx, `ORDER BY id`)
}

func insertLeaveRequest(ctx context.Context, tx pgx.Tx, r *Request) error {
	if err := tx.QueryRow(ctx, `
		INSERT INTO leave_request (nip, kind, from_on, to_on, substitute_nip, state, asked_by, asked_at, decider, confirm_by, decided_by, decided_at)
		VALUES ($1, $2, $3::date, $4::date, $5, $6, $7, $8, $9, $10, $11, $12)
		RETURNING id`,
		r.NIP, r.Kind, r.FromOn, r.ToOn, r.Substitute, r.State, r.AskedBy, r.AskedAt, r.Decider, r.ConfirmBy, r.DecidedBy, r.DecidedAt).Scan(&r.ID); err != nil {
		return fmt.Errorf("ask for leave: %w", err)
	}
	return nil
}

func saveLeaveRequest(ctx context.Context, tx pgx.Tx, r Request) error {
	if _, err := tx.Exec(ctx, `
		UPDATE leave_request
		SET to_on = $2::date, state = $3, decider = $4, reminded = $5, decided_by = $6, decided_at = $7, reason = $8
		WHERE id = $1`, r.ID, r.ToOn, r.State, r.Decider, r.Reminded, r.DecidedBy, r.DecidedAt, r.Reason); err != nil {
		return fmt.Errorf("save the request for leave %d: %w", r.ID, err)
	}
	return nil
}

// grantLeave lets a request count on its days.
func grantLeave(ctx context.Context, tx pgx.Tx, r Request) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO leave (nip, from_on, to_on, substitute_nip, request_id)
		VALUES ($1, $2::date, $3::date, $4, $5)
		ON CONFLICT (nip, from_on) DO UPDATE
		SET to_on = EXCLUDED.to_on, substitute_nip = EXCLUDED.substitute_nip, request_id = EXCLUDED.request_id`,
		r.NIP, r.FromOn, r.ToOn, r.Substitute, r.ID); err != nil {
		return fmt.Errorf("let leave %d count: %w", r.ID, err)
	}
	return nil
}

// endLeave lets a request count no more.
func endLeave(ctx context.Context, tx pgx.Tx, r Request) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM leave
		WHERE request_id = $1`, r.ID); err != nil {
		return fmt.Errorf("let leave %d count no more: %w", r.ID, err)
	}
	return nil
}

// grantedBy names the request that imported leave of the same days grants, so
// that it can be taken back as it was asked for.
func grantedBy(ctx context.Context, tx pgx.Tx, r Request) error {
	if _, err := tx.Exec(ctx, `
		UPDATE leave
		SET request_id = $3
		WHERE nip = $1 AND from_on = $2::date`, r.NIP, r.FromOn, r.ID); err != nil {
		return fmt.Errorf("name the request of leave %d: %w", r.ID, err)
	}
	return nil
}

// leaveTaken says whether leave was asked for or counts on any of some days.
func leaveTaken(ctx context.Context, tx pgx.Tx, nip NIP, from, to worktime.Date) (taken bool, err error) {
	if taken, err = leaveCounts(ctx, tx, nip, from, to); err != nil || taken {
		return taken, err
	}
	if err := tx.QueryRow(ctx, `
		SELECT EXISTS (
			SELECT FROM leave_request
			WHERE nip = $1 AND state IN ('asked', 'counts', 'agreed') AND from_on <= $3::date AND to_on >= $2::date)`,
		nip, from.Midnight(time.UTC), to.Midnight(time.UTC)).Scan(&taken); err != nil {
		return false, fmt.Errorf("see whether leave was asked for: %w", err)
	}
	return taken, nil
}

// leaveCounts says whether somebody is away on any of some days.
func leaveCounts(ctx context.Context, tx pgx.Tx, nip NIP, from, to worktime.Date) (away bool, err error) {
	if err := tx.QueryRow(ctx, `
		SELECT EXISTS (
			SELECT FROM leave
			WHERE nip = $1 AND from_on <= $3::date AND to_on >= $2::date)`,
		nip, from.Midnight(time.UTC), to.Midnight(time.UTC)).Scan(&away); err != nil {
		return false, fmt.Errorf("see who is away: %w", err)
	}
	return away, nil
}

func lastSubstitute(ctx context.Context, tx pgx.Tx, nip NIP) (Employee, bool, error) {
	return oneEmployee(ctx, tx, "find who stood in last", `
		SELECT `+employeeColumns+`
		FROM leave l
		JOIN employee e ON e.nip = l.substitute_nip
		WHERE l.nip = $1 AND e.ended_on IS NULL
		ORDER BY l.from_on DESC
		LIMIT 1`, nip)
}

// AwayNow gives the leave of everybody among some who is away on the day that on
// shows in its own location, the one begun first.
func AwayNow(ctx context.Context, tx pgx.Tx, on time.Time, nips []NIP) ([]Leave, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT ON (nip) nip, from_on, to_on, substitute_nip, request_id
		FROM leave
		WHERE nip = ANY ($1) AND $2::date BETWEEN from_on AND to_on
		ORDER BY nip, from_on`, nips, on)
	if err != nil {
		return nil, fmt.Errorf("list who is away: %w", err)
	}
	ls, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Leave])
	if err != nil {
		return nil, fmt.Errorf("list who is away: %w", err)
	}
	return ls, nil
}

// GrantedLeaves are the requests whose days count.
func GrantedLeaves(ctx context.Context, tx pgx.Tx) (map[int64]bool, error) {
	rows, err := tx.Query(ctx, `
		SELECT request_id
		FROM leave
		WHERE request_id IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("list the leave that counts: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("list the leave that counts: %w", err)
	}
	granted := make(map[int64]bool, len(ids))
	for _, id := range ids {
		granted[id] = true
	}
	return granted, nil
}
