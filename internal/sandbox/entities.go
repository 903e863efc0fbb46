package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// entity marks a stretch of a text; offset and length count UTF-16 units, as
// everything in Telegram does.
type entity struct {
	Type          string   `json:"type"`
	Offset        int      `json:"offset"`
	Length        int      `json:"length"`
	URL           string   `json:"url,omitempty"`
	User          *apiUser `json:"user,omitempty"`
	Language      string   `json:"language,omitempty"`
	CustomEmojiID string   `json:"custom_emoji_id,omitempty"`
}

func (e entity) end() int { return e.Offset + e.Length }

// Units is the length of a text as Telegram counts it: in UTF-16 units.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += runeUnits(r)
	}
	return n
}

func runeUnits(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// Split cuts a long text as Telegram's own apps do before sending: into pieces
// of at most 4096 units, at the end of a line or a word where there is one.
func Split(text string) []string {
	var pieces []string
	for Units(text) > maxText {
		cut, used, soft := 0, 0, 0
		for i, r := range text {
			if used+runeUnits(r) > maxText {
				cut = i
				break
			}
			used += runeUnits(r)
			if unicode.IsSpace(r) {
				soft = i
			}
		}
		if soft > cut/2 {
			cut = soft
		}
		pieces = append(pieces, strings.TrimSpace(text[:cut]))
		text = strings.TrimSpace(text[cut:])
	}
	return append(pieces, text)
}

// sortEntities puts outer before inner; entities of one range keep the order in
// which they were opened.
func sortEntities(es []entity) {
	slices.SortStableFunc(es, func(a, b entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
}

// trim takes away what Telegram takes away from the ends of a text, and moves
// the entities along.
func trim(text string, es []entity) (string, []entity) {
	left := strings.TrimLeftFunc(text, unicode.IsSpace)
	shift := Units(text) - Units(left)
	text = strings.TrimRightFunc(left, unicode.IsSpace)
	size := Units(text)
	var kept []entity
	for _, e := range es {
		from, to := max(e.Offset-shift, 0), min(e.end()-shift, size)
		if from < to {
			e.Offset, e.Length = from, to-from
			kept = append(kept, e)
		}
	}
	return text, kept
}

// sliceUnits is the part of s between two UTF-16 offsets.
func sliceUnits(s string, from, to int) string {
	at, start, end := 0, len(s), len(s)
	for i, r := range s {
		if at >= from && start == len(s) {
			start = i
		}
		if at >= to {
			end = i
			break
		}
		at += runeUnits(r)
	}
	return s[min(start, end):end]
}

// detect finds what Telegram marks by itself: commands, links, mentions,
// hashtags and mail addresses, outside of code and of links already there.
func detect(text string, have []entity) []entity {
	var found []entity
	taken := func(from, to int) bool {
		return slices.ContainsFunc(have, func(e entity) bool {
			return (e.Type == "code" || e.Type == "pre" || e.Type == "text_link") && e.Offset < to && from < e.end()
		})
	}
	at, before := 0, rune(' ')
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		kind, n := "", 0
		if !wordRune(before) {
			kind, n = detectAt(text[i:], before)
		}
		if n > 0 {
			width := Units(text[i : i+n])
			if !taken(at, at+width) {
				found = append(found, entity{Type: kind, Offset: at, Length: width})
			}
			at += width
			before, _ = utf8.DecodeLastRuneInString(text[:i+n])
			i += n
			continue
		}
		at += runeUnits(r)
		before = r
		i += size
	}
	all := append(slices.Clone(have), found...)
	sortEntities(all)
	return all
}

// detectAt says what begins here, and how many bytes it has.
func detectAt(s string, before rune) (kind string, bytes int) {
	switch {
	case s[0] == '/' && before != '/' && before != '<' && before != '>':
		n := 1 + asciiWord(s[1:])
		if n < 2 || n > 65 || followedByWord(s[n:]) {
			return "", 0
		}
		if n < len(s) && s[n] == '@' {
			if m := asciiWord(s[n+1:]); m >= 3 && !followedByWord(s[n+1+m:]) {
				n += 1 + m
			}
		}
		return "bot_command", n
	case s[0] == '@':
		if m := asciiWord(s[1:]); m >= 4 && m <= 32 && !followedByWord(s[1+m:]) {
			return "mention", 1 + m
		}
	case s[0] == '#':
		n, letters := 1, 0
		for _, r := range s[1:] {
			if !wordRune(r) {
				break
			}
			if unicode.IsLetter(r) {
				letters++
			}
			n += utf8.RuneLen(r)
		}
		if letters > 0 {
			return "hashtag", n
		}
	case before != '@' && before != '.' && before != '/':
		if n := urlLength(s); n > 0 {
			return "url", n
		}
		if n := emailLength(s); n > 0 {
			return "email", n
		}
	}
	return "", 0
}

func urlLength(s string) int {
	head := strings.ToLower(s[:min(len(s), 8)])
	switch {
	case strings.HasPrefix(head, "http://"), strings.HasPrefix(head, "https://"), strings.HasPrefix(head, "t.me/"), strings.HasPrefix(head, "www."):
	default:
		return 0
	}
	n := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"“”", r) })
	if n < 0 {
		n = len(s)
	}
	n = len(strings.TrimRight(s[:n], ".,;:!?)]}'"))
	if strings.HasSuffix(s[:n], "//") || n <= len("www.") {
		return 0
	}
	return n
}

func emailLength(s string) int {
	local := strings.IndexFunc(s, func(r rune) bool { return !asciiWordRune(r) && !strings.ContainsRune(".+-", r) })
	if local < 1 || s[local] != '@' {
		return 0
	}
	domain := strings.IndexFunc(s[local+1:], func(r rune) bool { return !asciiWordRune(r) && r != '.' && r != '-' })
	if domain < 0 {
		domain = len(s) - local - 1
	}
	host := strings.TrimRight(s[local+1:local+1+domain], ".-")
	if dot := strings.LastIndexByte(host, '.'); dot < 1 || len(host)-dot < 3 {
		return 0
	}
	return local + 1 + len(host)
}

func asciiWord(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool { return !asciiWordRune(r) })
	if n < 0 {
		return len(s)
	}
	return n
}

func asciiWordRune(r rune) bool {
	return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

func wordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func followedByWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return len(s) > 0 && wordRune(r)
}
