package sandbox

import (
	"bytes"
	"encoding/json"
	"image"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Telegram's limits.
const (
	maxText         = 4096 // UTF-16 units, after the markup is gone
	maxCaption      = 1024
	maxCallbackData = 64 // bytes
	maxToast        = 200
	maxUpload       = 50 << 20
	maxPhoto        = 10 << 20
	maxDownload     = 20 << 20
)

// target is the chat that a call is about, if the bot may write there.
func (s *Sandbox) target(q *request) (*chat, error) {
	c, err := s.known(q, "chat_id")
	switch {
	case err != nil:
		return nil, err
	case c.MigratedTo != 0:
		no := badRequest("group chat was upgraded to a supergroup chat")
		no.MigrateTo = c.MigratedTo
		return nil, no
	case c.Blocked && c.Type != "private":
		return nil, &refused{Status: 403, Description: "Forbidden: bot was kicked from the " + c.Type + " chat"}
	case c.Blocked:
		return nil, &refused{Status: 403, Description: "Forbidden: bot was blocked by the user"}
	case !c.Started:
		return nil, &refused{Status: 403, Description: "Forbidden: bot can't initiate conversation with a user"}
	}
	return c, nil
}

func (s *Sandbox) known(q *request, name string) (*chat, error) {
	text := q.str(name)
	if text == "" {
		return nil, q.wrong("%s is empty", name)
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || s.chats[id] == nil {
		return nil, badRequest("chat not found")
	}
	return s.chats[id], nil
}

// formatted reads a text or caption with its markup.
func (q *request) formatted(name, entitiesName string, limit int, tooLong string) (string, []entity, error) {
	raw := q.str(name)
	if !utf8.ValidString(raw) {
		return "", nil, q.wrong("strings must be encoded in UTF-8")
	}
	raw = clean(raw)
	p := parsed{text: raw}
	switch mode := strings.ToLower(q.str("parse_mode")); mode {
	case "":
		if given := q.str(entitiesName); given != "" {
			if json.Unmarshal([]byte(given), &p.entities) != nil {
				return "", nil, q.wrong("can't parse entities JSON object")
			}
			for _, e := range p.entities {
				if e.Offset < 0 || e.Length <= 0 || e.end() > Units(raw) {
					return "", nil, q.wrong("can't parse entities: entity beyond the text")
				}
			}
			sortEntities(p.entities)
		}
	case "html":
		var err error
		if p, err = parseHTML(raw); err != nil {
			return "", nil, q.wrong("can't parse entities: %s", err)
		}
		for _, l := range p.loose {
			q.bad = append(q.bad, name+" has "+l)
		}
	case "markdown", "markdownv2":
		return "", nil, q.wrong("unsupported parse_mode: the sandbox reads HTML only")
	default:
		return "", nil, q.wrong("unsupported parse_mode")
	}
	text, es := trim(p.text, p.entities)
	if Units(text) > limit {
		return "", nil, q.wrong("%s", tooLong)
	}
	return text, detect(text, es), nil
}

// clean drops the characters that Telegram drops: most controls, carriage
// returns, and the marks that turn the direction of a whole line.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r >= 0x2028 && r <= 0x202e:
			return -1
		case r < 0x20 && r != '\n' && r != '\t':
			return ' '
		}
		return r
	}, s)
}

// send adds what the bot sends, after the checks that all kinds share.
func (s *Sandbox) send(q *request, c *chat, ms ...*message) error {
	k, err := q.markup(false)
	if err != nil {
		return err
	}
	replyTo, quote, err := s.replied(q, c)
	if err != nil {
		return err
	}
	if err := s.limited(c, len(ms)); err != nil {
		return err
	}
	for _, m := range ms {
		m.ReplyTo, m.Quote = replyTo, quote
		m.Silent, m.Protected = q.bool("disable_notification"), q.bool("protect_content")
		m.Markup, m.Keyed = k.inline, k.keyboard != nil
		s.add(c, m)
	}
	switch {
	case k.keyboard != nil:
		k.keyboard.Message = ms[0].ID
		c.Keyboard = k.keyboard
		s.touchChat(c)
	case k.remove && c.Keyboard != nil:
		c.Keyboard = nil
		s.touchChat(c)
	}
	return nil
}

func (s *Sandbox) replied(q *request, c *chat) (id int64, quote string, err error) {
	text := q.str("reply_parameters")
	if text == "" {
		return 0, "", nil
	}
	var p struct {
		MessageID int64           `json:"message_id"`
		ChatID    json.RawMessage `json:"chat_id"`
		Without   bool            `json:"allow_sending_without_reply"`
		Quote     string          `json:"quote"`
	}
	if json.Unmarshal([]byte(text), &p) != nil {
		return 0, "", q.wrong("can't parse reply parameters JSON object")
	}
	if len(p.ChatID) > 0 && string(p.ChatID) != strconv.FormatInt(c.ID, 10) {
		return 0, "", q.wrong("the sandbox knows replies within one chat only")
	}
	m := c.find(p.MessageID)
	switch {
	case m == nil && p.Without:
		return 0, "", nil
	case m == nil:
		return 0, "", badRequest("message to be replied not found")
	case p.Quote != "" && !strings.Contains(m.Text, p.Quote):
		return 0, "", badRequest("QUOTE_TEXT_INVALID")
	}
	return m.ID, p.Quote, nil
}

func (s *Sandbox) sendMessage(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	m := &message{Kind: "text"}
	if m.Text, m.Entities, err = q.formatted("text", "entities", maxText, "message is too long"); err != nil {
		return nil, err
	}
	if m.Text == "" {
		return nil, q.wrong("message text is empty")
	}
	if p, err := decodeJSON(q.str("link_preview_options")); err == nil && p != nil {
		m.Preview = json.RawMessage(q.str("link_preview_options"))
	}
	return s.sendOne(q, c, m)
}

func (s *Sandbox) sendOne(q *request, c *chat, m *message) (any, error) {
	if err := s.send(q, c, m); err != nil {
		return nil, err
	}
	return s.wire(m), nil
}

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

func (q *request) place() (Location, error) {
	lat, err1 := strconv.ParseFloat(q.str("latitude"), 64)
	lon, err2 := strconv.ParseFloat(q.str("longitude"), 64)
	if err1 != nil || err2 != nil || lat < -90 || lat > 90 || lon < -180 || lon > 180 {
		return Location{}, q.wrong("wrong latitude or longitude specified")
	}
	acc, _ := strconv.ParseFloat(q.str("horizontal_accuracy"), 64)
	return Location{lat, lon, acc}, nil
}

func (s *Sandbox) sendLocation(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	at, err := q.place()
	if err != nil {
		return nil, err
	}
	return s.sendOne(q, c, &message{Kind: "location", Location: &at})
}

func (s *Sandbox) sendVenue(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	at, err := q.place()
	if err != nil {
		return nil, err
	}
	if q.str("title") == "" || q.str("address") == "" {
		return nil, q.wrong("venue title and address must be non-empty")
	}
	return s.sendOne(q, c, &message{Kind: "venue", Venue: &venue{at, q.str("title"), q.str("address")}})
}

func (s *Sandbox) sendContact(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	if q.str("phone_number") == "" || q.str("first_name") == "" {
		return nil, q.wrong("contact phone number and first name must be non-empty")
	}
	return s.sendOne(q, c, &message{Kind: "contact", Contact: &Contact{Phone: q.str("phone_number"), FirstName: q.str("first_name"), LastName: q.str("last_name")}})
}

func (s *Sandbox) sendChatAction(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	switch q.str("action") {
	case "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location",
		"record_video_note", "upload_video_note":
	default:
		return nil, q.wrong("wrong parameter action in request")
	}
	c.typing = time.Now().Add(5 * time.Second)
	s.touchChat(c)
	return true, nil
}

func (s *Sandbox) getMe(*request) (any, error) {
	return struct {
		apiUser
		Join   bool `json:"can_join_groups"`
		Read   bool `json:"can_read_all_group_messages"`
		Inline bool `json:"supports_inline_queries"`
		Bus    bool `json:"can_connect_to_business"`
		Web    bool `json:"has_main_web_app"`
	}{apiUser: s.bot, Join: true}, nil
}

func (s *Sandbox) getChat(q *request) (any, error) {
	c, err := s.known(q, "chat_id")
	if err != nil {
		return nil, err
	}
	if !c.Started {
		return nil, badRequest("chat not found")
	}
	return struct {
		apiChat
		Colour    int `json:"accent_color_id"`
		Reactions int `json:"max_reaction_count"`
		Gifts     any `json:"accepted_gift_types"`
	}{c.wire(), int(max(c.ID, -c.ID) % 7), 11, map[string]bool{"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
		"premium_subscription": false, "gifts_from_channels": false}}, nil
}
