package screen

import (
	"strings"
	"unicode"
)

// LooksLikeName says whether a text may be nothing but somebody's name: a few
// words of letters, or what follows "nama saya".
func LooksLikeName(text string) bool {
	words := strings.Fields(text)
	most := 5
	for _, opening := range []string{"nama saya adalah", "nama saya", "nama lengkap saya", "nama lengkap", "nama", "atas nama", "saya bernama", "my name is", "my full name is", "name", "i am"} {
		begin := strings.Fields(opening)
		if len(words) > len(begin) && strings.EqualFold(strings.TrimRight(strings.Join(words[:len(begin)], " "), ":"), opening) {
			words, most = words[len(begin):], 6
			break
		}
	}
	if len(words) == 0 || len(words) > most {
		return false
	}
	for _, w := range words {
		if w != ":" && !strings.ContainsFunc(w, unicode.IsLetter) || strings.ContainsFunc(w, odd) || strings.HasSuffix(w, "?") {
			return false
		}
	}
	return true
}

// odd is what stands in no name.
func odd(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(".,'’-:/", r)
}

// Words is how many words a text has.
func Words(text string) int { return len(strings.Fields(text)) }
