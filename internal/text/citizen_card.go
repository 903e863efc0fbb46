package text

import (
	"cmp"
	"fmt"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/screen"
)

// Card is a report that has not been sent, as its writer sees it.
type Card struct {
	Token    string // which draft the buttons belong to
	Body     string
	Category string
	Type     string // of the category: a complaint, a proposal, a question
	Unit     string // "" when nobody can say yet
	Sure     bool
	Place    string // "" when unknown
	Maybe    []Place
	Outside  bool
	Pin      bool
	Files    Files
	Public   bool
	Contact  complaint.Contact // "" as for complaint.InChat
	Another  bool              // a helper writes it for somebody else
	Officer  bool              // it is about an officer
	Said     bool              // … since its writer said so
	Forwards bool              // some of it was passed on from somebody else
	Reminder bool              // it has waited for a while
	MayThank bool              // it may be meant as thanks
	Warnings
	Near    []NearCase // what seems to tell the same already
	AskSafe bool       // whether they are in danger is asked first
}

// Place is an area by code and name.
type Place struct{ Code, Name string }

// bodyShown is how much of a report a card repeats, in characters.
const bodyShown = 900

// Whole is the report's length when the card shows only its beginning, else 0.
func (c Card) Whole() int {
	if n := len([]rune(c.Body)); n > bodyShown {
		return n
	}
	return 0
}

// Shown is what the card repeats of the report.
func (c Card) Shown() string { return Clip(c.Body, bodyShown) }

// Card shows a report before it is sent. Where the place may be one of several
// each has a button.
func (s *Speaker) Card(lang locale.Lang, c Card) (outbox.Message, error) {
	rows := append(s.sendRows(lang, c), s.maskRow(lang, c.Numbers)...)
	for _, p := range c.Maybe {
		rows = s.press(rows, "📍 "+p.Name, "lapor.area", p.Code)
	}
	rows = append(rows,
		row(s.button(lang, "lapor.place"), s.button(lang, "lapor.office")),
		append(row(s.button(lang, "lapor.privacy")), s.officerButton(lang, c)...),
		append(s.thankButton(lang, c.MayThank), s.button(lang, "lapor.cancel")))
	return s.say(lang, "card", c, rows...)
}

// officerButton lets a writer say that it is about an officer, or take it back;
// of a category for the neutral desk there is nothing to say.
func (s *Speaker) officerButton(lang locale.Lang, c Card) []outbox.Button {
	switch {
	case c.Said:
		return row(s.button(lang, "lapor.ordinary"))
	case c.Officer:
		return nil
	}
	return row(s.button(lang, "lapor.officer"))
}

// press adds a button on a row of its own. A code that no button can carry is
// left out.
func (s *Speaker) press(rows [][]outbox.Button, label, name string, args ...any) [][]outbox.Button {
	b := s.labelled(label, name, args...)
	if _, err := b.Press(); err != nil {
		return rows
	}
	return append(rows, row(b))
}

// CardMoved replaces a card that a newer one follows.
func (s *Speaker) CardMoved(lang locale.Lang) outbox.Message { return s.plain(lang, "card-moved", nil) }

// CardSent replaces a card whose report was sent.
func (s *Speaker) CardSent(lang locale.Lang, code string) outbox.Message {
	return s.plain(lang, "card-sent", code)
}

// CardDropped replaces a card whose report was dropped.
func (s *Speaker) CardDropped(lang locale.Lang) outbox.Message {
	return s.plain(lang, "card-dropped", nil)
}

// CardDrop asks whether a draft is really to be dropped.
func (s *Speaker) CardDrop(lang locale.Lang, token string) outbox.Message {
	return s.plain(lang, "card-drop", nil, row(s.button(lang, "lapor.drop", token), s.button(lang, "lapor.card")))
}

// CardPrivacy asks who may read the report, and whether its writer may be
// reached. Who may read what is private by itself is no choice; another has no
// chat to be reached in.
func (s *Speaker) CardPrivacy(lang locale.Lang, public bool, contact complaint.Contact, why screen.Privacy, another bool) outbox.Message {
	var rows [][]outbox.Button
	if why == screen.Open {
		rows = append(rows, row(s.button(lang, "lapor.secret"), s.button(lang, "lapor.public")))
	}
	if another {
		rows = append(rows, row(s.button(lang, "lapor.card")))
	} else {
		rows = append(rows,
			row(s.button(lang, "lapor.inchat"), s.button(lang, "lapor.sealed")),
			row(s.button(lang, "lapor.untraced"), s.button(lang, "lapor.card")))
	}
	return s.plain(lang, "card-privacy", struct {
		Public  bool
		Contact complaint.Contact
		Why     screen.Privacy
		Another bool
	}{public, cmp.Or(contact, complaint.InChat), why, another}, rows...)
}

// pageSize is how many choices one message offers.
const pageSize = 8

// turnPage are the buttons to the pages before and after; none where there is
// one page.
func (s *Speaker) turnPage(name string, page, count int, args ...any) []outbox.Button {
	var nav []outbox.Button
	if page > 0 {
		nav = append(nav, s.labelled("◀️", name, append(args[:len(args):len(args)], page-1)...))
	}
	if (page+1)*pageSize < count {
		nav = append(nav, s.labelled("▶️", name, append(args[:len(args):len(args)], page+1)...))
	}
	return nav
}

func paged[T any](all []T, page int) []T {
	from := min(max(page, 0)*pageSize, len(all))
	return all[from:min(from+pageSize, len(all))]
}

// PlaceChoice is one place to choose, or to look into.
type PlaceChoice struct {
	Place
	Inside bool // it has places of its own to choose from
}

// CardPlaces offers the places within another, which is offered as well; the
// zero Place is the whole regency, which is not.
func (s *Speaker) CardPlaces(lang locale.Lang, within Place, places []PlaceChoice, page int) outbox.Message {
	var rows [][]outbox.Button
	if within.Code != "" {
		rows = s.press(rows, "📍 "+within.Name, "lapor.area", within.Code)
	}
	var pair []outbox.Button
	for _, p := range paged(places, page) {
		b := s.labelled(p.Name, "lapor.area", p.Code)
		if p.Inside {
			b = s.labelled(p.Name, "lapor.places", p.Code, 0)
		}
		if _, err := b.Press(); err != nil {
			continue
		}
		if pair = append(pair, b); len(pair) == 2 {
			rows, pair = append(rows, pair), nil
		}
	}
	if len(pair) > 0 {
		rows = append(rows, pair)
	}
	if nav := s.turnPage("lapor.places", page, len(places), within.Code); len(nav) > 0 {
		rows = append(rows, nav)
	}
	rows = append(rows, row(s.button(lang, "lapor.card")))
	return s.plain(lang, "card-places", within.Name, rows...)
}

// Office is a category or unit to choose, with the unit that a category goes to.
type Office struct{ Code, Name, Unit string }

func (o Office) label() string {
	if o.Unit == "" || o.Unit == o.Name {
		return Shorten(o.Name, 60)
	}
	return Shorten(fmt.Sprintf("%s → %s", o.Name, o.Unit), 60)
}

// CardOffices offers the categories that come next in likelihood.
func (s *Speaker) CardOffices(lang locale.Lang, likely []Office) outbox.Message {
	var rows [][]outbox.Button
	for _, o := range likely {
		rows = s.press(rows, o.label(), "lapor.category", o.Code)
	}
	rows = append(rows,
		row(s.button(lang, "lapor.categories", 0), s.button(lang, "lapor.units", 0)),
		row(s.button(lang, "lapor.thanks"), s.button(lang, "lapor.card")))
	return s.plain(lang, "card-offices", nil, rows...)
}

// CardCategories offers every category, a page at a time.
func (s *Speaker) CardCategories(lang locale.Lang, all []Office, page int) outbox.Message {
	return s.offices(lang, "card-categories", "lapor.category", "lapor.categories", all, page)
}

// CardUnits offers every unit, a page at a time.
func (s *Speaker) CardUnits(lang locale.Lang, all []Office, page int) outbox.Message {
	return s.offices(lang, "card-units", "lapor.unit", "lapor.units", all, page)
}

func (s *Speaker) offices(lang locale.Lang, template, choose, turn string, all []Office, page int) outbox.Message {
	var rows [][]outbox.Button
	for _, o := range paged(all, page) {
		rows = s.press(rows, o.label(), choose, o.Code)
	}
	if nav := s.turnPage(turn, page, len(all)); len(nav) > 0 {
		rows = append(rows, nav)
	}
	rows = append(rows, row(s.button(lang, "lapor.office"), s.button(lang, "lapor.card")))
	return s.plain(lang, template, nil, rows...)
}
