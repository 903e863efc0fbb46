package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// AskSample asks whether it was the citizen themselves who pressed.
func (s *Speaker) AskSample(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "ask-sample", n, row(s.button(lang, "sample.yes", n.ID, n.Reopenings), s.button(lang, "sample.no", n.ID, n.Reopenings)))
}

// Sampled thanks for the answer; after a no the case can be opened again.
func (s *Speaker) Sampled(lang locale.Lang, c complaint.Complaint, stands, again, pressed bool) outbox.Message {
	if stands {
		return s.plain(lang, "sample-stands", c)
	}
	var rows [][]outbox.Button
	if again {
		rows = append(rows, row(s.again(lang, c)))
	}
	if pressed {
		rows = append(rows, row(s.button(lang, "press.ask", c.ID)))
	}
	return s.plain(lang, "sample-not", c, rows...)
}

// AskCheckIn asks how a citizen fares who reported an officer, or is pressed.
func (s *Speaker) AskCheckIn(lang locale.Lang, n News, checkin int64) (outbox.Message, error) {
	return s.say(lang, "ask-checkin", n, row(s.button(lang, "checkin.well", n.ID, checkin)), row(s.button(lang, "checkin.badly", n.ID, checkin)),
		row(s.button(lang, "press.hide", n.ID)))
}

// CheckedWell thanks for a no.
func (s *Speaker) CheckedWell(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "checkin-well", c)
}

// CheckedBadly tells who looks into a matter that the citizen says, asked, that
// somebody treats them badly.
func (s *Speaker) CheckedBadly(lang locale.Lang, p complaint.Pressure, code string) (outbox.Message, error) {
	return s.guarded(lang, "checkin-badly", code, s.pressing(lang, p.ID)...)
}
