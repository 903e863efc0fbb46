package visit

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"tanggap/internal/screen"
)

// hidden stands for what is not shown of somebody's words.
const hidden = "•••"

var (
	// addresses by which somebody could be found
	contact = regexp.MustCompile(`(?i)\b[\w.+-]+@[\w-]+(\.[\w-]+)+\b|(^|\s)@\w{3,}|\b(https?://|www\.)\S+`)
	// what stands before a name
	called = regexp.MustCompile(`(?i)\b(nama saya|saya bernama|nama:|a\.n\.|atas nama|my name is)\s+`)
	titles = wordSet(`pak bapak bp bu ibu bpk mas mbak mba kak kakak bang abang om tante dr drg dokter bidan suster ners mr mrs ms
		saudara saudari sdr sdri petugas perawat`)
	// what follows a title and is no name
	notNames = wordSet(`petugas pegawai kepala camat lurah bupati dokter bidan perawat guru dan yang itu di ini satpam kasir loket dinas
		anda kamu saya kami`)
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// Discreet gives what somebody wrote without what could tell a person:
// personal numbers, addresses, the names of a unit's people, and what follows
// a title or "nama saya" like a name.
func Discreet(words string, people []string) string {
	words = contact.ReplaceAllString(screen.Mask(words), " "+hidden)
	words = called.ReplaceAllStringFunc(words, func(s string) string { return strings.TrimSpace(s) + " \x00" })
	known := map[string]bool{}
	for _, name := range people {
		for w := range strings.FieldsFuncSeq(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(w) >= 4 && w[0] >= 'A' && w[0] <= 'Z' {
				known[strings.ToLower(w)] = true
			}
		}
	}
	parts := strings.FieldsFunc(words, unicode.IsSpace)
	title, named := false, 0
	for i, part := range parts {
		if rest, marked := strings.CutPrefix(part, "\x00"); marked {
			part, named = rest, 2
		}
		bare := strings.TrimFunc(part, func(r rune) bool { return !unicode.IsLetter(r) })
		low := strings.ToLower(bare)
		upper := bare != "" && unicode.IsUpper([]rune(bare)[0])
		switch {
		case bare == "":
			title = false
		case known[low], named > 0 && (upper || named == 2), title && upper && !notNames[low] && !titles[low]:
			part = strings.Replace(part, bare, hidden, 1)
			title = upper && title // a second word of the same name
			named--
		default:
			title, named = titles[low], 0
		}
		parts[i] = part
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
