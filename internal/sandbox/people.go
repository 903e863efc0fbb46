package sandbox

import (
	"cmp"
	"fmt"
	"maps"
	"strings"
	"time"
)

// Outgoing is what a person sends. Text is the text, or the caption of whatever
// else it is.
type Outgoing struct {
	Chat      int64 // a group; 0 means the person's chat with the bot
	Text      string
	Photo     []byte
	Document  *Upload
	Voice     *Upload
	Video     *Upload
	Audio     *Upload
	Animation *Upload
	VideoNote *Upload
	Sticker   string // an emoji
	Location  *Location
	Venue     *Venue // a place from the map; Location is where
	Contact   *Contact
	ReplyTo   int64          // message it answers
	Forward   *Forward       // it is passed on from elsewhere
	Edit      int64          // their earlier message that it takes the place of
	Album     string         // the same for all items of an album
	Extra     map[string]any // fields to add to the message of the update
}

// Venue is a place by its name and address.
type Venue struct{ Title, Address string }

// Upload is a file that a person sends.
type Upload struct {
	Name          string
	Type          string
	Bytes         []byte
	Duration      time.Duration
	Width, Height int
}

// Forward says where a message comes from.
type Forward struct {
	From   int64 // the writer; 0 where they hide their account
	Name   string
	SentAt time.Time
}

// Say is a text from a user. The first one makes their chat exist. A text longer
// than Telegram takes is sent in pieces, as the apps do, and the last piece is
// returned; see Split.
func (s *Sandbox) Say(user int64, text string) Update { return s.Send(user, Outgoing{Text: text}) }

// Send is anything else from a user. Whoever blocked the bot unblocks it thereby.
func (s *Sandbox) Send(user int64, m Outgoing) Update {
	var pictures []picture
	if m.Photo != nil {
		pictures = sizes(m.Photo)
	}
	s.lock()
	defer s.unlock()
	c := s.person(user)
	if m.Chat != 0 {
		c = s.group(m.Chat)
	} else if c.Blocked {
		s.block(c, false)
	}
	if m.Edit != 0 {
		return s.editOwn(user, c, m, pictures)
	}
	pieces := []string{m.Text}
	if m.plain() {
		pieces = Split(m.Text)
	}
	var u Update
	for _, text := range pieces {
		m.Text = text
		u = s.write(user, c, m, pictures)
	}
	return u
}

// plain says that there is nothing but a text.
func (m *Outgoing) plain() bool {
	return m.Photo == nil && m.Sticker == "" && m.Location == nil && m.Contact == nil && m.file() == nil
}

// file gives the one file that is no photo.
func (m *Outgoing) file() (up *Upload) {
	for _, x := range []*Upload{m.Document, m.Voice, m.Video, m.Audio, m.Animation, m.VideoNote} {
		if x != nil {
			up = x
		}
	}
	return up
}

func (m *Outgoing) kind() string {
	switch {
	case m.Photo != nil:
		return "photo"
	case m.Document != nil:
		return "document"
	case m.Voice != nil:
		return "voice"
	case m.Video != nil:
		return "video"
	case m.Audio != nil:
		return "audio"
	case m.Animation != nil:
		return "animation"
	case m.VideoNote != nil:
		return "video_note"
	case m.Sticker != "":
		return "sticker"
	case m.Venue != nil:
		return "venue"
	case m.Location != nil:
		return "location"
	case m.Contact != nil:
		return "contact"
	}
	return "text"
}

// write puts a new message of a person into a chat and tells the bot.
func (s *Sandbox) write(user int64, c *chat, out Outgoing, pictures []picture) Update {
	text, _ := trim(clean(strings.ToValidUTF8(out.Text, "")), nil)
	m := &message{From: user, Kind: out.kind(), Text: text, Entities: detect(text, nil), Location: out.Location, Contact: out.Contact, Album: out.Album,
		ReplyTo: out.ReplyTo, Emoji: out.Sticker}
	if v := out.Venue; v != nil {
		m.Venue, m.Location = &venue{Location: *out.Location, Title: v.Title, Address: v.Address}, nil
	}
	switch up := out.file(); {
	case pictures != nil:
		m.Files = s.storePhoto(pictures)
	case up != nil:
		f := file{Name: up.Name, Type: up.Type, Width: up.Width, Height: up.Height, Duration: int(up.Duration.Seconds())}
		m.Files = []string{s.store(m.Kind, f, up.Bytes).ID}
	case out.Sticker != "":
		m.Files = []string{s.store("sticker", file{Type: "image/webp"}, []byte(out.Sticker)).ID}
	}
	if f := out.Forward; f != nil {
		m.Origin = &apiOrigin{Type: "hidden_user", Date: f.SentAt.Unix(), SenderUserName: f.Name}
		if f.From != 0 {
			m.Origin.Type, m.Origin.SenderUser, m.Origin.SenderUserName = "user", s.person(f.From).user(), ""
		}
	}
	if !c.Started {
		c.Started = true
		s.touchChat(c)
	}
	if c.Keyboard != nil && (c.Keyboard.OneTime || c.Keyboard.ForceReply) {
		c.Keyboard = nil
		s.touchChat(c)
	}
	s.add(c, m)
	return s.tell(c, "message", m, out.Extra)
}

func (s *Sandbox) editOwn(user int64, c *chat, out Outgoing, pictures []picture) Update {
	m := c.find(out.Edit)
	if m == nil || m.From != user {
		panic(fmt.Sprintf("sandbox: user %d edits message %d, which is not theirs", user, out.Edit))
	}
	text, _ := trim(clean(strings.ToValidUTF8(out.Text, "")), nil)
	m.Text, m.Entities, m.EditedAt = text, detect(text, nil), s.opt.Now()
	if out.Location != nil { // somebody who shares where they are has moved
		m.Location = out.Location
	}
	if pictures != nil {
		m.Kind, m.Files = "photo", s.storePhoto(pictures)
	}
	s.touchMessage(m)
	return s.tell(c, "edited_message", m, out.Extra)
}

// tell offers a message to the bot. In a group it learns only of commands, of
// answers to its own messages, and of what names it.
func (s *Sandbox) tell(c *chat, kind string, m *message, extra map[string]any) Update {
	if c.Type != "private" && !s.meant(c, m) {
		return Update{}
	}
	var body any = s.wire(m)
	if len(extra) > 0 {
		all := asMap(body)
		maps.Copy(all, extra)
		body = all
	}
	return s.offer(kind, queueOf(kind, c.ID), body)
}

func (s *Sandbox) meant(c *chat, m *message) bool {
	if replied := c.find(m.ReplyTo); replied != nil && replied.fromBot() {
		return true
	}
	if m.Kind == "group_created" || m.MigrateTo != 0 {
		return true
	}
	for _, e := range m.Entities {
		word := sliceUnits(m.Text, e.Offset, e.end())
		_, name, addressed := strings.Cut(word, "@")
		if e.Type == "bot_command" && (!addressed || strings.EqualFold(name, s.bot.Username)) || e.Type == "mention" && strings.EqualFold(name, s.bot.Username) {
			return true
		}
	}
	return false
}

// Block stops or lets the bot write to a user: 403 from now on, and the bot is
// told of it.
func (s *Sandbox) Block(user int64, on bool) Update {
	s.lock()
	defer s.unlock()
	return s.block(s.person(user), on)
}

func (s *Sandbox) block(c *chat, on bool) Update {
	before, after := "member", "kicked"
	if !on {
		before, after = after, before
	}
	c.Blocked = on
	s.touchChat(c)
	member := func(status string) map[string]any {
		m := map[string]any{"user": s.bot, "status": status}
		if status == "kicked" {
			m["until_date"] = 0
		}
		return m
	}
	return s.offer("my_chat_member", queueOf("my_chat_member", c.ID), map[string]any{"chat": c.wire(), "from": c.user(), "date": s.opt.Now().Unix(),
		"old_chat_member": member(before), "new_chat_member": member(after)})
}

// Migrate turns a group into a supergroup, whose number it returns. Whoever still
// writes to the old one is told the new one.
func (s *Sandbox) Migrate(group int64) (supergroup int64, told []Update) {
	s.lock()
	defer s.unlock()
	old := s.group(group)
	id := -1_000_000_000_000 + group
	old.MigratedTo = id
	s.chats[id] = &chat{ID: id, Type: "supergroup", Title: old.Title, Started: true}
	s.touchChat(old)
	s.touchChat(s.chats[id])
	who := cmp.Or(firstWriter(old), s.bot.ID)
	a := s.add(old, &message{From: who, Kind: "migrate_to", MigrateTo: id})
	b := s.add(s.chats[id], &message{From: who, Kind: "migrate_from", MigrateTo: group})
	return id, []Update{s.tell(old, "message", a, nil), s.tell(s.chats[id], "message", b, nil)}
}

func firstWriter(c *chat) int64 {
	for _, m := range c.messages {
		if !m.fromBot() {
			return m.From
		}
	}
	return 0
}
