package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// AskStill asks whether what was done lasts; the answer belongs to this closing.
func (s *Speaker) AskStill(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "ask-still", n, row(s.button(lang, "still.yes", n.ID, n.Reopenings), s.button(lang, "still.no", n.ID, n.Reopenings)))
}

// Still thanks for the answer; a no offers to open the case again.
func (s *Speaker) Still(lang locale.Lang, c complaint.Complaint, good, again bool) outbox.Message {
	switch {
	case good:
		return s.plain(lang, "still-good", c)
	case again:
		return s.plain(lang, "not-durable", c, row(s.again(lang, c)), row(s.button(lang, "further.show", c.ID)))
	}
	return s.plain(lang, "not-durable-late", c, row(s.button(lang, "lapor.start")), row(s.button(lang, "further.show", c.ID)))
}
