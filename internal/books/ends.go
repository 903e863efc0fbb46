package books

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// ends are the honest ends that were proposed, why, and what became of them.
var ends = numbered[complaint.End, complaint.EndFacts]{
	name: "ends", noun: "end", all: complaint.AllEnds,
	of:   func(e complaint.End) (complaint.ID, int64) { return e.ComplaintID, e.ID },
	told: func(s story) map[int64]complaint.EndFacts { return s.Ends },
	same: func(said complaint.EndFacts, e complaint.End) bool { return sameEnd(said, e.Facts()) },
	also: func(r *Row, s story, e complaint.End, same bool) {
		if said := s.ends[e.ID]; same && said != "" && !strings.HasPrefix(said, e.Reason) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: the reason of end %d is not what was written", s.code, e.ID))
		}
	},
}

func sameEnd(a, b complaint.EndFacts) bool {
	if !sameTime(a.FollowUpOn, b.FollowUpOn) {
		return false
	}
	a.FollowUpOn, b.FollowUpOn = nil, nil
	return reflect.DeepEqual(a, b)
}

// errands proves the small duties beside the cases' clocks.
func errands(ctx context.Context, tx pgx.Tx, told map[complaint.ID]story) (Row, error) {
	waiting := 0
	r, err := numbered[complaint.Errand, complaint.Errand]{
		name: "errands", noun: "errand", all: complaint.AllErrands,
		of:   func(e complaint.Errand) (complaint.ID, int64) { return e.ComplaintID, e.ID },
		told: func(s story) map[int64]complaint.Errand { return s.Errands },
		same: sameErrand,
		also: func(_ *Row, _ story, e complaint.Errand, _ bool) {
			if e.Open() && e.NIP == nil {
				waiting++
			}
		},
	}.check(ctx, tx, told)
	if err != nil {
		return r, err
	}
	r.note(waiting, "decisions or answers wait for somebody who can be reached")
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
