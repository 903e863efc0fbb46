package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// NamePeople asks the neutral holder of a case whom it is about, among the
// people of one office.
func (s *Speaker) NamePeople(lang locale.Lang, c complaint.Complaint, office roster.Unit, people []roster.Employee, p Page) (outbox.Message, error) {
	id := int64(c.ID)
	var rows [][]outbox.Button
	for _, e := range people {
		rows = append(rows, row(s.labelled(Shorten(e.Name+" · "+e.Position, 60), "name.pick", id, e.NIP)))
	}
	rows = append(rows, s.turnPages(lang, p, "name.people", id, office.Code)...)
	rows = append(rows, row(s.button(lang, "name.units", id, 0)))
	return s.say(lang, "name-people", struct{ Code, Office string }{c.Code, office.Name}, rows...)
}

// NameUnits asks of which office the person is.
func (s *Speaker) NameUnits(lang locale.Lang, c complaint.Complaint, units []roster.Unit, p Page) (outbox.Message, error) {
	id := int64(c.ID)
	var rows [][]outbox.Button
	for _, u := range units {
		rows = append(rows, row(s.labelled(Shorten(u.Name, 60), "name.people", id, u.Code, 0)))
	}
	rows = append(rows, s.turnPages(lang, p, "name.units", id)...)
	return s.say(lang, "name-units", c.Code, rows...)
}

// Named says what follows from having named somebody.
func (s *Speaker) Named(lang locale.Lang, code string, e roster.Employee) (outbox.Message, error) {
	return s.say(lang, "named", struct {
		roster.Employee
		Code string
	}{e, code})
}
