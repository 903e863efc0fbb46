package paper

import (
	"time"

	"rsc.io/qr"
)

// Poster is what hangs at a counter: everything on it in words, and the link
// that its QR holds.
type Poster struct {
	Regency string    // above, small
	Title   string    // "Bagaimana pelayanan kami?"
	Unit    string    // whom it is about
	Counter string    // "" for the whole unit
	Link    string    // of the QR
	Faces   [4]string // the words under the faces
	Lines   [3]string // what to do, in plain words
	Foot    string
}

// PosterPDF prints a poster on one A4 sheet.
func PosterPDF(p Poster, made time.Time) ([]byte, error) {
	s := newSheets(p.Title+" "+p.Unit, made)
	s.AddPage()
	s.fillBox(0, 0, a4Width, 56, brandInk)
	const inner = a4Width - 2*a4Margin
	s.write(p.Regency, a4Margin, 11, inner, 1, typeface{points: 14, ink: whiteInk, align: "C"})
	s.write(p.Title, a4Margin, 27, inner, 1, typeface{points: 38, bold: true, ink: whiteInk, align: "C"})

	y := s.write(p.Unit, a4Margin, 65, inner, 2, typeface{points: 27, bold: true, ink: blackInk, align: "C"})
	s.write(p.Counter, a4Margin, y, inner, 1, typeface{points: 18, ink: softInk, align: "C"})

	const size = 92.0
	if err := s.drawQR(p.Link, qr.Q, (a4Width-size)/2, 104, size, blackInk); err != nil {
		return nil, err
	}
	for i, words := range p.Faces {
		const slot = inner / 4
		x := a4Margin + slot*float64(i)
		s.face(i+1, x+slot/2, 211, 10)
		s.write(words, x, 223, slot, 1, typeface{points: 14, ink: blackInk, align: "C"})
	}
	y = 236
	for i, line := range p.Lines {
		s.fillBox(a4Margin, y+1, 9, 9, tintInk)
		s.write(string(rune('1'+i)), a4Margin, y+1.7, 9, 1, typeface{points: 16, bold: true, ink: brandInk, align: "C"})
		s.write(line, a4Margin+12, y+1.5, inner-12, 1, typeface{points: 17, ink: blackInk})
		y += 13
	}
	s.write(p.Foot, a4Margin, 281, inner, 1, typeface{points: 11, ink: softInk, align: "C"})
	return s.bytes()
}

// face draws one of the four faces around a point: from a mouth that hangs to
// a broad smile.
func (p sheets) face(n int, x, y, r float64) {
	p.pen(brandInk, r/9)
	p.SetFillColor(int(tintInk.R), int(tintInk.G), int(tintInk.B))
	p.Circle(x, y, r, "FD")
	p.SetFillColor(int(brandInk.R), int(brandInk.G), int(brandInk.B))
	for _, side := range []float64{-1, 1} {
		p.Circle(x+side*r*0.36, y-r*0.25, r*0.11, "F")
	}
	depth := []float64{-0.45, -0.2, 0.26, 0.46}[n-1] * r // how far the middle of the mouth lies below its ends
	mouth := y + r*0.35 - depth/3
	if n == 1 {
		mouth += r * 0.12
	}
	p.Curve(x-r*0.48, mouth, x, mouth+2*depth, x+r*0.48, mouth, "D")
}
