package text

import (
	"fmt"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/outbox"
	"tanggap/internal/visit"
)

// heldPile is a pile with its day as a time.
type heldPile struct {
	visit.Pile
	At, Now time.Time
	Hours   string // "antara 10.02 dan 10.06", "" when that is not kept any more
	Release bool
}

func (s *Speaker) pile(lang locale.Lang, p visit.Pile, now time.Time) heldPile {
	h := heldPile{Pile: p, At: p.Day.Midnight(s.Location), Now: now}
	if p.First != nil && p.Last != nil {
		first, last := locale.Clock(lang, p.First.In(s.Location)), locale.Clock(lang, p.Last.In(s.Location))
		switch {
		case first == last && lang == locale.EN:
			h.Hours = "at " + first
		case first == last:
			h.Hours = "pukul " + first
		case lang == locale.EN:
			h.Hours = fmt.Sprintf("between %s and %s", first, last)
		default:
			h.Hours = fmt.Sprintf("antara pukul %s dan %s", first, last)
		}
	}
	return h
}

// total is how many ratings some piles hold.
func total(piles []visit.Pile) (n int) {
	for _, p := range piles {
		n += p.N()
	}
	return n
}

// HeldNews tells who decides about held ratings that some wait.
func (s *Speaker) HeldNews(lang locale.Lang, piles []visit.Pile, now time.Time) (outbox.Message, error) {
	const most = 10
	var shown []heldPile
	for _, p := range piles[:min(len(piles), most)] {
		shown = append(shown, s.pile(lang, p, now))
	}
	return s.say(lang, "held-news", struct {
		N, Rest int
		Piles   []heldPile
		Now     time.Time
	}{total(piles), len(piles) - len(shown), shown, now}, row(s.button(lang, "held.list")))
}

// HeldList lists the piles that wait, a button each.
func (s *Speaker) HeldList(lang locale.Lang, piles []visit.Pile) (outbox.Message, error) {
	if len(piles) == 0 {
		return s.say(lang, "held-none", nil)
	}
	var rows [][]outbox.Button
	for _, p := range piles[:min(len(piles), 20)] {
		label := fmt.Sprintf("%s, %s (%d)", Shorten(p.Unit.Name, 40), locale.Day(lang, p.Day.Midnight(s.Location), p.Day.Midnight(s.Location)), p.N())
		rows = s.press(rows, label, "held.open", pileArgs(p)...)
	}
	return s.say(lang, "held-list", struct{ N int }{total(piles)}, rows...)
}

func pileArgs(p visit.Pile) []any { return []any{p.Unit.Code, int(p.Day), p.Reason} }

// HeldPile shows one pile and asks what becomes of it.
func (s *Speaker) HeldPile(lang locale.Lang, p visit.Pile, now time.Time) (outbox.Message, error) {
	return s.say(lang, "held-pile", s.pile(lang, p, now),
		row(s.button(lang, "held.free", pileArgs(p)...), s.button(lang, "held.drop", pileArgs(p)...)),
		row(s.button(lang, "held.list")))
}

// HeldWhy asks for the reason of a decision.
func (s *Speaker) HeldWhy(lang locale.Lang, p visit.Pile, release bool, now time.Time) (outbox.Message, error) {
	h := s.pile(lang, p, now)
	h.Release = release
	return s.say(lang, "held-why", h)
}

// HeldDecided says what became of a pile.
func (s *Speaker) HeldDecided(lang locale.Lang, p visit.Pile, release bool, now time.Time) (outbox.Message, error) {
	h := s.pile(lang, p, now)
	h.Release = release
	return s.say(lang, "held-decided", h, row(s.button(lang, "held.list")))
}
