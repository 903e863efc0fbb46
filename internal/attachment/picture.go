package attachment

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif" // of a moving one the first frame
	"image/jpeg"
	_ "image/png"
	"slices"
	"sync"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

const (
	maxPixels = 25_000_000
	quality   = 88
)

var drawables = []string{"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "image/tiff"}

func drawable(media string) bool { return slices.Contains(drawables, media) }

// signs are how pictures begin; ? stands for any byte.
var signs = []struct{ media, sign string }{
	{"image/jpeg", "\xff\xd8\xff"},
	{"image/png", "\x89PNG\r\n\x1a\n"},
	{"image/webp", "RIFF????WEBPVP"},
	{"image/gif", "GIF87a"},
	{"image/gif", "GIF89a"},
	{"image/bmp", "BM????\x00\x00\x00\x00"},
	{"image/tiff", "II*\x00"},
	{"image/tiff", "MM\x00*"},
	{"image/jxl", "\xff\x0a"},
	{"image/jxl", "\x00\x00\x00\x0cJXL \r\n\x87\n"},
	{"image/heif", "????ftypheic"},
	{"image/heif", "????ftypheix"},
	{"image/heif", "????ftypheim"},
	{"image/heif", "????ftypheis"},
	{"image/heif", "????ftyphevc"},
	{"image/heif", "????ftyphevx"},
	{"image/heif", "????ftypmif1"},
	{"image/heif", "????ftypmsf1"},
	{"image/avif", "????ftypavif"},
	{"image/avif", "????ftypavis"},
}

// pictured says which kind of picture a file is by how it begins, "" for none.
func pictured(raw []byte) string {
	for _, s := range signs {
		if len(raw) >= len(s.sign) && begins(raw, s.sign) {
			return s.media
		}
	}
	return ""
}

func begins(raw []byte, sign string) bool {
	for i := range len(sign) {
		if sign[i] != '?' && raw[i] != sign[i] {
			return false
		}
	}
	return true
}

// drawing is held while a picture is drawn: a large one takes a hundred
// megabytes.
var drawing sync.Mutex

// redraw gives the picture as an upright JPEG, and what it looks like.
func redraw(raw []byte) (b []byte, width, height int, look Look, err error) {
	header, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, 0, 0, 0, ErrPicture
	}
	if int64(header.Width)*int64(header.Height) > maxPixels {
		return nil, 0, 0, 0, ErrPixels
	}
	drawing.Lock()
	defer drawing.Unlock()
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil || img.Bounds().Empty() {
		return nil, 0, 0, 0, ErrPicture
	}
	img = upright(opaque(img), orientation(raw))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, 0, 0, 0, fmt.Errorf("draw a picture: %w", err)
	}
	return out.Bytes(), img.Bounds().Dx(), img.Bounds().Dy(), lookOf(img), nil
}

// opaque lays a picture that one can see through on white.
func opaque(img image.Image) image.Image {
	if o, ok := img.(interface{ Opaque() bool }); ok && o.Opaque() {
		return img
	}
	return flat(img)
}

func flat(img image.Image) *image.RGBA {
	flat := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Over)
	return flat
}

// upright turns and mirrors a picture by the number of EXIF's Orientation.
func upright(img image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return img
	}
	from := flat(img)
	w, h := from.Rect.Dx(), from.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	to := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(to.Pix[to.PixOffset(x, y):][:4], from.Pix[from.PixOffset(sx, sy):][:4])
		}
	}
	return to
}

// orientation reads how a JPEG is to be turned out of its EXIF notes, which are
// a TIFF, or a TIFF out of itself; 0 when they say nothing.
func orientation(raw []byte) int {
	if pictured(raw) == "image/tiff" {
		return exifOrientation(raw)
	}
	if len(raw) < 4 || raw[0] != 0xff || raw[1] != 0xd8 {
		return 0
	}
	for at := 2; at+4 <= len(raw) && raw[at] == 0xff; {
		marker := raw[at+1]
		if marker == 0xda || marker == 0xd9 { // the picture itself, the end
			return 0
		}
		size := int(binary.BigEndian.Uint16(raw[at+2:]))
		if size < 2 || at+2+size > len(raw) {
			return 0
		}
		body := raw[at+4 : at+2+size]
		if notes, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); marker == 0xe1 && ok {
			return exifOrientation(notes)
		}
		at += 2 + size
	}
	return 0
}

func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	const tag, short, entry = 0x0112, 3, 12
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entry {
			return 0
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[entry:]
	}
	return 0
}
