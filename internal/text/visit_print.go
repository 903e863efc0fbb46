package text

import (
	"fmt"
	"time"

	"tanggap/internal/locale"
	"tanggap/internal/paper"
)

// VisitLink is what the QR of a token holds.
func VisitLink(bot, token string) string { return "https://t.me/" + bot + "?start=" + token }

// Printed is a unit for which something is printed.
type Printed struct {
	Regency, Unit, Counter string
	Bot                    string // the bot's name without @
}

// Poster is a unit's poster in words.
func (s *Speaker) Poster(lang locale.Lang, p Printed, token string) paper.Poster {
	out := paper.Poster{
		Regency: p.Regency, Title: s.words(lang, "poster-title", nil), Unit: p.Unit, Counter: p.Counter,
		Link: VisitLink(p.Bot, token), Foot: s.words(lang, "poster-foot", p.Bot),
	}
	for i := range out.Lines {
		out.Lines[i] = s.words(lang, fmt.Sprintf("poster-%d", i+1), nil)
	}
	for i := range out.Faces {
		out.Faces[i] = s.words(lang, fmt.Sprintf("poster-face-%d", i+1), nil)
	}
	return out
}

// Slips are the slips of a unit's printing in words, good through a day.
func (s *Speaker) Slips(lang locale.Lang, p Printed, printing int, through time.Time, tokens []string) paper.Slips {
	links := make([]string, len(tokens))
	for i, token := range tokens {
		links[i] = VisitLink(p.Bot, token)
	}
	return paper.Slips{
		Unit: p.Unit, Counter: p.Counter, Call: s.words(lang, "slip-call", nil),
		Links: links,
		Once: s.words(lang, "slip-once", struct {
			Through  string
			Printing int
		}{locale.Day(lang, through, time.Time{}), printing}),
	}
}
