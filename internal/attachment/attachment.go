// Package attachment keeps files by their digest, and remembers which files
// are wanted: named by a channel, but not here yet.
package attachment

import (
	"context"
	"fmt"
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
	Name        string `json:",omitempty"`
}

// Want asks for the bytes of files of one subject ("case:12"); role says whose
// they are: "warga" what the citizen sent, "hasil" what the officer shows as
// the result.
func Want(ctx context.Context, tx pgx.Tx, now time.Time, subject, role string, files ...File) error {
	for _, f := range files {
		_, err := tx.Exec(ctx, `
			INSERT INTO wanted (subject, role, kind, channel_file, name, wanted_at)
			VALUES ($1, $2, $3, $4, $5, $6)`, subject, role, f.Kind, f.ChannelFile, f.Name, now)
		if err != nil {
			return fmt.Errorf("want a file of %s: %w", subject, err)
		}
	}
	return nil
}
