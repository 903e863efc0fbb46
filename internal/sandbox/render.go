package sandbox

import (
	"html"
	"strings"
)

// renderHTML writes a text with its entities in Telegram's small HTML, the same
// way whatever tags the bot used. What Telegram marks by itself stays plain.
func renderHTML(text string, es []entity) string {
	var out strings.Builder
	var open []entity
	closeUntil := func(at int) {
		for len(open) > 0 && open[len(open)-1].end() <= at {
			_, end := tags(open[len(open)-1])
			out.WriteString(end)
			open = open[:len(open)-1]
		}
	}
	at, next := 0, 0
	for _, r := range text {
		closeUntil(at)
		for ; next < len(es) && es[next].Offset <= at; next++ {
			start, end := tags(es[next])
			if end != "" {
				out.WriteString(start)
				open = append(open, es[next])
			}
		}
		out.WriteString(html.EscapeString(string(r)))
		at += runeUnits(r)
	}
	closeUntil(at)
	return out.String()
}

func tags(e entity) (start, end string) {
	switch e.Type {
	case "bold":
		return "<b>", "</b>"
	case "italic":
		return "<i>", "</i>"
	case "underline":
		return "<u>", "</u>"
	case "strikethrough":
		return "<s>", "</s>"
	case "spoiler":
		return "<tg-spoiler>", "</tg-spoiler>"
	case "code":
		return "<code>", "</code>"
	case "pre":
		if e.Language != "" {
			return `<pre><code class="language-` + html.EscapeString(e.Language) + `">`, "</code></pre>"
		}
		return "<pre>", "</pre>"
	case "blockquote":
		return "<blockquote>", "</blockquote>"
	case "expandable_blockquote":
		return "<blockquote expandable>", "</blockquote>"
	case "text_link":
		return `<a href="` + html.EscapeString(e.URL) + `">`, "</a>"
	case "custom_emoji":
		return `<tg-emoji emoji-id="` + html.EscapeString(e.CustomEmojiID) + `">`, "</tg-emoji>"
	}
	return "", ""
}
