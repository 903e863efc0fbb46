package sandbox

import (
	"encoding/json"
	"strings"
)

// Button is one button below a message: exactly one of Data, URL and Copy is
// set, or none where the kind of button can only be looked at.
type Button struct {
	Text string
	Data string // callback_data
	URL  string
	Copy string // text that a tap copies
}

// inlineMarkup is the keyboard below a message.
type inlineMarkup struct {
	Rows [][]inlineButton `json:"inline_keyboard"`
}

type inlineButton struct {
	Text          string          `json:"text"`
	Icon          string          `json:"icon_custom_emoji_id,omitempty"`
	Style         string          `json:"style,omitempty"`
	URL           string          `json:"url,omitempty"`
	Data          string          `json:"callback_data,omitempty"`
	Copy          *copyText       `json:"copy_text,omitempty"`
	WebApp        json.RawMessage `json:"web_app,omitempty"`
	LoginURL      json.RawMessage `json:"login_url,omitempty"`
	Switch        *string         `json:"switch_inline_query,omitempty"`
	SwitchCurrent *string         `json:"switch_inline_query_current_chat,omitempty"`
	SwitchChosen  json.RawMessage `json:"switch_inline_query_chosen_chat,omitempty"`
	Game          json.RawMessage `json:"callback_game,omitempty"`
	Pay           bool            `json:"pay,omitempty"`
}

type copyText struct {
	Text string `json:"text"`
}

// keyboard is what the bot put in place of the letters: buttons that type, or
// the wish that the person answers to one message.
type keyboard struct {
	Message     int64         `json:"message"`
	Rows        [][]keyButton `json:"rows,omitempty"`
	OneTime     bool          `json:"one_time,omitempty"`
	Placeholder string        `json:"placeholder,omitempty"`
	ForceReply  bool          `json:"force_reply,omitempty"`
}

type keyButton struct {
	Text     string `json:"text"`
	Contact  bool   `json:"request_contact,omitempty"`
	Location bool   `json:"request_location,omitempty"`
}

// markup is a reply_markup of whichever kind.
type markup struct {
	inline   *inlineMarkup
	keyboard *keyboard
	remove   bool
}

func (m *inlineMarkup) buttons() [][]Button {
	if m == nil {
		return nil
	}
	var rows [][]Button
	for _, row := range m.Rows {
		var r []Button
		for _, b := range row {
			v := Button{Text: b.Text, Data: b.Data, URL: b.URL}
			if b.Copy != nil {
				v.Copy = b.Copy.Text
			}
			r = append(r, v)
		}
		rows = append(rows, r)
	}
	return rows
}

func (k *keyboard) labels() [][]string {
	var rows [][]string
	for _, row := range k.Rows {
		var r []string
		for _, b := range row {
			r = append(r, b.Text)
		}
		rows = append(rows, r)
	}
	return rows
}

// markup reads reply_markup.
func (q *request) markup(inlineOnly bool) (markup, error) {
	text, given := q.values["reply_markup"]
	if !given || text == "" {
		return markup{}, nil
	}
	v, err := decodeJSON(text)
	if err != nil {
		return markup{}, q.wrong("can't parse reply keyboard markup JSON object")
	}
	o, ok := v.(map[string]any)
	if !ok {
		return markup{}, q.wrong("object expected as reply markup")
	}
	if rows, ok := o["inline_keyboard"]; ok {
		return q.inline(text, rows)
	}
	if inlineOnly {
		return markup{}, q.wrong("inline keyboard expected")
	}
	var k struct {
		Rows        [][]json.RawMessage `json:"keyboard"`
		OneTime     bool                `json:"one_time_keyboard"`
		Placeholder string              `json:"input_field_placeholder"`
		Remove      bool                `json:"remove_keyboard"`
		Force       bool                `json:"force_reply"`
	}
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return markup{}, q.wrong("can't parse reply keyboard markup JSON object")
	}
	if k.Remove {
		return markup{remove: true}, nil
	}
	if Units(k.Placeholder) > 64 {
		return markup{}, q.wrong("input field placeholder is too long")
	}
	board := &keyboard{OneTime: k.OneTime, Placeholder: k.Placeholder, ForceReply: k.Force}
	for _, row := range k.Rows {
		var r []keyButton
		for _, raw := range row {
			var b keyButton
			if json.Unmarshal(raw, &b) != nil && json.Unmarshal(raw, &b.Text) != nil {
				return markup{}, q.wrong("can't parse keyboard button: expected an Object or String")
			}
			if b.Text == "" {
				return markup{}, q.wrong("can't parse keyboard button: text must be non-empty")
			}
			if b.Contact && b.Location {
				return markup{}, q.wrong("can't parse keyboard button: at most one request")
			}
			r = append(r, b)
		}
		if len(r) > 0 {
			board.Rows = append(board.Rows, r)
		}
	}
	if len(board.Rows) == 0 && !board.ForceReply {
		return markup{}, q.wrong("reply keyboard without buttons")
	}
	return markup{keyboard: board}, nil
}

// actions are what an inline button can do; it must do exactly one thing.
var actions = []string{"url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
	"switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"}

func (q *request) inline(text string, rows any) (markup, error) {
	var m inlineMarkup
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return markup{}, q.wrong("can't parse inline keyboard markup JSON object")
	}
	count := 0
	for i, row := range m.Rows {
		if len(row) > 8 {
			q.bad = append(q.bad, "a row of more than 8 buttons")
		}
		for j := range row {
			raw, _ := rows.([]any)[i].([]any)[j].(map[string]any)
			if err := q.inlineButton(&row[j], raw); err != nil {
				return markup{}, err
			}
			count++
		}
	}
	switch {
	case count > 100:
		return markup{}, q.wrong("REPLY_MARKUP_TOO_LONG")
	case count == 0:
		return markup{}, nil
	}
	return markup{inline: &m}, nil
}

func (q *request) inlineButton(b *inlineButton, raw map[string]any) error {
	given := 0
	for _, a := range actions {
		if _, ok := raw[a]; ok && !(a == "copy_text" && b.Copy.Text == "") {
			given++
		}
	}
	// The go-telegram library adds an empty copy_text to every button.
	if b.Copy != nil && b.Copy.Text == "" && given > 0 {
		b.Copy = nil
	}
	switch {
	case strings.TrimSpace(b.Text) == "":
		return q.wrong("can't parse inline keyboard button: text must be non-empty")
	case b.Copy != nil && (b.Copy.Text == "" || Units(b.Copy.Text) > 256):
		return q.wrong("BUTTON_COPY_TEXT_INVALID")
	case given == 0:
		return q.wrong("text buttons are unallowed in the inline keyboard")
	case given > 1:
		return q.wrong("can't parse inline keyboard button: exactly one action expected in %q", b.Text)
	case raw["callback_data"] != nil && (len(b.Data) < 1 || len(b.Data) > maxCallbackData):
		return q.wrong("BUTTON_DATA_INVALID")
	case raw["url"] != nil && !linkable(b.URL):
		return q.wrong("inline keyboard button URL '%s' is invalid: wrong HTTP URL", b.URL)
	case b.Style != "" && b.Style != "primary" && b.Style != "success" && b.Style != "danger":
		return q.wrong("invalid button style specified")
	}
	return nil
}
