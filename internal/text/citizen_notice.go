package text

import (
	"time"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/screen"
)

// News is what the reporter of a case is told about it.
type News struct {
	complaint.Complaint
	Who     Who
	Words   string
	Until   time.Time // of a result: when silence closes the case
	Seal    string    // of a result: the last of the records, "" while there is none
	Shown   Shown     // of a result: what is shown for it
	Several bool      // of a result: it was told for other cases as well
	First   bool      // of an answer: its reader may say that it is none
	Now     time.Time
}

// Waits says that the limit which the receipt named for an answer is still ahead.
func (n News) Waits() bool { return n.AnswerDueAt.After(n.Now) }

// Answered says whether there was a real answer before.
func (n News) Answered() bool { return n.AnsweredAt != nil }

// Nameless says that a reply to the message cannot be told to belong to the
// case, since no message's number is kept.
func (n News) Nameless() bool { return n.Contact.Anonymous() }

// AsksWho says whether the holder's question asks who its reader is.
func (n News) AsksWho() bool { return screen.AsksWho(n.Words) }

// Accepted says who has taken the case on.
func (s *Speaker) Accepted(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "news-accepted", n)
}

// Answer passes on what the holder says.
func (s *Speaker) Answer(lang locale.Lang, n News) (outbox.Message, error) {
	rows := s.instead(lang, n, "laporan.add")
	if n.First {
		rows = append(rows, row(s.button(lang, "answer.doubt", n.ID)))
	}
	return s.say(lang, "news-answer", n, rows...)
}

// Informed passes on what is no answer.
func (s *Speaker) Informed(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "news-informed", n, s.instead(lang, n, "laporan.add")...)
}

// instead are the buttons that do what a reply would, where none can be told
// to belong to its case.
func (s *Speaker) instead(lang locale.Lang, n News, names ...string) (rows [][]outbox.Button) {
	if !n.Nameless() {
		return nil
	}
	for _, name := range names {
		rows = append(rows, row(s.button(lang, name, n.ID)))
	}
	return rows
}

// Question passes on what the holder asks.
func (s *Speaker) Question(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "news-question", n, append(s.instead(lang, n, "ask.answer"), row(s.button(lang, "ask.unknown", n.ID)))...)
}

// Result passes on what was done, and asks whether it is.
func (s *Speaker) Result(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "news-result", n, s.keys(lang, n.Complaint))
}

// HandedOn says who has the case now.
func (s *Speaker) HandedOn(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "news-handed-on", n)
}

// Picture goes with a file that the office sent.
func (s *Speaker) Picture(lang locale.Lang, n News, kind attachment.Kind) (outbox.Message, error) {
	return s.say(lang, "news-picture", struct {
		News
		Kind attachment.Kind
	}{n, kind})
}

// PictureLost says that a file of the office did not arrive.
func (s *Speaker) PictureLost(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "news-picture-lost", n, s.instead(lang, n, "laporan.add")...)
}

// OwnPictureLost says that a file which the citizen sent did not arrive, and
// what may help.
func (s *Speaker) OwnPictureLost(lang locale.Lang, n News, why attachment.Loss) (outbox.Message, error) {
	return s.say(lang, "news-own-picture-lost", struct {
		News
		Why attachment.Loss
	}{n, why}, s.instead(lang, n, "laporan.add")...)
}
