package books

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
)

// pressures proves by their own chains what citizens said who are pressed; it
// names no case.
func pressures(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "pressures"}
	said := map[int64]complaint.PressureFacts{}
	if err := ledger.Each(ctx, tx, "pressure:", func(e ledger.Entry) error {
		id, f, err := complaint.PressureOf(e)
		said[id] = f
		return err
	}); err != nil {
		return r, err
	}
	held, err := complaint.AllPressed(ctx, tx)
	if err != nil {
		return r, err
	}
	waiting := 0
	for _, p := range held {
		r.Checked++
		if f, known := said[p.ID]; !known || !reflect.DeepEqual(f, p.Facts()) || p.Open() != (p.Ended == "") {
			r.Wrong = append(r.Wrong, fmt.Sprintf("pressure %d is not what its events tell", p.ID))
		}
		delete(said, p.ID)
		if p.Open() && p.NIP == nil {
			waiting++
		}
	}
	for id := range said {
		r.Wrong = append(r.Wrong, fmt.Sprintf("pressure %d is missing", id))
	}
	r.note(waiting, "citizens who are pressed wait for somebody who can be reached")
	slices.Sort(r.Wrong)
	return r, nil
}
