package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Said is something that somebody of the office wrote to the citizen.
type Said struct {
	By    Who
	At    time.Time
	Words string
}

// Unanswered says who decides whether a first answer is one, and by when.
func (s *Speaker) Unanswered(lang locale.Lang, c complaint.Complaint, who Who, due, now time.Time) outbox.Message {
	return s.plain(lang, "unanswered", struct {
		complaint.Complaint
		Who Who
		Due time.Time
		Now time.Time
	}{c, who, due, now})
}

// Unanswer is a first answer of which the citizen says that it is none.
type Unanswer struct {
	StaffCase
	First  Said
	Who    Who // who decides, or did; the zero Who for nobody yet
	Due    time.Time
	Stands bool
	Why    string
	Mine   bool // the reader holds the case
}

// StaffUnanswered tells whoever holds the case.
func (s *Speaker) StaffUnanswered(lang locale.Lang, v Unanswer) (outbox.Message, error) {
	return s.say(lang, "officer-unanswered", v, s.acts(lang, v.StaffCase)...)
}

// AskJudge asks for the reason of a decision.
func (s *Speaker) AskJudge(lang locale.Lang, code string, stands bool) (outbox.Message, error) {
	return s.say(lang, "judge-ask", struct {
		Code   string
		Stands bool
	}{code, stands})
}

// StaffAnswerJudged tells whoever answered, and whoever holds the case.
func (s *Speaker) StaffAnswerJudged(lang locale.Lang, v Unanswer) (outbox.Message, error) {
	if !v.Mine {
		return s.say(lang, "officer-answer-judged", v)
	}
	return s.say(lang, "officer-answer-judged", v, s.acts(lang, v.StaffCase)...)
}

// AnswerJudged tells the citizen what was decided of the first answer.
func (s *Speaker) AnswerJudged(lang locale.Lang, n News, by Who, stands bool) (outbox.Message, error) {
	return s.say(lang, "answer-judged", struct {
		News
		By     Who
		Stands bool
	}{n, by, stands}, row(s.button(lang, "further.show", n.ID)))
}
