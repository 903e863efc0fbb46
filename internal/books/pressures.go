package books

import (
	"context"
	"fmt"
	"reflect"

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
	name := func(id int64) string { return fmt.Sprintf("pressure %d", id) }
	waiting := 0
	for _, p := range held {
		agree(&r, said, p.ID, name, func(f complaint.PressureFacts) bool {
			return reflect.DeepEqual(f, p.Facts()) && p.Open() == (p.Ended == "")
		})
		if p.Open() && p.NIP == nil {
			waiting++
		}
	}
	missing(&r, said, name)
	r.note(waiting, "citizens who are pressed wait for somebody who can be reached")
	return r, nil
}
