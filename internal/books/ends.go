package books

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// ends proves the honest ends that were proposed, and what became of them, by
// the cases' chains.
func ends(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "ends"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	held, err := complaint.AllEnds(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, e := range held {
		r.Checked++
		s := told[e.ComplaintID]
		if said, known := s.Ends[e.ID]; !known || !sameEnd(said, e.Facts()) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: end %d is not what its events tell", s.code, e.ID))
		} else if said := s.ends[e.ID]; said != "" && !strings.HasPrefix(said, e.Reason) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: the reason of end %d is not what was written", s.code, e.ID))
		}
		delete(s.Ends, e.ID)
	}
	for _, s := range told {
		for id := range s.Ends {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: end %d is missing", s.code, id))
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}

func sameEnd(a, b complaint.EndFacts) bool {
	if !sameTime(a.FollowUpOn, b.FollowUpOn) {
		return false
	}
	a.FollowUpOn, b.FollowUpOn = nil, nil
	return reflect.DeepEqual(a, b)
}

// errands proves the small duties beside the cases' clocks.
func errands(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "errands"}
	told, err := stories(ctx, tx)
	if err != nil {
		return r, err
	}
	held, err := complaint.AllErrands(ctx, tx)
	if err != nil {
		return r, err
	}
	waiting := 0
	for _, e := range held {
		r.Checked++
		s := told[e.ComplaintID]
		if said, known := s.Errands[e.ID]; !known || !sameErrand(said, e) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: errand %d is not what its events tell", s.code, e.ID))
		}
		delete(s.Errands, e.ID)
		if e.Open() && e.NIP == nil {
			waiting++
		}
	}
	for _, s := range told {
		for id := range s.Errands {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: errand %d is missing", s.code, id))
		}
	}
	r.note(waiting, "decisions or answers wait for somebody who can be reached")
	slices.Sort(r.Wrong)
	return r, nil
}

// sameErrand compares everything but the reminders, which are no events.
func sameErrand(a, b complaint.Errand) bool {
	if !sameTime(a.DoneAt, b.DoneAt) || !a.GivenAt.Equal(b.GivenAt) || !a.DueAt.Equal(b.DueAt) {
		return false
	}
	for _, e := range []*complaint.Errand{&a, &b} {
		e.DoneAt, e.GivenAt, e.DueAt, e.Step, e.NextAt = nil, b.GivenAt, b.DueAt, 0, nil
	}
	return reflect.DeepEqual(a, b)
}
