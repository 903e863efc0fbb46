package paper

import (
	"time"

	"rsc.io/qr"
)

// Slips are slips of one visit each, on sheets to cut.
type Slips struct {
	Unit    string
	Counter string
	Call    string   // what to do
	Once    string   // that it is good for one rating, and until when
	Links   []string // of the QRs, in the order in which they are printed
}

// The slips of a sheet.
const (
	slipColumns = 3
	slipRows    = 8
	slipsMargin = 8.0
)

// SlipsPDF prints slips, 24 a sheet, with dashed lines to cut along.
func SlipsPDF(s Slips, made time.Time) ([]byte, error) {
	const (
		width  = (a4Width - 2*slipsMargin) / slipColumns
		height = (a4Height - 2*slipsMargin) / slipRows
		code   = 29.0
	)
	p := newSheets(s.Unit, made)
	for i, link := range s.Links {
		at := i % (slipColumns * slipRows)
		if at == 0 {
			p.AddPage()
			p.cuts(width, height)
		}
		x := slipsMargin + width*float64(at%slipColumns)
		y := slipsMargin + height*float64(at/slipColumns)
		if err := p.drawQR(link, qr.M, x+0.5, y+(height-code)/2, code, blackInk); err != nil {
			return nil, err
		}
		left, room := x+code+0.5, width-code-2
		below := p.write(s.Unit, left, y+1.5, room, 3, typeface{points: 8, bold: true, ink: blackInk})
		below = p.write(s.Counter, left, below, room, 1, typeface{points: 7.5, ink: softInk})
		below = p.write(s.Call, left, below+0.7, room, 3, typeface{points: 7, ink: blackInk})
		p.write(s.Once, left, below+0.5, room, 3, typeface{points: 6, ink: softInk})
	}
	return p.bytes()
}

// cuts are the lines between the slips of a sheet.
func (p sheets) cuts(width, height float64) {
	p.pen(lineInk, 0.2)
	p.SetDashPattern([]float64{2, 1.5}, 0)
	for column := range slipColumns + 1 {
		x := slipsMargin + width*float64(column)
		p.Line(x, slipsMargin, x, a4Height-slipsMargin)
	}
	for row := range slipRows + 1 {
		y := slipsMargin + height*float64(row)
		p.Line(slipsMargin, y, a4Width-slipsMargin, y)
	}
	p.SetDashPattern([]float64{}, 0)
}
