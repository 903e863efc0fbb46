package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Earlier is what was filed of the same kind and place before a case.
type Earlier struct {
	Cases []complaint.Complaint // what ended last first
}

// Count is how many there are.
func (e Earlier) Count() int { return len(e.Cases) }

// Last is the one that ended last; nil where none has.
func (e Earlier) Last() *complaint.Complaint {
	if len(e.Cases) == 0 || e.Cases[0].EndedAt == nil {
		return nil
	}
	return &e.Cases[0]
}

// earlier is the button that lists them; no row for none.
func (s *Speaker) earlier(lang locale.Lang, c StaffCase) [][]outbox.Button {
	if c.Earlier.Count() == 0 {
		return nil
	}
	return [][]outbox.Button{row(s.button(lang, "case.before", int64(c.ID)))}
}

// earlierShown is how many one message lists.
const earlierShown = 20

// StaffEarlier lists them, by what became of each: never by what was written.
func (s *Speaker) StaffEarlier(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-before", struct {
		StaffCase
		Shown []complaint.Complaint
		Now   time.Time
	}{c, c.Earlier.Cases[:min(earlierShown, c.Earlier.Count())], c.Now})
}
