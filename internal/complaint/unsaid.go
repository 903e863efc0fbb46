package complaint

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Unsaid is what the reporter of a case was asked some time after something
// happened, and has not said yet. A chat is sent such a question; whoever comes
// by code and PIN reads it when they do.
type Unsaid struct {
	Still   bool     // is what was done still good
	TookUp  bool     // has another agency taken it up
	Promise *Promise // was it kept; nil for none
}

// UnsaidOf gives what waits for the word of a case's reporter.
func UnsaidOf(ctx context.Context, tx pgx.Tx, c Complaint) (w Unsaid, err error) {
	if w.Still, err = stillWaits(ctx, tx, c); err != nil {
		return w, err
	}
	if c.State.Open() {
		w.Promise, err = promiseWaits(ctx, tx, c.ID)
		return w, err
	}
	if c.State == Referred {
		e, err := lastEnd(ctx, tx, c.ID)
		w.TookUp = err == nil && e.AskedAt != nil && e.TakenUp == nil
		return w, err
	}
	return w, nil
}
