package books

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// rungs proves by the cases' chains who was asked to help with what is late, and
// what came of it.
func rungs(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "rungs"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	held, err := complaint.AllRungs(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, g := range held {
		r.Checked++
		s := told[g.ComplaintID]
		if said, known := s.Rungs[g.ID]; !known || !sameRung(said, g) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: rung %d is not what its events tell", s.code, g.ID))
		}
		delete(s.Rungs, g.ID)
	}
	for _, s := range told {
		for id := range s.Rungs {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: rung %d is missing", s.code, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}

func sameRung(a, b complaint.Rung) bool {
	if !a.GivenAt.Equal(b.GivenAt) || !sameTime(a.FromAt, b.FromAt) || !sameTime(a.DueAt, b.DueAt) || !sameTime(a.EndedAt, b.EndedAt) {
		return false
	}
	for _, g := range []*complaint.Rung{&a, &b} {
		g.GivenAt, g.FromAt, g.DueAt, g.EndedAt = b.GivenAt, nil, nil, nil
	}
	return a == b
}
