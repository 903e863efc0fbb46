package sandbox

import (
	"fmt"
	"net/url"
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
		return parsed{}, fmt.Errorf(`Can't find end tag corresponding to start tag "%s"`, p.open[n-1].tag)
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
		return fmt.Errorf("Text must be encoded in UTF-8 at byte offset %d", p.at)
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
		return fmt.Errorf("Unclosed start tag at byte offset %d", begin)
	}
	t := openTag{tag: strings.ToLower(rest[:n]), units: p.units, bytes: p.out.Len()}
	if tagEntity[t.tag] == "" {
		return fmt.Errorf(`Unsupported start tag "%s" at byte offset %d`, t.tag, begin)
	}
	p.at = begin + 1 + n
	for {
		p.spaces()
		if p.at >= len(p.in) {
			return fmt.Errorf("Unclosed start tag at byte offset %d", begin)
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
		return fmt.Errorf(`Tag "span" must have class "tg-spoiler" at byte offset %d`, begin)
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
		return "", "", fmt.Errorf(`Empty attribute name in the tag "%s" at byte offset %d`, tag, begin)
	}
	p.spaces()
	if p.at >= len(p.in) {
		return "", "", fmt.Errorf("Unclosed start tag at byte offset %d", begin)
	}
	if p.in[p.at] != '=' {
		if tag == "blockquote" && name == "expandable" {
			return name, "", nil
		}
		return "", "", fmt.Errorf(`Expected equal sign in declaration of an attribute of the tag "%s" at byte offset %d`, tag, begin)
	}
	p.at++
	p.spaces()
	if p.at >= len(p.in) {
		return "", "", fmt.Errorf(`Unclosed start tag "%s" at byte offset %d`, tag, begin)
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
		return "", "", fmt.Errorf("Unexpected end of name token at byte offset %d", from)
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
		return "", fmt.Errorf("Unclosed start tag at byte offset %d", begin)
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
		return fmt.Errorf("Unexpected end tag at byte offset %d", begin)
	}
	rest := p.in[begin+2:]
	n := strings.IndexFunc(rest, func(r rune) bool { return isSpace(r) || r == '>' })
	if n < 0 {
		return fmt.Errorf("Unclosed end tag at byte offset %d", begin)
	}
	p.at = begin + 2 + n
	p.spaces()
	if p.at >= len(p.in) || p.in[p.at] != '>' {
		return fmt.Errorf("Unclosed end tag at byte offset %d", begin)
	}
	p.at++
	t := p.open[len(p.open)-1]
	if found := strings.ToLower(rest[:n]); found != t.tag {
		return fmt.Errorf(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, begin, t.tag, found)
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

// settle applies the rules of nesting: nothing stands inside code, quotes do not
// nest, and <pre><code class="language-x"> is one thing.
func (p *htmlParser) settle() parsed {
	var kept []entity
	var inside []entity
	for _, e := range p.entities {
		for len(inside) > 0 && inside[len(inside)-1].end() <= e.Offset {
			inside = inside[:len(inside)-1]
		}
		outer := func(types ...string) bool {
			return slices.ContainsFunc(inside, func(o entity) bool { return slices.Contains(types, o.Type) })
		}
		switch {
		case e.Type == "code" && outer("pre"):
			o := &kept[len(kept)-1]
			if o.Type == "pre" && o.Offset == e.Offset && o.Length == e.Length && e.Language != "" {
				o.Language = e.Language
			} else {
				p.loose = append(p.loose, "<code> inside <pre>")
			}
			continue
		case outer("code", "pre"):
			p.loose = append(p.loose, fmt.Sprintf("%s inside of code", e.Type))
			continue
		case strings.HasSuffix(e.Type, "blockquote") && outer("blockquote", "expandable_blockquote"):
			p.loose = append(p.loose, "a blockquote inside of a blockquote")
			continue
		case e.Type == "text_link" && outer("text_link"), outer(e.Type):
			p.loose = append(p.loose, fmt.Sprintf("%s inside of %s", e.Type, e.Type))
			continue
		case (e.Type == "code" || e.Type == "pre") && len(inside) > 0 && !outerOnly(inside, "blockquote", "expandable_blockquote"):
			p.loose = append(p.loose, fmt.Sprintf("%s inside of %s", e.Type, inside[len(inside)-1].Type))
		}
		if e.Type == "code" {
			e.Language = ""
		}
		kept = append(kept, e)
		inside = append(inside, e)
	}
	if len(kept) > 100 {
		p.loose = append(p.loose, fmt.Sprintf("%d entities; Telegram keeps 100", len(kept)))
	}
	return parsed{text: p.out.String(), entities: kept, loose: p.loose}
}

func outerOnly(es []entity, types ...string) bool {
	return !slices.ContainsFunc(es, func(e entity) bool { return !slices.Contains(types, e.Type) })
}

func (p *htmlParser) spaces() {
	for p.at < len(p.in) && isSpace(rune(p.in[p.at])) {
		p.at++
	}
}

func isSpace(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' }

// linkable says whether Telegram keeps a link to this address.
func linkable(address string) bool {
	if address == "" || strings.ContainsAny(address, " \n\t<>\"") {
		return false
	}
	if !strings.Contains(address, ":") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return strings.Contains(u.Hostname(), ".") || strings.Contains(u.Hostname(), ":")
	case "tg", "ton", "mailto", "tel":
		return u.Host != "" || u.Opaque != ""
	}
	return false
}

// decodeReference reads &lt; &gt; &amp; &quot; &#39; &#x27; and the like; 0 means
// that there is none.
func decodeReference(s string, at int) (r rune, next int) {
	if s[at] != '&' || at+1 >= len(s) {
		return 0, at
	}
	end := at + 1
	if s[end] == '#' {
		end++
		base := rune(10)
		if end < len(s) && s[end] == 'x' {
			base = 16
			end++
		}
		for ; end < len(s) && r <= 0x10ffff; end++ {
			d := strings.IndexByte("0123456789abcdef", lowerByte(s[end]))
			if d < 0 || rune(d) >= base {
				break
			}
			r = r*base + rune(d)
		}
		if r == 0 || r >= 0x10ffff || end-at >= 10 {
			return 0, at
		}
	} else {
		for end < len(s) && (s[end] >= 'a' && s[end] <= 'z' || s[end] >= 'A' && s[end] <= 'Z') {
			end++
		}
		switch s[at+1 : end] {
		case "lt":
			r = '<'
		case "gt":
			r = '>'
		case "amp":
			r = '&'
		case "quot":
			r = '"'
		default:
			return 0, at
		}
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

func lowerByte(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
