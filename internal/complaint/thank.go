package complaint

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Thank passes thanks on to whoever holds, or held last, a case that the
// office has answered, with words or without: once a case, and no clock knows
// of it. False when there
// is nobody to thank, or it was done before. It refuses with ErrUnknown.
func (d *Desk) Thank(ctx context.Context, tx pgx.Tx, now time.Time, reporter string, id ID, words string) (Complaint, bool, error) {
	c, err := d.FindOwn(ctx, tx, reporter, id)
	if err != nil || c.Holder == nil || c.AnsweredAt == nil {
		return c, false, err
	}
	events, err := Story(ctx, tx, id)
	if err != nil {
		return Complaint{}, false, err
	}
	for _, e := range events {
		if e.Kind == Thanked {
			return c, false, nil
		}
	}
	return c, true, record(ctx, tx, &c, Thanked, Citizen, now, words)
}
