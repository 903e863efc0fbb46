package text

import (
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// StaffDanger tells somebody, by their post, of what threatens a life, or for
// those on call only may.
func (s *Speaker) StaffDanger(lang locale.Lang, c StaffCase, post, words string, life bool) (outbox.Message, error) {
	return s.say(lang, "officer-danger", struct {
		StaffCase
		Reader string
		Words  string
		Life   bool
	}{c, post, words, life}, row(s.button(lang, "case.open", int64(c.ID))))
}

// StaffCorrection tells the holder what the citizen changed in a message that
// had been sent: as it was, as it is, and that new pictures follow.
func (s *Speaker) StaffCorrection(lang locale.Lang, c StaffCase, was, is string, pictures bool) (outbox.Message, error) {
	return s.say(lang, "officer-correction", struct {
		StaffCase
		Was, Is string
		New     bool
	}{c, was, is, pictures}, s.acts(lang, c)...)
}
