package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// HelpersAsked are the people who are asked to help with late cases.
func HelpersAsked(ctx context.Context, tx pgx.Tx) ([]roster.NIP, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT nip FROM rung WHERE ended_at IS NULL ORDER BY nip`)
	if err != nil {
		return nil, fmt.Errorf("list who is asked to help: %w", err)
	}
	nips, err := pgx.CollectRows(rows, pgx.RowTo[roster.NIP])
	if err != nil {
		return nil, fmt.Errorf("list who is asked to help: %w", err)
	}
	return nips, nil
}

// LoseHelp ends what somebody was asked who works there no more, or has gone to
// another unit since: it waits for them no longer, and whoever stands in their
// place is asked at once. It says of how many cases.
func (d *Desk) LoseHelp(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP) (n int, err error) {
	e, err := roster.Find(ctx, tx, nip)
	if err != nil {
		return 0, err
	}
	open, err := rungs(ctx, tx, `WHERE nip = $1 AND ended_at IS NULL ORDER BY complaint_id, id`, nip)
	if err != nil {
		return 0, err
	}
	for _, seen := range open {
		moved, err := roster.MovedSince(ctx, tx, nip, seen.GivenAt)
		if err != nil {
			return n, err
		}
		if !e.Ended() && !moved {
			continue
		}
		r, c, _, err := lockRung(ctx, tx, seen.ID)
		if err != nil {
			return n, err
		}
		if !r.Open() {
			continue
		}
		if err := d.loseRung(ctx, tx, now, r, c); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (d *Desk) loseRung(ctx context.Context, tx pgx.Tx, now time.Time, r Rung, c Complaint) error {
	r.end(now, System, HelpLost)
	if err := saveRung(ctx, tx, r); err != nil {
		return err
	}
	s, running, err := Running(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	var changed []*Stretch
	if running && s.ID == r.StretchID && s.Step == r.Step && s.PausedAt == nil {
		s.Step, s.NextAt = r.Step-1, &now
		changed = append(changed, &s)
	}
	return recordMore(ctx, tx, &c, HelpLost, System, now, "", func(f *Facts) { f.Rungs = []Rung{r} }, changed...)
}
