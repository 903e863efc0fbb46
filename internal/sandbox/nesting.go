package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

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
