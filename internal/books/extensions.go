package books

import (
	"reflect"

	"tanggap/internal/complaint"
)

// longer are the later limits that holders asked for, and how it was decided.
var longer = numbered[complaint.Extension, complaint.Extension]{
	name: "extensions", noun: "extension", all: complaint.AllExtensions,
	of:   func(x complaint.Extension) (complaint.ID, int64) { return x.ComplaintID, x.ID },
	told: func(s story) map[int64]complaint.Extension { return s.Extensions },
	same: sameExtension,
}

func sameExtension(a, b complaint.Extension) bool {
	if !a.AskedAt.Equal(b.AskedAt) || !sameTime(a.DecidedAt, b.DecidedAt) || !sameTime(a.On, b.On) {
		return false
	}
	a.AskedAt, a.DecidedAt, a.On, a.Reason = b.AskedAt, b.DecidedAt, b.On, b.Reason
	return reflect.DeepEqual(a, b)
}
