package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/refusal"
)

// Letter is what the holder is about to send.
type Letter struct {
	ID     complaint.ID
	Code   string
	Words  string
	Files  Files
	No     int  // of the preview: a button of an older one is stale
	Leaves bool // an answer that goes by itself

	Fellows int      // of a result: the other cases that it may be told for
	Also    []string // the codes of those that it is told for
	Gone    []string // and of those that it cannot be told for any more
}

// AnswerPreview shows an answer before it goes; without words it asks for them,
// and of words that answer nothing it says what is missing.
func (s *Speaker) AnswerPreview(lang locale.Lang, l Letter) (outbox.Message, error) {
	id := int64(l.ID)
	switch {
	case !l.Leaves && l.Words == "":
		return s.say(lang, "letter-wordless", l)
	case !l.Leaves:
		return s.say(lang, "answer-thin", l, row(s.button(lang, "answer.anyway", id, l.No), s.button(lang, "answer.drop", id, l.No)))
	}
	return s.say(lang, "answer-preview", l, row(s.button(lang, "answer.send", id, l.No), s.button(lang, "answer.drop", id, l.No)))
}

// ResultPreview shows a result before it goes; without words it asks for them.
func (s *Speaker) ResultPreview(lang locale.Lang, l Letter) (outbox.Message, error) {
	if l.Words == "" {
		return s.say(lang, "letter-wordless", l)
	}
	rows := [][]outbox.Button{row(s.button(lang, "letter.result", int64(l.ID), l.No), s.button(lang, "letter.drop", int64(l.ID)))}
	if l.Fellows > 0 {
		rows = append(rows, row(s.button(lang, "several.open", int64(l.ID), l.No)))
	}
	return s.say(lang, "letter-preview", l, rows...)
}

// LetterBack gives a letter back that did not go: why says the refusal, none
// that it had waited too long.
func (s *Speaker) LetterBack(lang locale.Lang, l Letter, why refusal.Code) (outbox.Message, error) {
	return s.say(lang, "letter-back", struct {
		Letter
		Why string
	}{l, s.refusals[lang][string(why)]})
}
