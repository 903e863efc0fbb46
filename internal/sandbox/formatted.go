package sandbox

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// formatted reads a text or caption with its markup.
func (q *request) formatted(name, entitiesName string, limit int, tooLong string) (string, []entity, error) {
	raw := q.str(name)
	if !utf8.ValidString(raw) {
		return "", nil, q.wrong("strings must be encoded in UTF-8")
	}
	raw = clean(raw)
	p := parsed{text: raw}
	switch mode := strings.ToLower(q.str("parse_mode")); mode {
	case "":
		if given := q.str(entitiesName); given != "" {
			if json.Unmarshal([]byte(given), &p.entities) != nil {
				return "", nil, q.wrong("can't parse entities JSON object")
			}
			for _, e := range p.entities {
				if e.Offset < 0 || e.Length <= 0 || e.end() > Units(raw) {
					return "", nil, q.wrong("can't parse entities: entity beyond the text")
				}
			}
			sortEntities(p.entities)
		}
	case "html":
		var err error
		if p, err = parseHTML(raw); err != nil {
			return "", nil, q.wrong("can't parse entities: %s", err)
		}
		for _, l := range p.loose {
			q.bad = append(q.bad, name+" has "+l)
		}
	case "markdown", "markdownv2":
		return "", nil, q.wrong("unsupported parse_mode: the sandbox reads HTML only")
	default:
		return "", nil, q.wrong("unsupported parse_mode")
	}
	text, es := trim(p.text, p.entities)
	if Units(text) > limit {
		return "", nil, q.wrong("%s", tooLong)
	}
	return text, detect(text, es), nil
}

// clean drops the characters that Telegram drops: most controls, carriage
// returns, and the marks that turn the direction of a whole line.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r >= 0x2028 && r <= 0x202e:
			return -1
		case r < 0x20 && r != '\n' && r != '\t':
			return ' '
		}
		return r
	}, s)
}
