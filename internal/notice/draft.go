package notice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/routing"
)

// The steps of a dialog whose data is a Draft: a report before it is sent, and
// a message of which the writer has not said yet what it belongs to.
const (
	StepDraft  = "lapor.draft"
	StepChoice = "free.choice"
)

// Draft is what a citizen wrote and has not sent: kept in their dialog, and
// nowhere else.
type Draft struct {
	Token     string            `json:"token"` // tells this draft's buttons from another's
	Pieces    []Piece           `json:"pieces,omitempty"`
	Files     []Sent            `json:"files,omitempty"`
	Pins      []Pin             `json:"pins,omitempty"`     // the last is where it is
	Area      string            `json:"area,omitempty"`     // chosen; else what the text and the pin suggest
	Category  string            `json:"category,omitempty"` // chosen
	Unit      string            `json:"unit,omitempty"`     // chosen
	Public    bool              `json:"public,omitempty"`
	Contact   complaint.Contact `json:"contact,omitempty"`   // how its writer may be reached; "" as for complaint.InChat
	Agreed    *time.Time        `json:"agreed,omitempty"`    // a helper writes it for somebody else, who agreed then
	Officer   bool              `json:"officer,omitempty"`   // it is about an officer
	As        string            `json:"as,omitempty"`        // AsThanks or AsReport, as its writer says
	Alarmed   []string          `json:"alarmed,omitempty"`   // the dangers for which its writer was given numbers
	Forwarded bool              `json:"forwarded,omitempty"` // some of it was written by somebody else
	Album     string            `json:"album,omitempty"`     // the last message was a part of it
	Closed    string            `json:"closed,omitempty"`
	About     int64             `json:"about,omitempty"` // the one case that it replied to
	Card      string            `json:"card,omitempty"`  // outbox key of the newest message that shows it
	Twins     []Twin            `json:"twins,omitempty"` // cases that seem to tell the same already
	Safe      bool              `json:"safe,omitempty"`  // its writer said that they are in no danger
}

// Twin is a case that a draft seems to tell as well.
type Twin struct {
	ID    complaint.ID `json:"id"`
	Photo bool         `json:"photo,omitempty"` // their pictures look the same
}

// mostTwins is how many of them a writer is asked about.
const mostTwins = 3

// Looks is what the draft's pictures look like, as far as they were looked at.
func (d Draft) Looks() (looks []attachment.Look) {
	for _, f := range d.Files {
		if f.Look != 0 {
			looks = append(looks, f.Look)
		}
	}
	return looks
}

// Piece is the text of one message.
type Piece struct {
	ID   string `json:"id"` // the channel's, by which a later change finds it
	Text string `json:"text"`
}

// Sent is a file, and the message that brought it.
type Sent struct {
	attachment.File
	ID   string          `json:"id,omitempty"`
	Look attachment.Look `json:"look,omitempty"` // of a picture that was looked at
	Seen bool            `json:"seen,omitempty"` // it was looked at, or cannot be
}

// Pin is a place on the map, and the message that brought it.
type Pin struct {
	routing.Point
	ID string `json:"id,omitempty"`
}

// Message is what one message brings into a draft.
type Message struct {
	ID    string
	Words string
	Files []attachment.File
	Pin   *routing.Point
}

// Add puts what one message brought behind what is there. What a message of
// the draft said before it was changed may come late, and is left out. It
// refuses with complaint.ErrTooLong, and then leaves the draft as it was.
func (d *Draft) Add(m Message) error {
	if d.holds(m.ID) {
		return nil
	}
	words := strings.TrimSpace(m.Words)
	if words != "" {
		longer := *d
		longer.Pieces = append(slices.Clone(d.Pieces), Piece{m.ID, words})
		if len([]rune(longer.Words())) > complaint.MaxBody {
			return complaint.ErrTooLong
		}
		d.Pieces = longer.Pieces
	}
	for _, f := range m.Files {
		d.Files = append(d.Files, Sent{File: f, ID: m.ID})
	}
	if m.Pin != nil {
		d.Pins = append(d.Pins, Pin{*m.Pin, m.ID})
	}
	return nil
}

// holds says whether a message is one of the draft's.
func (d *Draft) holds(id string) bool {
	return id != "" && (slices.ContainsFunc(d.Pieces, func(p Piece) bool { return p.ID == id }) ||
		slices.ContainsFunc(d.Files, func(s Sent) bool { return s.ID == id }) ||
		slices.ContainsFunc(d.Pins, func(p Pin) bool { return p.ID == id }))
}

// Change puts what a message says now in place of what it said; false when it
// is none of the draft's. It refuses with complaint.ErrTooLong.
func (d *Draft) Change(m Message) (bool, error) {
	piece := slices.IndexFunc(d.Pieces, func(p Piece) bool { return p.ID == m.ID })
	file := slices.IndexFunc(d.Files, func(s Sent) bool { return s.ID == m.ID })
	pin := slices.IndexFunc(d.Pins, func(p Pin) bool { return p.ID == m.ID })
	if piece < 0 && file < 0 && pin < 0 {
		return false, nil
	}
	changed := *d
	changed.Pieces = slices.Clone(d.Pieces)
	switch words := strings.TrimSpace(m.Words); {
	case piece >= 0:
		changed.Pieces[piece].Text = words
	case words != "":
		changed.Pieces = append(changed.Pieces, Piece{m.ID, words})
	}
	if len([]rune(changed.Words())) > complaint.MaxBody {
		return false, complaint.ErrTooLong
	}
	if len(m.Files) > 0 {
		changed.Files = slices.DeleteFunc(slices.Clone(d.Files), func(s Sent) bool { return s.ID == m.ID })
		for i, f := range m.Files {
			at := len(changed.Files)
			if file >= 0 {
				at = file + i
			}
			changed.Files = slices.Insert(changed.Files, at, Sent{File: f, ID: m.ID})
		}
	}
	if m.Pin != nil && pin >= 0 {
		changed.Pins = slices.Clone(d.Pins)
		changed.Pins[pin].Point = *m.Pin
	}
	*d = changed
	return true, nil
}

// Said is what each message of a draft brought.
func (d Draft) Said() []complaint.Message {
	var ms []complaint.Message
	of := func(id string) *complaint.Message {
		i := slices.IndexFunc(ms, func(m complaint.Message) bool { return m.ID == id })
		if i < 0 {
			ms = append(ms, complaint.Message{ID: id})
			i = len(ms) - 1
		}
		return &ms[i]
	}
	for _, p := range d.Pieces {
		of(p.ID).Words = p.Text
	}
	for _, s := range d.Files {
		m := of(s.ID)
		m.Files = append(m.Files, s.ChannelFile)
	}
	return ms
}

// Attached are the files, in the order in which they came.
func (d Draft) Attached() []attachment.File {
	var files []attachment.File
	for _, s := range d.Files {
		files = append(files, s.File)
	}
	return files
}

// Empty says whether nothing was written or sent yet.
func (d Draft) Empty() bool { return len(d.Pieces) == 0 && len(d.Files) == 0 && len(d.Pins) == 0 }

// Body is all that was written, in the order in which it came.
func (d Draft) Body() string {
	var texts []string
	for _, p := range d.Pieces {
		if p.Text != "" {
			texts = append(texts, p.Text)
		}
	}
	return strings.Join(texts, "\n")
}

// Words is the body with every pin but the last, which is kept as a place.
func (d Draft) Words() string { return d.with(d.Pins[:max(0, len(d.Pins)-1)]) }

// WordsAndPins is the body with every pin, for where no place can be kept.
func (d Draft) WordsAndPins() string { return d.with(d.Pins) }

func (d Draft) with(pins []Pin) string {
	var lines []string
	if body := d.Body(); body != "" {
		lines = append(lines, body)
	}
	for _, p := range pins {
		lines = append(lines, fmt.Sprintf("📍 %.5f, %.5f", p.Latitude, p.Longitude))
	}
	return strings.Join(lines, "\n")
}

// Pin is the place on the map, nil if none was sent.
func (d Draft) Pin() *routing.Point {
	if len(d.Pins) == 0 {
		return nil
	}
	return &d.Pins[len(d.Pins)-1].Point
}
