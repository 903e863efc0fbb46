package text

import (
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Help says in one line what a command does, for the menu and /bantuan.
func (s *Speaker) Help(lang locale.Lang, command string) string { return s.commands[lang][command] }

// UnknownCommand answers a command that is not there.
func (s *Speaker) UnknownCommand(lang locale.Lang) outbox.Message {
	return s.plain(lang, "unknown-command", nil)
}

// Apology is said once when an update could not be handled at all.
func (s *Speaker) Apology(lang locale.Lang) outbox.Message { return s.plain(lang, "apology", nil) }

// Flood is said once to somebody who sends more than we handle.
func (s *Speaker) Flood(lang locale.Lang) outbox.Message { return s.plain(lang, "flood", nil) }

// PrivateOnly is said once in a group.
func (s *Speaker) PrivateOnly(lang locale.Lang, username string) outbox.Message {
	return s.plain(lang, "private-only", username)
}

// plain renders a message that nothing but a defect of its template could
// break, and tests render each of them.
func (s *Speaker) plain(lang locale.Lang, name string, data any, buttons ...[]outbox.Button) outbox.Message {
	m, err := s.say(lang, name, data, buttons...)
	if err != nil {
		panic(err)
	}
	return m
}
