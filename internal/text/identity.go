package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// NameAsking is a name that an officer asks for, as the citizen is told.
type NameAsking struct {
	ID   complaint.ID
	Code string
	Who  Who    // who asks; or who took it at a counter
	Why  string // in the officer's words
	Page string // where it is given, "" where there is no page
}

// NameAsked asks the citizen for their name: who sees it, why, until when, and
// what happens without.
func (s *Speaker) NameAsked(lang locale.Lang, n NameAsking) (outbox.Message, error) {
	return s.say(lang, "name-asked", n, row(s.button(lang, "identity.yes", n.ID)), row(s.button(lang, "identity.no", n.ID)))
}

// NameWhere says where the name is given: never in the chat.
func (s *Speaker) NameWhere(lang locale.Lang, n NameAsking) (outbox.Message, error) {
	return s.say(lang, "name-where", n, row(s.button(lang, "identity.no", n.ID)))
}

// NameNotHere answers what looks like a name and came in the chat: it was not
// kept.
func (s *Speaker) NameNotHere(lang locale.Lang, n NameAsking) (outbox.Message, error) {
	return s.say(lang, "name-not-here", n, row(s.button(lang, "laporan.add", n.ID)), row(s.button(lang, "identity.no", n.ID)))
}

// NameDropped says that no name is kept; had, that the one given is erased.
func (s *Speaker) NameDropped(lang locale.Lang, code string, had bool) outbox.Message {
	return s.plain(lang, "name-dropped", struct {
		Code string
		Had  bool
	}{code, had})
}

// NameTaken tells the citizen that somebody at a counter took their name.
func (s *Speaker) NameTaken(lang locale.Lang, n NameAsking) (outbox.Message, error) {
	return s.say(lang, "name-taken", n, row(s.button(lang, "identity.erase", n.ID)))
}

// AskNameReason asks the officer why they need the name.
func (s *Speaker) AskNameReason(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "name-reason", code)
}

// ActNameAsked says that the citizen was asked; lost, that no message reaches
// them at present.
func (s *Speaker) ActNameAsked(lang locale.Lang, a Act) (outbox.Message, error) {
	return s.say(lang, "name-act-asked", a)
}

// StaffNameGiven tells the holder that a name was given.
func (s *Speaker) StaffNameGiven(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "officer-name-given", c, row(s.button(lang, "identity.show", int64(c.ID))))
}

// StaffNameDropped tells the holder that the citizen stays without a name.
func (s *Speaker) StaffNameDropped(lang locale.Lang, c StaffCase, had bool) (outbox.Message, error) {
	return s.say(lang, "officer-name-dropped", struct {
		StaffCase
		Had bool
	}{c, had}, s.acts(lang, c)...)
}

// DeskCode is by what an employee is known on the page of names. Code is the case
// whose name they want to see, "" at a counter.
type DeskCode struct {
	Code, Desk, Page string
	Minutes          int
}

// DeskCode tells it. It is nobody else's.
func (s *Speaker) DeskCode(lang locale.Lang, d DeskCode) (outbox.Message, error) {
	return s.guarded(lang, "desk-code", d)
}

// identity is the holder's button about the citizen's name; none where it has no
// place.
func (s *Speaker) identity(lang locale.Lang, c StaffCase) []outbox.Button {
	switch {
	case c.Identity != nil && c.Identity.Given():
		return row(s.button(lang, "identity.show", int64(c.ID)))
	case c.Identity == nil && c.MayName:
		return row(s.button(lang, "identity.ask", int64(c.ID)))
	}
	return nil
}
