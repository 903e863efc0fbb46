package paper_test

import (
	"bytes"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"testing"

	"tanggap/internal/paper"
)

// taken is a picture as a hand takes it: turned by some degrees, in dim light,
// out of focus by some pixels, and saved as a poor JPEG.
func taken(t *testing.T, file string, degrees float64, blur int) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	page, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	sharp := image.NewGray(page.Bounds())
	stddraw.Draw(sharp, sharp.Bounds(), page, image.Point{}, stddraw.Src)
	w, h := sharp.Rect.Dx(), sharp.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w/2, h/2))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range h / 2 {
		for x := range w / 2 {
			dx, dy := float64(x-w/4)*2.6, float64(y-h/4)*2.6
			sx, sy := int(dx*cos-dy*sin)+w/2, int(dx*sin+dy*cos)+h/2
			sum, n := 0, 0
			for by := -blur; by <= blur; by++ {
				for bx := -blur; bx <= blur; bx++ {
					if p := image.Pt(sx+bx, sy+by); p.In(sharp.Rect) {
						sum += int(sharp.GrayAt(p.X, p.Y).Y)
					} else {
						sum += 90 // the wall behind it
					}
					n++
				}
			}
			out.SetGray(x, y, color.Gray{Y: uint8(30 + sum/n*120/255 + x*80/w)}) // light falls from one side
		}
	}
	var j bytes.Buffer
	if err := jpeg.Encode(&j, out, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return j.Bytes()
}

// A poster that somebody photographed instead of scanning is read all the same.
func TestScanReadsAPhotographedPoster(t *testing.T) {
	p := poster("Puskesmas Kelobak", "Loket 2", "p_KPH_AAAAAQAAAACNpcmwLX3eN7tM0p8")
	pdf, err := paper.PosterPDF(p, made)
	if err != nil {
		t.Fatal(err)
	}
	page := pictures(t, pdf)[0]
	for name, photo := range map[string][]byte{
		"straight":         taken(t, page, 0, 0),
		"askew":            taken(t, page, 17, 1),
		"on its side":      taken(t, page, 90, 1),
		"head over":        taken(t, page, 193, 2),
		"out of focus":     taken(t, page, -8, 3),
		"as it is printed": mustRead(t, page),
	} {
		if got, found := paper.Scan(photo); !found || got != p.Link {
			t.Errorf("%s: %q, %v", name, got, found)
		}
	}
	for name, no := range map[string][]byte{
		"beyond recognition": taken(t, page, 5, 14), "no picture": []byte("x"), "nothing": nil,
	} {
		if got, found := paper.Scan(no); found {
			t.Errorf("%s is read as %q", name, got)
		}
	}
}

func mustRead(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
