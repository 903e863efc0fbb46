package roster

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Why somebody answers for somebody else.
const (
	BySubstitute = "substitute"
	BySuperior   = "superior"
)

const maxSubstitutes = 3

// StandIn gives who answers for somebody on that day: themself; when away or
// out of reach the substitute, or the substitute's, three at most; else the
// superior, and so upward. False means that nobody can be reached.
func StandIn(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP) (Employee, bool, error) {
	e, _, found, err := Cover(ctx, tx, on, nip)
	return e, found, err
}

// Cover is StandIn and says why: "" for themself, BySubstitute, or BySuperior
// as soon as the way led upward.
func Cover(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP) (Employee, string, bool, error) {
	c := cover{on: on, asked: map[NIP]bool{}}
	why := BySubstitute
	for climbed := map[NIP]bool{}; !climbed[nip]; {
		climbed[nip] = true
		e, found, err := c.ask(ctx, tx, nip)
		if err != nil {
			return Employee{}, "", false, err
		}
		if found {
			if why == BySubstitute && e.NIP == nip {
				why = ""
			}
			return e, why, true, nil
		}
		above, found, err := Superior(ctx, tx, nip)
		if err != nil || !found {
			return Employee{}, "", false, err
		}
		nip, why = above.NIP, BySuperior
	}
	return Employee{}, "", false, nil
}

type cover struct {
	on    time.Time
	asked map[NIP]bool // found out of reach already
}

// ask tries somebody and then their substitutes.
func (c cover) ask(ctx context.Context, tx pgx.Tx, nip NIP) (Employee, bool, error) {
	for hop := 0; hop <= maxSubstitutes && !c.asked[nip]; hop++ {
		c.asked[nip] = true
		e, available, err := ready(ctx, tx, c.on, nip)
		if err != nil || available {
			return e, available, err
		}
		l, away, err := Away(ctx, tx, c.on, nip)
		if err != nil {
			return Employee{}, false, err
		}
		if !away || l.Substitute == nil {
			break
		}
		nip = *l.Substitute
	}
	return Employee{}, false, nil
}
