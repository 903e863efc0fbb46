package paper_test

import (
	"bytes"
	"image"
	painting "image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"testing"

	"tanggap/internal/paper"
)

// printed is a page as it hangs on a wall: sums[y*(w+1)+x] is the light of all
// that is above and left of (x, y), so that any blur costs the same.
type printed struct {
	w, h int
	sums []int
}

func hang(t *testing.T, file string) printed {
	t.Helper()
	page, err := png.Decode(bytes.NewReader(mustRead(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	sharp := image.NewGray(page.Bounds())
	painting.Draw(sharp, sharp.Bounds(), page, image.Point{}, painting.Src)
	p := printed{w: sharp.Rect.Dx(), h: sharp.Rect.Dy()}
	p.sums = make([]int, (p.w+1)*(p.h+1))
	for y := range p.h {
		row := 0
		for x := range p.w {
			row += int(sharp.Pix[y*sharp.Stride+x])
			p.sums[(y+1)*(p.w+1)+x+1] = p.sums[y*(p.w+1)+x+1] + row
		}
	}
	return p
}

// light is the mean of a square around a place; the wall behind it is dark. The
// race detector would look at every pixel: there is nobody to share them with.
//
//go:norace
func (p printed) light(x, y, blur int) int {
	left, right := max(0, min(p.w, x-blur)), max(0, min(p.w, x+blur+1))
	top, foot := max(0, min(p.h, y-blur)), max(0, min(p.h, y+blur+1))
	side, at := (2*blur+1)*(2*blur+1), p.w+1
	seen := p.sums[foot*at+right] - p.sums[top*at+right] - p.sums[foot*at+left] + p.sums[top*at+left]
	return (seen + 90*(side-(right-left)*(foot-top))) / side
}

// taken is a picture as a hand takes it: turned by some degrees, in dim light,
// out of focus by some pixels, and saved as a poor JPEG.
func (p printed) taken(t *testing.T, degrees float64, blur int) []byte {
	t.Helper()
	var j bytes.Buffer
	if err := jpeg.Encode(&j, p.seen(degrees, blur), &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return j.Bytes()
}

// seen is what falls into the lens.
//
//go:norace
func (p printed) seen(degrees float64, blur int) image.Image {
	out := image.NewGray(image.Rect(0, 0, p.w/2, p.h/2))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range p.h / 2 {
		for x := range p.w / 2 {
			dx, dy := float64(x-p.w/4)*2.6, float64(y-p.h/4)*2.6
			seen := p.light(int(dx*cos-dy*sin)+p.w/2, int(dx*sin+dy*cos)+p.h/2, blur)
			out.Pix[y*out.Stride+x] = uint8(30 + seen*120/255 + x*80/p.w) // light falls from one side
		}
	}
	return out
}

// A poster that somebody photographed instead of scanning is read all the same.
func TestScanReadsAPhotographedPoster(t *testing.T) {
	p := poster("Puskesmas Kelobak", "Loket 2", "p_KPH_AAAAAQAAAACNpcmwLX3eN7tM0p8")
	pdf, err := paper.PosterPDF(p, made)
	if err != nil {
		t.Fatal(err)
	}
	page := pictures(t, pdf, "-png")[0]
	wall := hang(t, page)
	for name, photo := range map[string][]byte{
		"straight":         wall.taken(t, 0, 0),
		"askew":            wall.taken(t, 17, 1),
		"on its side":      wall.taken(t, 90, 1),
		"head over":        wall.taken(t, 193, 2),
		"out of focus":     wall.taken(t, -8, 3),
		"as it is printed": mustRead(t, page),
	} {
		if got, found := paper.Scan(photo); !found || got != p.Link {
			t.Errorf("%s: %q, %v", name, got, found)
		}
	}
	for name, no := range map[string][]byte{
		"beyond recognition": wall.taken(t, 5, 14), "no picture": []byte("x"), "nothing": nil,
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
