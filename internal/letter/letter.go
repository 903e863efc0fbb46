// Package letter is what an officer has written to a citizen and what has not
// left yet. It leaves by itself one minute after it was whole, so that it can be
// added to and taken back; nothing that happens to the conversation in the
// meantime, and no restart, keeps it.
//
//	written ─▶ whole ─ one minute ─▶ left (recorded as of when it was written)
//	   │         └ more ─▶ whole      └ not theirs any more ─▶ given back
//	   └ waits for words ─▶ forgotten after some hours
//
// Whoever takes a letter away holds its row: a press and the sweep, or two
// sweeps, never send it both.
package letter

import (
	"strings"
	"time"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/substance"
)

// ErrGone says that a letter has left already, or was taken back.
const ErrGone refusal.Code = "letter.gone"

const (
	minute  = time.Minute      // how long a whole letter waits for more
	longest = 10 * time.Minute // the same, however often more comes
	keep    = 8 * time.Hour    // how long one waits that cannot leave by itself
)

// Letter is one officer's answer in one case.
type Letter struct {
	ComplaintID complaint.ID
	NIP         roster.NIP
	Address     string    // of the chat that it is shown in
	WrittenAt   time.Time // since when it is whole; until it is, when it was changed last
	LeavesAt    *time.Time
	Words       string
	Files       []attachment.File
	Album       string // to which the last picture belongs
	No          int    // of the preview: buttons of older ones are stale
	Preview     string // its outbox key
}

// Add takes a message in; false when there is nothing in it to pass on.
func (l *Letter) Add(words string, files ...attachment.File) bool {
	words = strings.TrimSpace(words)
	if words == "" && len(files) == 0 {
		return false
	}
	if l.Words != "" && words != "" {
		l.Words += "\n"
	}
	l.Words += words
	l.Files = append(l.Files, files...)
	return true
}

// Thin says whether its words say nothing that the first answer in a case has to
// say: an action, a date, a question or a reason.
func (l Letter) Thin(c complaint.Complaint) bool {
	return l.Words != "" && c.AnsweredAt == nil && !substance.Answers(l.Words)
}

// Leaves says whether it leaves by itself.
func (l Letter) Leaves() bool { return l.LeavesAt != nil }

// Weigh sets when the letter leaves, after it was changed. Until the citizen has
// an answer, one without words waits for them, and a thin one for its officer. No
// letter leaves after the limit that it is in time for.
func (l *Letter) Weigh(now time.Time, c complaint.Complaint, due *time.Time) {
	if l.Words == "" && c.AnsweredAt == nil || l.Thin(c) {
		l.WrittenAt, l.LeavesAt = now, nil
		return
	}
	if !l.Leaves() {
		l.WrittenAt = now
	}
	at := now.Add(minute)
	if most := l.WrittenAt.Add(longest); at.After(most) {
		at = most
	}
	if due != nil && due.After(now) && at.After(*due) {
		at = *due
	}
	l.LeavesAt = &at
}
