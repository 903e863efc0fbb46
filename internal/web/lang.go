package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tanggap/internal/locale"
)

// languages are those that every sentence exists in; Indonesian comes first.
var languages = []locale.Lang{locale.ID, locale.EN}

// language is what the reader wants: by the address, else by their browser,
// else Indonesian; chosen says that it was the address.
func language(r *http.Request) (lang locale.Lang, chosen bool) {
	switch asked := locale.Lang(r.URL.Query().Get("lang")); asked {
	case locale.ID, locale.EN:
		return asked, true
	}
	return accepted(r.Header.Get("Accept-Language")), false
}

// accepted reads "en-GB,en;q=0.9,id;q=0.8". Between equals it is Indonesian.
func accepted(header string) locale.Lang {
	best := map[string]float64{}
	for one := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(one, ";")
		q := 1.0
		if value, ok := strings.CutPrefix(strings.TrimSpace(quality), "q="); ok {
			parsed, err := strconv.ParseFloat(value, 64)
			if err != nil {
				continue
			}
			q = parsed
		}
		base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(name)), "-")
		best[base] = max(best[base], q)
	}
	if best["en"] > best["id"] {
		return locale.EN
	}
	return locale.ID
}

// dictionary gives the function by which templates say a sentence: its words,
// with what belongs into it. An unknown key or a wrong number of things is a
// defect that tests find.
func dictionary(lang locale.Lang) func(key string, things ...any) (string, error) {
	table := sentences(lang)
	return func(key string, things ...any) (string, error) {
		s, ok := table[key]
		if !ok {
			return "", fmt.Errorf("no words for %s in %s", key, lang)
		}
		around := strings.Split(s, "%s")
		if len(around) != len(things)+1 {
			return "", fmt.Errorf("%s in %s wants %d things", key, lang, len(around)-1)
		}
		var b strings.Builder
		b.WriteString(around[0])
		for i, thing := range things {
			fmt.Fprint(&b, thing, around[i+1])
		}
		return b.String(), nil
	}
}

// sentences reads lines "key = words"; blank lines and those that begin with #
// do not count.
func sentences(lang locale.Lang) map[string]string {
	b, err := words.ReadFile(wordsOf(lang))
	if err != nil {
		panic(err) // the files are part of the program
	}
	table := map[string]string{}
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, said, ok := strings.Cut(line, "=")
		key, said = strings.TrimSpace(key), strings.TrimSpace(said)
		if !ok || said == "" || table[key] != "" {
			panic(fmt.Sprintf("%s:%d: want one new key and its words", wordsOf(lang), n))
		}
		table[key] = said
	}
	return table
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
