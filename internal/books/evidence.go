package books

import (
	"reflect"

	"tanggap/internal/complaint"
)

// evidence is what was shown for results.
var evidence = numbered[complaint.Evidence, complaint.Evidence]{
	name: "evidence", noun: "evidence", all: complaint.AllEvidence,
	of:   func(e complaint.Evidence) (complaint.ID, int64) { return e.ComplaintID, e.ID },
	told: func(s story) map[int64]complaint.Evidence { return s.Evidence },
	same: sameEvidence,
}

func sameEvidence(a, b complaint.Evidence) bool {
	if !a.SentAt.Equal(b.SentAt) {
		return false
	}
	a.SentAt = b.SentAt
	return reflect.DeepEqual(a, b)
}

// disputes are what officers contested, and how it was decided.
var disputes = numbered[complaint.Dispute, complaint.Dispute]{
	name: "contests", noun: "contest", all: complaint.AllDisputes,
	of:   func(d complaint.Dispute) (complaint.ID, int64) { return d.ComplaintID, d.ID },
	told: func(s story) map[int64]complaint.Dispute { return s.Disputes },
	same: sameDispute,
}

func sameDispute(a, b complaint.Dispute) bool {
	if !a.SaidAt.Equal(b.SaidAt) || !sameTime(a.DecidedAt, b.DecidedAt) {
		return false
	}
	a.SaidAt, a.DecidedAt, a.Reason = b.SaidAt, b.DecidedAt, b.Reason
	return reflect.DeepEqual(a, b)
}
