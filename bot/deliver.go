package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/go-telegram/bot/models"

	"tanggap/internal/attachment"
	"tanggap/internal/outbox"
)

// Delivery is one message as the Bot API takes it.
type Delivery struct {
	Chat    int64
	HTML    string // text, or the caption of the first file
	Buttons [][]outbox.Button
	Files   []attachment.Content
	Edit    int64 // change this message of ours instead
	ReplyTo int64
	Protect bool
	Silent  bool
	Leading func() bool // asked before the first byte leaves; nil for always
}

// What Telegram says, and what helps. Each help is tried once.
const (
	noEntities = "can't parse entities"
	noText     = "there is no text in the message to edit"
	noFile     = "wrong file identifier"
)

var (
	noEdit  = []string{"message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"}
	noPhoto = []string{"IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS", "too big for a photo", "PHOTO_"}
)

// Send delivers a message, in several calls where Telegram declines the first
// form of it: formatting that it can't read goes as plain text, an edit of
// what is gone as a message of its own, a picture that it can't draw as a file.
func (c *Client) Send(ctx context.Context, d Delivery) Outcome {
	markup, err := keyboard(d.Buttons)
	if err != nil {
		return Outcome{Verdict: Refused, Reason: err.Error()}
	}
	s := shape{Delivery: d, markup: markup}
	// Telegram does not mix pictures and files in an album.
	if len(d.Files) > 1 && slices.ContainsFunc(d.Files, func(f attachment.Content) bool { return !s.drawn(f) }) {
		s.documents = true
	}
	alarm := ""
	for {
		x := &exchange{leading: d.Leading}
		err := c.call(recorded(ctx, x), s)
		o := c.judge(x, s, err)
		if o.Verdict == Refused && s.other(o.Reason) {
			if s.plain && alarm == "" {
				alarm = o.Reason
			}
			continue
		}
		if o.Verdict == Delivered && alarm != "" {
			o.Alarm, o.Reason = true, "sent without formatting: "+alarm
		}
		return o
	}
}

// shape is one way to send a delivery.
type shape struct {
	Delivery
	markup    models.ReplyMarkup // nil without buttons, never a typed nil
	plain     bool               // without formatting
	caption   bool               // the edited message is a picture's
	upload    bool               // do not trust the file ids of earlier uploads
	documents bool               // pictures as files
}

// other changes the shape by what Telegram said; false when nothing is left to
// try.
func (s *shape) other(reason string) bool {
	says := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(reason, w) {
				return true
			}
		}
		return false
	}
	switch {
	case says(noEntities) && !s.plain:
		s.plain = true
	case s.Edit != 0 && says(noText) && !s.caption && outbox.Units(s.HTML) <= captionUnits:
		s.caption = true
	case s.Edit != 0 && (says(noEdit...) || says(noText)):
		s.Edit = 0
	case len(s.Files) > 0 && says(noFile) && !s.upload:
		s.upload = true
	case len(s.Files) > 0 && says(noPhoto...) && !s.documents:
		s.documents = true
	default:
		return false
	}
	return true
}

const captionUnits = 1024

// words are the text and how it is to be read.
func (s *shape) words() (string, models.ParseMode) {
	if s.plain {
		return outbox.Plain(s.HTML), ""
	}
	return s.HTML, models.ParseModeHTML
}

func (s *shape) reply() *models.ReplyParameters {
	if s.ReplyTo == 0 {
		return nil
	}
	return &models.ReplyParameters{MessageID: int(s.ReplyTo), AllowSendingWithoutReply: true}
}
