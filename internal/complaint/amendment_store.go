package complaint

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const amendmentColumns = `id, complaint_id, errand_id, what, nip, was, becomes, reason, proposed_at, ended_at, outcome, decided_nip, why`

func amendments(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Amendment, error) {
	rows, err := tx.Query(ctx, `SELECT `+amendmentColumns+` FROM amendment `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read amendments: %w", err)
	}
	as, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Amendment])
	if err != nil {
		return nil, fmt.Errorf("read amendments: %w", err)
	}
	return as, nil
}

// AllAmendments gives the amendments of all cases, oldest first.
func AllAmendments(ctx context.Context, tx pgx.Tx) ([]Amendment, error) {
	return amendments(ctx, tx, `ORDER BY id`)
}

// LastAmendment is the amendment of a case that was proposed last; false for none.
func LastAmendment(ctx context.Context, tx pgx.Tx, id ID) (Amendment, bool, error) {
	return firstAmendment(amendments(ctx, tx, `WHERE complaint_id = $1 ORDER BY id DESC LIMIT 1`, id))
}

// openAmendment is the amendment of a case that waits; false for none.
func openAmendment(ctx context.Context, tx pgx.Tx, id ID) (Amendment, bool, error) {
	return firstAmendment(amendments(ctx, tx, `WHERE complaint_id = $1 AND ended_at IS NULL`, id))
}

// amendmentOf is the amendment that an errand is about.
func amendmentOf(ctx context.Context, tx pgx.Tx, errand int64) (Amendment, error) {
	a, found, err := firstAmendment(amendments(ctx, tx, `WHERE errand_id = $1`, errand))
	if err == nil && !found {
		err = ErrErrandOver
	}
	return a, err
}

func firstAmendment(as []Amendment, err error) (Amendment, bool, error) {
	if err != nil || len(as) == 0 {
		return Amendment{}, false, err
	}
	return as[0], true, nil
}

func insertAmendment(ctx context.Context, tx pgx.Tx, a *Amendment) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO amendment (complaint_id, errand_id, what, nip, was, becomes, reason, proposed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		RETURNING id`,
		a.ComplaintID, a.ErrandID, a.What, a.By, a.Was, a.Becomes, a.Reason, a.ProposedAt).Scan(&a.ID)
	if err != nil {
		return fmt.Errorf("amend case %d: %w", a.ComplaintID, err)
	}
	return nil
}

func saveAmendment(ctx context.Context, tx pgx.Tx, a Amendment) error {
	_, err := tx.Exec(ctx, `
		UPDATE amendment
		SET errand_id = $2, ended_at = $3, outcome = $4, decided_nip = $5, why = $6
		WHERE id = $1`, a.ID, a.ErrandID, a.EndedAt, a.Outcome, a.DecidedBy, a.Why)
	if err != nil {
		return fmt.Errorf("save the amendment of case %d: %w", a.ComplaintID, err)
	}
	return nil
}

// endAmendment saves an amendment that has ended, and its errand with it.
func endAmendment(ctx context.Context, tx pgx.Tx, a Amendment, work *Errand, moot bool) error {
	work.finish(*a.EndedAt, moot)
	if err := saveErrand(ctx, tx, *work); err != nil {
		return err
	}
	return saveAmendment(ctx, tx, a)
}

// moveAmendment lets an amendment follow its errand to another owner.
func moveAmendment(ctx context.Context, tx pgx.Tx, from, to Errand) (func(*Facts), error) {
	if from.Kind != ToSign {
		return nil, nil
	}
	a, err := amendmentOf(ctx, tx, from.ID)
	if err != nil {
		return nil, err
	}
	a.ErrandID = to.ID
	return amending(a), saveAmendment(ctx, tx, a)
}

// saveLimits writes what an amendment may change besides: the type and limits.
func saveLimits(ctx context.Context, tx pgx.Tx, c Complaint) error {
	_, err := tx.Exec(ctx, `
		UPDATE complaint
		SET type = $2, answer_due_at = $3, settle_due_at = $4, urgent_at = $5
		WHERE id = $1`, c.ID, c.Type, c.AnswerDueAt, c.SettleDueAt, c.UrgentAt)
	if err != nil {
		return fmt.Errorf("set the limits of case %d: %w", c.ID, err)
	}
	return nil
}
