package complaint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

const columns = `id, code, pin_no, channel, visibility, category_code, type, unit_code, area_code, place,
	latitude, longitude, body, state, holder, filed_at, answer_due_at, settle_due_at,
	answered_at, proposed_at, ended_at, reopenings, excused_seconds, nudge_step, nudge_at, contact`

const stretchColumns = `id, complaint_id, holder, unit_code, category_code, channel, duty, given_at, from_at, to_at,
	due_at, allowed_seconds, paused_at, paused_seconds, worked_seconds, on_time, counted_on, voided, step, next_at`

func one(ctx context.Context, tx pgx.Tx, where string, args ...any) (Complaint, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM complaint `+where, args...)
	if err != nil {
		return Complaint{}, fmt.Errorf("read case: %w", err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Complaint])
	if errors.Is(err, pgx.ErrNoRows) {
		return Complaint{}, ErrUnknown
	}
	if err != nil {
		return Complaint{}, fmt.Errorf("read case: %w", err)
	}
	return c, nil
}

func many(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Complaint, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM complaint `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	cs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Complaint])
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return cs, nil
}

// Find gives a case; ErrUnknown when there is none.
func Find(ctx context.Context, tx pgx.Tx, id ID) (Complaint, error) {
	return one(ctx, tx, `WHERE id = $1`, id)
}

// FindByCode gives the case with this code, as ParseCode writes it; ErrUnknown
// when there is none.
func FindByCode(ctx context.Context, tx pgx.Tx, code string) (Complaint, error) {
	return one(ctx, tx, `WHERE code = $1`, code)
}

// lock gives a case and keeps everybody else from changing it.
func lock(ctx context.Context, tx pgx.Tx, id ID) (Complaint, error) {
	return one(ctx, tx, `WHERE id = $1 FOR UPDATE`, id)
}

// HeldBy lists the open cases of a holder, what is due first first.
func HeldBy(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE holder = $1 AND ended_at IS NULL
		ORDER BY (SELECT s.due_at FROM stretch s WHERE s.complaint_id = complaint.id AND s.to_at IS NULL) NULLS LAST, id`, nip)
}

// Unheld lists the open cases that nobody holds, oldest first.
func Unheld(ctx context.Context, tx pgx.Tx) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE holder IS NULL AND ended_at IS NULL
		ORDER BY id`)
}

// OfReporter lists what an address filed, newest first, at most limit.
func OfReporter(ctx context.Context, tx pgx.Tx, address string, limit int) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE id IN (SELECT complaint_id FROM reporter WHERE address = $1)
		ORDER BY id DESC
		LIMIT $2`, address, limit)
}

// Stretches gives who held a case when, oldest first.
func Stretches(ctx context.Context, tx pgx.Tx, id ID) ([]Stretch, error) {
	return stretches(ctx, tx, `WHERE complaint_id = $1 ORDER BY id`, id)
}

// Running is the stretch of a case that has not ended; false when nobody
// holds it.
func Running(ctx context.Context, tx pgx.Tx, id ID) (Stretch, bool, error) {
	ss, err := stretches(ctx, tx, `WHERE complaint_id = $1 AND to_at IS NULL`, id)
	if err != nil || len(ss) == 0 {
		return Stretch{}, false, err
	}
	return ss[0], true, nil
}

// RunningOf gives the stretches of a holder that have not ended.
func RunningOf(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]Stretch, error) {
	return stretches(ctx, tx, `WHERE holder = $1 AND to_at IS NULL ORDER BY id`, nip)
}

// AllStretches gives the stretches of all cases, oldest first.
func AllStretches(ctx context.Context, tx pgx.Tx) (map[ID][]Stretch, error) {
	ss, err := stretches(ctx, tx, `ORDER BY complaint_id, id`)
	if err != nil {
		return nil, err
	}
	of := map[ID][]Stretch{}
	for _, s := range ss {
		of[s.ComplaintID] = append(of[s.ComplaintID], s)
	}
	return of, nil
}

// EachCase walks all cases, oldest first.
func EachCase(ctx context.Context, tx pgx.Tx, do func(Complaint) error) error {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM complaint ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		c, err := pgx.RowToStructByPos[Complaint](rows)
		if err != nil {
			return fmt.Errorf("read cases: %w", err)
		}
		if err := do(c); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	return nil
}

func stretches(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Stretch, error) {
	rows, err := tx.Query(ctx, `SELECT `+stretchColumns+` FROM stretch `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read stretches: %w", err)
	}
	ss, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Stretch])
	if err != nil {
		return nil, fmt.Errorf("read stretches: %w", err)
	}
	return ss, nil
}

// give adds the stretch of a new holder; its clock starts when it is begun.
func give(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, nip roster.NIP, d Duty) (*Stretch, error) {
	s := Stretch{
		ComplaintID: c.ID, Holder: nip, UnitCode: c.UnitCode, CategoryCode: c.CategoryCode,
		Channel: c.Channel, Duty: d, GivenAt: now,
	}
	err := tx.QueryRow(ctx, `
		INSERT INTO stretch (complaint_id, holder, unit_code, category_code, channel, duty, given_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		RETURNING id`,
		s.ComplaintID, s.Holder, s.UnitCode, s.CategoryCode, s.Channel, s.Duty, s.GivenAt).Scan(&s.ID)
	if err != nil {
		return nil, fmt.Errorf("give case %d: %w", c.ID, err)
	}
	return &s, nil
}

// save writes a case and its changed stretches, and marks what others have to
// make again from them.
func save(ctx context.Context, tx pgx.Tx, c Complaint, changed []Stretch) error {
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE complaint
		SET state = $2, holder = $3, unit_code = $4, category_code = $5, answered_at = $6, proposed_at = $7, ended_at = $8,
			reopenings = $9, excused_seconds = $10, nudge_step = $11, nudge_at = $12
		WHERE id = $1`,
		c.ID, c.State, c.Holder, c.UnitCode, c.CategoryCode, c.AnsweredAt, c.ProposedAt, c.EndedAt,
		c.Reopenings, c.ExcusedSeconds, c.NudgeStep, c.NudgeAt)
	for _, s := range changed {
		batch.Queue(`
			UPDATE stretch
			SET from_at = $2, to_at = $3, due_at = $4, allowed_seconds = $5, paused_at = $6, paused_seconds = $7,
				worked_seconds = $8, on_time = $9, counted_on = $10, voided = $11, step = $12, next_at = $13
			WHERE id = $1`,
			s.ID, s.FromAt, s.ToAt, s.DueAt, s.AllowedSeconds, s.PausedAt, s.PausedSeconds,
			s.WorkedSeconds, s.OnTime, s.CountedOn, s.Voided, s.Step, s.NextAt)
		if s.CountedOn != nil {
			batch.Queue(`
				INSERT INTO to_fold (nip, day, mark)
				VALUES ($1, $2, gen_random_uuid()::text)
				ON CONFLICT (nip, day) DO UPDATE
				SET mark = excluded.mark`, s.Holder, s.CountedOn)
		}
	}
	if len(changed) > 0 {
		batch.Queue(`
			INSERT INTO to_project (complaint_id, mark)
			VALUES ($1, gen_random_uuid()::text)
			ON CONFLICT (complaint_id) DO UPDATE
			SET mark = excluded.mark`, c.ID)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save case %d: %w", c.ID, err)
	}
	return nil
}
