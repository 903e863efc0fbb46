package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// answerWithin is how long the app that pressed waits for an answer.
const answerWithin = 30 * time.Second

// query is one press of a button that waits for its answer.
type query struct {
	ID   string    `json:"id"`
	User int64     `json:"user"`
	At   time.Time `json:"at"` // machine time
	Done bool      `json:"done,omitempty"`
}

// Answer is what the bot said to a press: a toast, or an alert.
type Answer struct {
	Query string // id of the press
	User  int64
	Text  string // may be empty: the button only stops waiting
	Alert bool
	URL   string

	rev int64
}

// Answers are the toasts and alerts that a user got, oldest first.
func (s *Sandbox) Answers(user int64) []Answer {
	s.lock()
	defer s.unlock()
	var mine []Answer
	for _, a := range s.answers {
		if a.User == user {
			mine = append(mine, a)
		}
	}
	return mine
}

func (s *Sandbox) answerQuery(q *request) (any, error) {
	p := s.queries[q.str("callback_query_id")]
	switch {
	case p == nil || p.Done || time.Since(p.At) > answerWithin:
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	case Units(q.str("text")) > maxToast:
		return nil, q.wrong("MESSAGE_TOO_LONG")
	case q.str("url") != "" && !strings.HasPrefix(q.str("url"), "https://t.me/"+s.bot.Username+"?start="):
		return nil, q.wrong("URL_INVALID")
	}
	p.Done = true
	s.rev++
	s.answers = append(s.answers, Answer{Query: p.ID, User: p.User, Text: clean(q.str("text")), Alert: q.bool("show_alert"), URL: q.str("url"), rev: s.rev})
	if len(s.answers) > 2000 {
		s.answers = slices.Delete(s.answers, 0, 1000)
	}
	s.touched.queries = append(s.touched.queries, p)
	return true, nil
}

// Press is a tap by a user on a button below a message of their chat. The data
// may be anything, also what no button carries: a forged press.
func (s *Sandbox) Press(user int64, messageID int64, data string) Update {
	s.lock()
	defer s.unlock()
	return s.press(user, s.person(user), messageID, data)
}

// PressIn is a tap on a button in a group.
func (s *Sandbox) PressIn(group, user, messageID int64, data string) Update {
	s.lock()
	defer s.unlock()
	return s.press(user, s.group(group), messageID, data)
}

func (s *Sandbox) press(user int64, c *chat, messageID int64, data string) Update {
	p := &query{ID: strconv.FormatInt(user<<20|s.meta.NextQuery, 10), User: user, At: time.Now()}
	s.meta.NextQuery++
	for id, old := range s.queries {
		if time.Since(old.At) > 5*time.Minute {
			delete(s.queries, id)
		}
	}
	s.queries[p.ID] = p
	s.touched.queries = append(s.touched.queries, p)
	body := map[string]any{"id": p.ID, "from": s.person(user).user(), "chat_instance": strconv.FormatInt(c.ID*7919, 10), "data": data}
	if m := c.find(messageID); m != nil {
		body["message"] = s.wire(m)
	} else {
		body["message"] = map[string]any{"chat": c.wire(), "message_id": messageID, "date": 0}
	}
	return s.offer("callback_query", queueOf("callback_query", user), body)
}

// PressLabel taps the newest button with this label in a user's chat. A label
// without its leading emoji will do. A button that is a link into the bot
// starts it, and one of the reply keyboard types its label. It fails when there
// is no such button.
func (s *Sandbox) PressLabel(user int64, label string) (Update, error) {
	s.lock()
	c := s.person(user)
	m, b := c.button(label)
	typed := ""
	if m == nil && c.Keyboard != nil {
		for _, row := range c.Keyboard.labels() {
			for _, l := range row {
				if l == label || bareLabel(l) == bareLabel(label) {
					typed = l
				}
			}
		}
	}
	if m != nil && b.Data != "" {
		u := s.press(user, c, m.ID, b.Data)
		s.unlock()
		return u, nil
	}
	offered := c.labels()
	s.unlock()
	if m != nil {
		if start, ok := s.deepLink(b.URL); ok {
			return s.Say(user, "/start "+start), nil
		}
		return Update{}, fmt.Errorf("sandbox: button %q is no callback but %s%s", label, b.URL, b.Copy)
	}
	if typed != "" {
		return s.Say(user, typed), nil
	}
	return Update{}, fmt.Errorf("sandbox: user %d sees no button %q, only %s", user, label, strings.Join(offered, " "))
}

// button is the newest one with a label, the exact label first.
func (c *chat) button(label string) (*message, Button) {
	same := []func(string) bool{
		func(have string) bool { return have == label },
		func(have string) bool { return bareLabel(have) == bareLabel(label) && bareLabel(label) != "" },
	}
	for _, match := range same {
		for _, m := range slices.Backward(c.messages) {
			if m.Deleted {
				continue
			}
			for _, row := range m.Markup.buttons() {
				for _, b := range row {
					if match(b.Text) {
						return m, b
					}
				}
			}
		}
	}
	return nil, Button{}
}

func (c *chat) labels() []string {
	var all []string
	for _, m := range c.messages {
		if m.Deleted {
			continue
		}
		for _, row := range m.Markup.buttons() {
			for _, b := range row {
				all = append(all, "["+b.Text+"]")
			}
		}
	}
	return all
}

// bareLabel is a label without the emoji and blanks around its words.
func bareLabel(label string) string {
	return strings.TrimFunc(label, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsPunct(r) })
}

// deepLink is what stands behind ?start= in a link to this bot.
func (s *Sandbox) deepLink(link string) (string, bool) {
	for _, host := range []string{"https://t.me/", "http://t.me/", "t.me/", "https://telegram.me/"} {
		if rest, ok := strings.CutPrefix(link, host); ok {
			name, start, ok := strings.Cut(rest, "?start=")
			return start, ok && strings.EqualFold(name, s.bot.Username)
		}
	}
	return "", false
}
