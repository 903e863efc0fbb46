package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/attachment"
	"tanggap/internal/ledger"
)

// Erasing a reporter takes who they are out of their cases, and what they wrote
// out of those that have ended. The cases stay, with what the office did; so do
// the chains, which bind only a salted digest of what was written.

// Erased is what became of the cases of somebody who had their data erased.
type Erased struct {
	Ended []Complaint // of these their words and files are gone
	Open  []Complaint // these go on under a sealed address until they end
}

// EraseReporter erases whoever filed cases by name from an address, of cases
// that were filed until a time.
func (d *Desk) EraseReporter(ctx context.Context, tx pgx.Tx, now time.Time, address string, until time.Time) (Erased, error) {
	own, err := many(ctx, tx, `
		WHERE id IN (SELECT complaint_id FROM reporter WHERE address = $1)
		AND filed_at <= $2
		ORDER BY id
		FOR UPDATE`, address, until)
	if err != nil || len(own) == 0 {
		return Erased{}, err
	}
	a, err := account.Of(ctx, tx, address)
	if err != nil {
		return Erased{}, err
	}
	var done Erased
	for _, c := range own {
		if err := Unlink(ctx, tx, c.ID); err != nil {
			return Erased{}, err
		}
		if c.State.Open() {
			c.Contact = Sealed
			if err := d.keepReporter(ctx, tx, c, address, a.Lang); err != nil {
				return Erased{}, err
			}
			if err := eraseLater(ctx, tx, c.ID); err != nil {
				return Erased{}, err
			}
			done.Open = append(done.Open, c)
		} else {
			c.Contact = Untraced
			if err := eraseWords(ctx, tx, c); err != nil {
				return Erased{}, err
			}
			done.Ended = append(done.Ended, c)
		}
		if err := record(ctx, tx, &c, Forgotten, Citizen, now, ""); err != nil {
			return Erased{}, err
		}
	}
	return done, nil
}

func eraseLater(ctx context.Context, tx pgx.Tx, id ID) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO to_erase (complaint_id)
		VALUES ($1)
		ON CONFLICT DO NOTHING`, id); err != nil {
		return fmt.Errorf("mark case %d to be erased: %w", id, err)
	}
	return nil
}

// EraseEnded erases what was written in the cases whose reporter was erased
// while they were open and that ended before a time; it gives them.
func EraseEnded(ctx context.Context, tx pgx.Tx, now, before time.Time) ([]Complaint, error) {
	ended, err := many(ctx, tx, `
		WHERE id IN (`+overIn("to_erase")+`)
		ORDER BY id
		FOR UPDATE`, before)
	if err != nil {
		return nil, err
	}
	for _, c := range ended {
		if err := Unlink(ctx, tx, c.ID); err != nil {
			return nil, err
		}
		if err := eraseWords(ctx, tx, c); err != nil {
			return nil, err
		}
		c.Contact = Untraced
		if err := record(ctx, tx, &c, Forgotten, System, now, ""); err != nil {
			return nil, err
		}
	}
	return ended, nil
}

// eraseWords erases what the reporter of a case wrote and sent, and where they
// stood. An heir did not write what was written before.
func eraseWords(ctx context.Context, tx pgx.Tx, c Complaint) error {
	events, err := ledger.Read(ctx, tx, c.ID.Subject())
	if err != nil {
		return err
	}
	var theirs []int64
	for _, e := range events {
		switch {
		case Kind(e.Kind) == Inherited:
			theirs = nil
		case e.Content != nil && (e.Actor == Citizen || Kind(e.Kind) == WrittenOut):
			theirs = append(theirs, e.ID)
		}
	}
	pressed, err := saidPressed(ctx, tx, c)
	if err != nil {
		return err
	}
	if err := ledger.Erase(ctx, tx, append(theirs, pressed...)); err != nil {
		return err
	}
	var batch pgx.Batch
	batch.Queue(`DELETE FROM to_erase WHERE complaint_id = $1`, c.ID)
	if c.InheritedAt == nil {
		batch.Queue(`
			UPDATE complaint
			SET body = '', place = '', latitude = NULL, longitude = NULL
			WHERE id = $1`, c.ID)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("erase the words of case %d: %w", c.ID, err)
	}
	if c.InheritedAt != nil {
		return nil
	}
	return attachment.Erase(ctx, tx, c.ID.Subject(), Citizen)
}

// EraseSupporter erases whoever supported cases from an address until a time:
// they count on, and what they wrote and sent is gone.
func EraseSupporter(ctx context.Context, tx pgx.Tx, address string, until time.Time) error {
	rows, err := tx.Query(ctx, `
		SELECT id, complaint_id
		FROM supporter
		WHERE address = $1
		AND joined_at <= $2
		ORDER BY complaint_id`, address, until)
	if err != nil {
		return fmt.Errorf("find what somebody supports: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Supporter, err error) {
		err = row.Scan(&s.ID, &s.Of)
		return s, err
	})
	if err != nil {
		return fmt.Errorf("find what somebody supports: %w", err)
	}
	for _, s := range all {
		events, err := Story(ctx, tx, s.Of)
		if err != nil {
			return err
		}
		said := map[int]bool{}
		for _, e := range events {
			said[e.Seq] = e.Actor == Supporting && e.Facts.Supporter == s.ID
		}
		entries, err := ledger.Read(ctx, tx, s.Of.Subject())
		if err != nil {
			return err
		}
		var theirs []int64
		for _, e := range entries {
			if said[e.Seq] && e.Content != nil {
				theirs = append(theirs, e.ID)
			}
		}
		if err := ledger.Erase(ctx, tx, theirs); err != nil {
			return err
		}
		if err := attachment.Erase(ctx, tx, s.Of.Subject(), s.Files()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			UPDATE supporter
			SET address = NULL
			WHERE id = $1`, s.ID); err != nil {
			return fmt.Errorf("erase supporter %d: %w", s.ID, err)
		}
	}
	return nil
}

// Addresses lists the chats that filed or support cases by name.
func Addresses(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT address
		FROM reporter
		UNION
		SELECT address
		FROM supporter
		WHERE address IS NOT NULL
		ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("list who filed cases: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list who filed cases: %w", err)
	}
	return all, nil
}
