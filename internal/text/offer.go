package text

import (
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// Handing is an offer with the posts of its sender and its receiver.
type Handing struct {
	complaint.Offer
	From, To Who
}

// Offer is an offer as its sender is told what became of it.
type Offer struct {
	StaffCase
	Offer    complaint.Offer
	From, To Who
	Decider  Who // who decides now, or decided; the zero Who for nobody
	Words    string
	Joint    bool // its receiver has a part in it from now on
}

// Offering is what a case's holder is offering at present.
type Offering struct {
	To  Who
	Due time.Time
}

// Heirs are those to whom a case may be handed on: one page of people, or of
// units.
type Heirs struct {
	ID     complaint.ID
	Code   string
	Errand int64  // of whoever decides; 0 where its holder offers it
	From   string // the name of the unit whose people these are; "" for what was searched
	People []roster.Employee
	Units  []roster.Unit
	Page   Page
	Unit   string // its code
}

// Joins says whether somebody is looked for who does a part.
func (h Heirs) Joins() bool { return h.Errand < 0 }

// Decides says whether somebody above decides, who asks nobody.
func (h Heirs) Decides() bool { return h.Errand > 0 }

// HeirPeople offers people of a unit, or whoever and whatever was searched.
func (s *Speaker) HeirPeople(lang locale.Lang, h Heirs) (outbox.Message, error) {
	id := int64(h.ID)
	var rows [][]outbox.Button
	for _, e := range h.People {
		rows = append(rows, row(s.labelled(Shorten(e.Name+" · "+e.Position, 60), "heir.pick", id, h.Errand, e.NIP, h.Unit)))
	}
	for _, u := range h.Units {
		rows = append(rows, row(s.labelled(Shorten(u.Name, 60), "heir.unit", id, h.Errand, u.Code)))
	}
	if h.Unit != "" {
		rows = append(rows, s.turnPages(lang, h.Page, "heir.people", id, h.Errand, h.Unit)...)
	}
	rows = append(rows, row(s.button(lang, "heir.units", id, h.Errand, 0)))
	return s.say(lang, "heir-people", h, rows...)
}

// HeirUnits offers units.
func (s *Speaker) HeirUnits(lang locale.Lang, h Heirs) (outbox.Message, error) {
	id := int64(h.ID)
	var rows [][]outbox.Button
	for _, u := range h.Units {
		rows = append(rows, row(s.labelled(Shorten(u.Name, 60), "heir.unit", id, h.Errand, u.Code)))
	}
	rows = append(rows, s.turnPages(lang, h.Page, "heir.units", id, h.Errand)...)
	return s.say(lang, "heir-units", h, rows...)
}

// Heir is whom a case is handed on to, before the reason was written.
type Heir struct {
	Code    string
	To      roster.Employee
	Unit    string
	Instead string // the name of whoever was chosen and cannot take it now
	Decides bool
	Joins   bool // they do a part
}

// HeirWhy asks for the reason.
func (s *Speaker) HeirWhy(lang locale.Lang, h Heir) (outbox.Message, error) {
	return s.say(lang, "heir-why", h)
}

// OfferSent says that a case was offered, and what goes on meanwhile.
func (s *Speaker) OfferSent(lang locale.Lang, c StaffCase, to roster.Employee, unit string, due time.Time) (outbox.Message, error) {
	return s.say(lang, "offer-sent", struct {
		StaffCase
		To     roster.Employee
		Office string
		Due    time.Time
	}{c, to, unit, due}, row(s.button(lang, "offer.recall", int64(c.ID))))
}

// OfferTaken tells the sender that a case is somebody else's now.
func (s *Speaker) OfferTaken(lang locale.Lang, o Offer) (outbox.Message, error) {
	return s.say(lang, "offer-taken", o)
}

// OfferDeclined tells the sender that nobody took it, and who decides now if
// somebody does.
func (s *Speaker) OfferDeclined(lang locale.Lang, o Offer) (outbox.Message, error) {
	return s.say(lang, "offer-declined", o, s.acts(lang, o.StaffCase)...)
}

// OfferRecalled tells the receiver that nothing waits for them any more.
func (s *Speaker) OfferRecalled(lang locale.Lang, o Offer) (outbox.Message, error) {
	return s.say(lang, "offer-recalled", o)
}

// OfferBack says that the holder keeps a case after all.
func (s *Speaker) OfferBack(lang locale.Lang, c StaffCase) (outbox.Message, error) {
	return s.say(lang, "offer-back", c, s.acts(lang, c)...)
}

// OfferPlaced tells who held a case that somebody above gave it to somebody.
func (s *Speaker) OfferPlaced(lang locale.Lang, o Offer) (outbox.Message, error) {
	return s.say(lang, "offer-placed", o)
}

// OfferKept tells the holder that a case stays theirs.
func (s *Speaker) OfferKept(lang locale.Lang, o Offer) (outbox.Message, error) {
	return s.say(lang, "offer-kept", o, s.acts(lang, o.StaffCase)...)
}

// PlaceDone says that a case was placed with somebody.
func (s *Speaker) PlaceDone(lang locale.Lang, code string, to roster.Employee) (outbox.Message, error) {
	return s.say(lang, "place-done", struct {
		roster.Employee
		Code string
	}{to, code})
}

// TakenOn tells the citizen who goes on with a case.
func (s *Speaker) TakenOn(lang locale.Lang, n News) (outbox.Message, error) {
	return s.say(lang, "news-taken-on", n)
}
