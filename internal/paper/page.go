package paper

import (
	"bytes"
	"fmt"
	"image/color"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// The size of an A4 sheet and its margin, in millimetres.
const (
	a4Width   = 210.0
	a4Height  = 297.0
	a4Margin  = 15.0
	perPoint  = 0.3528 // millimetres
	lineSpace = 1.3
)

// The colours of what is printed.
var (
	brandInk = color.RGBA{0x0b, 0x64, 0x56, 0xff}
	blackInk = color.RGBA{0x17, 0x21, 0x1e, 0xff}
	softInk  = color.RGBA{0x4d, 0x5b, 0x56, 0xff}
	lineInk  = color.RGBA{0xb8, 0xc2, 0xbd, 0xff}
	whiteInk = color.RGBA{0xff, 0xff, 0xff, 0xff}
	tintInk  = color.RGBA{0xe4, 0xf1, 0xed, 0xff}
)

// sheets are the A4 pages of a PDF file. The same calls give the same bytes.
type sheets struct{ *fpdf.Fpdf }

func newSheets(title string, made time.Time) sheets {
	p := sheets{fpdf.New("P", "mm", "A4", "")}
	p.SetCatalogSort(true)
	p.SetCreationDate(made.UTC())
	p.SetModificationDate(made.UTC())
	p.SetTitle(printable(title), true)
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(a4Margin, a4Margin, a4Margin)
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	return p
}

// bytes ends the file.
func (p sheets) bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil, fmt.Errorf("make a PDF: %w", err)
	}
	return b.Bytes(), nil
}

// A type is how words are printed.
type typeface struct {
	points float64
	bold   bool
	ink    color.RGBA
	align  string // "L", "C", "R"
}

func (t typeface) line() float64 { return t.points * perPoint * lineSpace }

func (p sheets) use(t typeface) {
	weight := ""
	if t.bold {
		weight = "B"
	}
	p.SetFont("go", weight, t.points)
	p.SetTextColor(int(t.ink.R), int(t.ink.G), int(t.ink.B))
}

// write sets words into a box from its upper left corner, in at most most
// lines; they are made smaller, to no less than a half, and then cut. It gives
// the y below them.
func (p sheets) write(words string, x, y, width float64, most int, t typeface) float64 {
	words = printable(words)
	if words == "" {
		return y
	}
	smallest := t.points / 2
	lines := p.lines(words, width, t)
	for len(lines) > most && t.points > smallest {
		t.points -= max(0.5, t.points/20)
		lines = p.lines(words, width, t)
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = ellipsis([]rune(lines[most-1]))
	}
	if t.align == "C" {
		lines = p.balanced(words, lines, width, t)
	}
	p.use(t)
	for _, line := range lines {
		p.SetXY(x, y)
		align := t.align
		if align == "" {
			align = "L"
		}
		p.CellFormat(width, t.line(), line, "", 0, align+"M", false, 0, "")
		y += t.line()
	}
	return y
}

// lines breaks words into such as fit a width; a word that is longer is broken
// within.
func (p sheets) lines(words string, width float64, t typeface) []string {
	p.use(t)
	width -= 2 * p.GetCellMargin()
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(words) {
		for {
			longer := strings.TrimSpace(line + " " + word)
			if p.GetStringWidth(longer) <= width {
				line = longer
				break
			}
			if line != "" {
				lines, line = append(lines, line), ""
				continue
			}
			letters := []rune(word)
			fits := 1
			for fits < len(letters) && p.GetStringWidth(string(letters[:fits+1])) <= width {
				fits++
			}
			lines = append(lines, string(letters[:fits]))
			if word = string(letters[fits:]); word == "" {
				break
			}
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// balanced breaks words anew, into as many lines that are as much alike in
// length as can be.
func (p sheets) balanced(words string, lines []string, width float64, t typeface) []string {
	for narrow := width * 0.95; narrow > width/2; narrow *= 0.95 {
		tried := p.lines(words, narrow, t)
		if len(tried) != len(lines) || strings.Join(tried, " ") != strings.Join(lines, " ") {
			break
		}
		lines = tried
	}
	return lines
}

func (p sheets) fillBox(x, y, w, h float64, ink color.RGBA) {
	p.SetFillColor(int(ink.R), int(ink.G), int(ink.B))
	p.Rect(x, y, w, h, "F")
}

func (p sheets) pen(ink color.RGBA, width float64) {
	p.SetDrawColor(int(ink.R), int(ink.G), int(ink.B))
	p.SetLineWidth(width)
}

// printable keeps of a text what the fonts can print on one line.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xffff || r >= 0x2600 && r < 0x2800 { // pictures
			return -1
		}
		return r
	}, plain(text))
}
