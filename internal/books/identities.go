package books

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// named proves by the cases' chains which names were asked for and what became of
// them, and that none is kept of a case that has ended or lies in other hands.
func named(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "names"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	kept, err := complaint.AllIdentities(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, i := range kept {
		r.Checked++
		s := told[i.ComplaintID]
		if said, known := s.Identities[i.ID]; !known || !reflect.DeepEqual(said, i.Facts()) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: name %d is not what its events tell", s.code, i.ID))
		}
		if i.EndedAt == nil && (!s.State.Open() || s.Holder == nil || *s.Holder != i.NIP) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: name %d outlives what it was asked for", s.code, i.ID))
		}
		delete(s.Identities, i.ID)
	}
	for _, s := range told {
		for id := range s.Identities {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: name %d is missing", s.code, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}
