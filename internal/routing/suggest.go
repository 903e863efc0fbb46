package routing

import (
	"cmp"
	"slices"
)

// Suggestion is what the program makes of a citizen's words. People decide.
type Suggestion struct {
	Category  Category   // zero when there are no categories at all
	Sure      bool       // keywords matched, and clearly more than for any other
	Others    []Category // the next best, up to five
	Area      *Area
	Ambiguous []Area // instead of Area: the text fits all of these
	Outside   bool   // text or pin point to a place beyond the regency
	Beyond    string // the regency of that place, if its name says so
}

const maxOthers = 5

// lexicon is the categories with their keywords taken apart.
type lexicon struct {
	categories []Category
	keywords   [][][]word // by category and keyword

	// Which keywords begin with a root, or with a letter: of the hundreds that
	// there are, a text has to do with a few.
	byRoot   map[string][]entry
	byLetter map[byte][]entry
}

// entry is a keyword of a category.
type entry struct{ category, keyword int }

func newLexicon(categories []Category) lexicon {
	l := lexicon{
		categories: categories, keywords: make([][][]word, len(categories)),
		byRoot: map[string][]entry{}, byLetter: map[byte][]entry{},
	}
	for i, c := range categories {
		for _, keyword := range c.Keywords {
			ws := words(keyword)
			for n := range ws {
				ws[n].roots = roots(ws[n].meant)
			}
			l.keywords[i] = append(l.keywords[i], ws)
			if len(ws) == 0 {
				continue
			}
			e := entry{i, len(l.keywords[i]) - 1}
			for _, r := range ws[0].roots {
				l.byRoot[r] = append(l.byRoot[r], e)
			}
			l.byLetter[ws[0].meant[0]] = append(l.byLetter[ws[0].meant[0]], e)
		}
	}
	return l
}

// begun are the keywords whose first word stands in a text.
func (l lexicon) begun(text concordance) map[entry]bool {
	begun := map[entry]bool{}
	for root := range text.byRoot {
		for _, e := range l.byRoot[root] {
			begun[e] = true
		}
	}
	for letter, at := range text.byLetter {
		for _, e := range l.byLetter[letter] {
			first := l.keywords[e.category][e.keyword][0].meant
			for _, i := range at {
				if abbreviates(text.ws[i].meant, first) {
					begun[e] = true
				}
			}
		}
	}
	return begun
}

func suggest(l lexicon, g gazetteer, text string, at *Point) Suggestion {
	ws := words(text)
	mentions := g.mentions(ws)
	s := place(g.areas, mentions, at)
	// "Pasar Ujung" says nothing about markets.
	named := make([]bool, len(ws))
	for _, m := range mentions {
		for i := m.at; i < m.at+m.length; i++ {
			named[i] = true
		}
	}
	ranked, sure := rank(l, ws, named)
	if len(ranked) > 0 {
		s.Category, s.Sure = ranked[0], sure
		s.Others = ranked[1:]
	}
	return s
}

// rank gives the categories whose keywords match best, the best first. Without any
// match the category without keywords comes first. Between equals it prefers
// danger, then the neutral desk, then what was said first, then the given order.
func rank(l lexicon, ws []word, named []bool) (ranked []Category, sure bool) {
	hits := match(l, ws, named)
	type scored struct {
		*Category
		score, first, rest int
	}
	before := func(yes bool) int {
		if yes {
			return 0
		}
		return 1
	}
	all := make([]scored, len(l.categories))
	for i := range l.categories {
		c := &l.categories[i]
		all[i] = scored{Category: c, first: len(ws), rest: 2}
		if len(c.Keywords) == 0 {
			all[i].rest = before(!c.Neutral && !c.Danger)
		}
		for _, h := range hits[i] {
			all[i].score += h.weight
			all[i].first = min(all[i].first, h.at)
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int {
		if a.score == 0 && b.score == 0 {
			return cmp.Compare(a.rest, b.rest)
		}
		return cmp.Or(
			cmp.Compare(b.score, a.score),
			cmp.Compare(before(a.Danger), before(b.Danger)),
			cmp.Compare(before(a.Neutral), before(b.Neutral)),
			cmp.Compare(a.first, b.first))
	})
	for _, c := range all[:min(len(all), 1+maxOthers)] {
		ranked = append(ranked, *c.Category)
	}
	switch {
	case len(all) == 0 || all[0].score == 0:
		return ranked, false
	case len(all) == 1:
		return ranked, true
	}
	return ranked, 2*all[0].score >= 3*all[1].score
}

// hit is a keyword found in the text.
type hit struct{ at, length, weight int }

// A word counts by how surely it is the keyword's.
const (
	asWritten    = 4
	asRoot       = 3
	asAbbreviate = 2
)

// match finds the keywords of each category in the text, each once. Within a
// longer keyword ("lampu jalan") a shorter one ("jalan") is not meant.
func match(l lexicon, ws []word, named []bool) [][]hit {
	text := newConcordance(ws, named)
	found := map[entry][]hit{} // where
	longest := make([]int, len(ws))
	for e := range l.begun(text) {
		found[e] = text.find(l.keywords[e.category][e.keyword])
		for _, h := range found[e] {
			for p := h.at; p < h.at+h.length; p++ {
				longest[p] = max(longest[p], h.length)
			}
		}
	}
	hits := make([][]hit, len(l.keywords))
	for e, places := range found {
		var best hit
		for _, h := range places {
			if slices.Max(longest[h.at:h.at+h.length]) == h.length && h.weight > best.weight {
				best = h
			}
		}
		if best.weight > 0 {
			hits[e.category] = append(hits[e.category], best)
		}
	}
	return hits
}

// concordance tells where in a text a word or its root stands.
type concordance struct {
	ws       []word
	named    []bool
	byRoot   map[string][]int
	byLetter map[byte][]int // by first letter, for abbreviations
}

func newConcordance(ws []word, named []bool) concordance {
	c := concordance{ws: ws, named: named, byRoot: map[string][]int{}, byLetter: map[byte][]int{}}
	for i, w := range ws {
		if named[i] {
			continue
		}
		for _, r := range roots(w.meant) {
			c.byRoot[r] = append(c.byRoot[r], i)
		}
		c.byLetter[w.meant[0]] = append(c.byLetter[w.meant[0]], i)
	}
	return c
}

// find gives the places of a keyword, which may be several words in a row and
// knows their roots.
func (c concordance) find(keyword []word) []hit {
	if len(keyword) == 0 {
		return nil
	}
	weights := make([]map[int]int, len(keyword))
	for i, w := range keyword {
		if weights[i] = c.places(w); len(weights[i]) == 0 {
			return nil
		}
	}
	var hits []hit
	for at, weight := range weights[0] {
		for i := 1; i < len(weights) && weight > 0; i++ {
			if more := weights[i][at+i]; more > 0 {
				weight += more
			} else {
				weight = 0
			}
		}
		if weight > 0 {
			// A keyword of several words says more than those words apart.
			hits = append(hits, hit{at, len(keyword), weight * len(keyword)})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Compare(a.at, b.at) })
	return hits
}

// places gives where a single word stands, and how surely.
func (c concordance) places(w word) map[int]int {
	at := map[int]int{}
	for _, r := range w.roots {
		for _, i := range c.byRoot[r] {
			switch text := c.ws[i].meant; {
			case text == w.meant:
				at[i] = asWritten
			case len(r) >= 4, r == w.meant, r == text:
				at[i] = max(at[i], asRoot)
			}
		}
	}
	for _, i := range c.byLetter[w.meant[0]] {
		if abbreviates(c.ws[i].meant, w.meant) {
			at[i] = max(at[i], asAbbreviate)
		}
	}
	return at
}
