package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// changes is what a page is told: everything that changed after a revision, each
// thing as it is now.
type changes struct {
	Rev     int64        `json:"rev"`
	Clock   string       `json:"clock"`           // the office's wall clock
	Reset   bool         `json:"reset,omitempty"` // forget what was there before
	Chats   []chatView   `json:"chats,omitempty"`
	Answers []answerView `json:"answers,omitempty"`
}

type chatView struct {
	User        int64         `json:"user"`
	Started     bool          `json:"started"`
	Blocked     bool          `json:"blocked"`
	Typing      int64         `json:"typing,omitempty"` // milliseconds left
	Commands    []Command     `json:"commands"`
	Keyboard    *keyboard     `json:"keyboard"`
	Description string        `json:"description"`
	Messages    []messageView `json:"messages,omitempty"`
}

type messageView struct {
	ID        int64          `json:"id"`
	Deleted   bool           `json:"deleted,omitempty"`
	Mine      bool           `json:"mine,omitempty"`
	Kind      string         `json:"kind,omitempty"`
	At        string         `json:"at,omitempty"` // the office's wall clock
	Text      string         `json:"text,omitempty"`
	Entities  []entity       `json:"entities,omitempty"`
	Buttons   [][]buttonView `json:"buttons,omitempty"`
	ReplyTo   int64          `json:"reply_to,omitempty"`
	Quote     string         `json:"quote,omitempty"`
	Forward   string         `json:"forward,omitempty"`
	File      *fileView      `json:"file,omitempty"`
	Emoji     string         `json:"emoji,omitempty"`
	Place     *placeView     `json:"place,omitempty"`
	Contact   *Contact       `json:"contact,omitempty"`
	Album     string         `json:"album,omitempty"`
	Edited    bool           `json:"edited,omitempty"`
	Silent    bool           `json:"silent,omitempty"`
	Protected bool           `json:"protected,omitempty"`
	Spoiler   bool           `json:"spoiler,omitempty"`
}

type buttonView struct {
	Text  string `json:"text"`
	Data  string `json:"data,omitempty"`
	URL   string `json:"url,omitempty"`
	Copy  string `json:"copy,omitempty"`
	Style string `json:"style,omitempty"`
}

type fileView struct {
	URL    string `json:"url"`
	Name   string `json:"name,omitempty"`
	Type   string `json:"type,omitempty"`
	Size   int64  `json:"size"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Length int    `json:"length,omitempty"` // seconds
}

type placeView struct {
	Latitude  float64 `json:"lat"`
	Longitude float64 `json:"lon"`
	Title     string  `json:"title,omitempty"`
	Address   string  `json:"address,omitempty"`
}

type answerView struct {
	Query string `json:"query"`
	User  int64  `json:"user"`
	Text  string `json:"text"`
	Alert bool   `json:"alert"`
	URL   string `json:"url,omitempty"`
}

const wallClock = "2006-01-02T15:04:05"

// since collects the changes after a revision, and a channel that is closed at
// the next one.
func (p *page) since(rev int64, reset bool) (changes, <-chan struct{}) {
	now := p.bar.Now()
	p.lock()
	defer p.unlock()
	out := changes{Rev: p.rev, Clock: now.Format(wallClock), Reset: reset}
	for _, who := range p.people {
		c := p.person(who.ID)
		var fresh []messageView
		for _, m := range c.messages {
			if m.Rev > rev {
				fresh = append(fresh, p.view(m, who.ID, now.Location()))
			}
		}
		if c.Rev > rev || fresh != nil || rev == 0 {
			out.Chats = append(out.Chats, chatView{User: c.ID, Started: c.Started, Blocked: c.Blocked, Typing: max(time.Until(c.typing).Milliseconds(), 0),
				Commands: p.menu(c.ID), Keyboard: c.Keyboard, Description: p.describe(c.Lang), Messages: fresh})
		}
	}
	for _, a := range p.answers {
		if a.rev > rev && rev > 0 {
			out.Answers = append(out.Answers, answerView{a.Query, a.User, a.Text, a.Alert, a.URL})
		}
	}
	return out, p.changed
}

func (s *Sandbox) describe(lang string) string {
	if d := s.descriptions["description/"+lang]; d != "" {
		return d
	}
	return s.descriptions["description/"]
}

func (s *Sandbox) view(m *message, user int64, zone *time.Location) messageView {
	if m.Deleted {
		return messageView{ID: m.ID, Deleted: true}
	}
	v := messageView{ID: m.ID, Mine: m.From == user, Kind: m.Kind, At: m.At.In(zone).Format(wallClock), Text: m.Text, Entities: m.Entities, ReplyTo: m.ReplyTo,
		Quote: m.Quote, Emoji: m.Emoji, Contact: m.Contact, Album: m.Album, Edited: !m.EditedAt.IsZero(), Silent: m.Silent, Protected: m.Protected, Spoiler: m.Spoiler}
	if m.Markup != nil {
		for _, row := range m.Markup.Rows {
			var r []buttonView
			for _, b := range row {
				one := buttonView{Text: b.Text, Data: b.Data, URL: b.URL, Style: b.Style}
				if b.Copy != nil {
					one.Copy = b.Copy.Text
				}
				r = append(r, one)
			}
			v.Buttons = append(v.Buttons, r)
		}
	}
	if o := m.Origin; o != nil {
		v.Forward = o.SenderUserName
		if o.SenderUser != nil {
			v.Forward = strings.TrimSpace(o.SenderUser.FirstName + " " + o.SenderUser.LastName)
		}
	}
	switch {
	case m.Venue != nil:
		v.Place = &placeView{m.Venue.Location.Latitude, m.Venue.Location.Longitude, m.Venue.Title, m.Venue.Address}
	case m.Location != nil:
		v.Place = &placeView{Latitude: m.Location.Latitude, Longitude: m.Location.Longitude}
	}
	if len(m.Files) > 0 && m.Kind != "sticker" {
		f := s.files[m.Files[len(m.Files)-1]]
		v.File = &fileView{"/sandbox/file/" + f.ID, f.Name, f.Type, f.Size, f.Width, f.Height, f.Duration}
	}
	return v
}

// from reads the last revision that a page saw; of another start it means all.
func (p *page) from(text string) (rev int64, reset bool) {
	boot, number, _ := strings.Cut(text, "/")
	rev, err := strconv.ParseInt(number, 10, 64)
	if err != nil || boot != p.boot {
		return 0, true
	}
	return rev, false
}

func (p *page) mark(rev int64) string { return fmt.Sprintf("%s/%d", p.boot, rev) }

// serveChanges answers once, for a page without a stream.
func (p *page) serveChanges(w http.ResponseWriter, r *http.Request) {
	rev, reset := p.from(r.URL.Query().Get("since"))
	c, _ := p.since(rev, reset)
	w.Header().Set("X-Mark", p.mark(c.Rev))
	writePage(w, http.StatusOK, c)
}

// servePageFile gives a file for the page to show. What a browser might run is
// offered for saving only.
func (p *page) servePageFile(w http.ResponseWriter, r *http.Request) {
	p.lock()
	f := p.files[r.PathValue("id")]
	var b []byte
	if f != nil {
		b = p.blobs.get(f.Digest)
	}
	p.unlock()
	if f == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	switch sniffed := http.DetectContentType(b); {
	case strings.HasPrefix(sniffed, "image/"), strings.HasPrefix(sniffed, "video/"), strings.HasPrefix(sniffed, "audio/"), sniffed == "application/ogg":
		h.Set("Content-Type", sniffed)
	default:
		h.Set("Content-Disposition", "attachment")
	}
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(b)))
}
