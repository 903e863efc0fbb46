package books

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// numbered proves the rows of one kind by what the cases' chains tell of each,
// by its number: none is otherwise than its events, none is missing.
type numbered[V, F any] struct {
	name, noun string // of the check, and of one row in a sentence
	all        func(context.Context, pgx.Tx) ([]V, error)
	of         func(V) (complaint.ID, int64)
	told       func(story) map[int64]F
	same       func(said F, held V) bool
	also       func(r *Row, s story, held V, same bool) // what else must hold of a row; nil for nothing
}

func (n numbered[V, F]) check(ctx context.Context, tx pgx.Tx, told map[complaint.ID]story) (Row, error) {
	r := Row{Name: n.name}
	held, err := n.all(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, v := range held {
		r.Checked++
		of, id := n.of(v)
		s := told[of]
		said, known := n.told(s)[id]
		same := known && n.same(said, v)
		if !same {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: %s %d is not what its events tell", s.code, n.noun, id))
		}
		if n.also != nil {
			n.also(&r, s, v, same)
		}
		delete(n.told(s), id)
	}
	for _, s := range told {
		for id := range n.told(s) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: %s %d is missing", s.code, n.noun, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}
