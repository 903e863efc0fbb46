package bot

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDecode(t *testing.T) {
	const from = `"from":{"id":7,"is_bot":false,"first_name":"A","language_code":"en"},"chat":{"id":7,"type":"private"}`
	message := func(fields string) string {
		return `{"update_id":5,"message":{"message_id":1,"date":1764000000,` + from + `,` + fields + `}}`
	}
	for name, tc := range map[string]struct {
		raw  string
		want func(u update) bool
	}{
		"a text": {message(`"text":"Jalan rusak"`), func(u update) bool {
			return u.in.Text == "Jalan rusak" && u.address == "tg:7" && u.private && u.lang == "en"
		}},
		"a command":      {message(`"text":"/Status@Tanggap_bot  KPH-2222"`), func(u update) bool { return u.in.Command == "/status" && u.in.Rest == "KPH-2222" }},
		"for another":    {message(`"text":"/status@other_bot"`), func(u update) bool { return u.in.Command == "" }},
		"after an emoji": {message(`"text":"👩🏽‍🔧 /lapor"`), func(u update) bool { return u.in.Command == "" }},
		"a photo":        {message(`"caption":"ini","photo":[{"file_id":"s","file_unique_id":"s","width":9,"height":9},{"file_id":"l","file_unique_id":"l","width":90,"height":90}]`), func(u update) bool { return u.in.Files[0].ChannelFile == "l" && u.in.Text == "ini" }},
		"a pin":          {message(`"location":{"latitude":-3.6,"longitude":102.5}`), func(u update) bool { return u.in.Location != nil && !u.in.Other }},
		"a sticker":      {message(`"sticker":{"file_id":"x","file_unique_id":"x","type":"regular","width":1,"height":1,"is_animated":false,"is_video":false}`), func(u update) bool { return u.in.Other }},
		"a venue":        {message(`"location":{"latitude":-3.6,"longitude":102.5},"venue":{"location":{"latitude":-3.6,"longitude":102.5},"title":"Masjid Jamik","address":"Jl. Merdeka"}`), func(u update) bool { return u.in.Location != nil && u.in.Text == "Masjid Jamik, Jl. Merdeka" }},
		"an audio":       {message(`"audio":{"file_id":"x","file_unique_id":"x","duration":3}`), func(u update) bool { return len(u.in.Files) == 1 && !u.in.Other }},
		"a forward":      {message(`"text":"a","forward_origin":{"type":"hidden_user","date":1,"sender_user_name":"Darto"}`), func(u update) bool { return u.in.Forwarded && u.in.Text == "a" }},
		"a poll":         {message(`"poll":{"id":"1","question":"q","options":[]}`), func(u update) bool { return u.in.Other && u.kept }},
		"a pinning":      {message(`"pinned_message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"}}`), func(u update) bool { return !u.kept }},
		"an override":    {message(`"text":"a\u202eb\u0000c\nd"`), func(u update) bool { return u.in.Text == "abc\nd" }},
		"a press": {`{"update_id":6,"callback_query":{"id":"q","from":{"id":7,"is_bot":false,"first_name":"A"},"chat_instance":"1","data":"case.open|12","message":{"message_id":3,"date":1,"chat":{"id":7,"type":"private"}}}}`, func(u update) bool {
			return u.in.Button == "case.open" && u.in.Args[0] == "12" && u.message == 3 && u.callback == "q"
		}},
		"an old press": {`{"update_id":6,"callback_query":{"id":"q","from":{"id":7,"is_bot":false,"first_name":"A"},"chat_instance":"1","data":"x","message":{"message_id":3,"date":0,"chat":{"id":7,"type":"private"}}}}`, func(u update) bool { return u.message == 3 && u.address == "tg:7" }},
		"blocked":      {`{"update_id":8,"my_chat_member":{"chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,"first_name":"A"},"date":1,"old_chat_member":{"status":"member","user":{"id":1,"is_bot":true,"first_name":"B"}},"new_chat_member":{"status":"kicked","user":{"id":1,"is_bot":true,"first_name":"B"},"until_date":0}}}`, func(u update) bool { return u.member == "kicked" && !u.kept }},
		"unknown":      {`{"update_id":9,"something_new":{}}`, func(u update) bool { return u.id == "9" && !u.kept && u.address == "" }},
	} {
		u, err := decode([]byte(tc.raw), "tanggap_bot")
		if err != nil || !tc.want(u) {
			t.Errorf("%s: %+v, %v", name, u, err)
		}
	}
	for _, raw := range []string{``, `{}`, `[]`, `{"update_id":"x"}`, `null`} {
		if _, err := decode([]byte(raw), ""); !errors.Is(err, errMalformed) {
			t.Errorf("%q: %v, want malformed", raw, err)
		}
	}
	u, err := decode([]byte(`{"update_id":3,"message":{"message_id":"x","chat":{"id":77,"type":"private"}}}`), "")
	if err == nil || u.id != "3" || u.address != "tg:77" {
		t.Errorf("what the library cannot read: %+v, %v", u, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"update_id":5,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"text":"/a@b c"}}`)
	f.Add(`{"update_id":5,"callback_query":{"id":"q","data":"a|b","from":{"id":1}}}`)
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := decode([]byte(raw), "tanggap_bot")
		if err != nil {
			return
		}
		if u.id == "" || !utf8.ValidString(u.in.Text) || u.kept && u.in.Button == "" && u.callback != "" {
			t.Fatalf("%+v", u)
		}
		if strings.ContainsAny(u.in.Text, "\u202e\x00\x1b") {
			t.Fatalf("kept what turns or hides text: %q", u.in.Text)
		}
		if !json.Valid([]byte(raw)) {
			t.Fatalf("no JSON passes: %q", raw)
		}
	})
}
