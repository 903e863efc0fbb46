package rating

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// An officer sees ratings only by the batch: so many together, in the order in
// which they were given, and the newest few batches. A batch turns up on a
// Monday, once the last of it can be changed no more, and never changes again.
// So what two looks differ by is whole batches, and never one citizen's word;
// when a batch turns up tells of no closing of the days before.
const (
	batch   = 5
	batches = 4
)

// MixFrom is from how many ratings on an officer sees any.
const MixFrom = batch

// Mixed is how often each face was given, the lowest first. It tells of no
// case.
type Mixed struct {
	Of    int // how many ratings
	Faces [Faces]int
}

// Mix gives the newest whole batches of ratings for somebody's work; the zero
// Mixed while there is none.
func Mix(ctx context.Context, tx pgx.Tx, now time.Time, nip roster.NIP) (Mixed, error) {
	faces, err := fixedFaces(ctx, tx, nip, worktime.DateOf(now).Monday().Midnight(now.Location()))
	return mix(faces), err
}

func mix(faces []int) (m Mixed) {
	whole := faces[:len(faces)/batch*batch]
	for _, face := range whole[max(0, len(whole)-batch*batches):] {
		m.Of++
		m.Faces[face-1]++
	}
	return m
}
