package letter

import (
	"testing"
	"time"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
)

var photo = attachment.File{Kind: attachment.Photo, ChannelFile: "1"}

func TestAdd(t *testing.T) {
	var l Letter
	if l.Add("  \n") || l.Add("") {
		t.Error("nothing was taken for something")
	}
	if !l.Add(" Besok pagi ") || !l.Add("", photo) || !l.Add("pukul 08.00.", photo) {
		t.Error("something was not taken")
	}
	if l.Words != "Besok pagi\npukul 08.00." || len(l.Files) != 2 {
		t.Errorf("%+v", l)
	}
}

// What is added to a whole letter gives it another minute, ten at the most, and
// none beyond the limit; it counts as of when it was whole first.
func TestWeigh(t *testing.T) {
	start := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return start.Add(d) }
	l := Letter{Files: []attachment.File{photo}}
	answered := complaint.Complaint{AnsweredAt: &start}
	weigh := func(d time.Duration, c complaint.Complaint, due *time.Time, written, leaves time.Duration) {
		t.Helper()
		l.Weigh(at(d), c, due)
		switch {
		case !l.WrittenAt.Equal(at(written)), l.Leaves() != (leaves > 0):
			t.Errorf("after %s: %+v", d, l)
		case l.Leaves() && !l.LeavesAt.Equal(at(leaves)):
			t.Errorf("after %s it leaves at %s", d, l.LeavesAt)
		}
	}
	weigh(0, complaint.Complaint{}, nil, 0, 0) // a picture alone answers nobody
	weigh(30*time.Second, answered, nil, 30*time.Second, 90*time.Second)
	thin := Letter{Words: "Sedang diproses."}
	if thin.Weigh(start, complaint.Complaint{}, nil); thin.Leaves() || !thin.Thin(complaint.Complaint{}) || thin.Thin(answered) {
		t.Errorf("what says nothing leaves as the first answer: %+v", thin)
	}
	l.Add("Besok pagi.")
	weigh(time.Minute, complaint.Complaint{}, nil, 30*time.Second, 2*time.Minute)
	weigh(10*time.Minute, complaint.Complaint{}, nil, 30*time.Second, 10*time.Minute+30*time.Second)
	soon := at(10*time.Minute + 10*time.Second)
	weigh(10*time.Minute, complaint.Complaint{}, &soon, 30*time.Second, 10*time.Minute+10*time.Second)
	weigh(11*time.Minute, complaint.Complaint{}, &soon, 30*time.Second, 10*time.Minute+30*time.Second)
}
