package complaint

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

const promiseColumns = `id, complaint_id, made_by, on_day, made_at, moved_at, asked_at, kept, settled_at, reminded, next_at`

// unsettled are the promises of a case of which nothing is known yet.
const unsettled = `WHERE complaint_id = $1 AND moved_at IS NULL AND kept IS NULL`

func promises(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Promise, error) {
	rows, err := tx.Query(ctx, `SELECT `+promiseColumns+` FROM promise `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read promises: %w", err)
	}
	ps, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Promise])
	if err != nil {
		return nil, fmt.Errorf("read promises: %w", err)
	}
	return ps, nil
}

// lockPromise gives a promise as it stands once its case is locked.
func lockPromise(ctx context.Context, tx pgx.Tx, id int64) (Promise, Complaint, error) {
	find := func() (Promise, error) {
		ps, err := promises(ctx, tx, `WHERE id = $1`, id)
		if err == nil && len(ps) == 0 {
			err = fmt.Errorf("there is no promise %d", id)
		}
		if err != nil {
			return Promise{}, err
		}
		return ps[0], nil
	}
	p, err := find()
	if err != nil {
		return Promise{}, Complaint{}, err
	}
	c, err := lock(ctx, tx, p.ComplaintID)
	if err != nil {
		return Promise{}, Complaint{}, err
	}
	p, err = find()
	return p, c, err
}

// AllPromises gives the promises of all cases, oldest first.
func AllPromises(ctx context.Context, tx pgx.Tx) ([]Promise, error) {
	return promises(ctx, tx, `ORDER BY id`)
}

// PromiseAhead is the promise about a case that is still to come; nil for none.
func PromiseAhead(ctx context.Context, tx pgx.Tx, id ID, today worktime.Date) (*Promise, error) {
	ps, err := promises(ctx, tx, unsettled+` AND on_day >= $2 ORDER BY id DESC LIMIT 1`, id, column(today))
	if err != nil || len(ps) == 0 {
		return nil, err
	}
	return &ps[0], nil
}

// promiseWaits is the promise of a case of which its reporter was asked whether
// it was kept, and has not said yet; nil for none.
func promiseWaits(ctx context.Context, tx pgx.Tx, id ID) (*Promise, error) {
	ps, err := promises(ctx, tx, unsettled+` AND asked_at IS NOT NULL ORDER BY id DESC LIMIT 1`, id)
	if err != nil || len(ps) == 0 {
		return nil, err
	}
	return &ps[0], nil
}

// Word is what became of somebody's promises for some days.
type Word struct {
	Kept, Broken, Moved []ID
	Unsaid              int // asked, and nobody has said
}

// Any says whether there is any of them.
func (w Word) Any() bool { return len(w.Kept)+len(w.Broken)+len(w.Moved)+w.Unsaid > 0 }

// WordOf gives what became of the promises that somebody made for some days.
func WordOf(ctx context.Context, tx pgx.Tx, nip roster.NIP, from, to worktime.Date) (w Word, err error) {
	ps, err := promises(ctx, tx, `
		WHERE made_by = $1 AND on_day BETWEEN $2 AND $3
		ORDER BY on_day, id`, nip, column(from), column(to))
	for _, p := range ps {
		switch {
		case p.MovedAt != nil:
			w.Moved = append(w.Moved, p.ComplaintID)
		case p.Kept != nil && *p.Kept:
			w.Kept = append(w.Kept, p.ComplaintID)
		case p.Kept != nil:
			w.Broken = append(w.Broken, p.ComplaintID)
		case p.AskedAt != nil:
			w.Unsaid++
		}
	}
	return w, err
}

func insertPromise(ctx context.Context, tx pgx.Tx, p *Promise) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO promise (complaint_id, made_by, on_day, made_at, reminded, next_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id`, p.ComplaintID, p.MadeBy, p.On, p.MadeAt, p.Reminded, p.NextAt).Scan(&p.ID)
	if err != nil {
		return fmt.Errorf("promise a day for case %d: %w", p.ComplaintID, err)
	}
	return nil
}

func savePromise(ctx context.Context, tx pgx.Tx, p Promise) error {
	_, err := tx.Exec(ctx, `
		UPDATE promise
		SET moved_at = $2, asked_at = $3, kept = $4, settled_at = $5, reminded = $6, next_at = $7
		WHERE id = $1`, p.ID, p.MovedAt, p.AskedAt, p.Kept, p.SettledAt, p.Reminded, p.NextAt)
	if err != nil {
		return fmt.Errorf("save promise %d: %w", p.ID, err)
	}
	return nil
}
