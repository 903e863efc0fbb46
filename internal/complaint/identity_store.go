package complaint

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
)

const identityColumns = `id, complaint_id, nip, asked_at, agreed_at, given_at, taken_by, ended_at`

func identities(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Identity, error) {
	rows, err := tx.Query(ctx, `SELECT `+identityColumns+` FROM identity `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read names that are asked for: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Identity])
	if err != nil {
		return nil, fmt.Errorf("read names that are asked for: %w", err)
	}
	return all, nil
}

// AllIdentities gives what was asked of the reporters of all cases, oldest first.
func AllIdentities(ctx context.Context, tx pgx.Tx) ([]Identity, error) {
	return identities(ctx, tx, `ORDER BY id`)
}

const identityRunning = `WHERE complaint_id = $1 AND ended_at IS NULL`

// RunningIdentity is what is asked of the reporter of a case now; false for
// nothing.
func RunningIdentity(ctx context.Context, tx pgx.Tx, id ID) (Identity, bool, error) {
	all, err := identities(ctx, tx, identityRunning, id)
	if err != nil || len(all) == 0 {
		return Identity{}, false, err
	}
	return all[0], true, nil
}

// NameReason is why the holder of a case asks for a name, in their words.
func NameReason(ctx context.Context, tx pgx.Tx, i Identity) (string, error) {
	events, err := Story(ctx, tx, i.ComplaintID)
	why := ""
	for _, e := range events {
		if e.Kind == NameAsked && e.Facts.Identity != nil && e.Facts.Identity.ID == i.ID {
			why = e.Words
		}
	}
	return why, err
}

func insertIdentity(ctx context.Context, tx pgx.Tx, i *Identity) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO identity (complaint_id, nip, asked_at)
		VALUES ($1, $2, $3)
		RETURNING id`, i.ComplaintID, i.NIP, i.AskedAt).Scan(&i.ID)
	if err != nil {
		return fmt.Errorf("ask for the name in case %d: %w", i.ComplaintID, err)
	}
	return nil
}

// saveIdentity writes what became of it; box is the name, nil for none.
func saveIdentity(ctx context.Context, tx pgx.Tx, i Identity, box []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE identity
		SET agreed_at = $2, given_at = $3, taken_by = $4, ended_at = $5, box = $6
		WHERE id = $1`, i.ID, i.AgreedAt, i.GivenAt, i.TakenBy, i.EndedAt, box)
	if err != nil {
		return fmt.Errorf("save what became of the name in case %d: %w", i.ComplaintID, err)
	}
	return nil
}

func boxOf(ctx context.Context, tx pgx.Tx, id int64) (box []byte, err error) {
	err = tx.QueryRow(ctx, `
		SELECT box
		FROM identity
		WHERE id = $1
		AND box IS NOT NULL`, id).Scan(&box)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, ErrNoName
	}
	if err != nil {
		return nil, fmt.Errorf("read a sealed name: %w", err)
	}
	return box, nil
}

// fade ends what was asked of a reporter, and erases the name, where it does not
// outlive an event of their case.
func fade(ctx context.Context, tx pgx.Tx, c Complaint, k Kind, at time.Time) error {
	if k.stays() {
		return nil
	}
	i, running, err := RunningIdentity(ctx, tx, c.ID)
	if err != nil || !running || i.outlives(c, k) {
		return err
	}
	kind := NameExpired
	if i.Given() {
		kind = NameErased
	}
	i.EndedAt = &at
	if err := saveIdentity(ctx, tx, i, nil); err != nil {
		return err
	}
	facts := i.Facts()
	e, err := c.event(kind, System, at, "", func(f *Facts) { f.Identity = &facts })
	if err != nil {
		return err
	}
	return ledger.Append(ctx, tx, e)
}
