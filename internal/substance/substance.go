// Package substance says whether what an officer wrote to a citizen says
// anything: an action, a date, a question or a reason. It knows the formulas that
// say nothing; whatever it does not know counts.
package substance

import (
	"regexp"
	"strings"
	"unicode"
)

// Answers says whether words answer anything. Only what consists of formulas
// does not.
func Answers(words string) bool {
	return strings.ContainsRune(words, '?') && len(tokens(words)) > 1 || len(beyond(words, formulas)) > 0
}

// Asks says whether words ask for something that can be answered.
func Asks(words string) bool {
	marked := strings.ContainsRune(words, '?')
	asked := marked
	for _, t := range tokens(words) {
		if marked && pointed[t.word] {
			return true
		}
		asked = asked || asking[t.word] || strings.HasSuffix(t.word, "kah") && !asNoun[t.word]
	}
	return asked && len(beyond(words, formulas, asking, vague)) > 0
}

// token is a word in small letters.
type token struct {
	word string
	name bool // it began with a capital letter
}

// code is one of a case, which says nothing about it.
var code = regexp.MustCompile(`\b[A-Z]{2,5}-[0-9A-Z]{4}-[0-9A-Z]{3}\b`)

func tokens(words string) []token {
	var all []token
	for _, w := range strings.FieldsFunc(code.ReplaceAllString(words, " "), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		all = append(all, token{word: strings.ToLower(w), name: unicode.IsUpper([]rune(w)[0])})
	}
	return all
}

// beyond gives the words that stand in no list: neither who is spoken to, nor a
// greeting by the time of the day.
func beyond(words string, known ...map[string]bool) (rest []string) {
	all := tokens(words)
	for i, t := range all {
		var before, after string
		if i > 0 {
			before = all[i-1].word
		}
		if i+1 < len(all) {
			after = all[i+1].word
		}
		switch {
		case hours[t.word] && !(after == "ini" || after == "nanti" || before == "nanti" || before == "tadi" || before == "this"):
		case t.name && titles[before]:
		case !within(t.word, known):
			rest = append(rest, t.word)
		}
	}
	return rest
}

// within says whether a word, or what it is made of, stands in one of some lists.
func within(word string, known []map[string]bool) bool {
	bare := squeeze(word)
	for _, list := range known {
		if list[word] || list[bare] {
			return true
		}
		for _, end := range []string{"nya", "lah", "kan", "i", "mu"} {
			if stem, has := strings.CutSuffix(bare, end); has && len(stem) > 3 && list[stem] {
				return true
			}
		}
	}
	return false
}

// squeeze makes one letter of the same three: okeee, siaaap.
func squeeze(word string) string {
	var b strings.Builder
	r := []rune(word)
	for i, c := range r {
		if i > 0 && r[i-1] == c && (i > 1 && r[i-2] == c || i+1 < len(r) && r[i+1] == c) {
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}
