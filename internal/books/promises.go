package books

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// promised proves by the cases' chains which days were named to citizens, and
// what became of them.
func promised(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "promises"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	held, err := complaint.AllPromises(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, p := range held {
		r.Checked++
		s := told[p.ComplaintID]
		if said, known := s.Promises[p.ID]; !known || !reflect.DeepEqual(said, p.Facts()) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: promise %d is not what its events tell", s.code, p.ID))
		}
		delete(s.Promises, p.ID)
	}
	for _, s := range told {
		for id := range s.Promises {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: promise %d is missing", s.code, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}
