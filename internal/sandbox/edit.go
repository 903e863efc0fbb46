package sandbox

import (
	"encoding/json"
	"reflect"
	"time"
)

// editable is the message of the bot that a call wants to change.
func (s *Sandbox) editable(q *request) (*chat, *message, error) {
	if q.str("inline_message_id") != "" {
		return nil, nil, q.wrong("the sandbox knows no inline messages")
	}
	c, err := s.target(q)
	if err != nil {
		return nil, nil, err
	}
	m := c.find(q.int("message_id"))
	switch {
	case m == nil:
		return nil, nil, badRequest("message to edit not found")
	case !m.fromBot(), m.Keyed:
		return nil, nil, q.wrong("message can't be edited")
	}
	return c, m, nil
}

func (s *Sandbox) editText(q *request) (any, error) {
	c, m, err := s.editable(q)
	if err != nil {
		return nil, err
	}
	if m.Kind != "text" {
		return nil, q.wrong("there is no text in the message to edit")
	}
	text, es, err := q.formatted("text", "entities", maxText, "MESSAGE_TOO_LONG")
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, q.wrong("message text is empty")
	}
	return s.edit(q, c, m, text, es)
}

func (s *Sandbox) editCaption(q *request) (any, error) {
	c, m, err := s.editable(q)
	if err != nil {
		return nil, err
	}
	if len(m.Files) == 0 || m.Kind == "sticker" {
		return nil, q.wrong("there is no caption in the message to edit")
	}
	text, es, err := q.formatted("caption", "caption_entities", maxCaption, "MEDIA_CAPTION_TOO_LONG")
	if err != nil {
		return nil, err
	}
	return s.edit(q, c, m, text, es)
}

func (s *Sandbox) editMarkup(q *request) (any, error) {
	c, m, err := s.editable(q)
	if err != nil {
		return nil, err
	}
	return s.edit(q, c, m, m.Text, m.Entities)
}

// edit changes a message in place. Without reply_markup its buttons go.
func (s *Sandbox) edit(q *request, c *chat, m *message, text string, es []entity) (any, error) {
	k, err := q.markup(true)
	if err != nil {
		return nil, err
	}
	if text == m.Text && reflect.DeepEqual(es, m.Entities) && reflect.DeepEqual(k.inline, m.Markup) {
		return nil, badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	if err := s.limited(c, 1); err != nil {
		return nil, err
	}
	if text != m.Text || !reflect.DeepEqual(es, m.Entities) {
		m.EditedAt = s.opt.Now()
	}
	m.Text, m.Entities, m.Markup = text, es, k.inline
	s.touchMessage(m)
	return s.wire(m), nil
}

func (s *Sandbox) deleteMessage(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	m := c.find(q.int("message_id"))
	switch {
	case m == nil:
		return nil, badRequest("message to delete not found")
	case s.opt.Now().Sub(m.At) > 48*time.Hour:
		return nil, badRequest("message can't be deleted for everyone")
	}
	m.Deleted = true
	s.touchMessage(m)
	return true, nil
}

func (s *Sandbox) deleteMessages(q *request) (any, error) {
	c, err := s.target(q)
	if err != nil {
		return nil, err
	}
	var ids []int64
	if json.Unmarshal([]byte(q.str("message_ids")), &ids) != nil || len(ids) == 0 || len(ids) > 100 {
		return nil, q.wrong("message identifiers are not specified")
	}
	for _, id := range ids {
		if m := c.find(id); m != nil && s.opt.Now().Sub(m.At) <= 48*time.Hour {
			m.Deleted = true
			s.touchMessage(m)
		}
	}
	return true, nil
}
