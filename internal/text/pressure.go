package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// AskPressed asks what happened to a citizen who is pressed because of a case.
func (s *Speaker) AskPressed(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "ask-pressed", c, row(s.button(lang, "press.send", c.ID), s.button(lang, "press.hide", c.ID)))
}

// PressSaid says who reads it, and by when they answer. Nothing in it need stay
// in the chat.
func (s *Speaker) PressSaid(lang locale.Lang, c complaint.Complaint, who Who, due, now time.Time, fresh bool) outbox.Message {
	m := s.plain(lang, "press-said", struct {
		complaint.Complaint
		Who      Who
		Due, Now time.Time
		Fresh    bool
	}{c, who, due, now, fresh}, row(s.button(lang, "press.hide", c.ID)))
	m.Silent = true
	return m
}

// PressHidden stands where such a message stood.
func (s *Speaker) PressHidden(lang locale.Lang) outbox.Message {
	return s.plain(lang, "press-hidden", nil)
}

// HideByHand says how to delete what the program cannot find any more.
func (s *Speaker) HideByHand(lang locale.Lang) string { return s.words(lang, "hide-by-hand", nil) }

// PressAnswer passes the answer on.
func (s *Speaker) PressAnswer(lang locale.Lang, c complaint.Complaint, who Who, words string) (outbox.Message, error) {
	return s.say(lang, "press-answer", struct {
		Code, Words string
		Who         Who
	}{c.Code, words, who}, row(s.button(lang, "press.more", c.ID), s.button(lang, "press.hide", c.ID)))
}

// PressEnd says what was found.
func (s *Speaker) PressEnd(lang locale.Lang, c complaint.Complaint, end complaint.PressureEnd) (outbox.Message, error) {
	return s.say(lang, "press-end", struct {
		Code string
		End  complaint.PressureEnd
	}{c.Code, end}, row(s.button(lang, "press.hide", c.ID)))
}

// pressed is the quiet button on a case that has ended.
func (s *Speaker) pressed(lang locale.Lang, c complaint.Complaint, now time.Time) [][]outbox.Button {
	if !c.MayPress(now) {
		return nil
	}
	return [][]outbox.Button{row(s.button(lang, "press.ask", c.ID))}
}

// Pressure is what a citizen says who is pressed, as who looks into it sees it.
type Pressure struct {
	StaffCase
	Work complaint.Pressure
	Said []complaint.Event
}

// Reminder says whether it was shown before.
func (p Pressure) Reminder() bool { return p.Work.Step > complaint.NotYet }

// Late says whether its limit has passed without an answer.
func (p Pressure) Late() bool { return p.Work.AnsweredAt == nil && !p.Now.Before(p.Work.DueAt) }

// shownSaid is how much of what was said a message shows: the newest.
const shownSaid = 6

// Newest is what is shown of what was said.
func (p Pressure) Newest() []complaint.Event { return p.Said[max(0, len(p.Said)-shownSaid):] }

// Pressure shows it with what may be done.
func (s *Speaker) Pressure(lang locale.Lang, p Pressure) (outbox.Message, error) {
	rows := [][]outbox.Button{row(s.button(lang, "case.open", int64(p.ID)))}
	if p.Work.Open() {
		acts := s.pressing(lang, p.Work.ID)
		if !p.Contact.Anonymous() {
			acts = append(acts, row(s.button(lang, "reporter.press", p.Work.ID)))
		}
		rows = append(acts, rows...)
	}
	return s.guarded(lang, "pressure", p, rows...)
}

// PressureLate is that such a matter was not answered in its limit, as those above
// its owner are told: nothing of the case.
type PressureLate struct {
	No          int64
	Due, Now    time.Time
	Owner, Post string
}

// PressureLate tells them.
func (s *Speaker) PressureLate(lang locale.Lang, p PressureLate) (outbox.Message, error) {
	return s.guarded(lang, "pressure-late", p)
}

func (s *Speaker) pressing(lang locale.Lang, id int64) [][]outbox.Button {
	return [][]outbox.Button{row(s.button(lang, "press.answer", id), s.button(lang, "press.end", id))}
}

// PressureMore passes on what the citizen adds.
func (s *Speaker) PressureMore(lang locale.Lang, p complaint.Pressure, code, words string) (outbox.Message, error) {
	return s.guarded(lang, "pressure-more", struct{ Code, Words string }{code, words}, s.pressing(lang, p.ID)...)
}

// PressureEnds offers what may have been found.
func (s *Speaker) PressureEnds(lang locale.Lang, id int64, code string) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, end := range complaint.PressureEnds {
		rows = append(rows, row(s.labelled(s.words(lang, "pressure-end", end), "press.found", id, end)))
	}
	return s.say(lang, "pressure-ends", code, rows...)
}

// PressureAsk asks for the words of an answer, or of a finding.
func (s *Speaker) PressureAsk(lang locale.Lang, end complaint.PressureEnd, code string) (outbox.Message, error) {
	return s.say(lang, "pressure-ask", struct {
		End  complaint.PressureEnd
		Code string
	}{end, code})
}

// PressureDone says that an answer went out, or that a finding was noted.
func (s *Speaker) PressureDone(lang locale.Lang, end complaint.PressureEnd, code string) (outbox.Message, error) {
	return s.say(lang, "pressure-done", struct {
		End  complaint.PressureEnd
		Code string
	}{end, code})
}

// Matter is one thing that the inspectorate looks into.
type Matter struct {
	Code     string
	What     string // "conduct", "pressed" or "evidence"
	DueAt    time.Time
	Answered bool // there is no limit any more, only its end is wanted
	ID       int64
}

// opens is the route that opens it, and the mark of its kind.
func (m Matter) opens() (route, mark string) {
	switch m.What {
	case "pressed":
		return "press.open", "🛡"
	case "evidence":
		return "errand.open", "🔎"
	}
	return "case.open", "⚖️"
}

// Mark tells the kinds apart.
func (m Matter) Mark() string {
	_, mark := m.opens()
	return mark
}

// InspectList is what somebody of the inspectorate looks into, what is due first
// first, and how often citizens were pressed this year.
type InspectList struct {
	Now   time.Time
	Total int
	Lines []Matter
	Year  complaint.PressedCount
}

// Inspect shows it; each code opens one.
func (s *Speaker) Inspect(lang locale.Lang, l InspectList) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, m := range l.Lines {
		route, mark := m.opens()
		rows = pair(rows, s.labelled(mark+" "+m.Code, route, m.ID))
	}
	return s.guarded(lang, "inspect-list", l, rows...)
}
