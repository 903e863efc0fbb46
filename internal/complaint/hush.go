package complaint

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
)

// Hush hides a new case from staff for a while: until the next full working
// hour of its unit and up to an hour more by chance, so that who was seen with a
// telephone in hand cannot be told from it. It gives the moment at which the
// case turns up.
func (d *Desk) Hush(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint) (time.Time, error) {
	cal, err := d.Calendars.For(ctx, tx, c.UnitCode)
	if err != nil {
		return time.Time{}, err
	}
	var chance [2]byte
	if _, err := io.ReadFull(d.Random, chance[:]); err != nil {
		return time.Time{}, fmt.Errorf("draw a delay: %w", err)
	}
	until := cal.NextFullHour(now).Add(time.Duration(binary.BigEndian.Uint16(chance[:])) * time.Hour / (1 << 16)).Truncate(time.Second)
	if opens, quiet := cal.Quiet(until); quiet {
		until = opens
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO hush (complaint_id, until)
		VALUES ($1, $2)
		ON CONFLICT (complaint_id) DO UPDATE
		SET until = excluded.until`, c.ID, until)
	if err != nil {
		return time.Time{}, fmt.Errorf("hush case %d: %w", c.ID, err)
	}
	return until, nil
}

// TurnedUp says when staff got to see some cases that had been hushed; others
// are left out.
func TurnedUp(ctx context.Context, tx pgx.Tx, cases ...ID) (map[ID]time.Time, error) {
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, until
		FROM hush
		WHERE complaint_id = ANY ($1)`, cases)
	if err != nil {
		return nil, fmt.Errorf("read hushed cases: %w", err)
	}
	at := map[ID]time.Time{}
	var id ID
	var until time.Time
	if _, err := pgx.ForEachRow(rows, []any{&id, &until}, func() error {
		at[id] = until
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read hushed cases: %w", err)
	}
	return at, nil
}
