package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// AskWhy asks what is not done yet: by a tap, in words or with a picture.
func (s *Speaker) AskWhy(lang locale.Lang, c complaint.Complaint) outbox.Message {
	var rows [][]outbox.Button
	for _, why := range complaint.Whys {
		rows = pair(rows, s.labelled(s.WhyWords(lang, why), "key.why", c.ID, c.Reopenings, why))
	}
	rows = append(rows, row(s.button(lang, "key.other", c.ID, c.Reopenings)))
	return s.plain(lang, "ask-why", c, rows...)
}

// WhyWords is a reason in words, as a button says it and an officer reads it.
func (s *Speaker) WhyWords(lang locale.Lang, why complaint.Why) string {
	return s.words(lang, "why-"+string(why), nil)
}

// AskWhyWords asks for the reason in words.
func (s *Speaker) AskWhyWords(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "ask-why-words", code)
}

// Reopened says that a case is open again, with whom, and whether the superior
// was told; ask asks for words as well.
func (s *Speaker) Reopened(lang locale.Lang, c complaint.Complaint, who Who, told, ask bool) outbox.Message {
	var rows [][]outbox.Button
	if c.Contact.Anonymous() && !ask {
		rows = append(rows, row(s.button(lang, "laporan.add", c.ID)))
	}
	return s.plain(lang, "reopened", struct {
		complaint.Complaint
		Who       Who
		Told, Ask bool
	}{c, who, told, ask}, rows...)
}

// OfferAgain answers somebody who wants to do something with a case that has
// ended: it can be opened again.
func (s *Speaker) OfferAgain(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "offer-again", c, row(s.again(lang, c)), row(s.button(lang, "lapor.start")))
}

// again opens an ended case with a tap; it belongs to this end, not to one
// before or after it.
func (s *Speaker) again(lang locale.Lang, c complaint.Complaint) outbox.Button {
	return s.button(lang, "again.open", c.ID, c.Reopenings)
}

// WithoutWords stands for the reason of somebody who opened a case again with a
// tap alone.
func (s *Speaker) WithoutWords(lang locale.Lang) string { return s.words(lang, "without-words", nil) }

// Back is a case that came back, as staff are told.
type Back struct {
	StaffCase
	Why      string
	Superior string // the post of the superior who is told; "" for others
	Voided   bool   // there was a result, which counts no more
}

// Secretary says whether it has come back so often that it is the secretary's.
func (b Back) Secretary() bool { return b.Reopenings > 2 }

// StaffReopened is the card of a case that comes back: to its holder, or to
// somebody higher, whose it is now.
func (s *Speaker) StaffReopened(lang locale.Lang, b Back) (outbox.Message, error) {
	name := "officer-reopened"
	if b.IsHigher() {
		name = "officer-reopened-higher"
	}
	return s.say(lang, name, b, s.acts(lang, b.StaffCase)...)
}

// StaffReopenedAbove tells a superior that a case came back.
func (s *Speaker) StaffReopenedAbove(lang locale.Lang, b Back) (outbox.Message, error) {
	return s.say(lang, "officer-reopened-above", b, row(s.button(lang, "case.open", int64(b.ID))))
}

// StaffTakenUp tells whoever held a case that somebody higher has it now.
func (s *Speaker) StaffTakenUp(lang locale.Lang, b Back) (outbox.Message, error) {
	return s.say(lang, "officer-taken-up", b)
}

// thanks are those of a citizen for a case.
type thanks struct {
	StaffCase
	Superior string // the position of the superior who is told; "" for the holder
	Words    string // "" where nothing but thanks was said
}

// StaffThanked passes the citizen's thanks on.
func (s *Speaker) StaffThanked(lang locale.Lang, c StaffCase, words string) (outbox.Message, error) {
	return s.say(lang, "officer-thanked", thanks{c, "", words})
}

// StaffThankedAbove passes them on to the superior.
func (s *Speaker) StaffThankedAbove(lang locale.Lang, c StaffCase, superior, words string) (outbox.Message, error) {
	return s.say(lang, "officer-thanked", thanks{c, superior, words})
}

// Thanked says that thanks were passed on, to whom, and whether to the superior
// too.
func (s *Speaker) Thanked(lang locale.Lang, code string, who Who, superior bool) outbox.Message {
	return s.plain(lang, "thanked", struct {
		Code     string
		Who      Who
		Superior bool
	}{code, who, superior})
}
