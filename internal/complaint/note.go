package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Note writes down something for those who handle a case and those above them;
// no citizen reads it. That somebody may see the case is for the caller to say.
// It refuses with ErrEmpty, ErrTooLong, ErrUnknown or ErrClosed.
func (d *Desk) Note(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, id ID, words string) (Complaint, error) {
	if err := wrote(words); err != nil {
		return Complaint{}, err
	}
	c, err := lock(ctx, tx, id)
	if err != nil {
		return Complaint{}, err
	}
	if !c.State.Open() {
		return Complaint{}, ErrClosed
	}
	return c, record(ctx, tx, &c, Noted, ByEmployee(by), now, words)
}
