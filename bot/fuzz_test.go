package bot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"tanggap/bot"
	"tanggap/internal/complaint"
)

// The ways in which words come in.
const (
	asText = iota
	asCaption
	asDocument
	asVenue
	asEdit
	asCommand
	asForward
	ways
)

// The places in a conversation at which they come.
const (
	atFirst = iota
	atDraft
	atCase   // somebody has an open case
	atLookup // /cek waits for a code
	atStaff  // an employee writes
	places
)

// lamp begins what is fuzzed, so that it is neither small talk nor a button:
// it must be found in a draft or in a case.
const lamp = "Lampu mati di Permu "

// FuzzWords brings words, names and ids of every kind through the text door:
// nothing breaks, and what was written is kept.
func FuzzWords(f *testing.F) {
	d := newDoor(f)
	staff := d.connect("198704122010011911", "verifikator", "admin", "inspektorat")
	for i, words := range []string{
		"", "halo", "a\x00b", "\xff\xfe", "\u202etxt", strings.Repeat("x ", 3000), "/lapor", "KPH-2222-222 123456", "123456", "'; DROP TABLE complaint; --",
		"<b>&\"", "𝒳👩🏽‍🔧", "NIK 1708041203850002", "kebakaran, tolong", "pungli oleh oknum", "\n\n\n", "\u0000", "=1+1", "{{.}}", "%s%d", "\\u0000", "ﷺ\u200d",
		"anak saya sakit", "terima kasih, jalannya sudah bagus", "minta uang", "di Bengkulu", "\ud7ff\ue000",
	} {
		for way := range byte(ways) {
			f.Add(words, words, words, way, byte(i)%places)
		}
	}
	f.Fuzz(func(t *testing.T, words, name, id string, way, place byte) {
		d.t = t
		chat := d.last.Add(1)
		switch place % places {
		case atDraft:
			d.write(chat, "Jalan berlubang di Bayung")
		case atCase:
			d.write(chat, "Jalan berlubang di Bayung")
			token, _ := d.draft(chat)
			d.press(chat, "lapor.send|"+token)
		case atLookup:
			d.write(chat, "/cek")
		case atStaff:
			chat = staff
			d.bot = bot.New(d.bot.Settings) // one that ran on would take it for a flood
			d.write(chat, "/batal")
		}
		said, m := lamp+words, fields{"text": lamp + words}
		switch way % ways {
		case asCaption:
			m = fields{"caption": said, "photo": []fields{{"file_id": id, "file_unique_id": id, "width": 1, "height": 1}}, "media_group_id": name}
		case asDocument:
			m = fields{"caption": said, "document": fields{"file_id": id, "file_unique_id": id, "file_name": name}}
		case asVenue:
			m = fields{"location": fields{"latitude": -3.6, "longitude": 102.6}, "venue": fields{"title": said, "address": name, "location": fields{"latitude": -3.6, "longitude": 102.6}}}
		case asCommand:
			said, m = "", fields{"text": "/" + words}
		case asForward:
			m = fields{"text": said, "forward_origin": fields{"type": "hidden_user", "date": 1, "sender_user_name": name}}
		}
		number := d.last.Add(1)
		d.hand(d.message("message", chat, number, m))
		if way%ways == asEdit {
			said = lamp + words + " " + name
			d.hand(d.message("edited_message", chat, number, fields{"text": said}))
		}
		d.sound(fmt.Sprintf("%q %q %q", words, name, id))
		if place%places == atStaff || len([]rune(said)) > complaint.MaxBody {
			return
		}
		if token, step := d.draft(chat); step == "lapor.draft" {
			d.press(chat, "lapor.send|"+token)
			d.sound("sending it")
		}
		told, _ := d.told(chat)
		var kept any
		if data := d.waiting(chat); data != "" && json.Unmarshal([]byte(data), &kept) != nil {
			t.Fatalf("%q is no dialog", data)
		}
		if utf8.ValidString(said) && !strings.Contains(plain(told+fmt.Sprint(kept)), plain(said)) {
			t.Errorf("%q is lost", said)
		}
	})
}

// FuzzPress presses every button there is, and none, with whatever it may
// carry, from the chat of a citizen and of an employee with every role: nothing
// breaks, every tap is answered, and no draft is lost but by what drops it.
func FuzzPress(f *testing.F) {
	d := newDoor(f)
	staff := d.connect("198704122010011911", "atasan", "verifikator", "admin", "inspektorat", "sekda", "operator", "kepegawaian")
	routes, err := bot.NewRoutes()
	d.must(err)
	for _, data := range []string{"", "?", "\x00", "case.open|\x00", "lapor.area|\x00", "\xff|\xff", "|||||", "~", "case.open|{case}|~x", strings.Repeat("9", 64), "lapor.send|{token}|~"} {
		f.Add(data, false)
		f.Add(data, true)
	}
	for _, button := range routes.Buttons() {
		for _, args := range []string{"", "|{case}|0|{token}", "|\x00\xff|-1", "|99999999999999999999|1", "|{token}|{case}", "|JALAN|999999"} {
			f.Add(button+args, false)
			f.Add(button+args, true)
		}
	}
	citizen, pressed, filed := int64(0), 0, 0
	f.Fuzz(func(t *testing.T, data string, asStaff bool) {
		d.t = t
		if pressed++; pressed%40 == 1 || citizen == 0 { // more would be a flood
			citizen = d.last.Add(1)
			d.write(citizen, "Jalan berlubang di Bayung")
			token, _ := d.draft(citizen)
			d.press(citizen, "lapor.send|"+token)
			d.bot = bot.New(d.bot.Settings)
		}
		token, step := d.draft(citizen)
		if token == "" {
			d.write(citizen, "/lapor "+lamp)
			token, step = d.draft(citizen)
		}
		data = strings.ReplaceAll(data, "{token}", token)
		if strings.Contains(data, "{case}") {
			data = strings.ReplaceAll(data, "{case}", fmt.Sprint(int64(d.cases(citizen)[0])))
		}
		chat, answered := citizen, d.toast.Load()
		if asStaff {
			chat = staff
		}
		d.press(chat, data)
		d.sound(fmt.Sprintf("%q at %s", data, step))
		if n := d.toast.Load() - answered; n != 1 {
			t.Errorf("%q was answered %d times", data, n)
		}
		if now, _ := d.draft(citizen); now != token { // nothing is filed but from a draft
			before := filed
			if filed = d.filed(); filed == before && !strings.HasPrefix(data, "lapor.drop|"+token) {
				t.Errorf("%q loses the draft", data)
			}
		}
	})
}
