package sandbox

import (
	"fmt"
	"html"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHTMLIsRead(t *testing.T) {
	for in, want := range map[string]string{
		"a":                                   "a []",
		"<b>a</b>":                            "a [bold 0 1]",
		"<B>a</b >":                           "a [bold 0 1]",
		"🙂<i>x</i>":                           "🙂x [italic 2 1]",
		"<b><i>x</i>y</b>":                    "xy [bold 0 2 italic 0 1]",
		"<strong><em>x</em></strong>":         "x [bold 0 1 italic 0 1]",
		"<span class=\"tg-spoiler\">x</span>": "x [spoiler 0 1]",
		"<tg-spoiler>48</tg-spoiler>":         "48 [spoiler 0 2]",
		"<a href='https://a.id?a=1&amp;b=2'>x</a>":        "x [text_link 0 1 https://a.id?a=1&b=2]",
		"<pre><code class=\"language-go\">x</code></pre>": "x [pre 0 1 go]",
		"<blockquote expandable>x</blockquote>":           "x [expandable_blockquote 0 1]",
		"&lt;&amp;&gt;&quot;&#39;&#x27;&#128578;":         "<&>\"''🙂 []",
		"&nbsp;":                 "&nbsp; []",
		"<b></b>x":               "x []",
		"<u>a<s>b</s></u>":       "ab [underline 0 2 strikethrough 1 1]",
		"<code>a<b>b</b></code>": "ab [code 0 2]",
		"<tg-emoji emoji-id=\"5368\">👍</tg-emoji>": "👍 [custom_emoji 0 2 5368]",
	} {
		p, err := parseHTML(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		var es []string
		for _, e := range p.entities {
			es = append(es, strings.TrimSpace(fmt.Sprint(e.Type, " ", e.Offset, " ", e.Length, " ", e.URL, e.Language, e.CustomEmojiID)))
		}
		if got := fmt.Sprint(p.text, " ", es); got != want {
			t.Errorf("%s: %s, not %s", in, got, want)
		}
	}
}

func TestBrokenHTMLIsRefused(t *testing.T) {
	for in, want := range map[string]string{
		"a<b>x":                    `Can't find end tag corresponding to start tag "b"`,
		"x</b>":                    "Unexpected end tag at byte offset 1",
		"<b>x</i>":                 `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"<b><i>x</b></i>":          `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
		"<p>x</p>":                 `Unsupported start tag "p" at byte offset 0`,
		"<br/>":                    `Unsupported start tag "br/" at byte offset 0`,
		"3 < 5":                    `Unsupported start tag "" at byte offset 2`,
		"a < b > c":                `Unsupported start tag "" at byte offset 2`,
		"<b":                       "Unclosed start tag at byte offset 0",
		"<a href=\"x":              "Unclosed start tag at byte offset 0",
		"<a href>x</a>":            `Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0`,
		"<a href=a_b>x</a>":        "Unexpected end of name token at byte offset 8",
		"<a =x>":                   `Empty attribute name in the tag "a" at byte offset 0`,
		"<span>x</span>":           `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"<b>x</b":                  "Unclosed end tag at byte offset 4",
		"<script>alert()</script>": `Unsupported start tag "script" at byte offset 0`,
		"&#xD800;":                 "Text must be encoded in UTF-8 at byte offset 0",
	} {
		if p, err := parseHTML(in); err == nil || err.Error() != want {
			t.Errorf("%s: %v %v\nnot %s", in, p, err, want)
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<b>a</b>", "a<b>x", "<b><i>x</b></i>", "&lt;&#39;&amp", "<a href='x'>y</a>", "<pre><code class=\"language-x\">a</code></pre>",
		"🙂<u>🙂</u>", "<blockquote expandable>a<b>b</b></blockquote>", "<span class='tg-spoiler'>x</span>", "<code>a<i>b</i></code>", "</>", "<b>>&</b>", "\xff<b>x</b>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		p, err := parseHTML(in)
		if err != nil {
			return
		}
		if broken, err := parseHTML(in + "<b>x"); err == nil {
			t.Fatalf("an open tag was taken: %+v", broken)
		}
		if broken, err := parseHTML(in + "</b>"); err == nil {
			t.Fatalf("a loose end was taken: %+v", broken)
		}
		size := Units(p.text)
		var open []entity
		for i, e := range p.entities {
			if e.Offset < 0 || e.Length <= 0 || e.end() > size {
				t.Fatalf("entity %+v beyond %d units", e, size)
			}
			if i > 0 && e.Offset < p.entities[i-1].Offset {
				t.Fatal("out of order")
			}
			for len(open) > 0 && open[len(open)-1].end() <= e.Offset {
				open = open[:len(open)-1]
			}
			if len(open) > 0 && open[len(open)-1].end() < e.end() {
				t.Fatalf("%+v crosses %+v", e, open[len(open)-1])
			}
			open = append(open, e)
		}
		if !utf8.ValidString(in) {
			return
		}
		again, err := parseHTML(renderHTML(p.text, p.entities))
		if err != nil {
			t.Fatalf("%q renders to what is refused: %v", in, err)
		}
		if again.text != p.text || len(again.entities) != len(p.entities) || len(p.entities) > 0 && !reflect.DeepEqual(again.entities, p.entities) {
			t.Fatalf("%q\nrenders %q\n%+v\n%+v", in, renderHTML(p.text, p.entities), p, again)
		}
		if len(again.loose) > len(p.loose) {
			t.Fatalf("%q renders loosely: %q", in, again.loose)
		}
		if plain, err := parseHTML(html.EscapeString(in)); err != nil || plain.text != in || len(plain.loose) > 0 && !strings.Contains(in, "\x00") {
			t.Fatalf("escaped text comes back as %+v, %v", plain, err)
		}
	})
}

func FuzzTextsOfPeople(f *testing.F) {
	f.Add("/start@uji_bot https://a.id a@b.id #x @orang")
	f.Add("🙂🙂 /x\n/y")
	f.Fuzz(func(t *testing.T, in string) {
		text, _ := trim(clean(strings.ToValidUTF8(in[:min(len(in), 20_000)], "")), nil)
		end := 0
		for _, e := range detect(text, nil) {
			if e.Offset < end || e.Length <= 0 || e.end() > Units(text) {
				t.Fatalf("%q: %+v", text, e)
			}
			end = e.end()
			if s := sliceUnits(text, e.Offset, e.end()); Units(s) != e.Length {
				t.Fatalf("%q: %+v is %q", text, e, s)
			}
		}
		for _, piece := range Split(text) {
			if Units(piece) > maxText {
				t.Fatal("a piece is too long")
			}
		}
	})
}
