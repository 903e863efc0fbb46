package bot

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
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

// Verdict says what became of a delivery.
type Verdict int

// The verdicts.
const (
	Delivered   Verdict = iota
	Throttled           // too many: after RetryAfter, not sent
	NotSent             // nothing left this machine
	Failed              // the service answered that it failed
	Unknown             // it may have arrived
	Unreachable         // this person can't be written to
	Refused             // this message can't be sent
	Locked              // the token is refused: nothing can be sent
)

// Outcome is a verdict and what goes with it.
type Outcome struct {
	Verdict    Verdict
	MessageIDs []string
	RetryAfter time.Duration
	Reason     string // for the operator; never the token
	Alarm      bool   // Reason tells of a fault of ours although it was delivered
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
	nobody  = []string{"chat not found", "PEER_ID_INVALID", "user is deactivated", "USER_IS_BLOCKED"}
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

func (c *Client) call(ctx context.Context, s shape) error {
	switch {
	case s.Edit != 0:
		return c.edit(ctx, s)
	case len(s.Files) == 1:
		return c.sendFile(ctx, s)
	case len(s.Files) > 1:
		return c.sendAlbum(ctx, s)
	}
	text, mode := s.words()
	_, err := c.api.SendMessage(ctx, &tg.SendMessageParams{
		ChatID: s.Chat, Text: text, ParseMode: mode, LinkPreviewOptions: noPreview(),
		DisableNotification: s.Silent, ProtectContent: s.Protect,
		ReplyParameters: s.reply(), ReplyMarkup: s.markup,
	})
	return err
}

func (c *Client) edit(ctx context.Context, s shape) error {
	text, mode := s.words()
	if s.caption {
		_, err := c.api.EditMessageCaption(ctx, &tg.EditMessageCaptionParams{
			ChatID: s.Chat, MessageID: int(s.Edit), Caption: text, ParseMode: mode, ReplyMarkup: s.markup,
		})
		return err
	}
	_, err := c.api.EditMessageText(ctx, &tg.EditMessageTextParams{
		ChatID: s.Chat, MessageID: int(s.Edit), Text: text, ParseMode: mode,
		LinkPreviewOptions: noPreview(), ReplyMarkup: s.markup,
	})
	return err
}

func (c *Client) sendFile(ctx context.Context, s shape) error {
	text, mode := s.words()
	f := s.Files[0]
	var in models.InputFile = &models.InputFileUpload{Filename: fileName(f), Data: bytes.NewReader(f.Bytes)}
	if id := c.known(s, f); id != "" {
		in = &models.InputFileString{Data: id}
	}
	if s.drawn(f) {
		_, err := c.api.SendPhoto(ctx, &tg.SendPhotoParams{
			ChatID: s.Chat, Photo: in, Caption: text, ParseMode: mode,
			DisableNotification: s.Silent, ProtectContent: s.Protect,
			ReplyParameters: s.reply(), ReplyMarkup: s.markup,
		})
		return err
	}
	_, err := c.api.SendDocument(ctx, &tg.SendDocumentParams{
		ChatID: s.Chat, Document: in, Caption: text, ParseMode: mode,
		DisableNotification: s.Silent, ProtectContent: s.Protect,
		ReplyParameters: s.reply(), ReplyMarkup: s.markup,
	})
	return err
}

func (c *Client) sendAlbum(ctx context.Context, s shape) error {
	text, mode := s.words()
	var media []models.InputMedia
	for i, f := range s.Files {
		if i > 0 {
			text, mode = "", ""
		}
		name := fmt.Sprintf("attach://%d-%s", i, fileName(f))
		if id := c.known(s, f); id != "" {
			name = id
		}
		if s.documents {
			media = append(media, &models.InputMediaDocument{Media: name, Caption: text, ParseMode: mode, MediaAttachment: bytes.NewReader(f.Bytes)})
		} else {
			media = append(media, &models.InputMediaPhoto{Media: name, Caption: text, ParseMode: mode, MediaAttachment: bytes.NewReader(f.Bytes)})
		}
	}
	_, err := c.api.SendMediaGroup(ctx, &tg.SendMediaGroupParams{
		ChatID: s.Chat, Media: media,
		DisableNotification: s.Silent, ProtectContent: s.Protect, ReplyParameters: s.reply(),
	})
	return err
}

// drawn says whether Telegram shows a file as a picture.
func (s *shape) drawn(f attachment.Content) bool {
	const most = 10 << 20
	return !s.documents && (f.Media == "image/jpeg" || f.Media == "image/png") && len(f.Bytes) <= most &&
		f.Width+f.Height <= 10_000 && f.Width <= 20*f.Height && f.Height <= 20*f.Width
}

func fileName(f attachment.Content) string {
	switch {
	case f.Media == "image/jpeg":
		return "foto.jpg"
	case f.Media == "image/png":
		return "gambar.png"
	case f.Name != "":
		return f.Name
	}
	return "berkas"
}

// known is the file id of an earlier upload, "" if there is none to use.
func (c *Client) known(s shape, f attachment.Content) string {
	if s.upload {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.files[s.fileKey(f)]
}

func (s *shape) fileKey(f attachment.Content) string {
	return fmt.Sprint(s.drawn(f), hex.EncodeToString(f.Digest))
}

// learn keeps the file ids of what was uploaded: in memory only, since they
// are worth nothing to another bot.
func (c *Client) learn(s shape, made []sent) {
	const most = 5_000
	if len(made) != len(s.Files) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.files) > most {
		clear(c.files)
	}
	for i, m := range made {
		id := m.Document.FileID
		if n := len(m.Photo); n > 0 {
			id = m.Photo[n-1].FileID
		}
		if id != "" {
			c.files[s.fileKey(s.Files[i])] = id
		}
	}
}

// judge decides by what came over the wire.
func (c *Client) judge(x *exchange, s shape, err error) Outcome {
	x.mu.Lock()
	a, status, written := x.answer, x.status, x.written
	x.mu.Unlock()
	switch {
	case a != nil && a.OK:
		made := a.made()
		c.learn(s, made)
		o := Outcome{Verdict: Delivered}
		for _, m := range made {
			o.MessageIDs = append(o.MessageIDs, fmt.Sprint(m.MessageID))
		}
		if len(made) == 0 && s.Edit != 0 {
			o.MessageIDs = []string{fmt.Sprint(s.Edit)}
		}
		return o
	case a != nil:
		return c.refused(a, s)
	case status != 0:
		return Outcome{Verdict: Failed, Reason: fmt.Sprintf("HTTP %d without a readable answer", status)}
	case written:
		return Outcome{Verdict: Unknown, Reason: c.clean(cause(err))}
	case errors.Is(err, errNotLeading):
		return Outcome{Verdict: NotSent, Reason: errNotLeading.Error()}
	}
	return Outcome{Verdict: NotSent, Reason: c.clean(cause(err))}
}

func (c *Client) refused(a *answer, s shape) Outcome {
	o := Outcome{Reason: fmt.Sprintf("%d %s", a.Code, c.clean(a.Description))}
	says := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(a.Description, w) {
				return true
			}
		}
		return false
	}
	switch {
	case a.Code == http.StatusTooManyRequests:
		o.Verdict, o.RetryAfter = Throttled, time.Duration(max(1, a.Parameters.RetryAfter))*time.Second
	case a.Code == http.StatusForbidden, a.Code == http.StatusBadRequest && says(nobody...):
		o.Verdict = Unreachable
	case a.Code == http.StatusUnauthorized, a.Code == http.StatusNotFound:
		o.Verdict = Locked
	case s.Edit != 0 && says("message is not modified"):
		return Outcome{Verdict: Delivered, MessageIDs: []string{fmt.Sprint(s.Edit)}}
	case a.Code >= 500:
		o.Verdict = Failed
	default:
		o.Verdict = Refused
	}
	return o
}

// cause is the innermost of an error: the outer ones repeat the address.
func cause(err error) string {
	if err == nil {
		return "no answer"
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

func noPreview() *models.LinkPreviewOptions {
	return &models.LinkPreviewOptions{IsDisabled: tg.True()}
}

// keyboard builds the buttons below a message: presses and links only, since
// the library spoils every other kind.
func keyboard(rows [][]outbox.Button) (models.ReplyMarkup, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	k := &models.InlineKeyboardMarkup{}
	for _, row := range rows {
		var line []models.InlineKeyboardButton
		for _, b := range row {
			press, err := b.Press()
			if err != nil {
				return nil, err
			}
			line = append(line, models.InlineKeyboardButton{Text: b.Label, CallbackData: press, URL: b.URL})
		}
		k.InlineKeyboard = append(k.InlineKeyboard, line)
	}
	return k, nil
}
