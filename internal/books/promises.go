package books

import (
	"reflect"

	"tanggap/internal/complaint"
)

// promised are the days that were named to citizens, and what became of them.
var promised = numbered[complaint.Promise, complaint.PromiseFacts]{
	name: "promises", noun: "promise", all: complaint.AllPromises,
	of:   func(p complaint.Promise) (complaint.ID, int64) { return p.ComplaintID, p.ID },
	told: func(s story) map[int64]complaint.PromiseFacts { return s.Promises },
	same: func(said complaint.PromiseFacts, p complaint.Promise) bool { return reflect.DeepEqual(said, p.Facts()) },
}
