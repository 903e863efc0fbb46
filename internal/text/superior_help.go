package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/worktime"
)

// Raised asks somebody above its holder to help with a late case.
func (s *Speaker) Raised(lang locale.Lang, p Passed) (outbox.Message, error) {
	return s.say(lang, "deadline-raised", p, s.aids(lang, p.StaffCase)...)
}

// aids are what somebody above the holder can do for a late case.
func (s *Speaker) aids(lang locale.Lang, c StaffCase) [][]outbox.Button {
	id := int64(c.ID)
	return [][]outbox.Button{
		row(s.button(lang, "esk.answer", id), s.button(lang, "tim.case", id)),
		row(s.button(lang, "esk.date", id), s.button(lang, "esk.word", id)),
		row(s.button(lang, "case.open", id)),
	}
}

// Eskalasi lists the late cases that wait for somebody's help; each code opens
// what can be done.
func (s *Speaker) Eskalasi(lang locale.Lang, now time.Time, total int, at Page, cases []Passed) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, c := range cases {
		rows = pair(rows, s.labelled(c.Code, "esk.open", int64(c.ID)))
	}
	return s.say(lang, "eskalasi", struct {
		Now   time.Time
		Total int
		Page  Page
		Cases []Passed
	}{now, total, at, cases}, append(rows, s.turnPages(lang, at, "esk.page")...)...)
}

// EskalasiAsk asks for the words of an act: complaint.ByAnswer or ByWord.
func (s *Speaker) EskalasiAsk(lang locale.Lang, act complaint.Act, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "eskalasi-ask", struct {
		StaffCase
		Act complaint.Act
	}{c, act})
}

// EskalasiDays offers days to name to the citizen.
func (s *Speaker) EskalasiDays(lang locale.Lang, c StaffCase, days []worktime.Date) (outbox.Message, error) {
	var rows [][]outbox.Button
	now := c.Now.In(s.Location)
	for _, on := range days {
		rows = append(rows, row(s.labelled(locale.Date(lang, on.Midnight(s.Location), now), "esk.day", int64(c.ID), on)))
	}
	return s.say(lang, "eskalasi-days", c, append(rows, row(s.button(lang, "esk.open", int64(c.ID))))...)
}

// EskalasiDone says what came of an act; highest says that nobody stands above
// whoever reads it.
func (s *Speaker) EskalasiDone(lang locale.Lang, act complaint.Act, code string, highest bool) (outbox.Message, error) {
	return s.say(lang, "eskalasi-done", struct {
		Code    string
		Act     complaint.Act
		Highest bool
	}{code, act, highest})
}

// Helped is what somebody above the holder did for a late case.
type Helped struct {
	StaffCase
	Act   complaint.Act
	By    Who
	Words string
	On    time.Time // the day that they named
}

// Helped tells the holder.
func (s *Speaker) Helped(lang locale.Lang, h Helped) (outbox.Message, error) {
	return s.say(lang, "helped", h, s.acts(lang, h.StaffCase)...)
}

// HandedSilent tells the superior of a case that went on by itself.
func (s *Speaker) HandedSilent(lang locale.Lang, h Handed) (outbox.Message, error) {
	return s.say(lang, "handed-silent", h)
}

// HandedMany is many cases that went on by themselves.
type HandedMany struct {
	Superior string // the post of the superior who is told, "" for whoever had them
	Total    int
	Cases    []Handed // no more than ShownAtOnce
}

// Rest is how many cases are not listed.
func (m HandedMany) Rest() int { return m.Total - len(m.Cases) }

// HandedMany tells of them at once.
func (s *Speaker) HandedMany(lang locale.Lang, m HandedMany) (outbox.Message, error) {
	return s.say(lang, "handed-many", m)
}
