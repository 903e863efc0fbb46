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
	"slices"
	"strings"
)

// sign is what a sentence must hold: of each group one phrase, near each
// other.
type sign [][][]string

// near is within how many words of each other the groups of a sign must stand.
const near = 9

// signs reads a list, one sign a line: groups are parted by "/", the phrases
// of a group by "|"; a word that ends with "*" may go on in any way.
func signs(list string) []sign {
	var all []sign
	for line := range strings.Lines(list) {
		var s sign
		for group := range strings.SplitSeq(line, "/") {
			var g [][]string
			for p := range strings.SplitSeq(group, "|") {
				if words := strings.Fields(p); len(words) > 0 {
					g = append(g, words)
				}
			}
			if len(g) > 0 {
				s = append(s, g)
			}
		}
		if len(s) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// phrases reads a list of phrases, parted by "|" or lines.
func phrases(list string) [][]string {
	var all [][]string
	for _, s := range signs(strings.ReplaceAll(list, "\n", "|")) {
		for _, g := range s {
			all = append(all, g...)
		}
	}
	return all
}

// anyOf says whether a sentence bears one of the signs.
func (s sentence) anyOf(all []sign) bool {
	return slices.ContainsFunc(all, s.bears)
}

func (s sentence) bears(g sign) bool {
	first := s.places(g[0]) // of most signs there is no trace
	if len(first) == 0 {
		return false
	}
	var rest [][]int
	for _, group := range g[1:] {
		places := s.places(group)
		if len(places) == 0 {
			return false
		}
		rest = append(rest, places)
	}
	return slices.ContainsFunc(first, func(at int) bool {
		for _, others := range rest {
			if !slices.ContainsFunc(others, func(o int) bool { return o-at <= near && at-o <= near }) {
				return false
			}
		}
		return true
	})
}

// places is where a sentence has one of some phrases.
func (s sentence) places(group [][]string) []int {
	var at []int
	for _, p := range group {
		for _, i := range s.begins(p[0]) {
			if s.at(i, p) {
				at = append(at, i)
			}
		}
	}
	return at
}

// has says whether a sentence has one of some phrases.
func (s sentence) has(group [][]string) bool {
	return slices.ContainsFunc(group, func(p []string) bool {
		return slices.ContainsFunc(s.begins(p[0]), func(i int) bool { return s.at(i, p) })
	})
}

// begins is where a phrase may begin, by its first word.
func (s sentence) begins(want string) []int {
	begins, open := strings.CutSuffix(want, "*")
	if !open {
		return s.index[want]
	}
	var at []int
	for i, w := range s.words {
		if strings.HasPrefix(w.written, begins) {
			at = append(at, i)
		}
	}
	return at
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
func (s sentence) without(group [][]string, behind int) sentence {
	var words []word
	for _, p := range group {
		for _, i := range s.places([][]string{p}) {
			if words == nil {
				words = slices.Clone(s.words)
			}
			for n := i; n < min(i+len(p)+behind, len(words)); n++ {
				words[n] = word{}
			}
		}
	}
	if words == nil {
		return s
	}
	return newSentence(words, s.asks)
}
