package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/problem"
)

// AskCause asks who told a result for so many cases what caused it.
func (s *Speaker) AskCause(lang locale.Lang, c complaint.Complaint, told int) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, cause := range problem.CausesOf(c.Type) {
		rows = pair(rows, s.labelled(s.words(lang, "cause", cause), "cause.pick", c.ID, cause))
	}
	return s.say(lang, "cause-ask", struct {
		Code string
		Told int
	}{c.Code, told}, append(rows, row(s.button(lang, "cause.skip", c.ID)))...)
}

// CauseKept stands where it was asked; "" for a cause that was skipped.
func (s *Speaker) CauseKept(lang locale.Lang, code string, cause problem.Cause) (outbox.Message, error) {
	return s.say(lang, "cause-kept", struct {
		Code  string
		Cause problem.Cause
	}{code, cause})
}

// Problem is one as its owner sees it.
type Problem struct {
	problem.Problem
	Place string
	Unit  string
	Cases int
	Now   time.Time
}

// Late says whether the day that was named has passed.
func (p Problem) Late() bool { return p.DueOn != nil && p.Now.After(p.DueOn.AddDate(0, 0, 1)) }

// Problem shows it with what may be done.
func (s *Speaker) Problem(lang locale.Lang, p Problem) (outbox.Message, error) {
	var rows [][]outbox.Button
	if p.Open() {
		rows = append(rows, row(s.button(lang, "problem.date", p.ID), s.button(lang, "problem.end", p.ID)))
	}
	return s.say(lang, "problem", p, append(rows, row(s.button(lang, "problem.list")))...)
}

// Problems lists those of somebody.
func (s *Speaker) Problems(lang locale.Lang, all []Problem) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, p := range all {
		rows = append(rows, row(s.labelled(s.words(lang, "cause", p.Cause)+", "+p.Place, "problem.open", p.ID)))
	}
	return s.say(lang, "problems", all, rows...)
}

// AskProblemDay asks for the day until which it is dealt with.
func (s *Speaker) AskProblemDay(lang locale.Lang, p Problem) (outbox.Message, error) {
	return s.say(lang, "problem-ask-day", p)
}

// AskProblemEnd asks how it was dealt with.
func (s *Speaker) AskProblemEnd(lang locale.Lang, p Problem) (outbox.Message, error) {
	return s.say(lang, "problem-ask-end", p)
}

// ProblemEnded says to how many reporters the words go.
func (s *Speaker) ProblemEnded(lang locale.Lang, p Problem, told int) (outbox.Message, error) {
	return s.say(lang, "problem-ended", struct {
		Problem
		Told int
	}{p, told})
}

// ProblemSolved tells a reporter that what stands behind their case is dealt
// with.
func (s *Speaker) ProblemSolved(lang locale.Lang, n News, p Problem) (outbox.Message, error) {
	return s.say(lang, "problem-solved", struct {
		News
		Problem Problem
	}{n, p}, row(s.button(lang, "lapor.start")))
}
