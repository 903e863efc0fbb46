package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// Assist is a part of a joint case with the posts of who asked for it and who does
// it.
type Assist struct {
	complaint.Help
	By, To Who
	Now    time.Time
}

// Late says whether its limit has passed and nothing was said.
func (h Assist) Late() bool { return h.EndedAt == nil && h.Now.After(h.DueAt) }

// Joint is a case as its leader sees who does what for it.
type Joint struct {
	StaffCase
	Helps []Assist
}

// Open says whether anything is still to be done.
func (j Joint) Open() bool {
	for _, h := range j.Helps {
		if h.EndedAt == nil {
			return true
		}
	}
	return false
}

// Joint shows the parts of a case, and offers to ask for another.
func (s *Speaker) Joint(lang locale.Lang, j Joint) (outbox.Message, error) {
	id := int64(j.ID)
	rows := [][]outbox.Button{row(s.button(lang, "joint.ask", id))}
	if j.Open() {
		rows = append(rows, row(s.button(lang, "joint.close", id)))
	}
	return s.say(lang, "joint", j, rows...)
}

// JointWhy asks why a case goes on without what is not done.
func (s *Speaker) JointWhy(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "joint-why", code)
}

// HelpAsked says that somebody was asked to do a part.
func (s *Speaker) HelpAsked(lang locale.Lang, c StaffCase, to roster.Employee, due time.Time) (outbox.Message, error) {
	return s.say(lang, "help-asked", struct {
		StaffCase
		To  roster.Employee
		Due time.Time
	}{c, to, due}, row(s.button(lang, "joint.open", int64(c.ID))))
}

// HelpWords asks what was done, or why it cannot be.
func (s *Speaker) HelpWords(lang locale.Lang, code string, done bool) (outbox.Message, error) {
	return s.say(lang, "help-words", struct {
		Code string
		Done bool
	}{code, done})
}

// HelpNoted says that the leader was told.
func (s *Speaker) HelpNoted(lang locale.Lang, code string, done bool) (outbox.Message, error) {
	return s.say(lang, "help-noted", struct {
		Code string
		Done bool
	}{code, done})
}

// HelpEnded tells the leader what became of a part.
func (s *Speaker) HelpEnded(lang locale.Lang, c StaffCase, h Assist) (outbox.Message, error) {
	return s.say(lang, "help-ended", struct {
		StaffCase
		Help Assist
	}{c, h}, append(s.acts(lang, c), row(s.button(lang, "joint.open", int64(c.ID))))...)
}

// HelpClosed tells who was asked to do a part that it is needed no more.
func (s *Speaker) HelpClosed(lang locale.Lang, code string, h Assist) (outbox.Message, error) {
	return s.say(lang, "help-closed", struct {
		Code string
		Help Assist
	}{code, h})
}
