package paper

import (
	"time"

	"rsc.io/qr"
)

// Receipt is what somebody without a phone keeps of a report that a helper
// filed for them. It is read by weak eyes and perhaps aloud by a child: few
// words, large, and nothing of what was reported.
type Receipt struct {
	Regency string
	Title   string // "Tanda terima laporan"
	Code    string
	PIN     string
	CodeIs  string // the word above the code
	PINIs   string
	Filed   string   // when it came in
	Answers string   // who answers
	Due     string   // until when, in words
	How     string   // what stands above the steps
	Steps   []string // how to follow it
	Key     string   // who says that it is done
	Keep    string   // what to take care of
	Link    string   // of the QR; "" for none
	Foot    string
}

// ReceiptPDF prints a receipt on one A4 sheet.
func ReceiptPDF(r Receipt, made time.Time) ([]byte, error) {
	s := newSheets(r.Title, made)
	s.AddPage()
	s.fillBox(0, 0, a4Width, 34, brandInk)
	const inner = a4Width - 2*a4Margin
	s.write(r.Regency, a4Margin, 6, inner, 1, typeface{points: 14, ink: whiteInk, align: "C"})
	s.write(r.Title, a4Margin, 14, inner, 1, typeface{points: 30, bold: true, ink: whiteInk, align: "C"})

	s.fillBox(a4Margin, 41, inner, 66, tintInk)
	s.write(r.CodeIs, a4Margin, 44, inner, 1, typeface{points: 16, ink: softInk, align: "C"})
	s.write(r.Code, a4Margin, 51, inner, 1, typeface{points: 46, bold: true, ink: blackInk, align: "C"})
	s.write(r.PINIs, a4Margin, 75, inner, 1, typeface{points: 16, ink: softInk, align: "C"})
	s.write(spaced(r.PIN), a4Margin, 82, inner, 1, typeface{points: 46, bold: true, ink: blackInk, align: "C"})

	large := typeface{points: 17, ink: blackInk}
	y := s.write(r.Filed, a4Margin, 112, inner, 1, typeface{points: 14, ink: softInk})
	y = s.write(r.Answers, a4Margin, y+1, inner, 3, large)
	bold := large
	bold.bold = true
	y = s.write(r.Due, a4Margin, y+1, inner, 2, bold)

	s.pen(lineInk, 0.4)
	s.Line(a4Margin, y+4, a4Width-a4Margin, y+4)
	room := inner
	const size = 44.0
	if r.Link != "" {
		room -= size + 4
		if err := s.drawQR(r.Link, qr.M, a4Width-a4Margin-size, y+8, size, blackInk); err != nil {
			return nil, err
		}
	}
	top := y
	y = s.write(r.How, a4Margin, y+8, room, 1, bold) + 2
	for i, step := range r.Steps {
		s.fillBox(a4Margin, y+0.5, 8, 8, tintInk)
		s.write(string(rune('1'+i)), a4Margin, y+0.8, 8, 1, typeface{points: 15, bold: true, ink: brandInk, align: "C"})
		y = s.write(step, a4Margin+11, y, room-11, 3, typeface{points: 15.5, ink: blackInk}) + 2.5
	}
	if r.Link != "" {
		y = max(y, top+8+size)
	}
	s.Line(a4Margin, y+1, a4Width-a4Margin, y+1)
	y = s.write(r.Key, a4Margin, y+5, inner, 3, large)
	s.write(r.Keep, a4Margin, y+3, inner, 4, typeface{points: 14, ink: softInk})
	s.write(r.Foot, a4Margin, 284, inner, 1, typeface{points: 10, ink: softInk, align: "C"})
	return s.bytes()
}

// spaced parts digits in the middle, as people read them out.
func spaced(digits string) string {
	if len(digits) != 6 {
		return digits
	}
	return digits[:3] + " " + digits[3:]
}
