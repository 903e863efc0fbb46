package attachment

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// MaxBytes is the size of the largest file that is kept; Telegram gives a bot
// no larger one.
const MaxBytes = 20 << 20

// Why a file cannot be kept.
var (
	ErrTooLarge = errors.New("the file is too large")
	ErrPixels   = errors.New("the picture has too many pixels")
	ErrPicture  = errors.New("the picture cannot be read")
	ErrEmpty    = errors.New("the file is empty")
)

// Content is a file with its bytes.
type Content struct {
	Digest        []byte // SHA-256 of Bytes
	Media         string // what it is, by its bytes: "image/jpeg"
	Name          string // as its sender called it, "" if unknown
	Width, Height int    // of a picture
	Look          Look   // of a picture that somebody sent
	Bytes         []byte
}

// Prepare makes what is kept of a file that somebody sent. A picture is drawn
// anew as a JPEG, upright, so that nothing of the camera's notes (place, owner,
// hour) is left; its size in pixels is judged by its header alone. One that
// cannot be drawn (HEIC, AVIF, JPEG XL) is not kept at all, for its notes would
// be. Anything else stays as it is. It fails with one of the errors above.
func Prepare(kind Kind, name string, raw []byte) (Content, error) {
	switch {
	case len(raw) == 0:
		return Content{}, ErrEmpty
	case len(raw) > MaxBytes:
		return Content{}, ErrTooLarge
	}
	c := Content{Media: sniff(raw), Name: fileName(name), Bytes: raw}
	if !drawable(c.Media) {
		if kind == Photo || strings.HasPrefix(c.Media, "image/") {
			return Content{}, ErrPicture
		}
		return c.digested(), nil
	}
	var err error
	if c.Bytes, c.Width, c.Height, c.Look, err = redraw(raw); err != nil {
		return Content{}, err
	}
	c.Media = "image/jpeg"
	if end := path.Ext(c.Name); end != "" {
		c.Name = strings.TrimSuffix(c.Name, end) + ".jpg"
	}
	return c.digested(), nil
}

// Made is a file of our own making, such as a chart, to be kept as it is.
func Made(media, name string, width, height int, b []byte) Content {
	return Content{Media: media, Name: name, Width: width, Height: height, Bytes: b}.digested()
}

func (c Content) digested() Content {
	sum := sha256.Sum256(c.Bytes)
	c.Digest = sum[:]
	return c
}

// harmless are the kinds of files that are called what they are; all others
// are bytes, so that no browser ever runs one.
var harmless = []string{
	"audio/ogg", "audio/mpeg", "audio/wave", "video/mp4", "video/webm", "application/pdf", "application/zip", "text/plain",
}

func sniff(raw []byte) string {
	if media := pictured(raw); media != "" {
		return media
	}
	media, _, _ := strings.Cut(http.DetectContentType(raw), ";")
	switch {
	case media == "application/ogg":
		return "audio/ogg"
	case slices.Contains(harmless, media):
		return media
	}
	return "application/octet-stream"
}

// fileName takes the last part of a name, without what has no place in one.
func fileName(s string) string {
	const most = 120
	s = path.Base("/" + strings.ReplaceAll(strings.ToValidUTF8(s, ""), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`/"<>|:*?`, r) {
			return -1
		}
		return r
	}, s)
	for len(s) > most {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return strings.TrimSpace(s)
}

// Store keeps a file under its digest; one that is there already stays as it is.
func Store(ctx context.Context, tx pgx.Tx, now time.Time, c Content) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO attachment (digest, media, name, width, height, bytes, stored_at, look)
		VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF($8::bigint, 0))
		ON CONFLICT (digest) DO NOTHING`, c.Digest, c.Media, c.Name, c.Width, c.Height, c.Bytes, now, int64(c.Look))
	if err != nil {
		return fmt.Errorf("store file %x: %w", c.Digest, err)
	}
	return nil
}

// Read gives a file by its digest; false when there is none, or none any more.
func Read(ctx context.Context, tx pgx.Tx, digest []byte) (Content, bool, error) {
	c := Content{Digest: digest}
	err := tx.QueryRow(ctx, `
		SELECT media, name, width, height, bytes
		FROM attachment
		WHERE digest = $1`, digest).Scan(&c.Media, &c.Name, &c.Width, &c.Height, &c.Bytes)
	if errors.Is(err, pgx.ErrNoRows) {
		return Content{}, false, nil
	}
	if err != nil {
		return Content{}, false, fmt.Errorf("read file %x: %w", digest, err)
	}
	return c, true, nil
}

// Media says what a file is, by its digest; "" when there is none.
func Media(ctx context.Context, tx pgx.Tx, digest []byte) (media string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT media
		FROM attachment
		WHERE digest = $1`, digest).Scan(&media)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("see what file %x is: %w", digest, err)
	}
	return media, nil
}
