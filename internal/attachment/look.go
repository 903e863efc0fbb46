package attachment

import (
	"context"
	"fmt"
	"image"
	"math/bits"

	"github.com/jackc/pgx/v5"
	"golang.org/x/image/draw"
)

// Look is what a picture looks like, in 64 bits: each says whether the picture
// grows darker from one of its squares to the next. Size and quality change
// few of them; 0 is a picture without anything to see.
type Look uint64

// Alike says whether two pictures show the same. Of 64 bits some 32 differ
// between any two pictures; a copy in another size differs in some six.
func (l Look) Alike(other Look) bool {
	return l != 0 && other != 0 && bits.OnesCount64(uint64(l^other)) <= Nearly
}

// Nearly is how many bits may differ between pictures that show the same.
const Nearly = 10

// lookOf shrinks a picture to nine by eight squares of grey.
func lookOf(img image.Image) Look {
	const wide, high = 9, 8
	small := image.NewGray(image.Rect(0, 0, wide, high))
	draw.BiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	var look Look
	for y := range high {
		for x := range wide - 1 {
			look <<= 1
			if small.GrayAt(x, y).Y > small.GrayAt(x+1, y).Y {
				look |= 1
			}
		}
	}
	return look
}

// LookOf is what a file looks like; 0 for one that is no picture.
func LookOf(ctx context.Context, tx pgx.Tx, digest []byte) (Look, error) {
	var look int64
	err := tx.QueryRow(ctx, `SELECT COALESCE(look, 0) FROM attachment WHERE digest = $1`, digest).Scan(&look)
	if err != nil {
		return 0, fmt.Errorf("read what a picture looks like: %w", err)
	}
	return Look(look), nil
}

// Looks gives what the pictures of some subjects look like, as far as they are
// here.
func Looks(ctx context.Context, tx pgx.Tx, subjects []string) (map[string][]Look, error) {
	rows, err := tx.Query(ctx, `
		SELECT w.subject, a.look
		FROM wanted w
		JOIN attachment a ON a.digest = w.digest
		WHERE w.subject = ANY ($1) AND a.look IS NOT NULL`, subjects)
	if err != nil {
		return nil, fmt.Errorf("read what pictures look like: %w", err)
	}
	looks := map[string][]Look{}
	var subject string
	var look int64
	if _, err := pgx.ForEachRow(rows, []any{&subject, &look}, func() error {
		looks[subject] = append(looks[subject], Look(look))
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read what pictures look like: %w", err)
	}
	return looks, nil
}
