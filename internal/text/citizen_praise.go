package text

import (
	"tanggap/internal/locale"
	"tanggap/internal/outbox"
)

// Praise is thanks of a citizen, as the office reads them.
type Praise struct {
	Unit     string
	Who      Who // whom they are for; zero when nobody is known
	Place    string
	Body     string // "" when they are in what was sent with them
	Superior string // the position of the superior who is told
	Alone    bool   // nobody else is told
}

// thankButton says that a report is meant as thanks.
func (s *Speaker) thankButton(lang locale.Lang, may bool) []outbox.Button {
	if !may {
		return nil
	}
	return row(s.button(lang, "lapor.thanks"))
}

// CardThanks shows thanks before they are sent.
func (s *Speaker) CardThanks(lang locale.Lang, c Card) (outbox.Message, error) {
	rows := [][]outbox.Button{row(s.button(lang, "lapor.send", c.Token))}
	rows = append(rows, s.maskRow(lang, c.Numbers)...)
	rows = append(rows, row(s.button(lang, "lapor.office"), s.button(lang, "lapor.report")), row(s.button(lang, "lapor.cancel")))
	return s.say(lang, "card-thanks", c, rows...)
}

// PraisePassed says to whom thanks were passed on; a zero Who is nobody.
func (s *Speaker) PraisePassed(lang locale.Lang, officer, superior Who) outbox.Message {
	return s.plain(lang, "praise-passed", struct{ Officer, Superior Who }{officer, superior})
}

// CardPraised replaces the card of thanks that were sent.
func (s *Speaker) CardPraised(lang locale.Lang) outbox.Message {
	return s.plain(lang, "card-praised", nil)
}

// StaffPraise gives thanks to whom they are for.
func (s *Speaker) StaffPraise(lang locale.Lang, p Praise) (outbox.Message, error) {
	return s.say(lang, "officer-praise", p)
}

// StaffPraiseAbove gives them to the superior.
func (s *Speaker) StaffPraiseAbove(lang locale.Lang, p Praise) (outbox.Message, error) {
	return s.say(lang, "officer-praise-above", p)
}

// StaffPraisePicture is what was sent with thanks.
func (s *Speaker) StaffPraisePicture(lang locale.Lang, digest []byte) (outbox.Message, error) {
	m, err := s.say(lang, "officer-praise-picture", nil)
	m.Photos = [][]byte{digest}
	return m, err
}
