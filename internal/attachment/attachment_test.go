package attachment_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"tanggap/internal/attachment"
	"tanggap/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var noon = testkit.Time("2026-11-24 12:00")

// quarters is a picture of four colours: red, green over blue, white.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	colours := []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}
	for y := range h {
		for x := range w {
			img.Set(x, y, colours[2*(2*y/h)+2*x/w])
		}
	}
	return img
}

func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noted puts a camera's notes into a JPEG: how it was held, and where.
func noted(picture []byte, order binary.AppendByteOrder, orientation int) []byte {
	head := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = "MM\x00*"
	}
	tiff := order.AppendUint32([]byte(head), 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, uint16(orientation))
	tiff = append(tiff, 0, 0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	body = append(body, "GPS 3.65S 102.58E"...)
	out := append([]byte{}, picture[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	out = append(out, body...)
	return append(out, picture[2:]...)
}

func prepare(t *testing.T, kind attachment.Kind, raw []byte) attachment.Content {
	t.Helper()
	c, err := attachment.Prepare(kind, "a.jpg", raw)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// corners names the colours of a picture, from the upper left clockwise.
func corners(t *testing.T, b []byte) string {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r := img.Bounds()
	name := func(x, y int) string {
		red, green, blue, _ := img.At(x, y).RGBA()
		high := func(v uint32) bool { return v > 0x8000 }
		switch [3]bool{high(red), high(green), high(blue)} {
		case [3]bool{true, false, false}:
			return "r"
		case [3]bool{false, true, false}:
			return "g"
		case [3]bool{false, false, true}:
			return "b"
		}
		return "w"
	}
	return name(r.Dx()/4, r.Dy()/4) + name(3*r.Dx()/4, r.Dy()/4) + name(3*r.Dx()/4, 3*r.Dy()/4) + name(r.Dx()/4, 3*r.Dy()/4)
}

// A picture comes out upright and without the camera's notes.
func TestPictures(t *testing.T) {
	plain := asJPEG(t, quarters(64, 32))
	for orientation, want := range map[int]string{
		1: "rgwb", 2: "grbw", 3: "wbrg", 4: "bwgr", 5: "rbwg", 6: "brgw", 7: "wgrb", 8: "gwbr", 9: "rgwb",
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			c := prepare(t, attachment.Photo, noted(plain, order, orientation))
			if got := corners(t, c.Bytes); got != want {
				t.Errorf("orientation %d: %s, want %s", orientation, got, want)
			}
			w, h := 64, 32
			if orientation >= 5 && orientation <= 8 {
				w, h = h, w
			}
			if c.Width != w || c.Height != h || c.Media != "image/jpeg" {
				t.Errorf("orientation %d: %d×%d %s", orientation, c.Width, c.Height, c.Media)
			}
			if bytes.Contains(c.Bytes, []byte("Exif")) || bytes.Contains(c.Bytes, []byte("GPS")) {
				t.Error("the camera's notes are still there")
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	if got := corners(t, prepare(t, attachment.Document, b.Bytes()).Bytes); got != "wwww" {
		t.Errorf("what one can see through is %s, not white", got)
	}
}

// Whatever kind of picture comes, what is kept is a JPEG without notes; what
// cannot be drawn is not kept.
func TestEveryPictureIsDrawnAnew(t *testing.T) {
	img := quarters(64, 32)
	paletted := image.NewPaletted(img.Rect, palette.Plan9)
	draw.Draw(paletted, img.Rect, img, image.Point{}, draw.Src)
	note := "Kamera milik Sari"
	var asGIF, asTIFF, asBMP bytes.Buffer
	moving := &gif.GIF{Image: []*image.Paletted{paletted, image.NewPaletted(img.Rect, palette.Plan9)}, Delay: []int{10, 10}}
	for _, err := range []error{gif.EncodeAll(&asGIF, moving), tiff.Encode(&asTIFF, img, nil), bmp.Encode(&asBMP, img)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, raw := range map[string][]byte{"a.gif": asGIF.Bytes(), "a.tif": asTIFF.Bytes(), "a.bmp": asBMP.Bytes()} {
		c, err := attachment.Prepare(attachment.Document, name, append(raw, note...))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := corners(t, c.Bytes); got != "rgwb" || c.Media != "image/jpeg" || c.Name != "a.jpg" || c.Width != 64 {
			t.Errorf("%s becomes %s, %s, %q, %d wide", name, got, c.Media, c.Name, c.Width)
		}
		if bytes.Contains(c.Bytes, []byte(note)) {
			t.Errorf("%s keeps its notes", name)
		}
	}
	for name, raw := range map[string]string{
		"heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "avif": "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00", "jxl": "\xff\x0a\x00\x10",
	} {
		if _, err := attachment.Prepare(attachment.Document, "a."+name, []byte(raw)); !errors.Is(err, attachment.ErrPicture) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, words := range []string{"BMKG: hujan lebat", "II bagian dua", "GIF untuk laporan"} {
		if c, err := attachment.Prepare(attachment.Document, "a.txt", []byte(words)); err != nil || string(c.Bytes) != words {
			t.Errorf("%q is taken for a picture: %v", words, err)
		}
	}
}

// bomb is a PNG of a few bytes that claims so many pixels.
func bomb(w, h uint32) []byte {
	chunk := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	chunk = binary.BigEndian.AppendUint32(chunk, h)
	chunk = append(chunk, 8, 6, 0, 0, 0)
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, make([]byte, 50_000)...)
}

func TestRefusedFiles(t *testing.T) {
	for name, c := range map[string]struct {
		kind attachment.Kind
		raw  []byte
		want error
	}{
		"bomb":            {attachment.Photo, bomb(65_535, 65_535), attachment.ErrPixels},
		"bomb as a file":  {attachment.Document, bomb(100_000, 100_000), attachment.ErrPixels},
		"just above":      {attachment.Document, bomb(5_001, 5_000), attachment.ErrPixels},
		"cut off":         {attachment.Photo, asJPEG(t, quarters(64, 64))[:400], attachment.ErrPicture},
		"no picture":      {attachment.Photo, []byte("not at all"), attachment.ErrPicture},
		"empty":           {attachment.Document, nil, attachment.ErrEmpty},
		"larger than fit": {attachment.Document, make([]byte, attachment.MaxBytes+1), attachment.ErrTooLarge},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := attachment.Prepare(c.kind, "x", c.raw)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 5<<20 {
			t.Errorf("%s took %d bytes of memory", name, grown)
		}
	}
}

func TestOtherFiles(t *testing.T) {
	for name, c := range map[string]struct {
		kind attachment.Kind
		raw  string
		want string
	}{
		"voice": {attachment.Voice, "OggS\x00\x02 voice", "audio/ogg"},
		"pdf":   {attachment.Document, "%PDF-1.7 …", "application/pdf"},
		"page":  {attachment.Document, "<!DOCTYPE html><script>alert(1)</script>", "application/octet-stream"},
		"text":  {attachment.Document, "Laporan", "text/plain"},
	} {
		got := prepare(t, c.kind, []byte(c.raw))
		if got.Media != c.want || string(got.Bytes) != c.raw {
			t.Errorf("%s is %s", name, got.Media)
		}
	}
	for given, want := range map[string]string{
		`..\..\etc/passwd`: "passwd", "a\u202egpj.exe\x00": "agpj.exe", "": "", "/": "", "surat <1>.pdf": "surat 1.pdf",
		strings.Repeat("é", 100): strings.Repeat("é", 60),
	} {
		c, err := attachment.Prepare(attachment.Document, given, []byte("x"))
		if err != nil || c.Name != want {
			t.Errorf("%q becomes %q: %v", given, c.Name, err)
		}
	}
}

func TestStore(t *testing.T) {
	tx := testkit.Tx(t)
	ctx := t.Context()
	c := attachment.Made("image/png", "grafik.png", 3, 4, []byte("drawn"))
	for range 2 {
		if err := attachment.Store(ctx, tx, noon, c); err != nil {
			t.Fatal(err)
		}
	}
	got, ok, err := attachment.Read(ctx, tx, c.Digest)
	if err != nil || !ok || string(got.Bytes) != "drawn" || got.Width != 3 || got.Name != "grafik.png" {
		t.Errorf("%+v %v %v", got, ok, err)
	}
	if _, ok, err := attachment.Read(ctx, tx, []byte{1}); ok || err != nil {
		t.Errorf("a file that was never stored: %v %v", ok, err)
	}
}

func TestWanted(t *testing.T) {
	tx := testkit.Tx(t)
	ctx := t.Context()
	err := attachment.Want(ctx, tx, noon, "case:1", "warga",
		attachment.File{Kind: attachment.Photo, ChannelFile: "a"},
		attachment.File{Kind: attachment.Voice, ChannelFile: "b"})
	if err != nil {
		t.Fatal(err)
	}
	clock := time.Now()
	due := func(after time.Duration) []attachment.Wanted {
		t.Helper()
		ws, err := attachment.ToFetch(ctx, tx, clock.Add(after), 10)
		if err != nil {
			t.Fatal(err)
		}
		return ws
	}
	ws := due(0)
	if len(ws) != 2 || ws[0].ChannelFile != "a" || ws[0].Kind != attachment.Photo || ws[0].Role != "warga" || !ws[0].WantedAt.Equal(noon) {
		t.Fatalf("%+v", ws)
	}
	if err := attachment.Again(ctx, tx, ws[0].ID, clock.Add(time.Minute), true); err != nil {
		t.Fatal(err)
	}
	if left := due(time.Second); len(left) != 1 || left[0].ID != ws[1].ID {
		t.Errorf("%+v", left)
	}
	if left := due(time.Minute); len(left) != 2 || left[0].Attempts != 1 {
		t.Errorf("%+v", left)
	}
	c := attachment.Made("image/png", "", 1, 1, []byte("x"))
	if err := attachment.Store(ctx, tx, noon, c); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		if ok, err := attachment.Arrived(ctx, tx, ws[0].ID, c.Digest); ok != want || err != nil {
			t.Errorf("arrived %v: %v", ok, err)
		}
		if ok, err := attachment.Lose(ctx, tx, ws[1].ID, "gone"); ok != want || err != nil {
			t.Errorf("lost %v: %v", ok, err)
		}
	}
	all, err := attachment.Of(ctx, tx, "case:1")
	if err != nil || len(all) != 2 || !bytes.Equal(all[0].Digest, c.Digest) || all[1].Lost != "gone" || all[0].ChannelFile != "" {
		t.Errorf("%+v: %v", all, err)
	}
	if left := due(time.Hour); len(left) != 0 {
		t.Errorf("%+v", left)
	}
}

// A name that somebody gave a file may say who they are: only its ending is
// kept.
func TestNamesSayNothingOfTheSender(t *testing.T) {
	tx := testkit.Tx(t)
	ctx := t.Context()
	err := attachment.Want(ctx, tx, noon, "case:1", "warga",
		attachment.File{Kind: attachment.Document, ChannelFile: "a", Name: "KTP Sari Wulandari.PDF"},
		attachment.File{Kind: attachment.Document, ChannelFile: "b", Name: "surat.dari.Sari"},
		attachment.File{Kind: attachment.Document, ChannelFile: "c", Name: "x.Sari Wulandari"},
		attachment.File{Kind: attachment.Document, ChannelFile: "d"},
		attachment.File{Kind: attachment.Video, ChannelFile: "e", Name: "Sari.MOV"},
		attachment.File{Kind: attachment.Voice, ChannelFile: "f"})
	if err != nil {
		t.Fatal(err)
	}
	ws, err := attachment.Of(ctx, tx, "case:1")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"berkas.pdf", "berkas", "berkas", "berkas", "video.mov", "suara.oga"} {
		if ws[i].Name != want {
			t.Errorf("%s is called %q, want %q", ws[i].ChannelFile, ws[i].Name, want)
		}
	}
}
