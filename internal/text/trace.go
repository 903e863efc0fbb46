package text

import (
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// TraceAsk asks whether the bot's messages of the last two days are to be
// deleted from the chat.
func (s *Speaker) TraceAsk(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "trace-ask", nil, row(s.button(lang, "trace.clear")), row(s.button(lang, "privacy.open")))
}

// TraceCleared deletes messages and says what stays.
func (s *Speaker) TraceCleared(lang locale.Lang, ids []string) (outbox.Message, error) {
	m, err := s.say(lang, "trace-cleared", len(ids))
	if err != nil || len(ids) == 0 {
		return m, err
	}
	left, err := s.say(lang, "trace-left", nil)
	m.Removes, m.Left = ids, left.HTML
	return m, err
}
