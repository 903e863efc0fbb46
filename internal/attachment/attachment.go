// Package attachment keeps files by their digest, and remembers which files
// are wanted: named by a channel, but not here yet.
package attachment

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Kind is what a person sent.
type Kind string

// The kinds of files.
const (
	Photo    Kind = "photo"
	Document Kind = "document"
	Voice    Kind = "voice"
	Video    Kind = "video"
)

// File is a file as a channel names it, before its bytes are here.
type File struct {
	Kind        Kind
	ChannelFile string // Telegram's file_id
	Name        string `json:",omitempty"` // what is kept of it is the ending
	Forwarded   bool   `json:",omitempty"` // from another chat

	Here *Content `json:"-"` // its bytes, where they came with it; nil where they are to be fetched
}

// nouns are what files are called, whatever their senders called them: a name
// may say who sent it.
var nouns = map[Kind]string{Photo: "foto.jpg", Document: "berkas", Voice: "suara.oga", Video: "video.mp4"}

// endings are those that say what a file is, and nothing else.
var endings = strings.Fields(`.pdf .doc .docx .odt .rtf .txt .xls .xlsx .ods .csv .ppt .pptx .jpg .jpeg .png .gif .webp .heic .heif .avif .tif .tiff .bmp
	.mp4 .mov .avi .mkv .3gp .webm .mp3 .m4a .ogg .oga .opus .wav .zip .rar .7z`)

// pictures are the endings of what can be drawn.
var pictures = strings.Fields(`.jpg .jpeg .png .gif .webp .bmp .tif .tiff`)

// Pictured says whether a file is a picture, as far as its sender tells: a
// photo, or a document called like one that can be drawn.
func (f File) Pictured() bool {
	return f.Kind == Photo || f.Kind == Document && slices.Contains(pictures, strings.ToLower(path.Ext(f.Name)))
}

func (f File) plainName() string {
	noun := nouns[f.Kind]
	end := strings.ToLower(path.Ext(f.Name))
	if !slices.Contains(endings, end) {
		return noun
	}
	return strings.TrimSuffix(noun, path.Ext(noun)) + end
}

// Want asks for the bytes of files of one subject ("case:12"); role says whose
// they are: "warga" what the citizen sent, "hasil" what the officer shows as
// the result. What is here already is kept at once.
func Want(ctx context.Context, tx pgx.Tx, now time.Time, subject, role string, files ...File) error {
	_, err := WantAll(ctx, tx, now, subject, role, files...)
	return err
}

// WantAll is Want, and says by which numbers the files are known from now on.
func WantAll(ctx context.Context, tx pgx.Tx, now time.Time, subject, role string, files ...File) ([]int64, error) {
	var batch pgx.Batch
	numbers := make([]int64, len(files))
	for i, f := range files {
		state, digest := "wanted", []byte(nil)
		if f.Here != nil {
			if err := Store(ctx, tx, now, *f.Here); err != nil {
				return nil, err
			}
			state, digest = "stored", f.Here.Digest
		}
		batch.Queue(`
			INSERT INTO wanted (subject, role, kind, channel_file, name, wanted_at, state, digest)
			VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7, $8)
			RETURNING id`, subject, role, f.Kind, f.ChannelFile, f.plainName(), now, state, digest).QueryRow(func(row pgx.Row) error {
			return row.Scan(&numbers[i])
		})
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, fmt.Errorf("want files of %s: %w", subject, err)
	}
	return numbers, nil
}
