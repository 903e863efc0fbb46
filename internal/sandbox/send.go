package sandbox

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
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
