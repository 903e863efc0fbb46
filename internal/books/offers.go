package books

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// offered proves by the cases' chains to whom cases were offered, and what
// became of it.
func offered(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "offers"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	held, err := complaint.AllOffers(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, o := range held {
		r.Checked++
		s := told[o.ComplaintID]
		if said, known := s.Offers[o.ID]; !known || said != o.Facts() {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: offer %d is not what its events tell", s.code, o.ID))
		}
		delete(s.Offers, o.ID)
	}
	for _, s := range told {
		for id := range s.Offers {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: offer %d is missing", s.code, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}

// parts proves by the cases' chains what others were asked to do for joint cases,
// and what became of it.
func parts(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "parts of joint cases"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	held, err := complaint.AllHelps(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, h := range held {
		r.Checked++
		s := told[h.ComplaintID]
		if said, known := s.Helps[h.ID]; !known || said != h.Facts() {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: part %d is not what its events tell", s.code, h.ID))
		}
		delete(s.Helps, h.ID)
	}
	for _, s := range told {
		for id := range s.Helps {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: part %d is missing", s.code, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}
