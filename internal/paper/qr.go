package paper

import (
	"fmt"
	"image/color"

	"rsc.io/qr"
)

// quiet is the empty margin that a QR needs around it, in modules.
const quiet = 4

// drawQR draws the QR of words into a square, its margin included.
func (p sheets) drawQR(words string, level qr.Level, x, y, size float64, ink color.RGBA) error {
	code, err := qr.Encode(words, level)
	if err != nil {
		return fmt.Errorf("make a QR: %w", err)
	}
	p.fillBox(x, y, size, size, whiteInk)
	p.SetFillColor(int(ink.R), int(ink.G), int(ink.B))
	module := size / float64(code.Size+2*quiet)
	for row := range code.Size {
		for from := 0; from < code.Size; from++ {
			to := from
			for to < code.Size && code.Black(to, row) {
				to++
			}
			if to == from {
				continue
			}
			// A hair too high, so that no white line shows between two rows.
			p.Rect(x+float64(from+quiet)*module, y+float64(row+quiet)*module, float64(to-from)*module, module*1.02, "F")
			from = to
		}
	}
	return nil
}
