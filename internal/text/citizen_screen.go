package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/routing"
	"tanggap/internal/screen"
)

// Help is who helps with a topic beside the regency's offices.
type Help struct {
	Topic string
	Lines []routing.Helpline
}

// Warnings are what somebody should know before they send a report. None of
// them keeps it from being sent.
type Warnings struct {
	Numbers []screen.Kind  // personal ones in the text
	Vantage bool           // a picture may show who took it
	Private screen.Privacy // why it cannot be open
	Matters []Help         // what is for others to decide
	Regency routing.Regency
	Beyond  string // the one that the place lies in, if it is known
	There   Help   // who helps with places beyond ours
}

// Alarm is what somebody in danger needs first.
type Alarm struct {
	Dangers []screen.Danger
	Help    []Help // the first for every danger
	Draft   bool   // what was written is not sent yet
}

// Alarm gives numbers of emergency.
func (s *Speaker) Alarm(lang locale.Lang, a Alarm) (outbox.Message, error) {
	return s.say(lang, "alarm", a)
}

// AlarmPassed says after sending that somebody of the office was told of the
// danger, or that nobody could be.
func (s *Speaker) AlarmPassed(lang locale.Lang, told bool, emergency Help) (outbox.Message, error) {
	return s.say(lang, "alarm-passed", struct {
		Told bool
		Help Help
	}{told, emergency})
}

// maskRow offers to blot personal numbers out; no row where there are none.
func (s *Speaker) maskRow(lang locale.Lang, numbers []screen.Kind) [][]outbox.Button {
	if len(numbers) == 0 {
		return nil
	}
	return [][]outbox.Button{row(s.button(lang, "lapor.mask"))}
}

// Hid says that a public case is confidential now, and why: screen.Open stands
// for a personal number.
func (s *Speaker) Hid(lang locale.Lang, c complaint.Complaint, why screen.Privacy) outbox.Message {
	return s.plain(lang, "hid", struct {
		Code string
		Why  screen.Privacy
	}{c.Code, why})
}

// Corrected says that the change of a message was added to its case.
func (s *Speaker) Corrected(lang locale.Lang, c complaint.Complaint) outbox.Message {
	return s.plain(lang, "corrected", c)
}
