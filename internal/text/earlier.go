package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// earlier is the button that lists what was filed of the same kind and place
// before; no row for none.
func (s *Speaker) earlier(lang locale.Lang, c StaffCase) [][]outbox.Button {
	if c.Earlier.Count == 0 {
		return nil
	}
	return [][]outbox.Button{row(s.button(lang, "case.before", int64(c.ID)))}
}

// earlierShown is how many one message lists.
const earlierShown = 20

// StaffEarlier lists what was filed of the same kind and place before, by what became of each: never by what was written.
func (s *Speaker) StaffEarlier(lang locale.Lang, c StaffCase, before []complaint.Complaint) (outbox.Message, error) {
	return s.say(lang, "officer-before", struct {
		StaffCase
		Shown []complaint.Complaint
		Now   time.Time
	}{c, before[:min(earlierShown, len(before))], c.Now})
}
