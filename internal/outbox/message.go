package outbox

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What one message of the channel can carry. Telegram counts text in UTF-16
// units, without the marks of formatting.
const (
	maxText    = 4096
	maxCaption = 1024
	maxAlbum   = 10
	maxMarks   = 100 // formatting beyond is silently lost
	maxPress   = 64  // bytes
)

// ErrButton says that a button cannot be built: a fault of the program.
var ErrButton = errors.New("a button that cannot be built")

// Press is what comes back when the button is pressed: "name|arg|arg". It is
// empty for a link.
func (b Button) Press() (string, error) {
	if b.URL != "" {
		return "", nil
	}
	parts := append([]string{b.Name}, b.Args...)
	press := strings.Join(parts, "|")
	switch {
	case b.Name == "":
		return "", fmt.Errorf("%w: neither name nor link", ErrButton)
	case len(press) > maxPress:
		return "", fmt.Errorf("%w: %s takes %d bytes of %d", ErrButton, b.Name, len(press), maxPress)
	case strings.Count(press, "|") != len(b.Args):
		return "", fmt.Errorf("%w: %s has a bar in a name or argument", ErrButton, b.Name)
	case !utf8.ValidString(press):
		return "", fmt.Errorf("%w: %s is no text", ErrButton, b.Name)
	}
	return press, nil
}

func (m Message) check() error {
	for _, row := range m.Buttons {
		for _, b := range row {
			if _, err := b.Press(); err != nil {
				return err
			}
			if strings.TrimSpace(b.Label) == "" {
				return fmt.Errorf("%w: %s has no label", ErrButton, b.Name)
			}
		}
	}
	if blank(m.HTML) && len(m.Photos) == 0 && m.File == nil {
		return errors.New("the message is empty")
	}
	return nil
}

// parts cuts a row into such as the channel takes in one message each. The
// last keeps the key, the buttons and the clock it begins; the first keeps
// what it follows.
func (r Row) parts() []Row {
	r.Message = r.Message.clean()
	m := r.Message
	if len(m.Photos) > 0 || m.File != nil {
		r.Edit = false // pictures cannot be put into a message that is there
	}
	var ms []Message
	text := m.HTML
	photos := m.Photos
	if m.File != nil && fitting(text, maxCaption) {
		ms, text = append(ms, Message{HTML: text, File: m.File}), ""
	} else if m.File != nil {
		ms = append(ms, Message{File: m.File})
	}
	// An album carries no buttons.
	if n := len(photos); n > 0 && fitting(text, maxCaption) && (n == 1 || n <= maxAlbum && len(m.Buttons) == 0) {
		ms = append(ms, Message{HTML: text, Photos: photos})
		text, photos = "", nil
	}
	for len(photos) > 0 {
		n := min(len(photos), maxAlbum)
		ms = append(ms, Message{Photos: photos[:n]})
		photos = photos[n:]
	}
	if blank := strings.TrimSpace(text) == ""; !blank {
		for _, part := range split(text, maxText) {
			ms = append(ms, Message{HTML: part})
		}
	}
	last := len(ms) - 1
	rows := make([]Row, len(ms))
	for i, part := range ms {
		part.Protect, part.Silent = m.Protect, m.Silent || i > 0
		row := Row{
			Key: r.Key + "#" + strconv.Itoa(i+1), Address: r.Address, Lane: r.Lane, About: r.About,
			HeldUntil: r.HeldUntil, Fleeting: r.Fleeting, Message: part,
		}
		if i == 0 {
			row.Message.Removes, row.Message.Left = m.Removes, m.Left
			row.After, row.Edit, row.Reply, row.Thread = r.After, r.Edit, r.Reply, r.Thread
		}
		if i == last {
			row.Key, row.Begins, row.Message.Buttons = r.Key, r.Begins, m.Buttons
		}
		rows[i] = row
	}
	return rows
}

// clean drops what neither the database nor the channel takes.
func (m Message) clean() Message {
	m.HTML = sane(m.HTML)
	buttons := make([][]Button, len(m.Buttons))
	for i, row := range m.Buttons {
		buttons[i] = make([]Button, len(row))
		for j, b := range row {
			b.Label = sane(b.Label)
			buttons[i][j] = b
		}
	}
	m.Buttons = buttons
	if len(buttons) == 0 {
		m.Buttons = nil
	}
	return m
}

func sane(s string) string {
	s = strings.ToValidUTF8(s, "�")
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r) {
			return -1
		}
		return r
	}, s)
}
