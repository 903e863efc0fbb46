// Package screen looks through what a citizen wrote for what could harm them
// or needs somebody else: personal numbers, danger to life, matters that are
// not the regency's, words that only few should read, abuse, praise. It knows
// words and nothing else, and it decides nothing: whoever asks tells the
// citizen, who may always send what they wrote.
//
// Words are compared folded and in sentences; what each finding looks for
// stands in a list of signs beside it.
package screen

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// list is phrases by the words that they begin with: of hundreds of them a
// sentence looks up those that its own few words begin.
type list struct {
	by   map[string][][]string
	open [][]string // whose first word may go on in any way
}

// sign is what a sentence must hold: of each group one phrase, near each
// other.
type sign []list

// lexicon is signs by the words that their first groups begin with.
type lexicon struct {
	signs []sign
	by    map[string][]int
	open  []int // that may begin with a word which goes on in any way
}

// near is within how many words of each other the groups of a sign must stand.
const near = 9

// parse reads a list, one sign a line: groups are parted by "/", the phrases
// of a group by "|"; a word that ends with "*" may go on in any way.
func parse(text string) (signs [][][][]string) {
	for line := range strings.Lines(text) {
		var groups [][][]string
		for group := range strings.SplitSeq(line, "/") {
			var phrases [][]string
			for p := range strings.SplitSeq(group, "|") {
				if words := strings.Fields(p); len(words) > 0 {
					phrases = append(phrases, words)
				}
			}
			if len(phrases) > 0 {
				groups = append(groups, phrases)
			}
		}
		if len(groups) > 0 {
			signs = append(signs, groups)
		}
	}
	return signs
}

// signs reads a list of signs.
func signs(text string) lexicon {
	l := lexicon{by: map[string][]int{}}
	for n, groups := range parse(text) {
		var s sign
		for _, g := range groups {
			s = append(s, newList(g))
		}
		for word := range maps.Keys(s[0].by) {
			l.by[word] = append(l.by[word], n)
		}
		if len(s[0].open) > 0 {
			l.open = append(l.open, n)
		}
		l.signs = append(l.signs, s)
	}
	return l
}

// phrases reads a list of phrases, parted by "|" or lines.
func phrases(text string) list {
	var all [][]string
	for _, groups := range parse(strings.ReplaceAll(text, "\n", "|")) {
		for _, g := range groups {
			all = append(all, g...)
		}
	}
	return newList(all)
}

func newList(phrases [][]string) list {
	l := list{by: map[string][][]string{}}
	for _, p := range phrases {
		if strings.HasSuffix(p[0], "*") {
			l.open = append(l.open, p)
		} else {
			l.by[p[0]] = append(l.by[p[0]], p)
		}
	}
	return l
}

// anyOf says whether a sentence bears one of the signs.
func (s sentence) anyOf(l lexicon) bool {
	tried := slices.Clone(l.open)
	if slices.ContainsFunc(tried, func(n int) bool { return s.bears(l.signs[n]) }) {
		return true
	}
	for _, w := range s.words {
		for form := range w.forms {
			for _, n := range l.by[form] {
				if slices.Contains(tried, n) {
					continue
				}
				if tried = append(tried, n); s.bears(l.signs[n]) {
					return true
				}
			}
		}
	}
	return false
}

func (s sentence) bears(g sign) bool {
	var rest [][]int
	for _, group := range g[1:] {
		places := s.places(group)
		if len(places) == 0 {
			return false
		}
		rest = append(rest, places)
	}
	for at := range s.find(g[0]) {
		if !slices.ContainsFunc(rest, func(others []int) bool {
			return !slices.ContainsFunc(others, func(o int) bool { return o-at <= near && at-o <= near })
		}) {
			return true
		}
	}
	return false
}

// places is where a sentence has one of some phrases.
func (s sentence) places(l list) (at []int) {
	for i := range s.find(l) {
		at = append(at, i)
	}
	return at
}

// has says whether a sentence has one of some phrases.
func (s sentence) has(l list) bool {
	for range s.find(l) {
		return true
	}
	return false
}

// find walks where a sentence has one of some phrases, and which.
func (s sentence) find(l list) iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		for i, w := range s.words {
			for form := range w.forms {
				for _, p := range l.by[form] {
					if s.at(i, p) && !yield(i, p) {
						return
					}
				}
			}
			for _, p := range l.open {
				if s.at(i, p) && !yield(i, p) {
					return
				}
			}
		}
	}
}

func (s sentence) at(i int, phrase []string) bool {
	if i+len(phrase) > len(s.words) {
		return false
	}
	for n, want := range phrase {
		if !s.words[i+n].is(want) {
			return false
		}
	}
	return true
}

// without gives the sentence with some phrases blotted out, and so many words
// behind each.
func (s sentence) without(l list, behind int) sentence {
	var words []word
	for i, p := range s.find(l) {
		if words == nil {
			words = slices.Clone(s.words)
		}
		clear(words[i:min(i+len(p)+behind, len(words))])
	}
	if words == nil {
		return s
	}
	return sentence{words, s.asks}
}
