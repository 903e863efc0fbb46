package paper

import (
	"fmt"
	"time"
)

// Survey is the SKM report of a unit in words, for paper and for a sheet.
type Survey struct {
	Regency, Title, Unit, Period string

	Label, Index, Grade string      // "IKM", "82,15", "B (baik)"; or why there is none in Index
	Facts               [][2]string // respondents, sample, doors

	Columns [7]string // of the table of unsur
	Rows    []SurveyRow
	Sum     [2]string // words and weighted sum

	ChartTitle string
	Marks      []SurveyMark // limits of the bands in the chart

	WeakTitle string
	Weak      []SurveyWeak

	AboutTitle string
	About      []SurveyAbout
	Services   string // what they came for, on a line; "" for nothing to tell

	SaidTitle string
	Said      []string

	Notes  []string
	Signed [4]string // place and day, post, and what stands under the line: name, NIP
}

// SurveyRow is one unsur.
type SurveyRow struct {
	Name                        string
	Total, Answers              int
	NRR, Weighted, Index, Grade string
	Mean                        float64 // from 1 to 4; 0 without an answer
}

// SurveyMark is a limit in the chart.
type SurveyMark struct {
	At   float64
	Name string
}

// SurveyWeak is a weak unsur with what is planned about it.
type SurveyWeak struct{ Name, Plan string }

// SurveyAbout is how the respondents are made up by one field.
type SurveyAbout struct {
	Title string
	Lines [][2]string
}

const inner = a4Width - 2*a4Margin

// SurveyPDF prints an SKM report on A4.
func SurveyPDF(s Survey, made time.Time) ([]byte, error) {
	p := newSheets(s.Title+" "+s.Unit, made)
	p.AddPage()
	y := p.surveyHead(s)
	y = p.surveyTable(s, y+5)
	y = p.surveyChart(s, y+6)
	y = p.surveyWeak(s, y+6)
	y = p.surveyAbout(s, y+6)
	y = p.surveySaid(s, y+6)
	p.surveyEnd(s, y+4)
	for n := 1; n <= p.PageCount(); n++ {
		p.SetPage(n)
		p.write(fmt.Sprintf("%s · %s · %d/%d", s.Unit, s.Period, n, p.PageCount()), a4Margin, a4Height-11, inner, 1, typeface{points: 8, ink: softInk, align: "C"})
	}
	return p.bytes()
}

// room gives the y at which something so high can be printed: on the next page
// where this one is full.
func (p sheets) room(y, height float64) float64 {
	if y+height <= a4Height-18 {
		return y
	}
	p.AddPage()
	return a4Margin
}

func (p sheets) surveyHead(s Survey) float64 {
	y := p.write(s.Regency, a4Margin, 12, inner, 1, typeface{points: 11, ink: softInk, align: "C"})
	y = p.write(s.Title, a4Margin, y, inner, 1, typeface{points: 15, bold: true, ink: brandInk, align: "C"})
	y = p.write(s.Unit, a4Margin, y, inner, 2, typeface{points: 17, bold: true, ink: blackInk, align: "C"})
	y = p.write(s.Period, a4Margin, y, inner, 1, typeface{points: 12, ink: softInk, align: "C"})
	y += 3
	const box, high = 62.0, 34.0
	p.fillBox(a4Margin, y, box, high, tintInk)
	p.write(s.Label, a4Margin, y+3, box, 1, typeface{points: 11, ink: softInk, align: "C"})
	if s.Grade == "" {
		p.write(s.Index, a4Margin+2, y+10, box-4, 4, typeface{points: 10, ink: blackInk, align: "C"})
	} else {
		p.write(s.Index, a4Margin, y+8, box, 1, typeface{points: 32, bold: true, ink: brandInk, align: "C"})
		p.write(s.Grade, a4Margin, y+25, box, 1, typeface{points: 12, bold: true, ink: blackInk, align: "C"})
	}
	below := y
	for _, fact := range s.Facts {
		p.write(fact[0], a4Margin+box+4, below, 55, 1, typeface{points: 9.5, ink: softInk})
		p.write(fact[1], a4Margin+box+57, below, inner-box-57, 1, typeface{points: 9.5, ink: blackInk, align: "R"})
		below += 5.6
	}
	return max(y+high, below)
}

// widths of the columns of the table: number, unsur, sum, answers, NRR,
// weighted, and the band.
var surveyWidths = [7]float64{9, 62, 22, 22, 20, 25, 20}

func (p sheets) surveyTable(s Survey, y float64) float64 {
	const head, high = 7.0, 6.4
	y = p.room(y, head+high*float64(len(s.Rows)+1))
	p.fillBox(a4Margin, y, inner, head, brandInk)
	p.cells(s.Columns, y+1.3, 1, typeface{points: 8.5, bold: true, ink: whiteInk})
	y += head
	p.pen(lineInk, 0.2)
	for i, r := range s.Rows {
		if i%2 == 1 {
			p.fillBox(a4Margin, y, inner, high, tintInk)
		}
		p.cells([7]string{fmt.Sprint(i + 1), r.Name, fmt.Sprint(r.Total), fmt.Sprint(r.Answers), r.NRR, r.Weighted, r.Grade}, y+1, 1,
			typeface{points: 9, ink: blackInk})
		y += high
		p.Line(a4Margin, y, a4Margin+inner, y)
	}
	p.write(s.Sum[0], a4Margin, y+1, inner-45, 1, typeface{points: 9, bold: true, ink: blackInk, align: "R"})
	p.write(s.Sum[1], a4Margin+inner-45, y+1, 25, 1, typeface{points: 9, bold: true, ink: blackInk, align: "R"})
	return y + high
}

// cells prints one row of the table: words to the left, figures to the right.
func (p sheets) cells(cells [7]string, y float64, most int, t typeface) {
	x := a4Margin
	for i, words := range cells {
		t.align = "R"
		if i < 2 {
			t.align = "L"
		}
		p.write(words, x, y, surveyWidths[i], most, t)
		x += surveyWidths[i]
	}
}

func (p sheets) surveyChart(s Survey, y float64) float64 {
	const bar, gap, label, top = 3.6, 1.6, 66.0, 12.0
	y = p.room(y, top+(bar+gap)*float64(len(s.Rows)))
	p.write(s.ChartTitle, a4Margin, y, inner, 1, typeface{points: 11, bold: true, ink: blackInk})
	left, wide := a4Margin+label, inner-label-14
	at := func(mean float64) float64 { return left + wide*(mean-1)/3 }
	foot := y + top + (bar+gap)*float64(len(s.Rows))
	head := y + top
	for _, m := range s.Marks {
		p.write(m.Name, at(m.At)-15, head-6.5, 30, 1, typeface{points: 7.5, ink: softInk, align: "C"})
	}
	y = head
	for _, r := range s.Rows {
		p.write(r.Name, a4Margin, y-0.7, label-2, 1, typeface{points: 8.5, ink: blackInk, align: "R"})
		if r.Mean > 0 {
			p.fillBox(left, y, at(r.Mean)-left, bar, brandInk)
			p.write(r.NRR, at(r.Mean), y-0.5, 14, 1, typeface{points: 8, bold: true, ink: blackInk})
		}
		y += bar + gap
	}
	p.SetDashPattern([]float64{1, 1}, 0)
	p.pen(lineInk, 0.25)
	for _, m := range s.Marks {
		p.Line(at(m.At), head-2, at(m.At), foot)
	}
	p.SetDashPattern([]float64{}, 0)
	return foot
}

func (p sheets) surveyWeak(s Survey, y float64) float64 {
	if len(s.Weak) == 0 {
		return y - 6
	}
	y = p.room(y, 8+14*float64(len(s.Weak)))
	y = p.write(s.WeakTitle, a4Margin, y, inner, 1, typeface{points: 11, bold: true, ink: blackInk}) + 1
	for i, w := range s.Weak {
		y = p.room(y, 16)
		p.write(fmt.Sprintf("%d. %s", i+1, w.Name), a4Margin, y, inner, 1, typeface{points: 9.5, bold: true, ink: blackInk})
		y = p.write(w.Plan, a4Margin+5, y+5, inner-5, 3, typeface{points: 9.5, ink: blackInk}) + 1.5
	}
	return y
}

func (p sheets) surveyAbout(s Survey, y float64) float64 {
	if len(s.About) == 0 {
		return y - 6
	}
	const line = 4.6
	tallest := 0
	for _, a := range s.About {
		tallest = max(tallest, len(a.Lines))
	}
	y = p.room(y, 14+line*float64(tallest))
	y = p.write(s.AboutTitle, a4Margin, y, inner, 1, typeface{points: 11, bold: true, ink: blackInk}) + 1
	wide := inner / float64(len(s.About))
	for i, a := range s.About {
		x, below := a4Margin+wide*float64(i), y
		p.write(a.Title, x, below, wide-4, 1, typeface{points: 9, bold: true, ink: softInk})
		for _, l := range a.Lines {
			below += line
			p.write(l[0], x, below, wide-14, 1, typeface{points: 8.5, ink: blackInk})
			p.write(l[1], x+wide-14, below, 10, 1, typeface{points: 8.5, ink: blackInk, align: "R"})
		}
	}
	y += line*float64(tallest+1) + 1
	if s.Services != "" {
		y = p.room(y, 10)
		y = p.write(s.Services, a4Margin, y, inner, 3, typeface{points: 8.5, ink: blackInk})
	}
	return y + 1
}

func (p sheets) surveySaid(s Survey, y float64) float64 {
	if len(s.Said) == 0 {
		return y - 6
	}
	y = p.room(y, 20)
	y = p.write(s.SaidTitle, a4Margin, y, inner, 1, typeface{points: 11, bold: true, ink: blackInk}) + 1
	for _, words := range s.Said {
		y = p.room(y, 10)
		y = p.write("• "+words, a4Margin, y, inner, 2, typeface{points: 9, ink: blackInk}) + 0.8
	}
	return y
}

func (p sheets) surveyEnd(s Survey, y float64) {
	for _, note := range s.Notes {
		y = p.room(y, 8)
		y = p.write(note, a4Margin, y, inner, 3, typeface{points: 8, ink: softInk}) + 0.6
	}
	y = p.room(y+6, 36)
	const wide = 75.0
	x := a4Margin + inner - wide
	y = p.write(s.Signed[0], x, y, wide, 1, typeface{points: 10, ink: blackInk, align: "C"})
	y = p.write(s.Signed[1], x, y, wide, 2, typeface{points: 10, ink: blackInk, align: "C"})
	p.pen(blackInk, 0.3)
	p.Line(x+8, y+19, x+wide-8, y+19)
	y = p.write(s.Signed[2], x, y+20, wide, 2, typeface{points: 10, bold: true, ink: blackInk, align: "C"})
	p.write(s.Signed[3], x, y, wide, 1, typeface{points: 9, ink: blackInk, align: "C"})
}
