package books

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// lasting is what a citizen said of whether a closing lasts.
type lasting struct {
	holder   *roster.NIP
	asked    time.Time
	good     *bool
	answered *time.Time
}

func (l lasting) agrees(held lasting) bool {
	return reflect.DeepEqual(l.holder, held.holder) && l.asked.Equal(held.asked) && reflect.DeepEqual(l.good, held.good) && sameTime(l.answered, held.answered)
}

// tellLasting adds an event to what the chain tells of a closing.
func (s *story) tellLasting(closing int, e complaint.Event) {
	l := s.lasting[closing]
	switch e.Kind {
	case complaint.StillAsked:
		l.holder, l.asked = e.Facts.Holder, e.At
	case complaint.StillGood, complaint.Worn:
		good := e.Kind == complaint.StillGood
		l.good, l.answered = &good, &e.At
	default:
		return
	}
	s.lasting[closing] = l
}

// durability proves by the cases' chains what citizens said of whether it lasts.
func durability(ctx context.Context, tx pgx.Tx, told map[complaint.ID]story) (Row, error) {
	r := Row{Name: "durability"}
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, closing, holder, asked_at, good, answered_at
		FROM durability
		ORDER BY complaint_id, closing`)
	if err != nil {
		return r, fmt.Errorf("read what lasts: %w", err)
	}
	var id complaint.ID
	var closing int
	var held lasting
	if _, err = pgx.ForEachRow(rows, []any{&id, &closing, &held.holder, &held.asked, &held.good, &held.answered}, func() error {
		r.Checked++
		s := told[id]
		if said, ok := s.lasting[closing]; !ok || !said.agrees(held) {
			r.Wrong = append(r.Wrong, s.code+": whether it lasts is not what its events tell")
		}
		delete(s.lasting, closing)
		return nil
	}); err != nil {
		return r, fmt.Errorf("read what lasts: %w", err)
	}
	for _, s := range told {
		if len(s.lasting) > 0 {
			r.Wrong = append(r.Wrong, s.code+": whether it lasts is missing")
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}
