package books

import "tanggap/internal/complaint"

// rungs are those who were asked to help with what is late, and what came of it.
var rungs = numbered[complaint.Rung, complaint.Rung]{
	name: "rungs", noun: "rung", all: complaint.AllRungs,
	of:   func(g complaint.Rung) (complaint.ID, int64) { return g.ComplaintID, g.ID },
	told: func(s story) map[int64]complaint.Rung { return s.Rungs },
	same: sameRung,
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
