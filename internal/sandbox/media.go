package sandbox

import (
	"bytes"
	"encoding/json"
	"image"
	"strconv"
	"strings"
)

// sendFile makes the method that sends one file of a kind.
func sendFile(kind string) func(*Sandbox, *request) (any, error) {
	return func(s *Sandbox, q *request) (any, error) {
		c, err := s.target(q)
		if err != nil {
			return nil, err
		}
		m := &message{Kind: kind, Spoiler: q.bool("has_spoiler")}
		if m.Text, m.Entities, err = q.formatted("caption", "caption_entities", maxCaption, "message caption is too long"); err != nil {
			return nil, err
		}
		shape := file{Width: int(q.int("width")), Height: int(q.int("height")), Duration: int(q.int("duration"))}
		if m.Files, err = s.filed(q, kind, kind, q.str(kind), shape); err != nil {
			return nil, err
		}
		return s.sendOne(q, c, m)
	}
}

// filed finds or stores the file that a parameter names: a file of the call's
// own, attach://NAME, or a file id that is known already.
func (s *Sandbox) filed(q *request, kind, name, value string, shape file) ([]string, error) {
	if attached, ok := strings.CutPrefix(value, "attach://"); ok {
		name, value = attached, ""
	}
	u, given := q.files[name]
	switch {
	case value == "" && !given:
		return nil, q.wrong("there is no %s in the request", kind)
	case strings.HasPrefix(value, "http://"), strings.HasPrefix(value, "https://"):
		return nil, q.wrong("failed to get HTTP URL content: the sandbox fetches nothing")
	case value != "":
		f := s.files[value]
		switch {
		case f == nil:
			return nil, q.wrong("wrong file identifier/HTTP URL specified")
		case f.Kind != kind:
			return nil, q.wrong("can't use file of type %s as %s", f.Kind, kind)
		case kind == "photo":
			return f.Sizes, nil
		}
		return []string{f.ID}, nil
	case len(u.bytes) == 0:
		return nil, q.wrong("file must be non-empty")
	case len(u.bytes) > maxUpload:
		return nil, &refused{Status: 413, Description: "Request Entity Too Large"}
	case kind != "photo":
		shape.Name = u.name
		return []string{s.store(kind, shape, u.bytes).ID}, nil
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(u.bytes))
	switch {
	case len(u.bytes) > maxPhoto:
		return nil, q.wrong("file is too big for a photo")
	case err != nil:
		return nil, q.wrong("IMAGE_PROCESS_FAILED")
	case cfg.Width+cfg.Height > 10_000, cfg.Width > 20*cfg.Height, cfg.Height > 20*cfg.Width:
		return nil, q.wrong("PHOTO_INVALID_DIMENSIONS")
	}
	return s.storePhoto(sizes(u.bytes)), nil
}

func (s *Sandbox) sendMediaGroup(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	var items []struct {
		Type      string          `json:"type"`
		Media     string          `json:"media"`
		Caption   string          `json:"caption"`
		ParseMode string          `json:"parse_mode"`
		Entities  json.RawMessage `json:"caption_entities"`
		Width     int             `json:"width"`
		Height    int             `json:"height"`
		Duration  int             `json:"duration"`
		Spoiler   bool            `json:"has_spoiler"`
	}
	if json.Unmarshal([]byte(q.str("media")), &items) != nil {
		return nil, q.wrong("can't parse media JSON object")
	}
	switch {
	case len(items) == 0:
		return nil, q.wrong("there are no messages to send")
	case len(items) > 10:
		return nil, q.wrong("too many messages to send as an album")
	case len(items) == 1:
		q.bad = append(q.bad, "an album of one")
	}
	album := strconv.FormatInt(s.meta.NextMessage<<8|7, 10)
	var ms []*message
	for _, it := range items {
		switch {
		case it.Type != "photo" && it.Type != "video" && it.Type != "document" && it.Type != "audio":
			return nil, q.wrong("can't parse InputMedia: media type %q can't stand in an album", it.Type)
		case it.Type != items[0].Type && (it.Type == "document" || it.Type == "audio" || items[0].Type == "document" || items[0].Type == "audio"):
			return nil, q.wrong("documents and audio can't be mixed with other media types")
		}
		m := &message{Kind: it.Type, Album: album, Spoiler: it.Spoiler}
		one := &request{form: form{map[string]string{"caption": it.Caption, "parse_mode": it.ParseMode, "caption_entities": string(it.Entities)}, q.files}}
		m.Text, m.Entities, err = one.formatted("caption", "caption_entities", maxCaption, "message caption is too long")
		q.bad = append(q.bad, one.bad...)
		if err != nil {
			return nil, err
		}
		shape := file{Width: it.Width, Height: it.Height, Duration: it.Duration}
		if m.Files, err = s.filed(q, it.Type, it.Type, it.Media, shape); err != nil {
			return nil, err
		}
		ms = append(ms, m)
	}
	if err := s.send(q, c, ms...); err != nil {
		return nil, err
	}
	var sent []*apiMessage
	for _, m := range ms {
		sent = append(sent, s.wire(m))
	}
	return sent, nil
}
