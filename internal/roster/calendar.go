package roster

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// Calendars gives the working calendars of units and keeps them in memory until
// holidays or hours change, by whichever replica. It may be used by many
// goroutines.
type Calendars struct {
	loc *time.Location

	mu      sync.Mutex
	version int64
	byHours map[string]*worktime.Calendar
}

// NewCalendars prepares the calendars of a place.
func NewCalendars(loc *time.Location) *Calendars {
	return &Calendars{loc: loc, byHours: map[string]*worktime.Calendar{}}
}

// Location is the zone of all calendars.
func (c *Calendars) Location() *time.Location { return c.loc }

// For gives the calendar of a unit. It refuses with ErrUnitUnknown.
func (c *Calendars) For(ctx context.Context, tx pgx.Tx, unitCode string) (*worktime.Calendar, error) {
	var hours string
	var version int64
	err := tx.QueryRow(ctx, `
		SELECT u.hours, v.version
		FROM unit u
		CROSS JOIN calendar_version v
		WHERE u.code = $1`, unitCode).Scan(&hours, &version)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, ErrUnitUnknown
	case err != nil:
		return nil, fmt.Errorf("read hours of unit %s: %w", unitCode, err)
	}
	if cal, ok := c.kept(version, hours); ok {
		return cal, nil
	}
	h, err := worktime.ParseHours(hours)
	if err != nil {
		return nil, fmt.Errorf("read hours of unit %s: %w", unitCode, err)
	}
	version, closed, shorter, err := readDays(ctx, tx)
	if err != nil {
		return nil, err
	}
	cal := worktime.NewCalendar(h, closed, shorter, c.loc)
	c.keep(version, hours, cal)
	return cal, nil
}

func (c *Calendars) kept(version int64, hours string) (*worktime.Calendar, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != c.version {
		return nil, false
	}
	cal, ok := c.byHours[hours]
	return cal, ok
}

// keep remembers calendars of the newest version only; an older transaction
// may still build its own.
func (c *Calendars) keep(version int64, hours string, cal *worktime.Calendar) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version > c.version {
		c.version = version
		clear(c.byHours)
	}
	if version == c.version {
		c.byHours[hours] = cal
	}
}

// readDays takes version and days from one snapshot.
func readDays(ctx context.Context, tx pgx.Tx) (int64, []worktime.Holiday, []worktime.Ramadan, error) {
	var version int64
	var days []time.Time
	var kinds []string
	err := tx.QueryRow(ctx, `
		SELECT version,
			ARRAY (SELECT on_date FROM holiday ORDER BY on_date, name),
			ARRAY (SELECT kind FROM holiday ORDER BY on_date, name)
		FROM calendar_version`).Scan(&version, &days, &kinds)
	if err != nil {
		return 0, nil, nil, fmt.Errorf("read holidays: %w", err)
	}
	rows := make([]worktime.Holiday, len(days))
	for i, day := range days {
		rows[i] = worktime.Holiday{On: worktime.DateOf(day), Kind: kinds[i]}
	}
	closed, shorter := worktime.Parted(rows)
	return version, closed, shorter, nil
}

// touchCalendars makes every replica build its calendars again. The step is
// drawn, so that a change that was rolled back is not taken for the next one.
func touchCalendars(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `
		UPDATE calendar_version
		SET version = version + 1 + floor(random() * 1000000000)::bigint`); err != nil {
		return fmt.Errorf("renew calendars: %w", err)
	}
	return nil
}
