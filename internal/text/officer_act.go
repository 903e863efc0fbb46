package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/screen"
	"tanggap/internal/substance"
)

// ActAskAgain says that what an officer wrote to a citizen is no question.
func (s *Speaker) ActAskAgain(lang locale.Lang, code, words string) (outbox.Message, error) {
	return s.say(lang, "act-ask-again", struct{ Code, Words string }{code, words})
}

// ActPrompt asks the holder for the words of an act: complaint.FirstAnswer,
// Question or Result. Instead of a result a case may have another honest end.
func (s *Speaker) ActPrompt(lang locale.Lang, act complaint.Kind, c StaffCase) (outbox.Message, error) {
	if act == complaint.Result {
		return s.say(lang, "act-"+string(act), c, s.EndChoices(lang, c.Complaint)...)
	}
	return s.say(lang, "act-"+string(act), c)
}

// Act is what an act brought about, for the one who did it.
type Act struct {
	StaffCase
	Words string // what was sent
	Files Files  // what was sent with it
	Left  bool   // files that could not go along stayed behind
	Lost  bool   // no message reaches the citizen at present

	Names *time.Time // the day to come that the words name; nil for none

	Shown  Shown      // of a result: what is shown for it
	Follow *time.Time // until when more of it may follow; nil when it may not
	Also   []string   // of a result: the codes of other cases that it was told for
}

// MaxPause is how many working days a question may stop the holder's clock.
func (Act) MaxPause() int { return complaint.MaxPause }

// Question says whether what was asked can be answered.
func (a Act) Question() bool { return substance.Asks(a.Words) }

// AsksWho says whether what was asked is who the citizen is.
func (a Act) AsksWho() bool { return screen.AsksWho(a.Words) }

// ActAccepted says what accepting means.
func (s *Speaker) ActAccepted(lang locale.Lang, a Act) (outbox.Message, error) {
	return s.say(lang, "act-done-accepted", a)
}

// ActAnswered says that an answer is on its way, and what comes next.
func (s *Speaker) ActAnswered(lang locale.Lang, a Act) (outbox.Message, error) {
	rows := [][]outbox.Button{row(s.button(lang, "case.ask", int64(a.ID)), s.button(lang, "case.propose", int64(a.ID)))}
	return s.say(lang, "act-done-answered", a, append(rows, s.offer(lang, a)...)...)
}

// ActInformed says that what is no answer is on its way, and that the clock goes
// on.
func (s *Speaker) ActInformed(lang locale.Lang, a Act) (outbox.Message, error) {
	return s.say(lang, "act-done-informed", a, row(s.button(lang, "case.answer", int64(a.ID))))
}

// ActAsked says that a question is on its way, and what that does to clocks.
func (s *Speaker) ActAsked(lang locale.Lang, a Act) (outbox.Message, error) {
	return s.say(lang, "act-done-asked", a)
}

// ActProposed says that a result is on its way, and who decides now.
func (s *Speaker) ActProposed(lang locale.Lang, a Act) (outbox.Message, error) {
	return s.say(lang, "act-done-proposed", a)
}

// ActShown says that files follow an answer.
func (s *Speaker) ActShown(lang locale.Lang, a Act) (outbox.Message, error) {
	return s.say(lang, "act-done-shown", a)
}

// LetterDropped says that nothing was sent.
func (s *Speaker) LetterDropped(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "letter-dropped", code)
}

// DraftFirst says that a report of one's own waits to be sent or dropped.
func (s *Speaker) DraftFirst(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "officer-draft-first", nil)
}

// OnlyWords says what of a message cannot be passed on to a citizen.
func (s *Speaker) OnlyWords(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "officer-only-words", nil)
}

// Pick asks an employee who wrote outside any dialog what it belongs to.
type Pick struct {
	Words string
	Files Files
	Lines []TaskLine
}

// Pick offers the most urgent cases, and a report of one's own.
func (s *Speaker) Pick(lang locale.Lang, p Pick) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, l := range p.Lines {
		rows = append(rows, row(s.labelled(s.labels[lang]["pick.answer"]+" "+l.Code, "pick.answer", int64(l.ID))))
	}
	rows = append(rows, row(s.button(lang, "pick.new")))
	return s.say(lang, "pick", p, rows...)
}

// PickedNew stands where it was asked, once a report of one's own was chosen.
func (s *Speaker) PickedNew(lang locale.Lang) (outbox.Message, error) {
	return s.say(lang, "picked-new", nil)
}
