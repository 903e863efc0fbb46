package story

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tanggap/internal/complaint"
	"tanggap/internal/sandbox"
	"tanggap/internal/testkit"
)

// do makes one step happen and lists what people read then.
func (w *world) do(line string) (string, error) {
	switch {
	case line == "" || line[0] == '#':
		return "", nil
	case line[0] == '*':
		return "", w.introduce(line)
	case line[0] == '@':
		return "", w.move(strings.TrimSpace(line[1:]))
	case line[0] == '!':
		if err := w.trouble(strings.TrimSpace(line[1:])); err != nil {
			return "", err
		}
	default:
		name, words, ok := says(line)
		if !ok {
			return "", fmt.Errorf("cannot read this line")
		}
		if n, words, long := lengthy(words); long {
			if err := w.talk(w.person(name), words, n); err != nil {
				return "", err
			}
			break
		}
		u, err := w.act(w.person(name), words)
		if err != nil {
			return "", err
		}
		w.sent(w.person(name), u.Body)
		if err := w.deliver(u); err != nil {
			return "", err
		}
	}
	if w.away {
		return "", nil
	}
	if err := w.settle(); err != nil {
		return "", err
	}
	return w.news(), nil
}

// theGroup is the group that people of a story share with the bot.
const theGroup = -77

// lengthy reads "(long 5000) words".
func lengthy(line string) (n int, words string, ok bool) {
	what, words, found := strings.Cut(line, ") ")
	n, err := strconv.Atoi(strings.TrimPrefix(what, "(long "))
	return n, words, found && err == nil && strings.HasPrefix(what, "(long ")
}

// talk says words again and again up to a number of characters, in as many
// messages as Telegram's apps make of them.
func (w *world) talk(user int64, words string, n int) error {
	all := []rune(strings.Repeat(words+" ", n/len(words)+1))
	for _, piece := range sandbox.Split(string(all[:n])) {
		if err := w.deliver(w.sandbox.Say(user, piece)); err != nil {
			return err
		}
	}
	return nil
}

// move sets the clock: "+30h", "+15m", or a date and time.
func (w *world) move(to string) error {
	if strings.HasPrefix(to, "+") {
		d, err := time.ParseDuration(to[1:])
		if err != nil {
			return err
		}
		w.now = w.now.Add(d)
		return nil
	}
	next := testkit.Time(to).UTC()
	if next.Before(w.now) {
		return fmt.Errorf("the clock does not run backwards: %s", to)
	}
	w.now = next
	return nil
}

// fill puts what a story cannot know before it runs in place of {code}, {pin},
// {pin end} (what of it is told on the telephone) and {case}: those of the newest
// case.
func (w *world) fill(words string) (string, error) {
	if !strings.Contains(words, "{") {
		return words, nil
	}
	if words = w.scan(words); !strings.Contains(words, "{") {
		return words, nil
	}
	if words == "{invitation}" {
		return w.invitation, nil
	}
	var c complaint.Complaint
	err := w.pool.QueryRow(w.ctx, `
		SELECT id, code, pin_no
		FROM complaint
		ORDER BY id DESC
		LIMIT 1`).Scan(&c.ID, &c.Code, &c.PINNo)
	if err != nil {
		return "", fmt.Errorf("there is no case yet: %w", err)
	}
	pin := w.pins[c.Code]
	if pin == "" { // said on paper only
		pin = w.office.Desk.PIN(c)
	}
	return strings.NewReplacer(
		"{code}", c.Code, "{case}", fmt.Sprint(c.ID), "{pin}", pin, "{pin end}", pin[len(pin)-complaint.SpokenDigits:],
	).Replace(words), nil
}

// act is what a person does.
func (w *world) act(user int64, words string) (sandbox.Update, error) {
	words, err := w.fill(words)
	if err != nil {
		return sandbox.Update{}, err
	}
	if strings.HasPrefix(words, "[") && strings.HasSuffix(words, "]") {
		return w.press(user, words[1:len(words)-1])
	}
	if !strings.HasPrefix(words, "(") {
		return w.sandbox.Say(user, unescape(words)), nil
	}
	what, rest, _ := strings.Cut(words[1:], ")")
	rest = unescape(strings.TrimSpace(rest))
	kind, detail, _ := strings.Cut(what, " ")
	m := sandbox.Outgoing{Text: rest}
	upload := &sandbox.Upload{Name: filename(user), Type: "application/pdf", Bytes: []byte("%PDF-1.4 story")}
	switch kind {
	case "reply", "reply-first":
		find := w.newest
		if kind == "reply-first" {
			find = w.oldest
		}
		id, err := find(user, detail)
		if err != nil {
			return sandbox.Update{}, err
		}
		m.ReplyTo = id
	case "photo", "album":
		n, _ := strconv.Atoi(detail)
		m.Photo = picture(n + 1)
		if kind == "album" {
			m.Album = "album"
		}
	case "qr", "qr-file":
		picture, err := photographed(detail)
		if err != nil {
			return sandbox.Update{}, err
		}
		if m.Photo = picture; kind == "qr-file" {
			m.Photo, m.Document = nil, &sandbox.Upload{Name: "IMG_0001.JPG", Bytes: picture}
		}
	case "photo-reply":
		id, err := w.newest(user, detail)
		if err != nil {
			return sandbox.Update{}, err
		}
		m.ReplyTo, m.Photo = id, picture(7)
	case "show-reply": // photo 3, in reply to the newest message that says the rest
		number, detail, _ := strings.Cut(detail, " ")
		n, _ := strconv.Atoi(number)
		id, err := w.newest(user, detail)
		if err != nil {
			return sandbox.Update{}, err
		}
		m.ReplyTo, m.Photo = id, picture(n+1)
	case "forward-photo":
		n, _ := strconv.Atoi(detail)
		m.Forward, m.Photo = &sandbox.Forward{Name: "Grup Kantor", SentAt: w.now}, picture(n+1)
	case "place-reply":
		at, detail, _ := strings.Cut(detail, " ")
		id, err := w.newest(user, detail)
		if err != nil {
			return sandbox.Update{}, err
		}
		if m.Location, err = location(at); err != nil {
			return sandbox.Update{}, err
		}
		m.ReplyTo = id
	case "voice":
		m.Voice = &sandbox.Upload{Type: "audio/ogg", Bytes: []byte("OggS story"), Duration: 4 * time.Second}
	case "document":
		m.Document = upload
		if detail == "heic" {
			m.Document = &sandbox.Upload{Name: "IMG_0001.HEIC", Bytes: []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")}
		}
	case "group":
		if _, known := w.names[theGroup]; !known {
			w.names[theGroup], w.seen[theGroup] = "Grup", map[int64]string{}
			w.order = append(w.order, theGroup)
			w.menus[theGroup] = w.commands(theGroup)
		}
		m.Chat = theGroup
	case "sticker":
		m.Sticker = "👍"
	case "contact":
		m.Contact = &sandbox.Contact{FirstName: "Seseorang", Phone: phone(user)}
	case "video":
		m.Video = &sandbox.Upload{Type: "video/mp4", Bytes: []byte("story video"), Duration: 4 * time.Second}
	case "videonote":
		m.VideoNote = &sandbox.Upload{Type: "video/mp4", Bytes: []byte("story note"), Duration: 4 * time.Second}
	case "audio":
		m.Audio = &sandbox.Upload{Name: "rekaman.mp3", Type: "audio/mpeg", Bytes: []byte("ID3 story"), Duration: 4 * time.Second}
	case "poll":
		m.Extra = map[string]any{"poll": map[string]any{"id": "1", "question": rest, "options": []any{}}}
		m.Text = ""
	case "pinned":
		m.Extra = map[string]any{"pinned_message": map[string]any{"message_id": 1, "date": 1, "chat": map[string]any{"id": user, "type": "private"}}}
	case "forward":
		m.Forward = &sandbox.Forward{Name: detail, SentAt: w.now}
	case "location", "live", "moved", "venue":
		at, name, _ := strings.Cut(detail, " ")
		if m.Location, err = location(at); err != nil {
			return sandbox.Update{}, err
		}
		switch kind {
		case "live", "moved":
			m.Location.LivePeriod = 3600
		case "venue":
			title, address, _ := strings.Cut(name, ", ")
			m.Venue = &sandbox.Venue{Title: title, Address: address}
		}
		if kind == "moved" {
			m.Edit = w.own(user, func(old sandbox.Message) bool { return old.Location != nil })
		}
	case "edit":
		m.Edit = w.own(user, func(old sandbox.Message) bool {
			return detail == "" || strings.Contains(strings.ToLower(old.Text), strings.ToLower(detail))
		})
	case "edit-photo":
		m.Photo = picture(8)
		m.Edit = w.own(user, func(old sandbox.Message) bool { return old.Photo != nil })
	case "data":
		chat := w.sandbox.Chat(user)
		var id int64
		for _, old := range chat {
			id = old.ID
		}
		return w.sandbox.Press(user, id, detail), nil
	default:
		return sandbox.Update{}, fmt.Errorf("nobody can do (%s)", what)
	}
	return w.sandbox.Send(user, m), nil
}

// own is the newest message of a person that is like that.
func (w *world) own(user int64, like func(sandbox.Message) bool) (id int64) {
	for _, old := range w.sandbox.Chat(user) {
		if !old.FromBot && like(old) {
			id = old.ID
		}
	}
	return id
}

// location reads "-3.6,102.5".
func location(at string) (*sandbox.Location, error) {
	lat, lon, _ := strings.Cut(at, ",")
	latitude, err1 := strconv.ParseFloat(lat, 64)
	longitude, err2 := strconv.ParseFloat(lon, 64)
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("want (location -3.6,102.5)")
	}
	return &sandbox.Location{Latitude: latitude, Longitude: longitude}, nil
}

// unescape turns \n into a line break, and \u202e and the like into what they
// stand for.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	if q, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`); err == nil {
		return q
	}
	return s
}

// press taps the newest button whose words hold label, or one that was there
// once.
func (w *world) press(user int64, label string) (sandbox.Update, error) {
	if u, err := w.sandbox.PressLabel(user, label); err == nil {
		return u, nil
	}
	taps := w.taps[user]
	for i := len(taps) - 1; i >= 0; i-- {
		if strings.Contains(strings.ToLower(taps[i].words), strings.ToLower(label)) {
			return w.sandbox.Press(user, taps[i].message, taps[i].data), nil
		}
	}
	return sandbox.Update{}, fmt.Errorf("there is no button [%s]", label)
}

func (w *world) newest(user int64, says string) (int64, error) {
	chat := w.sandbox.Chat(user)
	slices.Reverse(chat)
	return saying(chat, says)
}

func (w *world) oldest(user int64, says string) (int64, error) {
	return saying(w.sandbox.Chat(user), says)
}

// saying finds the first message of the bot that says something.
func saying(chat []sandbox.Message, says string) (int64, error) {
	for _, m := range chat {
		if m.FromBot && strings.Contains(strings.ToLower(m.Text), strings.ToLower(says)) {
			return m.ID, nil
		}
	}
	return 0, fmt.Errorf("no message says %q", says)
}

// deliver hands an update in, as Telegram would: again while it is not taken.
func (w *world) deliver(u sandbox.Update) error {
	w.last = u
	if w.late != nil {
		w.late = append(w.late, u)
		return nil
	}
	if w.cut {
		w.cut = false
		return w.crash(u)
	}
	return w.hand(u.Body)
}

func (w *world) hand(body json.RawMessage) error {
	ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
	defer cancel()
	return w.bot.Handle(ctx, body)
}
