package paper

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// SurveyXLSX writes an SKM report as a sheet of figures with its chart, and a
// second sheet of what was said. Texts are texts, whatever they begin with.
func SurveyXLSX(s Survey) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	b := &book{file: f, sheet: "SKM"}
	b.fail(f.SetSheetName("Sheet1", b.sheet))
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.fail(err)
	b.bold = bold
	four := "0.0000"
	b.mean, err = f.NewStyle(&excelize.Style{CustomNumFmt: &four})
	b.fail(err)
	fit, wide := true, "landscape"
	b.fail(f.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.fail(f.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{Orientation: &wide}))
	b.fail(f.SetColWidth(b.sheet, "A", "A", 5))
	b.fail(f.SetColWidth(b.sheet, "B", "B", 42))
	b.fail(f.SetColWidth(b.sheet, "C", "H", 14))
	for _, words := range []string{s.Title, s.Unit, s.Regency, s.Period} {
		b.row(true, words)
	}
	b.row(true, s.Label, "", s.Index, s.Grade)
	for _, fact := range s.Facts {
		b.row(false, "", fact[0], fact[1])
	}
	b.skip()
	head := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		head[i] = c
	}
	b.row(true, head...)
	first := b.at + 1
	for i, r := range s.Rows {
		b.row(false, i+1, r.Name, r.Total, r.Answers, r.Mean, r.Mean/9, r.Grade)
	}
	last := b.at
	b.row(true, "", s.Sum[0], "", "", "", s.Sum[1])
	b.skip()
	if len(s.Weak) > 0 {
		b.row(true, s.WeakTitle)
		for i, w := range s.Weak {
			b.row(false, i+1, w.Name, w.Plan)
		}
		b.skip()
	}
	for _, a := range s.About {
		b.row(true, "", a.Title)
		for _, l := range a.Lines {
			b.row(false, "", l[0], l[1])
		}
	}
	if s.Services != "" {
		b.row(false, "", s.Services)
	}
	for _, note := range s.Notes {
		b.row(false, "", note)
	}
	if len(s.Rows) > 0 {
		b.fail(f.AddChart(b.sheet, "J2", surveyBars(s, first, last)))
	}
	if len(s.Said) > 0 {
		b.fail(b.open(s.SaidTitle))
		for _, words := range s.Said {
			b.row(false, words)
		}
	}
	if b.err != nil {
		return nil, fmt.Errorf("write an SKM sheet: %w", b.err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write an SKM sheet: %w", err)
	}
	return out.Bytes(), nil
}

func surveyBars(s Survey, first, last int) *excelize.Chart {
	from, to := 1.0, 4.0
	return &excelize.Chart{
		Type: excelize.Bar,
		Series: []excelize.ChartSeries{{
			Name: "SKM!$E$" + fmt.Sprint(first-1), Categories: fmt.Sprintf("SKM!$B$%d:$B$%d", first, last), Values: fmt.Sprintf("SKM!$E$%d:$E$%d", first, last),
		}},
		Title:  excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: s.ChartTitle}}},
		Legend: excelize.ChartLegend{Position: "none"},
		XAxis:  excelize.ChartAxis{ReverseOrder: true},
		YAxis:  excelize.ChartAxis{Minimum: &from, Maximum: &to},
	}
}

// book writes rows one below the other; the first fault stays.
type book struct {
	file  *excelize.File
	sheet string
	bold  int
	mean  int
	at    int
	err   error
}

func (b *book) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) skip() { b.at++ }

func (b *book) open(sheet string) error {
	letters := []rune(sheet)
	b.sheet, b.at = string(letters[:min(len(letters), 31)]), 0
	if _, err := b.file.NewSheet(b.sheet); err != nil {
		return err
	}
	return b.file.SetColWidth(b.sheet, "A", "A", 100)
}

func (b *book) row(bold bool, cells ...any) {
	b.at++
	for i, v := range cells {
		if v == "" {
			continue
		}
		cell, err := excelize.CoordinatesToCellName(i+1, b.at)
		b.fail(err)
		if words, is := v.(string); is {
			b.fail(b.file.SetCellStr(b.sheet, cell, words))
		} else {
			b.fail(b.file.SetCellValue(b.sheet, cell, v))
		}
		if _, is := v.(float64); is {
			b.fail(b.file.SetCellStyle(b.sheet, cell, cell, b.mean))
		}
		if bold {
			b.fail(b.file.SetCellStyle(b.sheet, cell, cell, b.bold))
		}
	}
}
