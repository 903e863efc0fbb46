// Package paper draws what is looked at or printed. It alone imports the
// libraries that do so.
package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-analyze/charts"
)

// The colours follow Okabe and Ito: told apart by colour-blind people and,
// being of different lightness, in grey print too.
var (
	white  = charts.ColorRGB(0xff, 0xff, 0xff)
	ink    = charts.ColorRGB(0x22, 0x22, 0x22)
	faint  = charts.ColorRGB(0x66, 0x66, 0x66)
	rule   = charts.ColorRGB(0xdd, 0xdd, 0xdd)
	blue   = charts.ColorRGB(0x00, 0x5a, 0x9c)
	orange = charts.ColorRGB(0xe6, 0x9f, 0x00)
	grey   = charts.ColorRGB(0xc8, 0xc8, 0xc8)
)

// A style is how one kind of text looks: its size in points and its colour.
type style struct {
	points float64
	colour charts.Color
	bold   bool
}

func (s style) font() charts.FontStyle {
	family := charts.FontFamilyNotoSans
	if s.bold {
		family = charts.FontFamilyNotoSansBold
	}
	return charts.FontStyle{FontSize: s.points, FontColor: s.colour, Font: charts.GetFont(family)}
}

type canvas struct{ *charts.Painter }

func newCanvas(width, height int) canvas {
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: height})
	p.FilledRect(0, 0, width, height, white, white, 0)
	return canvas{p}
}

func (c canvas) fill(left, top, right, bottom int, colour charts.Color) {
	c.FilledRect(left, top, right, bottom, colour, colour, 0)
}

func (c canvas) width(text string, s style) int { return c.MeasureText(text, 0, s.font()).Width() }

// write puts text on a baseline, anchored at x by its left end (0), its middle
// (0.5) or its right end (1).
func (c canvas) write(text string, x, baseline int, anchor float64, s style) {
	if text == "" {
		return
	}
	c.Text(text, x-int(anchor*float64(c.width(text, s))), baseline, 0, s.font())
}

// clip shortens text with "…" until it fits the width.
func (c canvas) clip(text string, width int, s style) string {
	if c.width(text, s) <= width {
		return text
	}
	letters := []rune(text)
	fits := 0
	for low, high := 1, len(letters); low < high; {
		middle := (low + high) / 2
		if c.width(ellipsis(letters[:middle]), s) <= width {
			fits, low = middle, middle+1
		} else {
			high = middle
		}
	}
	return ellipsis(letters[:fits])
}

// shrink makes the style smaller, to no less than the given size, until text fits.
func (c canvas) shrink(text string, width int, s style, least float64) style {
	for s.points > least && c.width(text, s) > width {
		s.points--
	}
	return s
}

// breakAll sets each text in one line when all of them fit, otherwise each in up
// to two; what still does not fit is clipped.
func (c canvas) breakAll(texts []string, width int, s style) [][]string {
	lines := make([][]string, len(texts))
	fits := true
	for i, text := range texts {
		lines[i] = []string{text}
		fits = fits && c.width(text, s) <= width
	}
	if fits {
		return lines
	}
	for i, text := range texts {
		lines[i] = c.twoLines(text, s)
		for n := range lines[i] {
			lines[i][n] = c.clip(lines[i][n], width, s)
		}
	}
	return lines
}

// twoLines breaks text at a space or after an en dash so that its longer line is
// as short as can be.
func (c canvas) twoLines(text string, s style) []string {
	best, width := []string{text}, c.width(text, s)
	for i, r := range text {
		first, second := text[:i], text[i+utf8.RuneLen(r):]
		switch r {
		case ' ':
		case '–':
			first += "–"
		default:
			continue
		}
		if longer := max(c.width(first, s), c.width(second, s)); second != "" && longer < width {
			best, width = []string{first, second}, longer
		}
	}
	return best
}

func ellipsis(letters []rune) string { return strings.TrimSpace(string(letters)) + "…" }

// plain keeps of a text what one line of a picture can show.
func plain(text string) string {
	const longest = 300
	letters := []rune(strings.ToValidUTF8(text, ""))
	letters = letters[:min(len(letters), longest)]
	return strings.Join(strings.FieldsFunc(string(letters), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
}
