package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// tagEntity names the entity that each allowed tag makes.
var tagEntity = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji",
	"code": "code", "pre": "pre", "blockquote": "blockquote",
}

// words are an error in Telegram's own words.
type words string

func (w words) Error() string { return string(w) }

func says(format string, args ...any) error { return words(fmt.Sprintf(format, args...)) }

// parsed is a text without its markup. Loose lists what Telegram forgives and
// its rules forbid, such as an & that was not escaped.
type parsed struct {
	text     string
	entities []entity
	loose    []string
}

// parseHTML reads Telegram's small HTML as Telegram does. Its errors are
// Telegram's own words, without their beginning.
func parseHTML(s string) (parsed, error) {
	p := htmlParser{in: s}
	for p.at < len(s) {
		var err error
		switch {
		case strings.HasPrefix(s[p.at:], "</"):
			err = p.endTag()
		case s[p.at] == '<':
			err = p.startTag()
		case s[p.at] == '&':
			err = p.reference()
		default:
			p.character()
		}
		if err != nil {
			return parsed{}, err
		}
	}
	if n := len(p.open); n > 0 {
		return parsed{}, says(`Can't find end tag corresponding to start tag "%s"`, p.open[n-1].tag)
	}
	sortEntities(p.entities)
	return p.settle(), nil
}

type openTag struct {
	tag, argument string
	units, bytes  int // where the text inside begins
}

type htmlParser struct {
	in       string
	at       int
	out      strings.Builder
	units    int
	open     []openTag
	entities []entity
	loose    []string
}

func (p *htmlParser) character() {
	r, size := utf8.DecodeRuneInString(p.in[p.at:])
	if r == '>' {
		p.loose = append(p.loose, fmt.Sprintf("an unescaped > at byte offset %d", p.at))
	}
	p.out.WriteString(p.in[p.at : p.at+size])
	p.units += runeUnits(r)
	p.at += size
}

// reference reads an &…; of the text.
func (p *htmlParser) reference() error {
	r, next := decodeReference(p.in, p.at)
	if r == 0 {
		p.loose = append(p.loose, fmt.Sprintf("an unescaped & at byte offset %d", p.at))
		p.out.WriteByte('&')
		p.units++
		p.at++
		return nil
	}
	if !utf8.ValidRune(r) {
		return says("Text must be encoded in UTF-8 at byte offset %d", p.at)
	}
	if p.in[next-1] != ';' {
		p.loose = append(p.loose, fmt.Sprintf("a reference without ; at byte offset %d", p.at))
	}
	p.out.WriteRune(r)
	p.units += runeUnits(r)
	p.at = next
	return nil
}

func (p *htmlParser) startTag() error {
	begin := p.at
	rest := p.in[begin+1:]
	n := strings.IndexFunc(rest, func(r rune) bool { return isSpace(r) || r == '>' })
	if n < 0 {
		return says("Unclosed start tag at byte offset %d", begin)
	}
	t := openTag{tag: strings.ToLower(rest[:n]), units: p.units, bytes: p.out.Len()}
	if tagEntity[t.tag] == "" {
		return says(`Unsupported start tag "%s" at byte offset %d`, t.tag, begin)
	}
	p.at = begin + 1 + n
	for {
		p.spaces()
		if p.at >= len(p.in) {
			return says("Unclosed start tag at byte offset %d", begin)
		}
		if p.in[p.at] == '>' {
			p.at++
			break
		}
		name, value, err := p.attribute(t.tag, begin)
		if err != nil {
			return err
		}
		p.apply(&t, name, value)
	}
	if t.tag == "span" && t.argument != "spoiler" {
		return says(`Tag "span" must have class "tg-spoiler" at byte offset %d`, begin)
	}
	p.open = append(p.open, t)
	return nil
}

func (p *htmlParser) attribute(tag string, begin int) (name, value string, err error) {
	from := p.at
	for p.at < len(p.in) && !isSpace(rune(p.in[p.at])) && p.in[p.at] != '=' && p.in[p.at] != '>' {
		p.at++
	}
	name = p.in[from:p.at]
	if name == "" {
		return "", "", says(`Empty attribute name in the tag "%s" at byte offset %d`, tag, begin)
	}
	p.spaces()
	if p.at >= len(p.in) {
		return "", "", says("Unclosed start tag at byte offset %d", begin)
	}
	if p.in[p.at] != '=' {
		if tag == "blockquote" && name == "expandable" {
			return name, "", nil
		}
		return "", "", says(`Expected equal sign in declaration of an attribute of the tag "%s" at byte offset %d`, tag, begin)
	}
	p.at++
	p.spaces()
	if p.at >= len(p.in) {
		return "", "", says(`Unclosed start tag "%s" at byte offset %d`, tag, begin)
	}
	if q := p.in[p.at]; q == '"' || q == '\'' {
		value, err = p.quoted(q, begin)
		return name, value, err
	}
	from = p.at
	for p.at < len(p.in) && (asciiWordRune(rune(p.in[p.at])) && p.in[p.at] != '_' || p.in[p.at] == '.' || p.in[p.at] == '-') {
		p.at++
	}
	if p.at < len(p.in) && !isSpace(rune(p.in[p.at])) && p.in[p.at] != '>' {
		return "", "", says("Unexpected end of name token at byte offset %d", from)
	}
	return name, strings.ToLower(p.in[from:p.at]), nil
}

func (p *htmlParser) quoted(quote byte, begin int) (string, error) {
	var v strings.Builder
	for p.at++; p.at < len(p.in) && p.in[p.at] != quote; {
		if r, next := decodeReference(p.in, p.at); r != 0 && utf8.ValidRune(r) {
			v.WriteRune(r)
			p.at = next
			continue
		}
		v.WriteByte(p.in[p.at])
		p.at++
	}
	if p.at >= len(p.in) {
		return "", says("Unclosed start tag at byte offset %d", begin)
	}
	p.at++
	return v.String(), nil
}

// apply keeps the attributes that mean something and notes the others.
func (p *htmlParser) apply(t *openTag, name, value string) {
	switch {
	case t.tag == "a" && name == "href":
		t.argument = value
	case t.tag == "code" && name == "class" && strings.HasPrefix(value, "language-"):
		t.argument = strings.TrimPrefix(value, "language-")
	case t.tag == "span" && name == "class" && strings.HasPrefix(value, "tg-"):
		t.argument = strings.TrimPrefix(value, "tg-")
	case t.tag == "tg-emoji" && name == "emoji-id":
		t.argument = value
	case t.tag == "blockquote" && name == "expandable":
		t.argument = "expandable"
	default:
		p.loose = append(p.loose, fmt.Sprintf("attribute %q of <%s>", name, t.tag))
	}
}

func (p *htmlParser) endTag() error {
	begin := p.at
	if len(p.open) == 0 {
		return says("Unexpected end tag at byte offset %d", begin)
	}
	rest := p.in[begin+2:]
	n := strings.IndexFunc(rest, func(r rune) bool { return isSpace(r) || r == '>' })
	if n < 0 {
		return says("Unclosed end tag at byte offset %d", begin)
	}
	p.at = begin + 2 + n
	p.spaces()
	if p.at >= len(p.in) || p.in[p.at] != '>' {
		return says("Unclosed end tag at byte offset %d", begin)
	}
	p.at++
	t := p.open[len(p.open)-1]
	if found := strings.ToLower(rest[:n]); found != t.tag {
		return says(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, begin, t.tag, found)
	}
	p.open = p.open[:len(p.open)-1]
	p.close(t)
	return nil
}

// close makes the entity of a tag that ended. An inner entity of the same range
// comes before its outer one here, so the new one goes in front of those that
// were opened later.
func (p *htmlParser) close(t openTag) {
	if p.units == t.units {
		return
	}
	e := entity{Type: tagEntity[t.tag], Offset: t.units, Length: p.units - t.units}
	switch t.tag {
	case "a":
		e.URL = t.argument
		if e.URL == "" {
			e.URL = p.out.String()[t.bytes:]
		}
		if !linkable(e.URL) {
			p.loose = append(p.loose, fmt.Sprintf("a link to %q", e.URL))
			return
		}
	case "code":
		e.Language = t.argument
	case "tg-emoji":
		e.CustomEmojiID = t.argument
	case "blockquote":
		if t.argument == "expandable" {
			e.Type = "expandable_blockquote"
		}
	}
	at := slices.IndexFunc(p.entities, func(x entity) bool { return x.Offset >= e.Offset })
	if at < 0 {
		at = len(p.entities)
	}
	p.entities = slices.Insert(p.entities, at, e)
}

func (p *htmlParser) spaces() {
	for p.at < len(p.in) && isSpace(rune(p.in[p.at])) {
		p.at++
	}
}

func isSpace(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' }
