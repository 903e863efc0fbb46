package text

import (
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// StaffHours says when an employee is told of cases, and offers the other.
func (s *Speaker) StaffHours(lang locale.Lang, anyHour bool) (outbox.Message, error) {
	label, to := s.words(lang, "hours-any", nil), 1
	if anyHour {
		label, to = s.words(lang, "hours-office", nil), 0
	}
	return s.say(lang, "hours", struct{ AnyHour bool }{anyHour}, row(s.labelled(label, "hours.set", to)))
}

// HoursButton leads there.
func (s *Speaker) HoursButton(lang locale.Lang) outbox.Button { return s.button(lang, "hours.ask") }
