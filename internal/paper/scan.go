package paper

import (
	"bytes"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
)

// The longest sides of a picture, in pixels, at which a QR is looked for: a
// small one shows in the large picture, and blur falls away in the small one.
var scanSides = []int{1600, 900, 500}

// Scan reads the QR in a picture that somebody took of a poster or a slip; false
// where there is none that can be read.
func Scan(picture []byte) (words string, found bool) {
	// Anybody may send any picture, and the decoder indexes by what it reads there.
	defer func() {
		if recover() != nil {
			words, found = "", false
		}
	}()
	img, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return "", false
	}
	hints := map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER:       true,
		gozxing.DecodeHintType_POSSIBLE_FORMATS: []gozxing.BarcodeFormat{gozxing.BarcodeFormat_QR_CODE},
	}
	last := 0
	for _, side := range scanSides {
		small := smaller(img, side)
		if small.Bounds().Dx() == last {
			continue // it is smaller than that already
		}
		last = small.Bounds().Dx()
		source := gozxing.NewLuminanceSourceFromImage(small)
		for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(source), gozxing.NewGlobalHistgramBinarizer(source)} {
			bits, err := gozxing.NewBinaryBitmap(binarizer)
			if err != nil {
				continue
			}
			if read, err := qrcode.NewQRCodeReader().Decode(bits, hints); err == nil {
				return read.GetText(), true
			}
		}
	}
	return "", false
}

// smaller is a picture of which no side is longer than some pixels.
func smaller(img image.Image, side int) image.Image {
	b := img.Bounds()
	longest := max(b.Dx(), b.Dy())
	if longest <= side {
		return img
	}
	to := image.NewGray(image.Rect(0, 0, max(1, b.Dx()*side/longest), max(1, b.Dy()*side/longest)))
	draw.ApproxBiLinear.Scale(to, to.Bounds(), img, b, draw.Src, nil)
	return to
}
