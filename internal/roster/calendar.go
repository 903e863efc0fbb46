package roster

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// Calendars keeps the register in memory, with the working calendars of its
// units, until anything in it changes, by whichever replica. It may be used by
// many goroutines.
type Calendars struct {
	loc *time.Location

	mu   sync.Mutex
	kept *Book
}

// NewCalendars prepares the calendars of a place.
func NewCalendars(loc *time.Location) *Calendars { return &Calendars{loc: loc} }

// Location is the zone of all calendars.
func (c *Calendars) Location() *time.Location { return c.loc }

// Book gives the register as it stands.
func (c *Calendars) Book(ctx context.Context, tx pgx.Tx) (*Book, error) {
	version, err := Version(ctx, tx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	kept := c.kept
	c.mu.Unlock()
	if kept != nil && kept.version == version {
		return kept, nil
	}
	b, err := readBook(ctx, tx, version, c.loc)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.kept = b
	c.mu.Unlock()
	return b, nil
}

// For gives the calendar of a unit. It refuses with ErrUnitUnknown.
func (c *Calendars) For(ctx context.Context, tx pgx.Tx, unitCode string) (*worktime.Calendar, error) {
	b, err := c.Book(ctx, tx)
	if err != nil {
		return nil, err
	}
	return b.Calendar(unitCode)
}
