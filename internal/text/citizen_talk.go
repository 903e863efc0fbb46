package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/routing"
	"tanggap/internal/screen"
)

// Greeting welcomes somebody and gives the notice: who answers for the data,
// what they are for, where Telegram keeps them.
func (s *Speaker) Greeting(lang locale.Lang, of routing.Regency) outbox.Message {
	other := locale.EN
	if lang == locale.EN {
		other = locale.ID
	}
	return s.plain(lang, "greeting", of,
		row(s.button(lang, "lapor.start"), s.button(lang, "lapor.anon")), row(s.labelled(s.LanguageName(other), "lang.set", other)))
}

// Notice is the notice in short, before the first report of somebody who never
// pressed start.
func (s *Speaker) Notice(lang locale.Lang, of routing.Regency) outbox.Message {
	return s.plain(lang, "notice", of)
}

// SmallTalk is what a message is that says nothing to keep.
type SmallTalk string

// The kinds of small talk.
const (
	Hello  SmallTalk = "hello"
	Thanks SmallTalk = "thanks"
	Okay   SmallTalk = "okay"
	Trial  SmallTalk = "trial"
)

// Reply answers small talk, and opens nothing.
func (s *Speaker) Reply(lang locale.Lang, talk SmallTalk) outbox.Message {
	return s.plain(lang, "talk-"+string(talk), nil)
}

// NoContact answers a contact, which nobody needs.
func (s *Speaker) NoContact(lang locale.Lang) outbox.Message { return s.plain(lang, "no-contact", nil) }

// CannotKeep answers what no report can hold: a sticker, a game, a poll.
func (s *Speaker) CannotKeep(lang locale.Lang) outbox.Message {
	return s.plain(lang, "cannot-keep", nil)
}

// Tell asks for the report itself, and says for which unit, "" while that is
// open.
func (s *Speaker) Tell(lang locale.Lang, unit string) outbox.Message {
	return s.plain(lang, "tell", unit)
}

// Kept is a message that waits for its writer to say what it belongs to.
type Kept struct {
	Words    string
	Files    Files
	Pins     int
	Asked    []complaint.Complaint // own cases whose officer waits for an answer
	Proposed []complaint.Complaint // own cases whose result waits for a word
	Open     []complaint.Complaint // own cases to which it may be added
	Closed   string                // the code of the ended case that it replied to
	Again    *complaint.Complaint  // that case, while it can be opened again
	Reminder bool
	Numbers  []screen.Kind // personal ones in the words
}

// Belongs asks what a message belongs to.
func (s *Speaker) Belongs(lang locale.Lang, k Kept) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, c := range k.Asked {
		rows = append(rows, row(s.labelled(s.Label(lang, "free.answer")+" "+c.Code, "free.answer", c.ID)))
	}
	for _, c := range k.Proposed {
		done, not := s.button(lang, "key.done", c.ID, c.Reopenings, "kept"), s.button(lang, "key.not", c.ID, c.Reopenings, "kept")
		if len(k.Proposed) > 1 {
			rows = append(rows,
				row(s.labelled(done.Label+" "+c.Code, done.Name, c.ID, c.Reopenings, "kept")),
				row(s.labelled(not.Label+" "+c.Code, not.Name, c.ID, c.Reopenings, "kept")))
			continue
		}
		rows = append(rows, row(done, not))
	}
	for _, c := range k.Open {
		rows = append(rows, row(s.labelled(s.Label(lang, "free.add")+" "+c.Code, "free.add", c.ID)))
	}
	if k.Again != nil {
		rows = append(rows, row(s.button(lang, "again.open", k.Again.ID, k.Again.Reopenings, "kept")))
	}
	rows = append(rows, s.maskRow(lang, k.Numbers)...)
	rows = append(rows, row(s.button(lang, "free.new")))
	return s.say(lang, "belongs", k, rows...)
}

// BelongsMoved replaces the question what a message belongs to, when it was
// asked anew below or answered.
func (s *Speaker) BelongsMoved(lang locale.Lang) outbox.Message {
	return s.plain(lang, "belongs-moved", nil)
}

// Added says that words or files were added to a case, and who reads them.
func (s *Speaker) Added(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "added", c)
}

// Replied says that the answer to a question went to the officer.
func (s *Speaker) Replied(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "replied", code)
}

// AskAddition asks what is to be added to a case.
func (s *Speaker) AskAddition(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "ask-addition", code)
}

// AskReply asks for the answer to the officer's question.
func (s *Speaker) AskReply(lang locale.Lang, code, question string) outbox.Message {
	return s.plain(lang, "ask-reply", struct {
		Code, Question string
		AsksWho        bool
	}{code, question, screen.AsksWho(question)})
}

// DontKnow is the answer of somebody who cannot answer a question.
func (s *Speaker) DontKnow(lang locale.Lang) string { return s.words(lang, "dont-know", nil) }

// StillToDecide reminds of the result that a case waits with, after something
// was added to it.
func (s *Speaker) StillToDecide(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "still-to-decide", c.Code, s.keys(lang, c))
}

// ChangedLate answers a change of a message that had been read already.
func (s *Speaker) ChangedLate(lang locale.Lang) outbox.Message {
	return s.plain(lang, "changed-late", nil)
}

// Left says what was given up by leaving a dialog.
type Left struct {
	Words string // of a draft
	Files Files
	Draft bool
}

// Left answers /batal.
func (s *Speaker) Left(lang locale.Lang, l Left) (outbox.Message, error) {
	return s.say(lang, "left", l)
}

// DraftForgotten says that what was not sent for a week is given up.
func (s *Speaker) DraftForgotten(lang locale.Lang, l Left) (outbox.Message, error) {
	return s.say(lang, "draft-forgotten", l, row(s.button(lang, "lapor.start")))
}

// NothingToLeave answers /batal outside any dialog.
func (s *Speaker) NothingToLeave(lang locale.Lang) outbox.Message {
	return s.plain(lang, "nothing-to-leave", nil)
}

// Commands lists what somebody may do, with one line for each.
func (s *Speaker) Commands(lang locale.Lang, commands []string) (outbox.Message, error) {
	type line struct{ Command, Help string }
	lines := make([]line, len(commands))
	for i, c := range commands {
		lines[i] = line{c, s.Help(lang, c)}
	}
	return s.say(lang, "commands", lines)
}

// AskLanguage offers the languages.
func (s *Speaker) AskLanguage(lang locale.Lang) outbox.Message {
	var buttons []outbox.Button
	for _, l := range Languages {
		buttons = append(buttons, s.labelled(s.LanguageName(l), "lang.set", l))
	}
	return s.plain(lang, "ask-language", nil, buttons)
}

// LanguageSet says in the new language that it is spoken from now on.
func (s *Speaker) LanguageSet(lang locale.Lang) outbox.Message {
	return s.plain(lang, "language-set", nil)
}

// LanguageName is a language by its own name.
func (s *Speaker) LanguageName(lang locale.Lang) string { return s.words(lang, "language", nil) }
