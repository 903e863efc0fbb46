package attachment_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/draw"

	"tanggap/internal/attachment"
	"tanggap/internal/testkit"
)

// scene is a picture like those of a street: a bright sky, a dark ground, and
// some things of any colour in it.
func scene(seed byte) *image.RGBA {
	const w, h = 400, 300
	r := rand.New(rand.NewChaCha8([32]byte{seed}))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	horizon := 75 + r.IntN(150)
	for y := range h {
		for x := range w {
			grey := uint8(200 - y/8 + x/40)
			if y > horizon {
				grey = uint8(60 + x/20 + (x*y)%13)
			}
			img.Set(x, y, color.RGBA{grey, grey, grey, 255})
		}
	}
	for range 12 {
		at := image.Pt(r.IntN(w), r.IntN(h))
		thing := image.Rectangle{at, at.Add(image.Pt(20+r.IntN(130), 20+r.IntN(130)))}
		c := color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
		draw.Draw(img, thing, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

func lookOf(t *testing.T, img image.Image, quality int) attachment.Look {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return prepare(t, attachment.Photo, b.Bytes()).Look
}

// A picture is known again in another size and quality; another picture of the
// same kind is not taken for it.
func TestPicturesAreKnownAgain(t *testing.T) {
	var looks []attachment.Look
	for seed := range byte(24) {
		img := scene(seed)
		look := lookOf(t, img, 95)
		small := image.NewRGBA(image.Rect(0, 0, 160, 120))
		draw.CatmullRom.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
		if copied := lookOf(t, small, 40); !look.Alike(copied) {
			t.Errorf("scene %d: a copy is not known again: %064b, %064b", seed, look, copied)
		}
		for other, there := range looks {
			if look.Alike(there) {
				t.Errorf("scene %d is taken for scene %d", seed, other)
			}
		}
		looks = append(looks, look)
	}
}

func TestPicturesWithoutAnythingToSeeAreNotAlike(t *testing.T) {
	black := image.NewRGBA(image.Rect(0, 0, 64, 64))
	draw.Draw(black, black.Bounds(), image.Black, image.Point{}, draw.Src)
	if look := lookOf(t, black, 90); look != 0 || look.Alike(look) {
		t.Errorf("a black picture looks like %064b", look)
	}
}

func TestLooksAreKept(t *testing.T) {
	tx, ctx := testkit.Tx(t), t.Context()
	if err := attachment.Want(ctx, tx, noon, "case:1", "warga",
		attachment.File{Kind: attachment.Photo, ChannelFile: "a"}, attachment.File{Kind: attachment.Document, ChannelFile: "b"}); err != nil {
		t.Fatal(err)
	}
	ws, err := attachment.Of(ctx, tx, "case:1")
	if err != nil {
		t.Fatal(err)
	}
	picture := prepare(t, attachment.Photo, asJPEG(t, scene(1)))
	paper := prepare(t, attachment.Document, []byte("%PDF-1.7"))
	for i, c := range []attachment.Content{picture, paper} {
		if err := attachment.Store(ctx, tx, noon, c); err != nil {
			t.Fatal(err)
		}
		if _, err := attachment.Arrived(ctx, tx, ws[i].ID, c.Digest); err != nil {
			t.Fatal(err)
		}
	}
	looks, err := attachment.Looks(ctx, tx, []string{"case:1", "case:2"})
	if err != nil || len(looks) != 1 || len(looks["case:1"]) != 1 || looks["case:1"][0] != picture.Look {
		t.Errorf("%v, %v", looks, err)
	}
}
