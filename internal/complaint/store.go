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
	answered_at, proposed_at, ended_at, reopenings, excused_seconds, nudge_step, nudge_at, contact,
	inherited_at, heard_at, urgent_at`

const stretchColumns = `id, complaint_id, holder, unit_code, category_code, channel, duty, given_at, from_at, to_at,
	due_at, allowed_seconds, paused_at, paused_seconds, worked_seconds, on_time, counted_on, voided, step, next_at,
	away_seconds, leave_id`

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
	return collect(rows, err)
}

func collect(rows pgx.Rows, err error) ([]Complaint, error) {
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

// lockHeld locks a case and gives it with its running stretch, which is as it
// stands under that lock; nil when nobody holds it.
func lockHeld(ctx context.Context, tx pgx.Tx, id ID) (Complaint, *Stretch, error) {
	var batch pgx.Batch
	var cs []Complaint
	var s *Stretch
	batch.Queue(`SELECT `+columns+` FROM complaint WHERE id = $1 FOR UPDATE`, id).Query(func(rows pgx.Rows) (err error) {
		cs, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Complaint])
		return err
	})
	QueueRunning(&batch, id, &s)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return Complaint{}, nil, fmt.Errorf("lock case %d: %w", id, err)
	}
	if len(cs) == 0 {
		return Complaint{}, nil, ErrUnknown
	}
	return cs[0], s, nil
}

// HeldBy lists the open cases of a holder, what is due first first.
func HeldBy(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE holder = $1 AND ended_at IS NULL
		ORDER BY (SELECT s.due_at FROM stretch s WHERE s.complaint_id = complaint.id AND s.to_at IS NULL) NULLS LAST, id`, nip)
}

// Unheld lists the open cases that nobody holds and that staff may see by now,
// oldest first.
func Unheld(ctx context.Context, tx pgx.Tx, now time.Time) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE holder IS NULL AND ended_at IS NULL
		AND NOT EXISTS (SELECT FROM hush h WHERE h.complaint_id = complaint.id AND h.until > $1)
		ORDER BY id`, now)
}

// OfReporter lists what an address filed, newest first, at most limit.
func OfReporter(ctx context.Context, tx pgx.Tx, address string, limit int) ([]Complaint, error) {
	rows, err := tx.Query(ctx, ofReporter, address, limit)
	return collect(rows, err)
}

const ofReporter = `
	SELECT ` + columns + `
	FROM (
		SELECT complaint_id
		FROM reporter
		WHERE address = $1
		ORDER BY complaint_id DESC
		LIMIT $2) own
	CROSS JOIN LATERAL (
		SELECT *
		FROM complaint
		WHERE id = own.complaint_id
		OFFSET 0) c -- one by one, whatever the planner thinks of walking through all cases
	ORDER BY id DESC`

// Stretches gives who held a case when, oldest first.
func Stretches(ctx context.Context, tx pgx.Tx, id ID) ([]Stretch, error) {
	return stretches(ctx, tx, `WHERE complaint_id = $1 ORDER BY id`, id)
}

// Running is the stretch of a case that has not ended; false when nobody
// holds it.
func Running(ctx context.Context, tx pgx.Tx, id ID) (Stretch, bool, error) {
	ss, err := stretches(ctx, tx, running, id)
	if err != nil || len(ss) == 0 {
		return Stretch{}, false, err
	}
	return ss[0], true, nil
}

const running = `WHERE complaint_id = $1 AND to_at IS NULL`

// QueueRunning is Running in a batch; into stays nil when nobody holds it.
func QueueRunning(b *pgx.Batch, id ID, into **Stretch) {
	b.Queue(`SELECT `+stretchColumns+` FROM stretch `+running, id).Query(func(rows pgx.Rows) error {
		ss, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Stretch])
		if len(ss) > 0 {
			*into = &ss[0]
		}
		return err
	})
}

// RunningOf gives the stretches of some holders that have not ended.
func RunningOf(ctx context.Context, tx pgx.Tx, of ...roster.NIP) ([]Stretch, error) {
	return stretches(ctx, tx, `WHERE holder = ANY ($1) AND to_at IS NULL ORDER BY id`, of)
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

// insert writes a new case, and the stretch that begins with it if there is
// one.
func insert(ctx context.Context, tx pgx.Tx, c Complaint, begins *Stretch) error {
	var batch pgx.Batch
	batch.Queue(`
		INSERT INTO complaint (id, code, channel, visibility, category_code, type, unit_code, area_code, place,
			latitude, longitude, body, state, holder, filed_at, answer_due_at, settle_due_at, contact)
		OVERRIDING SYSTEM VALUE
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		c.ID, c.Code, c.Channel, c.Visibility, c.CategoryCode, c.Type, c.UnitCode, c.AreaCode, c.Place,
		c.Latitude, c.Longitude, c.Body, c.State, c.Holder, c.FiledAt, c.AnswerDueAt, c.SettleDueAt, c.Contact)
	queueStretches(&batch, c.ID, begins)
	if begins == nil {
		c.queueWait(&batch, Filed, Citizen, c.FiledAt)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("file case %d: %w", c.ID, err)
	}
	return nil
}

// save writes a case and its stretches that are new or have changed, and marks
// what others have to make again from them.
func save(ctx context.Context, tx pgx.Tx, c Complaint, changed ...*Stretch) error {
	var batch pgx.Batch
	queueSave(&batch, c, changed...)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("save case %d: %w", c.ID, err)
	}
	return nil
}

func queueSave(batch *pgx.Batch, c Complaint, changed ...*Stretch) {
	batch.Queue(`
		UPDATE complaint
		SET state = $2, holder = $3, unit_code = $4, category_code = $5, answered_at = $6, proposed_at = $7, ended_at = $8,
			reopenings = $9, excused_seconds = $10, nudge_step = $11, nudge_at = $12, visibility = $13, contact = $14, heard_at = $15
		WHERE id = $1`,
		c.ID, c.State, c.Holder, c.UnitCode, c.CategoryCode, c.AnsweredAt, c.ProposedAt, c.EndedAt,
		c.Reopenings, c.ExcusedSeconds, c.NudgeStep, c.NudgeAt, c.Visibility, c.Contact, c.HeardAt)
	queueStretches(batch, c.ID, changed...)
}

func queueStretches(batch *pgx.Batch, id ID, changed ...*Stretch) {
	marked := false
	for _, s := range changed {
		if s == nil {
			continue
		}
		batch.Queue(putStretch,
			s.ID, s.ComplaintID, s.Holder, s.UnitCode, s.CategoryCode, s.Channel, s.Duty, s.GivenAt, s.FromAt, s.ToAt,
			s.DueAt, s.AllowedSeconds, s.PausedAt, s.PausedSeconds, s.WorkedSeconds, s.OnTime, s.CountedOn, s.Voided, s.Step, s.NextAt,
			s.AwaySeconds, s.LeaveID)
		if s.CountedOn != nil {
			batch.Queue(`
				INSERT INTO to_fold (nip, day, mark)
				VALUES ($1, $2, gen_random_uuid()::text)
				ON CONFLICT (nip, day) DO UPDATE
				SET mark = excluded.mark`, s.Holder, s.CountedOn)
		}
		marked = true
	}
	if marked {
		batch.Queue(`
			INSERT INTO to_project (complaint_id, mark)
			VALUES ($1, gen_random_uuid()::text)
			ON CONFLICT (complaint_id) DO UPDATE
			SET mark = excluded.mark`, id)
	}
}

const putStretch = `
	INSERT INTO stretch (` + stretchColumns + `)
	OVERRIDING SYSTEM VALUE
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
	ON CONFLICT (id) DO UPDATE
	SET category_code = excluded.category_code, from_at = excluded.from_at, to_at = excluded.to_at, due_at = excluded.due_at, allowed_seconds = excluded.allowed_seconds,
		paused_at = excluded.paused_at, paused_seconds = excluded.paused_seconds, worked_seconds = excluded.worked_seconds,
		on_time = excluded.on_time, counted_on = excluded.counted_on, voided = excluded.voided, step = excluded.step,
		next_at = excluded.next_at, away_seconds = excluded.away_seconds, leave_id = excluded.leave_id`
