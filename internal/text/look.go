package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Look is a result that a superior is to look at.
type Look struct {
	StaffCase
	Superior      string // their post
	Result        string
	Not, Answered int
	Silent        bool     // the reporter has not said anything
	Whys          []string // what supporters miss
	Reminder      bool
	Since         time.Time
}

// Look asks a superior to look at a result.
func (s *Speaker) Look(lang locale.Lang, l Look) (outbox.Message, error) {
	id := int64(l.ID)
	return s.say(lang, "look", l,
		row(s.button(lang, "look.uphold", id, l.Reopenings), s.button(lang, "look.return", id, l.Reopenings)),
		row(s.button(lang, "case.open", id)))
}

// LookAsk asks for the reason of a decision.
func (s *Speaker) LookAsk(lang locale.Lang, code string, back bool) (outbox.Message, error) {
	return s.say(lang, "look-ask", lookAt{code, back})
}

type lookAt struct {
	Code   string
	Return bool
}

// LookDone says what a decision brought about.
func (s *Speaker) LookDone(lang locale.Lang, c complaint.Complaint, back bool) (outbox.Message, error) {
	return s.say(lang, "look-done", lookAt{c.Code, back})
}

// StaffLookUpheld tells the holder that their superior accepts the result.
func (s *Speaker) StaffLookUpheld(lang locale.Lang, c StaffCase, words string) (outbox.Message, error) {
	return s.aboutCase(lang, "officer-look-upheld", c, words)
}

// StaffLookReturned is the card of a case that a superior gave back.
func (s *Speaker) StaffLookReturned(lang locale.Lang, c StaffCase, words string) (outbox.Message, error) {
	return s.aboutCase(lang, "officer-look-returned", c, words, s.acts(lang, c)...)
}
