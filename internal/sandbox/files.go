package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif"
	"image/jpeg"
	_ "image/png"
	"mime"
	"net/http"
	"path"
	"strings"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// file is one stored file; its bytes stand in blobs under their digest.
type file struct {
	ID       string `json:"id"`
	Unique   string `json:"unique"`
	Kind     string `json:"kind"` // photo, document, …
	Name     string `json:"name,omitempty"`
	Type     string `json:"type,omitempty"`
	Size     int64  `json:"size"`
	Path     string `json:"path"`
	Digest   string `json:"digest"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Duration int    `json:"duration,omitempty"`

	Sizes []string `json:"sizes,omitempty"` // all sizes of the same photo
}

// blobs keeps bytes by digest: in memory, or in files beside the state file.
type blobs interface {
	put(digest string, b []byte) error
	get(digest string) []byte
}

type memoryBlobs map[string][]byte

func (m memoryBlobs) put(digest string, b []byte) error { m[digest] = b; return nil }
func (m memoryBlobs) get(digest string) []byte          { return m[digest] }

// folders says where Telegram keeps each kind, and how its file ids begin.
var folders = map[string]struct{ folder, prefix, extension string }{
	"photo":      {"photos", "AgACAgUAAxk", ".jpg"},
	"document":   {"documents", "BQACAgUAAxk", ""},
	"video":      {"videos", "BAACAgUAAxk", ".mp4"},
	"voice":      {"voice", "AwACAgUAAxk", ".oga"},
	"audio":      {"music", "CQACAgUAAxk", ".mp3"},
	"animation":  {"animations", "CgACAgUAAxk", ".mp4"},
	"video_note": {"video_notes", "DQACAgUAAxk", ".mp4"},
	"sticker":    {"stickers", "CAACAgUAAxk", ".webp"},
}

// store keeps bytes as a new file with an id of its own.
func (s *Sandbox) store(kind string, f file, b []byte) *file {
	sum := sha256.Sum256(b)
	n := s.meta.NextFile
	s.meta.NextFile++
	where := folders[kind]
	extension := where.extension
	if extension == "" || kind == "audio" {
		extension = path.Ext(f.Name)
	}
	f.Kind, f.Size, f.Digest = kind, int64(len(b)), hex.EncodeToString(sum[:])
	f.Unique = "AQAD" + base64.RawURLEncoding.EncodeToString(sum[:9])
	f.ID = where.prefix + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%06d", n)) + base64.RawURLEncoding.EncodeToString(sum[:18])
	f.Path = fmt.Sprintf("%s/file_%d%s", where.folder, n, extension)
	if f.Type == "" {
		f.Type = mediaType(kind, f.Name, b)
	}
	if err := s.blobs.put(f.Digest, b); err != nil {
		panic(fmt.Sprintf("sandbox: store file: %v", err))
	}
	s.files[f.ID] = &f
	s.touched.files = append(s.touched.files, &f)
	return &f
}

func mediaType(kind, name string, b []byte) string {
	switch kind {
	case "photo":
		return "image/jpeg"
	case "voice":
		return "audio/ogg"
	case "video", "animation", "video_note":
		return "video/mp4"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		t, _, _ = strings.Cut(t, ";")
		return t
	}
	t, _, _ := strings.Cut(http.DetectContentType(b), ";")
	return t
}

// photoSides are the longer sides of the sizes that Telegram makes of a photo.
var photoSides = []int{90, 320, 800, 1280, 2560}

// picture is one size of a photo.
type picture struct {
	width, height int
	bytes         []byte
}

// sizes makes Telegram's sizes of a photo, smallest first. The largest keeps the
// bytes as they came where they fit. What can't be decoded becomes one size, so
// that a test can send a broken picture.
func sizes(b []byte) []picture {
	cfg, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return []picture{{bytes: b}}
	}
	whole := picture{cfg.Width, cfg.Height, b}
	if cfg.Width*cfg.Height > 50_000_000 {
		return []picture{whole}
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return []picture{whole}
	}
	long := max(cfg.Width, cfg.Height)
	var made []picture
	for _, side := range photoSides {
		if side >= long {
			break
		}
		w, h := max(cfg.Width*side/long, 1), max(cfg.Height*side/long, 1)
		small := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.ApproxBiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
		made = append(made, picture{w, h, encodeJPEG(small)})
	}
	if long <= photoSides[len(photoSides)-1] {
		if format != "jpeg" {
			whole.bytes = encodeJPEG(img)
		}
		made = append(made, whole)
	}
	return made
}

func (s *Sandbox) storePhoto(sizes []picture) (ids []string) {
	for _, p := range sizes {
		ids = append(ids, s.store("photo", file{Width: p.width, Height: p.height}, p.bytes).ID)
	}
	for _, id := range ids {
		s.files[id].Sizes = ids
	}
	return ids
}

func encodeJPEG(img image.Image) []byte {
	flat := image.NewRGBA(img.Bounds())
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Over)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, flat, &jpeg.Options{Quality: 87}); err != nil {
		panic(fmt.Sprintf("sandbox: encode a photo: %v", err))
	}
	return out.Bytes()
}

// wireFiles puts the files of a message where its kind has them.
func (s *Sandbox) wireFiles(w *apiMessage, m *message) {
	if len(m.Files) == 0 {
		return
	}
	if m.Kind == "photo" {
		for _, id := range m.Files {
			w.Photo = append(w.Photo, s.files[id].wire())
		}
		return
	}
	f := s.files[m.Files[0]].wire()
	switch m.Kind {
	case "document":
		w.Document = &f
	case "animation":
		w.Animation, w.Document = &f, &f
	case "audio":
		w.Audio = &f
	case "video":
		w.Video = &f
	case "video_note":
		w.VideoNote = &f
	case "voice":
		w.Voice = &f
	case "sticker":
		f.Emoji = m.Emoji
		w.Sticker = &f
	}
}

func (f *file) wire() apiFile {
	w := apiFile{FileID: f.ID, FileUniqueID: f.Unique, FileSize: f.Size}
	no := false
	switch f.Kind {
	case "photo":
		w.Width, w.Height = f.Width, f.Height
	case "document":
		w.FileName, w.MimeType = f.Name, f.Type
	case "voice":
		w.Duration, w.MimeType = &f.Duration, f.Type
	case "video_note":
		w.Length, w.Duration = f.Width, &f.Duration
	case "sticker":
		w.Type, w.Width, w.Height, w.IsAnimated, w.IsVideo = "regular", 512, 512, &no, &no
	default:
		w.Width, w.Height, w.Duration, w.FileName, w.MimeType = f.Width, f.Height, &f.Duration, f.Name, f.Type
	}
	return w
}

// getFile gives the path under which the bytes can be fetched.
func (s *Sandbox) getFile(r *request) (any, error) {
	f := s.files[r.str("file_id")]
	switch {
	case f == nil:
		return nil, badRequest("invalid file_id")
	case f.Size > maxDownload:
		return nil, badRequest("file is too big")
	}
	return struct {
		FileID   string `json:"file_id"`
		Unique   string `json:"file_unique_id"`
		FileSize int64  `json:"file_size"`
		FilePath string `json:"file_path"`
	}{f.ID, f.Unique, f.Size, f.Path}, nil
}

// serveFile answers /file/bot<token>/PATH.
func (s *Sandbox) serveFile(w http.ResponseWriter, name string) {
	s.lock()
	var found *file
	for _, f := range s.files {
		if f.Path == name {
			found = f
		}
	}
	var b []byte
	if found != nil {
		b = s.blobs.get(found.Digest)
	}
	s.unlock()
	if found == nil {
		writeRefusal(w, &refused{Status: 404, Description: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", fmt.Sprint(len(b)))
	w.Write(b)
}
