package bot

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"tanggap/bot/turn"
	"tanggap/internal/attachment"
	"tanggap/internal/locale"
)

// errMalformed says that bytes are no update at all.
var errMalformed = errors.New("not an update")

// update is what we read of a Telegram update, whatever the library knows.
type update struct {
	id       string // Telegram's update_id
	address  string // "tg:<chat>", "" when it comes from no chat
	private  bool
	lang     locale.Lang
	in       turn.Incoming
	callback string // id of the tap to answer
	message  int    // the message that was pressed, or replied to
	quoted   string // what the message says that was replied to
	member   string // "member" or "kicked": somebody (un)blocked the bot
	kept     bool   // there is something in it for a handler
}

// decode reads an update. What the library cannot read comes back as an
// error beside the id and address, so that it can be parked.
func decode(raw []byte, username string) (update, error) {
	var envelope struct {
		ID       *int64 `json:"update_id"`
		Message  *chat  `json:"message"`
		Edited   *chat  `json:"edited_message"`
		Callback *struct {
			Message *chat `json:"message"`
		} `json:"callback_query"`
		Member *chat `json:"my_chat_member"`
	}
	if err := json.Unmarshal(raw, &envelope); err != nil || envelope.ID == nil {
		return update{}, errMalformed
	}
	u := update{id: strconv.FormatInt(*envelope.ID, 10), lang: locale.ID}
	from := envelope.Message
	for _, c := range []*chat{envelope.Edited, envelope.Member} {
		if from == nil {
			from = c
		}
	}
	if from == nil && envelope.Callback != nil {
		from = envelope.Callback.Message
	}
	if from != nil && from.Chat.ID != 0 {
		u.address, u.private = "tg:"+strconv.FormatInt(from.Chat.ID, 10), from.Chat.Type == "private"
	}
	var m models.Update
	if err := json.Unmarshal(raw, &m); err != nil {
		return u, errors.New("the library cannot read it") // its words could hold the person's
	}
	switch {
	case m.Message != nil:
		u.readMessage(m.Message, username)
	case m.EditedMessage != nil:
		u.readMessage(m.EditedMessage, username)
		u.in.Edited = true
	case m.CallbackQuery != nil:
		u.readPress(m.CallbackQuery)
	case m.MyChatMember != nil:
		u.member = string(m.MyChatMember.NewChatMember.Type)
	}
	return u, nil
}

type chat struct {
	Chat struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	} `json:"chat"`
}

func (u *update) readPress(q *models.CallbackQuery) {
	u.callback, u.kept = clean(q.ID), true
	u.lang = locale.Parse(q.From.LanguageCode)
	parts := strings.Split(clean(q.Data), "|") // an old app, or a forger, sends whatever it likes
	u.in.Button, u.in.Args = parts[0], parts[1:]
	if last := len(u.in.Args) - 1; last >= 0 {
		if pass, is := strings.CutPrefix(u.in.Args[last], turn.PassMark); is {
			u.in.Args, u.in.Pass = u.in.Args[:last], pass
		}
	}
	if u.in.Button == "" {
		u.in.Button = "?" // a press all the same: answered as one that is out of date
	}
	switch {
	case q.Message.Message != nil:
		u.message = q.Message.Message.ID
	case q.Message.InaccessibleMessage != nil:
		u.message = q.Message.InaccessibleMessage.MessageID
	}
}

func (u *update) readMessage(m *models.Message, username string) {
	if m.From != nil {
		u.lang = locale.Parse(m.From.LanguageCode)
	}
	in := &u.in
	in.ID = strconv.Itoa(m.ID)
	in.SentAt = time.Unix(int64(m.Date), 0).UTC()
	in.Text = clean(m.Text + m.Caption + venueOf(m)) // a message has one of them
	in.Album, in.Contact, in.Forwarded = clean(m.MediaGroupID), m.Contact != nil, m.ForwardOrigin != nil
	if old := m.ReplyToMessage; old != nil {
		u.message, u.quoted, in.Orphan = old.ID, clean(old.Text+old.Caption), old.From != nil && old.From.IsBot
	}
	if l := m.Location; l != nil && math.Abs(l.Latitude) <= 90 && math.Abs(l.Longitude) <= 180 {
		in.Location = &turn.Location{Latitude: l.Latitude, Longitude: l.Longitude}
	}
	in.Files = filesOf(m)
	for i := range in.Files {
		in.Files[i].Forwarded = in.Forwarded
	}
	if name, rest := command(in.Text, username); name == "/lapor" || len(in.Files) == 0 && in.Location == nil {
		in.Command, in.Rest = name, rest // beside a picture any other would lose it
	}
	in.Other = in.Text == "" && len(in.Files) == 0 && in.Location == nil && !in.Contact
	u.kept = !in.Other || !happened(m)
}

// venueOf is the place that somebody chose from the map, in words.
func venueOf(m *models.Message) string {
	switch {
	case m.Venue == nil:
		return ""
	case m.Venue.Address == "":
		return m.Venue.Title
	}
	return m.Venue.Title + ", " + m.Venue.Address
}

// happened says whether a message tells of something that was done in the
// chat: nobody said anything.
func happened(m *models.Message) bool {
	return m.PinnedMessage != nil || m.MessageAutoDeleteTimerChanged != nil || m.ProximityAlertTriggered != nil ||
		m.ChatBackgroundSet != nil || m.WriteAccessAllowed != nil || m.ConnectedWebsite != ""
}

// filesOf are the files that a message brings; of a photo the largest size.
func filesOf(m *models.Message) []attachment.File {
	file := func(k attachment.Kind, id, name string) []attachment.File {
		if id = clean(id); id == "" {
			return nil
		}
		return []attachment.File{{Kind: k, ChannelFile: id, Name: clean(name)}}
	}
	switch {
	case len(m.Photo) > 0:
		return file(attachment.Photo, m.Photo[len(m.Photo)-1].FileID, "")
	case m.Voice != nil:
		return file(attachment.Voice, m.Voice.FileID, "")
	case m.Video != nil:
		return file(attachment.Video, m.Video.FileID, m.Video.FileName)
	case m.VideoNote != nil:
		return file(attachment.Video, m.VideoNote.FileID, "")
	case m.Audio != nil:
		return file(attachment.Document, m.Audio.FileID, m.Audio.FileName)
	case m.Document != nil:
		return file(attachment.Document, m.Document.FileID, m.Document.FileName)
	}
	return nil
}

// command cuts "/status@tanggap_bot KPH-…" into command and rest; a command
// for another bot is none of ours.
func command(s, username string) (name, rest string) {
	if !strings.HasPrefix(s, "/") || len(s) < 2 {
		return "", ""
	}
	name, rest = s, ""
	if i := strings.IndexAny(s, " \n\t"); i >= 0 {
		name, rest = s[:i], strings.TrimSpace(s[i:])
	}
	name, to, addressed := strings.Cut(name, "@")
	if addressed && username != "" && !strings.EqualFold(to, username) {
		return "", ""
	}
	return strings.ToLower(name), rest
}

// clean makes text safe to keep and to show: valid UTF-8 without characters
// that are invisible or turn the reading direction of what follows.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == 0x7f, r >= 0x80 && r < 0xa0: // control characters
			return -1
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // overriding of direction
			return -1
		case r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}
