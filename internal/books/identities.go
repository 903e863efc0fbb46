package books

import (
	"fmt"
	"reflect"

	"tanggap/internal/complaint"
)

// named are the names that were asked for and what became of them; none is kept
// of a case that has ended or lies in other hands.
var named = numbered[complaint.Identity, complaint.IdentityFacts]{
	name: "names", noun: "name", all: complaint.AllIdentities,
	of:   func(i complaint.Identity) (complaint.ID, int64) { return i.ComplaintID, i.ID },
	told: func(s story) map[int64]complaint.IdentityFacts { return s.Identities },
	same: func(said complaint.IdentityFacts, i complaint.Identity) bool {
		return reflect.DeepEqual(said, i.Facts())
	},
	also: func(r *Row, s story, i complaint.Identity, _ bool) {
		if i.EndedAt == nil && (!s.State.Open() || s.Holder == nil || *s.Holder != i.NIP) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: name %d outlives what it was asked for", s.code, i.ID))
		}
	},
}
