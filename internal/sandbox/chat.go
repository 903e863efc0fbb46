package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Person is somebody with a telephone.
type Person struct {
	ID   int64
	Name string
	User string // without @; "" for none
	Role string // the caption above their phone, such as "Warga" or "Petugas"
	Lang string // language of their app; empty means "id"
}

// chat is a conversation with the bot: private, where the chat's number is the
// person's, or a group, whose number is negative.
type chat struct {
	ID         int64     `json:"id"`
	Type       string    `json:"type"`
	Title      string    `json:"title,omitempty"`
	First      string    `json:"first,omitempty"`
	Last       string    `json:"last,omitempty"`
	User       string    `json:"user,omitempty"`
	Lang       string    `json:"lang,omitempty"`
	Started    bool      `json:"started,omitempty"` // the person wrote to the bot
	Blocked    bool      `json:"blocked,omitempty"`
	MigratedTo int64     `json:"migrated_to,omitempty"`
	Keyboard   *keyboard `json:"keyboard,omitempty"` // what stands below the input line now
	Rev        int64     `json:"-"`

	messages []*message // by ID
	typing   time.Time  // the bot is typing until then, by the machine's clock
}

// message is what stands in a chat.
type message struct {
	ID        int64           `json:"id"`
	Chat      int64           `json:"chat"`
	From      int64           `json:"from"`
	At        time.Time       `json:"at"`
	Kind      string          `json:"kind"`
	Text      string          `json:"text,omitempty"` // or the caption
	Entities  []entity        `json:"entities,omitempty"`
	Files     []string        `json:"files,omitempty"` // file ids: the sizes of a photo, else one
	Emoji     string          `json:"emoji,omitempty"`
	Location  *Location       `json:"location,omitempty"`
	Venue     *venue          `json:"venue,omitempty"`
	Contact   *Contact        `json:"contact,omitempty"`
	Album     string          `json:"album,omitempty"`
	ReplyTo   int64           `json:"reply_to,omitempty"`
	Quote     string          `json:"quote,omitempty"`
	Origin    *apiOrigin      `json:"origin,omitempty"`
	Preview   json.RawMessage `json:"preview,omitempty"`
	Markup    *inlineMarkup   `json:"markup,omitempty"`
	Keyed     bool            `json:"keyed,omitempty"` // came with a reply keyboard, so it can't be edited
	EditedAt  time.Time       `json:"edited_at,omitzero"`
	Deleted   bool            `json:"deleted,omitempty"`
	Silent    bool            `json:"silent,omitempty"`
	Protected bool            `json:"protected,omitempty"`
	Spoiler   bool            `json:"spoiler,omitempty"`
	MigrateTo int64           `json:"migrate_to,omitempty"`
	Rev       int64           `json:"-"`
}

func (m *message) fromBot() bool { return m.From == 0 }

// Meet makes a person known by name and language, without a word to the bot:
// their chat exists for the bot only when they write.
func (s *Sandbox) Meet(p Person) {
	s.lock()
	defer s.unlock()
	c := s.person(p.ID)
	first, last, _ := strings.Cut(p.Name, " ")
	lang := cmp.Or(p.Lang, "id")
	if first == "" || c.First == first && c.Last == last && c.User == p.User && c.Lang == lang {
		return
	}
	c.First, c.Last, c.User, c.Lang = first, last, p.User, lang
	s.touchChat(c)
}

// person is the private chat of a user, who becomes known by it.
func (s *Sandbox) person(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		c = &chat{ID: id, Type: "private", First: fmt.Sprintf("Pengguna %d", id), Lang: "id"}
		s.chats[id] = c
		s.touchChat(c)
	}
	return c
}

func (s *Sandbox) group(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		c = &chat{ID: id, Type: "group", Title: fmt.Sprintf("Grup %d", -id), Started: true}
		s.chats[id] = c
		s.touchChat(c)
	}
	return c
}

func (c *chat) wire() apiChat {
	return apiChat{ID: c.ID, Type: c.Type, Title: c.Title, FirstName: c.First, LastName: c.Last, Username: c.User}
}

func (c *chat) user() *apiUser {
	return &apiUser{ID: c.ID, FirstName: c.First, LastName: c.Last, Username: c.User, LanguageCode: c.Lang}
}

// find is the message with this number, unless it was deleted.
func (c *chat) find(id int64) *message {
	i, ok := slices.BinarySearchFunc(c.messages, id, func(m *message, id int64) int { return cmp.Compare(m.ID, id) })
	if !ok || c.messages[i].Deleted {
		return nil
	}
	return c.messages[i]
}

// add puts a message at the end of its chat.
func (s *Sandbox) add(c *chat, m *message) *message {
	m.ID, m.Chat, m.At = s.meta.NextMessage, c.ID, s.opt.Now()
	s.meta.NextMessage++
	c.messages = append(c.messages, m)
	if m.fromBot() {
		c.typing = time.Time{}
	}
	s.touchMessage(m)
	return m
}

// wire is the message as the Bot API tells it.
func (s *Sandbox) wire(m *message) *apiMessage { return s.wireDeep(m, true) }

func (s *Sandbox) wireDeep(m *message, deep bool) *apiMessage {
	c := s.chats[m.Chat]
	w := &apiMessage{MessageID: m.ID, Date: m.At.Unix(), Chat: c.wire(), ForwardOrigin: m.Origin, Protected: m.Protected, MediaGroupID: m.Album,
		Preview: m.Preview, Spoiler: m.Spoiler, Contact: m.Contact, Location: m.Location, Venue: m.Venue, ReplyMarkup: m.Markup}
	if m.fromBot() {
		w.From = &s.bot
	} else {
		w.From = s.person(m.From).user()
	}
	if !m.EditedAt.IsZero() {
		w.EditDate = m.EditedAt.Unix()
	}
	if m.Venue != nil {
		w.Location = &m.Venue.Location
	}
	switch m.Kind {
	case "text":
		w.Text, w.Entities = m.Text, m.Entities
	case "group_created":
		w.GroupCreated = true
	case "migrate_to":
		w.MigrateTo = m.MigrateTo
	case "migrate_from":
		w.MigrateFrom = m.MigrateTo
	default:
		w.Caption, w.CaptionEntities = m.Text, m.Entities
		s.wireFiles(w, m)
	}
	if replied := c.find(m.ReplyTo); replied != nil && deep {
		w.ReplyTo = s.wireDeep(replied, false)
		if m.Quote != "" {
			w.Quote = &apiQuote{Text: m.Quote, Position: Units(replied.Text[:max(strings.Index(replied.Text, m.Quote), 0)]), IsManual: true}
		}
	}
	return w
}

// Message is what a chat shows now.
type Message struct {
	ID        int64
	At        time.Time
	FromBot   bool
	Kind      string // "text", "photo", "document", "location", …
	Text      string // the text, or the caption
	HTML      string // the same in Telegram's small HTML
	Buttons   [][]Button
	Keyboard  [][]string // the reply keyboard that came with it
	ReplyTo   int64
	Photo     []byte // the largest size
	File      []byte // any other file
	FileName  string
	FileID    string
	Location  *Location
	Contact   *Contact
	Album     string
	Forwarded bool
	Edited    bool
	Silent    bool
	Protected bool
}

// Chat is what the chat of a user, or a group, shows now: oldest first, without
// what was deleted.
func (s *Sandbox) Chat(user int64) []Message {
	s.lock()
	defer s.unlock()
	c := s.chats[user]
	if c == nil {
		return nil
	}
	var shown []Message
	for _, m := range c.messages {
		if !m.Deleted {
			shown = append(shown, s.show(c, m))
		}
	}
	return shown
}

func (s *Sandbox) show(c *chat, m *message) Message {
	v := Message{ID: m.ID, At: m.At, FromBot: m.fromBot(), Kind: m.Kind, Text: m.Text, HTML: renderHTML(m.Text, m.Entities), Buttons: m.Markup.buttons(),
		ReplyTo: m.ReplyTo, Location: m.Location, Contact: m.Contact, Album: m.Album, Forwarded: m.Origin != nil, Edited: !m.EditedAt.IsZero(),
		Silent: m.Silent, Protected: m.Protected}
	if m.Venue != nil {
		v.Location = &m.Venue.Location
	}
	if m.Keyed && c.Keyboard != nil && c.Keyboard.Message == m.ID {
		v.Keyboard = c.Keyboard.labels()
	}
	if len(m.Files) > 0 {
		f := s.files[m.Files[len(m.Files)-1]]
		v.FileID, v.FileName = f.ID, f.Name
		if m.Kind == "photo" {
			v.Photo = s.blobs.get(f.Digest)
		} else {
			v.File = s.blobs.get(f.Digest)
		}
	}
	return v
}
