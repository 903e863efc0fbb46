package text

import (
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Fellows is a page of the cases that one result may be told for besides one.
type Fellows struct {
	ID    complaint.ID // with which the result began
	Code  string
	No    int // of its preview
	Lines []Fellow
	Page  Page
	Total int // how many are chosen, the first one with them
}

// Fellow is one of them.
type Fellow struct {
	TaskLine
	Chosen bool
}

// Most is how many cases one result may be told for.
func (Fellows) Most() int { return complaint.MostAtOnce }

// Fellows offers them; each code chooses, or takes it back.
func (s *Speaker) Fellows(lang locale.Lang, l Fellows) (outbox.Message, error) {
	var rows [][]outbox.Button
	for _, f := range l.Lines {
		label := f.Code
		if f.Chosen {
			label = "☑️ " + label
		}
		rows = pair(rows, s.labelled(label, "several.pick", int64(l.ID), l.No, int64(f.ID), l.Page.At))
	}
	rows = append(rows, s.turnPages(lang, l.Page, "several.open", int64(l.ID), l.No)...)
	return s.say(lang, "fellows", l, append(rows, row(s.button(lang, "several.back", int64(l.ID), l.No)))...)
}
