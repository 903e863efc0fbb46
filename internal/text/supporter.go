package text

import (
	"fmt"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// NearCase is a case that seems to tell the same as a draft, as its writer is
// asked about it.
type NearCase struct {
	ID         complaint.ID
	Number     int // from 1
	Body       string
	Place      string
	Age        time.Duration
	SamePhoto  bool
	Supporters int
	State      complaint.State
}

// sendRows are the buttons that send a draft; where others say the same
// already, those that join them come first.
func (s *Speaker) sendRows(lang locale.Lang, c Card) [][]outbox.Button {
	switch {
	case c.AskSafe:
		return [][]outbox.Button{row(s.button(lang, "near.unsafe", c.Token)), row(s.button(lang, "near.safe", c.Token))}
	case len(c.Near) == 0:
		return [][]outbox.Button{row(s.button(lang, "lapor.send", c.Token))}
	}
	var rows [][]outbox.Button
	for _, n := range c.Near {
		label := s.Label(lang, "near.join")
		if len(c.Near) > 1 {
			label = fmt.Sprintf("%s: %d", label, n.Number)
		}
		rows = append(rows, row(s.labelled(label, "near.join", c.Token, n.ID)))
	}
	return append(rows, row(s.button(lang, "near.send", c.Token)))
}

// CardJoined replaces a card whose writer joined others.
func (s *Speaker) CardJoined(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "card-joined", code)
}

// UnsafeWords is what somebody says to the office by the button that they are
// not safe.
func (s *Speaker) UnsafeWords(lang locale.Lang) string { return s.words(lang, "unsafe-words", nil) }

// Joined is the receipt of somebody who joined a case; words says whether they
// added any.
func (s *Speaker) Joined(lang locale.Lang, c Case, words bool) (outbox.Message, error) {
	return s.say(lang, "joined", struct {
		Case
		Words bool
	}{c, words}, row(s.button(lang, "laporan.open", c.ID), s.button(lang, "support.leave", c.ID)))
}

// SupportAdded says that a supporter's words were added.
func (s *Speaker) SupportAdded(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "support-added", c)
}

// SupportLeft says that somebody does not support a case any longer.
func (s *Speaker) SupportLeft(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "support-left", code)
}

// sides are the two answers of a supporter to a result; they belong to this
// result. known is the case by which the supporter knows it.
func (s *Speaker) sides(lang locale.Lang, known complaint.ID, reopenings int) []outbox.Button {
	return row(s.button(lang, "support.done", known, reopenings), s.button(lang, "support.not", known, reopenings))
}

// supporterRows are what a supporter may do with a case, which they know by
// another one or by itself.
func (s *Speaker) supporterRows(lang locale.Lang, known, c Case) (rows [][]outbox.Button) {
	if c.State == complaint.Proposed {
		rows = append(rows, s.sides(lang, known.ID, c.Reopenings))
	}
	if !c.State.Open() {
		return rows
	}
	leave := s.button(lang, "support.leave", known.ID)
	if known.Own {
		leave = s.button(lang, "laporan.withdraw", known.ID)
	}
	return append(rows, row(s.button(lang, "laporan.add", known.ID), leave))
}

// SupportResult passes a result on to a supporter, and asks what they say.
func (s *Speaker) SupportResult(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "support-result", n, s.sides(lang, n.ID, n.Reopenings))
}

// Sided thanks a supporter for their word on a result; ask asks for more words.
func (s *Speaker) Sided(lang locale.Lang, code string, done, ask bool) outbox.Message {
	return s.plain(lang, "sided", struct {
		Code      string
		Done, Ask bool
	}{code, done, ask})
}

// SupportEnded tells a supporter that a case has ended.
func (s *Speaker) SupportEnded(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "support-ended", n)
}

// SupportEndedAs tells a supporter of an honest end, and who decided so.
func (s *Speaker) SupportEndedAs(lang locale.Lang, e Ended) (outbox.Message, error) {
	return s.say(lang, "support-ended-as", e)
}

// SupportUpheld tells a supporter that a case is open again, because the
// reporter objected to its end.
func (s *Speaker) SupportUpheld(lang locale.Lang, n News, by Who) (outbox.Message, error) {
	return s.say(lang, "support-upheld", struct {
		News
		By Who
	}{n, by})
}

// SupportReopened tells a supporter that a case is open again: by the
// superior's words, or without any by the reporter.
func (s *Speaker) SupportReopened(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "support-reopened", n)
}

// Heir tells the oldest supporter that a case is theirs now.
func (s *Speaker) Heir(lang locale.Lang, c complaint.Complaint, pin string) (outbox.Message, error) {
	m, err := s.say(lang, "heir", struct {
		complaint.Complaint
		PIN string
	}{c, pin}, row(s.button(lang, "laporan.open", c.ID)))
	m.Protect = true
	return m, err
}

// AskHandOver asks once more whether somebody withdraws from a case that others
// support.
func (s *Speaker) AskHandOver(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "ask-hand-over", c.Code, row(s.button(lang, "withdraw.yes", c.ID, c.Reopenings), s.button(lang, "withdraw.no", c.ID)))
}

// HandedOver tells whoever withdrew that their case goes on with others.
func (s *Speaker) HandedOver(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "handed-over", code)
}

// MergedInto tells that a case was merged into another: whoever filed it, or
// whoever supports it.
func (s *Speaker) MergedInto(lang locale.Lang, n News, filed bool) (outbox.Message, error) {
	return s.say(lang, "merged-into", told{n, filed}, s.instead(lang, n, "laporan.add")...)
}

// Parted tells that a case is one of its own again: whoever filed it, or
// whoever supports it.
func (s *Speaker) Parted(lang locale.Lang, n News, filed bool) (outbox.Message, error) {
	return s.say(lang, "parted", told{n, filed})
}

type told struct {
	News
	Filed bool // by the reader; else they joined it
}

// Doubt is what supporters say against a result.
type Doubt struct {
	complaint.Complaint
	Not, Answered int
	Silent        bool // the reporter has not said anything
}

// Doubted tells the reporter that the superior looks at the result first.
func (s *Speaker) Doubted(lang locale.Lang, d Doubt) (outbox.Message, error) {
	return s.say(lang, "doubted", d)
}

// Upheld tells the reporter that the superior has looked and their case is
// closed.
func (s *Speaker) Upheld(lang locale.Lang, n News) (outbox.Message, error) {
	if n.State == complaint.Confirmed {
		return s.say(lang, "upheld", n, s.faceRows(lang, n.Complaint)...)
	}
	return s.say(lang, "upheld", n, row(s.again(lang, n.Complaint)))
}

// Returned tells the reporter that the superior gave the result back.
func (s *Speaker) Returned(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "returned", n)
}
