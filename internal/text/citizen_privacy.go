package text

import (
	"slices"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/rights"
	"tanggap/internal/routing"
)

// Privacy says in short what is kept of somebody, and why.
func (s *Speaker) Privacy(lang locale.Lang, of routing.Regency) outbox.Message {
	return s.plain(lang, "privacy", of,
		row(s.button(lang, "privacy.seen"), s.button(lang, "privacy.kept")), row(s.button(lang, "data.open")),
		row(s.button(lang, "trace.ask"), s.button(lang, "erase.open")))
}

// PrivacyKept says for how long.
func (s *Speaker) PrivacyKept(lang locale.Lang) outbox.Message {
	return s.plain(lang, "privacy-kept", nil, row(s.button(lang, "privacy.open")))
}

// PrivacyCases offers the cases of which somebody can see who opened them.
func (s *Speaker) PrivacyCases(lang locale.Lang, cases []complaint.Complaint) outbox.Message {
	var rows [][]outbox.Button
	for _, c := range cases {
		rows = append(rows, row(s.labelled(c.Code, "privacy.seen", c.ID)))
	}
	return s.plain(lang, "privacy-cases", len(cases), append(rows, row(s.button(lang, "privacy.open")))...)
}

// Seen is who has had a case, and who opened it.
type Seen struct {
	complaint.Complaint
	Holders []Held
	Opened  []Glance // the newest first
	Asked   []DataRequest
	Nobody  bool // seen by code and PIN of a case without a name, of which requests can be made
	Now     time.Time
}

// Held is somebody to whom a case was given.
type Held struct {
	Who Who
	At  time.Time
}

// Glance is one time that somebody opened a case.
type Glance struct {
	Who  Who
	What string // complaint.Opened
	At   time.Time
}

// looksShown is how many openings one message lists.
const looksShown = 15

// Newest are the openings that are told.
func (v Seen) Newest() []Glance { return v.Opened[:min(len(v.Opened), looksShown)] }

// Disclosed says whether it was opened who the reporter is.
func (v Seen) Disclosed() bool { return v.includes(complaint.OpenedReporter) }

// NameRead says whether the name was read that the reporter gave.
func (v Seen) NameRead() bool {
	return v.includes(complaint.OpenedName)
}

func (v Seen) includes(what complaint.Opened) bool {
	return slices.ContainsFunc(v.Opened, func(g Glance) bool { return g.What == string(what) })
}

// Earlier is how many are not.
func (v Seen) Earlier() int { return len(v.Opened) - len(v.Newest()) }

// PrivacySeen tells who opened a case: by position, unit and time, never by
// name.
func (s *Speaker) PrivacySeen(lang locale.Lang, v Seen) (outbox.Message, error) {
	var rows [][]outbox.Button
	if v.Nobody {
		for _, k := range []rights.Kind{rights.Correct, rights.Narrow} {
			rows = append(rows, row(s.labelled(s.Label(lang, "data."+string(k)), "data.case", v.ID, k)))
		}
	}
	return s.say(lang, "privacy-seen", v, append(rows, row(s.button(lang, "privacy.open")))...)
}

// PrivacyPIN asks for the code and PIN of a case that is nobody's here.
func (s *Speaker) PrivacyPIN(lang locale.Lang) outbox.Message {
	return s.plain(lang, "privacy-pin", nil)
}
