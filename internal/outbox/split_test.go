package outbox_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"tanggap/internal/outbox"
)

// formatted draws a text as the templates write it: nested formatting, escaped
// characters, paragraphs, signs of several characters.
func formatted(t *rapid.T) string {
	words := rapid.SampledFrom([]string{
		"jalan", "rusak", " ", " ", "\n", "\n\n", "&lt;", "&amp;", "&#39;", "&#x1F600;", "😀", "👩‍👩‍👧", "🇮🇩", "é", "e\u0301",
		"👍🏽", "مرحبا", "\u00a0", strings.Repeat("panjang", 5), "1 < 2", "a & b",
	})
	tags := rapid.SampledFrom([]string{"b", "i", "code", `a href="https://example.org/?a=1&amp;b=2"`, "tg-spoiler", "blockquote"})
	var b strings.Builder
	var open []string
	for range rapid.IntRange(0, 300).Draw(t, "length") {
		switch n := rapid.IntRange(0, 19).Draw(t, "what"); {
		case n == 0 && len(open) < 4:
			tag := tags.Draw(t, "tag")
			b.WriteString("<" + tag + ">")
			open = append(open, strings.Fields(tag)[0])
		case n == 1 && len(open) > 0:
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		default:
			b.WriteString(words.Draw(t, "word"))
		}
	}
	for _, tag := range slices.Backward(open) {
		b.WriteString("</" + tag + ">")
	}
	return b.String()
}

var tag = regexp.MustCompile(`<(/?)([a-z-]+)[^<>]*>`)

// balanced says whether each tag is closed, and in its turn.
func balanced(s string) bool {
	var open []string
	for _, m := range tag.FindAllStringSubmatch(s, -1) {
		switch {
		case m[1] == "":
			open = append(open, m[2])
		case len(open) == 0 || open[len(open)-1] != m[2]:
			return false
		default:
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}

// Cutting loses nothing to be seen, keeps to the limit, and leaves tags and
// entities whole.
func TestSplitKeepsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := formatted(t)
		limit := rapid.IntRange(16, 200).Draw(t, "limit")
		var seen strings.Builder
		parts := outbox.Split(text, limit)
		for _, part := range parts {
			if n := outbox.Units(part); n > limit {
				t.Errorf("%d units of %d: %q", n, limit, part)
			}
			if !balanced(part) {
				t.Errorf("formatting is cut: %q", part)
			}
			if len(parts) > 1 && strings.TrimSpace(outbox.Plain(part)) == "" {
				t.Errorf("nothing to be seen: %q", part)
			}
			seen.WriteString(outbox.Plain(part))
		}
		without := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := without(seen.String()), without(outbox.Plain(text)); got != want {
			t.Errorf("cut to %q\nfrom   %q", got, want)
		}
	})
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "<b>abc</b>": 3, "&lt;b&gt;": 3, "&#39;": 1, "😀": 2, "&#x1F600;": 2, "1 < 2": 5, "a && b": 6, "&copy;": 6,
	} {
		if got := outbox.Units(text); got != want {
			t.Errorf("%q: %d units, want %d", text, got, want)
		}
		if got := len(utf16.Encode([]rune(outbox.Plain(text)))); got != want {
			t.Errorf("%q: %d units to be seen, want %d", text, got, want)
		}
	}
}

func TestSplitChoosesWhereToCut(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"satu dua\n\ntiga\nempat lima", []string{"satu dua\n\n", "tiga\nempat lima"}},
		{"satu dua tiga\nempat lima", []string{"satu dua tiga\n", "empat lima"}},
		{"satu dua tiga empat lima", []string{"satu dua tiga ", "empat lima"}},
		{"satuduatigaempatlima", []string{"satuduatigaempat", "lima"}},
		{"<b>satu dua tiga empat</b> lima", []string{"<b>satu dua tiga </b>", "<b>empat</b> lima"}},
		{"<b>satu dua tiga</b>\n\nempat lima", []string{"<b>satu dua tiga</b>\n\n", "empat lima"}},
		{"satuduatigaempa👩‍👩‍👧", []string{"satuduatigaempa", "👩‍👩‍👧"}},
		{"satuduatigaem&amp;&amp;&amp;&amp;", []string{"satuduatigaem&amp;&amp;&amp;", "&amp;"}},
		{"satu\n\n                 \n\n        dua", []string{"satu\n\n", " \n\n        dua"}},
	} {
		if got := outbox.Split(c.text, 16); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}

// Telegram keeps a hundred marks of formatting in a message.
func TestSplitByMarks(t *testing.T) {
	text := strings.Repeat("<b>satu</b> <i>dua</i> ", 120)
	parts := outbox.Split(text, 4096)
	if len(parts) < 3 {
		t.Errorf("%d parts", len(parts))
	}
	seen := ""
	for _, part := range parts {
		if n := strings.Count(part, "<b>") + strings.Count(part, "<i>"); n > 100 || !balanced(part) {
			t.Errorf("%d marks in %q", n, part)
		}
		seen += outbox.Plain(part)
	}
	if seen != outbox.Plain(text) {
		t.Errorf("cut to %q", seen)
	}
}

// A message too long for one comes as several, in order, the buttons below the
// last.
func TestLongMessage(t *testing.T) {
	tx := office(t)
	long := row("long", "tg:1", outbox.Replies)
	long.About, long.After, long.Reply, long.Begins = "case:1", "asked", true, 3
	long.Message = outbox.Message{
		HTML:    strings.Repeat("Kalimat ini panjang sekali.\n\n", 200),
		Photos:  make([][]byte, 12),
		Buttons: [][]outbox.Button{{{Label: "Jawab", Name: "case.answer"}}},
		Protect: true,
	}
	put(t, tx, row("asked", "tg:1", outbox.Replies), long)
	sent(t, tx, must(t, tx, "asked"), "1")
	var got []string
	for i := 2; ; i++ {
		c, ok := claim(t, tx, ask)
		if !ok {
			break
		}
		m := c.Message
		got = append(got, fmt.Sprintf("%d photos, text %v, buttons %v, reply %v, begins %d, protected %v",
			len(m.Photos), m.HTML != "", len(m.Buttons) > 0, c.Reply, c.Begins, m.Protect))
		sent(t, tx, c, fmt.Sprint(i))
	}
	want := []string{
		"10 photos, text false, buttons false, reply true, begins 0, protected true",
		"2 photos, text false, buttons false, reply false, begins 0, protected true",
		"0 photos, text true, buttons false, reply false, begins 0, protected true",
		"0 photos, text true, buttons true, reply false, begins 3, protected true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %s", strings.Join(got, "\n"))
	}
	if id, ok, err := outbox.MessageOf(t.Context(), tx, "long"); id != "5" || !ok || err != nil {
		t.Errorf("the message with the buttons is %q: %v", id, err)
	}
}
