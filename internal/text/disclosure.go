package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Disclosure is that somebody of the inspectorate asks who reported a case.
type Disclosure struct {
	complaint.Disclosure
	Case     complaint.ID
	Code     string
	From, To Who
	Now      time.Time
}

// ReporterWhy asks why the reporter of a case is to be opened.
func (s *Speaker) ReporterWhy(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "reporter-why", code)
}

// ReporterSent says who decides on it, and by when.
func (s *Speaker) ReporterSent(lang locale.Lang, d Disclosure) (outbox.Message, error) {
	return s.guarded(lang, "reporter-sent", d)
}

// ReporterAsked asks the second person, or reminds them.
func (s *Speaker) ReporterAsked(lang locale.Lang, d Disclosure, why string) (outbox.Message, error) {
	return s.guarded(lang, "reporter-asked", reasonedDisclosure{d, why},
		row(s.button(lang, "reporter.agree", d.ID), s.button(lang, "reporter.deny", d.ID)))
}

// ReporterLapsed tells whoever asked that the second person did not answer.
func (s *Speaker) ReporterLapsed(lang locale.Lang, d Disclosure) (outbox.Message, error) {
	return s.guarded(lang, "reporter-lapsed", d)
}

// ReporterDeny asks the second person why they do not agree.
func (s *Speaker) ReporterDeny(lang locale.Lang, code string) (outbox.Message, error) {
	return s.say(lang, "reporter-deny", code)
}

// ReporterNoted stands where the second person was asked.
func (s *Speaker) ReporterNoted(lang locale.Lang, d Disclosure) (outbox.Message, error) {
	return s.guarded(lang, "reporter-noted", d)
}

// ReporterDecided tells whoever asked what the second person said.
func (s *Speaker) ReporterDecided(lang locale.Lang, d Disclosure, why string) (outbox.Message, error) {
	var rows [][]outbox.Button
	if d.AgreedAt != nil {
		rows = append(rows, row(s.button(lang, "reporter.see", d.ID)))
	}
	return s.guarded(lang, "reporter-decided", reasonedDisclosure{d, why}, rows...)
}

// ReporterOpened tells a citizen that it was opened who they are. Whoever is
// pressed can hide it.
func (s *Speaker) ReporterOpened(lang locale.Lang, d Disclosure) (outbox.Message, error) {
	rows := [][]outbox.Button{row(s.labelled(s.Label(lang, "privacy.seen"), "privacy.seen", d.Case))}
	if d.Pressure != nil {
		rows = append(rows, row(s.button(lang, "press.hide", d.Case)))
	}
	m, err := s.say(lang, "reporter-opened", d, rows...)
	m.Silent = d.Pressure != nil
	return m, err
}

type reasonedDisclosure struct {
	Disclosure
	Why string
}
