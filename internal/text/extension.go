package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Longer is a later limit that somebody asked for.
type Longer struct {
	complaint.Extension
	By  Who
	Was time.Time // the limit that stands
	To  time.Time // the one that was asked for
}

// Extending is a case whose holder wants a later limit.
type Extending struct {
	Code   string
	Duty   complaint.Duty
	Due    time.Time // as it stands
	Limits []Limit   // that are offered
	Most   int       // working days
	Now    time.Time
}

// Limit is a later limit, and how many working days it is later.
type Limit struct {
	To   time.Time
	Days int
}

// AskExtension asks until when.
func (s *Speaker) AskExtension(lang locale.Lang, id complaint.ID, v Extending) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, l := range v.Limits {
		label := s.words(lang, "extension-to", struct {
			Limit
			Now time.Time
		}{l, v.Now})
		rows = append(rows, row(s.labelled(label, "extend.days", int64(id), l.Days)))
	}
	return s.say(lang, "ask-extension", v, rows...)
}

// AskExtensionWhy asks for the reason, which the citizen reads.
func (s *Speaker) AskExtensionWhy(lang locale.Lang, code string, to Limit, now time.Time) (outbox.Message, error) {
	return s.say(lang, "ask-extension-why", struct {
		Limit
		Code string
		Now  time.Time
	}{to, code, now})
}

// ExtensionSaid says who decides, and by when.
func (s *Speaker) ExtensionSaid(lang locale.Lang, c StaffCase, who Who, due time.Time) (outbox.Message, error) {
	return s.say(lang, "extension-said", struct {
		StaffCase
		Who Who
		Due time.Time
	}{c, who, due})
}

// LongerDecided is a decision on a later limit, as its holder is told.
type LongerDecided struct {
	StaffCase
	Extension complaint.Extension
	Who       Who
	Why       string // why not
}

// ExtensionDecided tells who asked how it was decided.
func (s *Speaker) ExtensionDecided(lang locale.Lang, v LongerDecided) (outbox.Message, error) {
	return s.say(lang, "extension-decided", v, s.acts(lang, v.StaffCase)...)
}

// Extended is a later limit as the citizen is told.
type Extended struct {
	complaint.Complaint
	Extension complaint.Extension
	By        Who
	Decider   Who
	Now       time.Time
}

// Extended tells the citizen until when it takes longer, why, and who agreed.
func (s *Speaker) Extended(lang locale.Lang, v Extended) (outbox.Message, error) {
	return s.say(lang, "extended", v, row(s.button(lang, "further.show", v.ID)))
}

// SupportExtended tells those who say the same.
func (s *Speaker) SupportExtended(lang locale.Lang, v Extended) (outbox.Message, error) {
	return s.say(lang, "extended", v)
}
