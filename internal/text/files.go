package text

import (
	"fmt"

	"tanggap/internal/attachment"
	"tanggap/internal/locale"
)

// Files counts attachments by what they are.
type Files struct{ Photos, Documents, Voices, Videos int }

// CountFiles counts what somebody sent.
func CountFiles(files []attachment.File) Files {
	var f Files
	for _, file := range files {
		switch file.Kind {
		case attachment.Photo:
			f.Photos++
		case attachment.Voice:
			f.Voices++
		case attachment.Video:
			f.Videos++
		default:
			f.Documents++
		}
	}
	return f
}

// Any says whether there are any.
func (f Files) Any() bool { return f != Files{} }

func (f Files) in(lang locale.Lang) string {
	var parts []string
	add := func(n int, id, en, ens string) {
		switch {
		case n == 0:
		case lang != locale.EN:
			parts = append(parts, fmt.Sprintf("%d %s", n, id))
		case n == 1:
			parts = append(parts, "1 "+en)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, ens))
		}
	}
	add(f.Photos, "foto", "photo", "photos")
	add(f.Videos, "video", "video", "videos")
	add(f.Voices, "pesan suara", "voice message", "voice messages")
	add(f.Documents, "berkas", "file", "files")
	return locale.List(lang, parts)
}
