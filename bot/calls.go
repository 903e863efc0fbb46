package bot

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"tanggap/internal/attachment"
	"tanggap/internal/outbox"
)

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
	called := map[string]bool{}
	for i, f := range s.Files {
		if i > 0 {
			text, mode = "", ""
		}
		name := fileName(f)
		if called[name] { // each part of the form has a name of its own
			name = fmt.Sprintf("%d-%s", i+1, name)
		}
		called[name] = true
		name = "attach://" + name
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
