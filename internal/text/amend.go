package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/routing"
)

// Amending is a change that a second person signs, as people are told of it.
type Amending struct {
	complaint.Amendment
	From    Who // who proposes it
	Decider Who // who decided on it; the zero Who while nobody has
	Old     string
	New     routing.Category
	Unit    string // that answers for the new category there
}

// Amended is a case about which something was changed, or not.
type Amended struct {
	StaffCase
	Change Amending
	Moves  bool // its holder gives it up
	Holds  bool // the reader holds it
}

// Categories are a page of those to choose from for a case.
type Categories struct {
	ID   complaint.ID
	Code string
	Now  string // its category
	All  []routing.Category
	Page Page
}

// verifying are the buttons of a verifier about a case: its category, and whether
// it is urgent.
func (s *Speaker) verifying(lang locale.Lang, c StaffCase) []outbox.Button {
	if !c.State.Open() || c.Neutral {
		return nil
	}
	urgency := "urge.ask"
	if c.UrgentAt != nil {
		urgency = "calm.ask"
	}
	return row(s.button(lang, "amend.start", int64(c.ID)), s.button(lang, urgency, int64(c.ID)))
}

// VerifierCase shows a verifier a case that somebody else holds, with what they
// may do about it.
func (s *Speaker) VerifierCase(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	rows := append(appendRow(nil, s.verifying(lang, c)), row(s.button(lang, "merge.start", int64(c.ID))))
	return s.say(lang, "verifier-case", c, append(rows, s.partsRow(lang, c)...)...)
}

// AmendPick asks which category is the right one.
func (s *Speaker) AmendPick(lang locale.Lang, c Categories) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, k := range c.All {
		rows = append(rows, row(s.labelled(Shorten(k.Name, 60), "amend.pick", int64(c.ID), k.Code)))
	}
	return s.say(lang, "amend-pick", c, append(rows, s.turnPages(lang, c.Page, "amend.start", int64(c.ID))...)...)
}

// AmendWhy asks for the reason of a change; becomes is the category that is
// proposed, "" for urgency.
func (s *Speaker) AmendWhy(lang locale.Lang, code, becomes string, urges bool) (outbox.Message, error) {
	return s.say(lang, "amend-why", struct {
		Code, Becomes string
		Urges         bool
	}{code, becomes, urges})
}

// AmendSent says who signs second, and until when.
func (s *Speaker) AmendSent(lang locale.Lang, c StaffCase, by Who, work complaint.Errand) (outbox.Message, error) {
	return s.say(lang, "amend-sent", struct {
		StaffCase
		By   Who
		Work complaint.Errand
	}{c, by, work})
}

// Amended tells who proposed a change, or holds the case, what became of it.
func (s *Speaker) Amended(lang locale.Lang, a Amended) (outbox.Message, error) {
	var rows [][]outbox.Button
	if a.Holds && !a.Moves {
		rows = s.acts(lang, a.StaffCase)
	}
	return s.say(lang, "amended", a, rows...)
}

// Urged tells the holder that a case is urgent, by whom and why.
func (s *Speaker) Urged(lang locale.Lang, c StaffCase, by Who, reason string) (outbox.Message, error) {
	return s.say(lang, "urged", struct {
		StaffCase
		By     Who
		Reason string
	}{c, by, reason}, s.acts(lang, c)...)
}

// UrgedDone tells the verifier what it brought about.
func (s *Speaker) UrgedDone(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "urged-done", c)
}

// NewLimit tells a citizen that a case has another category, unit or limit, by
// which event.
func (s *Speaker) NewLimit(lang locale.Lang, n News, by complaint.Kind, category, unit string) (outbox.Message, error) {
	return s.say(lang, "news-new-limit", struct {
		News
		By             complaint.Kind
		Category, Unit string
	}{n, by, category, unit})
}
