package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/screen"
)

// TellAnonymous asks for a report without a name, and says what that means.
func (s *Speaker) TellAnonymous(lang locale.Lang) outbox.Message {
	return s.plain(lang, "tell-anonymous", nil)
}

// CardSentAnonymously replaces the card of a report without a name that was
// sent.
func (s *Speaker) CardSentAnonymously(lang locale.Lang) outbox.Message {
	return s.plain(lang, "card-sent-anonymously", nil)
}

// Orphan answers a reply to a message of which nothing is kept.
func (s *Speaker) Orphan(lang locale.Lang) outbox.Message { return s.plain(lang, "orphan", nil) }

// CutLink is the button that stands below each message of a sealed case.
func (s *Speaker) CutLink(lang locale.Lang, id complaint.ID) outbox.Button {
	return s.button(lang, "link.ask", id)
}

// AskCut asks whether the link between a case and this chat is to be cut.
func (s *Speaker) AskCut(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "ask-cut", c.Code, row(s.button(lang, "link.cut", c.ID)))
}

// LinkCut says that the link is cut, and how the case can be read from now on;
// pin is "" where whoever cut it knows it.
func (s *Speaker) LinkCut(lang locale.Lang, code, pin, site string) outbox.Message {
	m := s.plain(lang, "link-cut", struct{ Code, PIN, Site string }{code, pin, site})
	m.Protect = pin != ""
	return m
}

// Flagged says who may read a case from now on.
func (s *Speaker) Flagged(lang locale.Lang, c complaint.Complaint) outbox.Message {
	var rows [][]outbox.Button
	if flag := s.flag(lang, c, screen.Open); flag != nil {
		rows = append(rows, flag)
	}
	return s.plain(lang, "flagged", c, rows...)
}

// Concealed tells the reporter that the office made a public case confidential.
func (s *Speaker) Concealed(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "news-concealed", n)
}

// flag is the button by which the citizen changes who may read a case; none
// where that is no choice.
func (s *Speaker) flag(lang locale.Lang, c complaint.Complaint, why screen.Privacy) []outbox.Button {
	switch {
	case c.Visibility == complaint.Public:
		return row(s.button(lang, "flag.secret", c.ID))
	case why == screen.Open && c.InheritedAt == nil:
		return row(s.button(lang, "flag.public", c.ID))
	}
	return nil
}
