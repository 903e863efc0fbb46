package books

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// waiting proves the times in which cases had no officer by their events.
func waiting(ctx context.Context, tx pgx.Tx, told map[complaint.ID]story) (Row, error) {
	r := Row{Name: "waiting for officers"}
	held, err := complaint.AllWaits(ctx, tx)
	if err != nil {
		return r, err
	}
	for id, s := range told {
		r.Checked += len(s.Waits)
		if !complaint.SameSpells(held[id], s.Waits) {
			r.Wrong = append(r.Wrong, s.code+": how long it had no officer is not what its events tell")
		}
	}
	return r, nil
}
