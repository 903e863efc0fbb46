package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// deeds are what the holder may do with a case now: what is done every day, and
// behind *Lainnya…* the rest.
func (s *Speaker) deeds(lang locale.Lang, c StaffCase) [][]outbox.Button {
	id := int64(c.ID)
	answer, result := s.button(lang, "case.answer", id), s.button(lang, "case.propose", id)
	ask, more := s.button(lang, "case.ask", id), row(s.button(lang, "case.more", id))
	if !c.Neutral && !c.IsHigher() && !c.Passing { // what came up to somebody is not handed down again
		more = append(row(s.button(lang, "offer.start", id)), more...)
	}
	switch c.State {
	case complaint.Assigned, complaint.Reopened:
		return [][]outbox.Button{row(s.button(lang, "case.accept", id), answer), row(ask, result), more}
	case complaint.Accepted, complaint.Answered:
		return [][]outbox.Button{row(answer, ask), append(row(result), more...)}
	case complaint.Asked:
		return [][]outbox.Button{row(answer, result), row(s.button(lang, "case.more", id))}
	}
	return nil
}

// rest are the deeds that are rarer, two a row; none where nothing applies.
func (s *Speaker) rest(lang locale.Lang, c StaffCase, may May) [][]outbox.Button {
	id := int64(c.ID)
	var all []outbox.Button
	switch c.State {
	case complaint.Assigned, complaint.Accepted, complaint.Asked, complaint.Answered, complaint.Reopened:
		if may.Templates {
			all = append(all, s.button(lang, "template.pick", id))
		}
		all = append(all, s.button(lang, "promise.ask", id))
		if may.Extend {
			all = append(all, s.button(lang, "extend.ask", id))
		}
		all = append(all, s.button(lang, "joint.open", id))
		if !c.Neutral {
			all = append(all, s.button(lang, "amend.start", id))
		}
		if c.UrgentAt != nil {
			all = append(all, s.button(lang, "calm.ask", id))
		}
	}
	if c.State.Open() {
		all = append(all, s.button(lang, "case.note", id))
		if c.Neutral && !c.Contact.Anonymous() {
			all = append(all, s.button(lang, "reporter.case", id))
		}
	}
	all = append(all, s.identity(lang, c)...)
	var rows [][]outbox.Button
	for _, b := range all {
		rows = pair(rows, b)
	}
	return rows
}

// May is what a holder may do besides that does not follow from the case alone.
type May struct {
	Extend    bool // ask for a later limit
	Templates bool // answer with a template: there are some
}

// More offers what else the holder may do with a case now.
func (s *Speaker) More(lang locale.Lang, c StaffCase, may May) (outbox.Message, error) {
	rows := s.rest(lang, c, may)
	return s.say(lang, "case-more", struct {
		Code string
		None bool
	}{c.Code, len(rows) == 0}, rows...)
}

// AskNote asks for the words of a note.
func (s *Speaker) AskNote(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "ask-note", code)
}

// Noted says that a note is kept, and who reads it.
func (s *Speaker) Noted(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "noted", code)
}
