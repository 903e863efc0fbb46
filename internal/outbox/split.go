package outbox

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// piece is the smallest part of a text that stays whole: a tag, or a character
// as it is written.
type piece struct {
	raw   string
	tag   string // "b" for <b> and </b>; "" for a character
	end   bool   // a closing tag
	r     rune   // the character
	units int    // its length as Telegram counts
}

var (
	tagForm    = regexp.MustCompile(`^<(/?)([a-zA-Z][a-zA-Z0-9-]*)(\s[^<>]*)?>`)
	entityForm = regexp.MustCompile(`^&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot);`)
)

// next takes the first piece off a text that is not empty.
func next(s string) (piece, string) {
	switch s[0] {
	case '<':
		if m := tagForm.FindStringSubmatch(s); m != nil {
			return piece{raw: m[0], tag: strings.ToLower(m[2]), end: m[1] != ""}, s[len(m[0]):]
		}
	case '&':
		if raw := entityForm.FindString(s); raw != "" {
			r, _ := utf8.DecodeRuneInString(html.UnescapeString(raw))
			return piece{raw: raw, r: r, units: utf16.RuneLen(r)}, s[len(raw):]
		}
	}
	r, n := utf8.DecodeRuneInString(s)
	return piece{raw: s[:n], r: r, units: max(1, utf16.RuneLen(r))}, s[n:]
}

// Units is the length of a text as Telegram counts it: UTF-16 units of what is
// to be seen.
func Units(text string) int {
	n := 0
	for text != "" {
		var p piece
		p, text = next(text)
		n += p.units
	}
	return n
}

// blank says whether nothing is to be seen of a text.
func blank(text string) bool {
	for text != "" {
		var p piece
		if p, text = next(text); p.units > 0 {
			return false
		}
	}
	return true
}

// Plain is what is to be seen of a text, without formatting.
func Plain(text string) string {
	var b strings.Builder
	for text != "" {
		var p piece
		if p, text = next(text); p.tag == "" {
			b.WriteRune(p.r)
		}
	}
	return b.String()
}

// fitting says whether a text goes into one message.
func fitting(text string, limit int) bool {
	if len(text) <= limit && strings.Count(text, "<") <= maxMarks { // no text has more units than bytes
		return true
	}
	units, marks := 0, 0
	for text != "" {
		var p piece
		p, text = next(text)
		units += p.units
		if p.tag != "" && !p.end {
			marks++
		}
	}
	return units <= limit && marks <= maxMarks
}

// split cuts a text into parts of at most limit units each, after a paragraph
// if there is one in the last three quarters of what fits, else after a line,
// else after a word, else between two characters. Formatting that is open at a
// cut is closed and opened again. Parts without anything to be seen are left
// out.
func split(text string, limit int) []string {
	if fitting(text, limit) {
		return []string{text}
	}
	var pieces []piece
	for text != "" {
		var p piece
		p, text = next(text)
		pieces = append(pieces, p)
	}
	var parts []string
	var open []piece
	for len(pieces) > 0 {
		n := fit(pieces, limit, maxMarks-len(open))
		var b strings.Builder
		for _, p := range open {
			b.WriteString(p.raw)
		}
		blank := true
		for _, p := range pieces[:n] {
			b.WriteString(p.raw)
			switch {
			case p.tag == "":
				blank = blank && unicode.IsSpace(p.r)
			case !p.end:
				open = append(open, p)
			case len(open) > 0 && open[len(open)-1].tag == p.tag:
				open = open[:len(open)-1]
			}
		}
		for i := len(open) - 1; i >= 0; i-- {
			b.WriteString("</" + open[i].tag + ">")
		}
		if !blank {
			parts = append(parts, b.String())
		}
		pieces = pieces[n:]
	}
	return parts
}

// fit says after how many of the pieces to cut.
func fit(pieces []piece, limit, marks int) int {
	used, newlines := 0, 0
	paragraph, line, word, anywhere := 0, 0, 0, 0
	fits := len(pieces)
	for i, p := range pieces {
		if p.tag != "" && !p.end {
			marks--
		}
		if used+p.units > limit || marks < 0 {
			fits = max(1, i)
			break
		}
		used += p.units
		if p.tag != "" {
			continue
		}
		if !joined(p.r, pieces[i+1:]) {
			anywhere = i + 1
		}
		switch space := unicode.IsSpace(p.r) && p.r != '\u00a0'; {
		case !space:
			newlines = 0
		case p.r == '\n':
			newlines++
		}
		switch {
		case used < limit/4 || !unicode.IsSpace(p.r) || p.r == '\u00a0':
		case p.r == '\n' && newlines > 1:
			paragraph = i + 1
		case p.r == '\n':
			line = i + 1
		default:
			word = i + 1
		}
	}
	if fits == len(pieces) {
		return fits
	}
	cut := fits // a single character of more marks than a message holds
	for _, at := range []int{anywhere, word, line, paragraph} {
		if at > 0 {
			cut = at
		}
	}
	// What closes here goes with what it closes.
	for cut < len(pieces) && pieces[cut].end {
		cut++
	}
	return cut
}

// joined says whether a character makes one sign with the one after it.
func joined(r rune, after []piece) bool {
	for _, p := range after {
		if p.tag == "" {
			const joiner = '\u200d'
			return r == joiner || p.r == joiner || unicode.In(p.r, unicode.Mn, unicode.Mc, unicode.Me) ||
				0x1f3fb <= p.r && p.r <= 0x1f3ff || // skin
				0xe0020 <= p.r && p.r <= 0xe007f || // flags of regions
				flag(r) && flag(p.r)
		}
	}
	return false
}

func flag(r rune) bool { return 0x1f1e6 <= r && r <= 0x1f1ff }
