package books

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// evidence proves by the cases' chains what was shown for their results.
func evidence(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "evidence"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	held, err := complaint.AllEvidence(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, e := range held {
		r.Checked++
		s := told[e.ComplaintID]
		if said, known := s.Evidence[e.ID]; !known || !sameEvidence(said, e) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: evidence %d is not what its events tell", s.code, e.ID))
		}
		delete(s.Evidence, e.ID)
	}
	for _, s := range told {
		for id := range s.Evidence {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: evidence %d is missing", s.code, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}

func sameEvidence(a, b complaint.Evidence) bool {
	if !a.SentAt.Equal(b.SentAt) {
		return false
	}
	a.SentAt = b.SentAt
	return reflect.DeepEqual(a, b)
}

// disputes proves by the cases' chains what officers contested, and how it was
// decided.
func disputes(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "contests"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	held, err := complaint.AllDisputes(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, d := range held {
		r.Checked++
		s := told[d.ComplaintID]
		if said, known := s.Disputes[d.ID]; !known || !sameDispute(said, d) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: contest %d is not what its events tell", s.code, d.ID))
		}
		delete(s.Disputes, d.ID)
	}
	for _, s := range told {
		for id := range s.Disputes {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: contest %d is missing", s.code, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}

func sameDispute(a, b complaint.Dispute) bool {
	if !a.SaidAt.Equal(b.SaidAt) || !sameTime(a.DecidedAt, b.DecidedAt) {
		return false
	}
	a.SaidAt, a.DecidedAt, a.Reason = b.SaidAt, b.DecidedAt, b.Reason
	return reflect.DeepEqual(a, b)
}
