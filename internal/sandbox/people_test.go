package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"tanggap/internal/sandbox"
)

func decode(t *testing.T, raw json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
}

func TestWhatPeopleSend(t *testing.T) {
	p := start(t)
	p.Manual(true)
	p.Meet(sandbox.Person{ID: 7, Name: "Sari Dewi Lestari", Lang: "en"})
	for name, c := range map[string]struct {
		send  sandbox.Outgoing
		check func(*models.Message) bool
	}{
		"text":     {sandbox.Outgoing{Text: "Halo"}, func(m *models.Message) bool { return m.Text == "Halo" && m.From.LastName == "Dewi Lestari" }},
		"language": {sandbox.Outgoing{Text: "Hi"}, func(m *models.Message) bool { return m.From.LanguageCode == "en" && m.Chat.Type == "private" }},
		"date":     {sandbox.Outgoing{Text: "Hi"}, func(m *models.Message) bool { return m.Date == int(office.Unix()) }},
		"document": {sandbox.Outgoing{Document: &sandbox.Upload{Name: "a.pdf", Bytes: []byte("%PDF")}}, func(m *models.Message) bool { return m.Document.FileName == "a.pdf" }},
		"voice": {sandbox.Outgoing{Voice: &sandbox.Upload{Bytes: []byte("OggS"), Duration: 4 * time.Second}}, func(m *models.Message) bool {
			return m.Voice.Duration == 4 && m.Voice.MimeType == "audio/ogg"
		}},
		"video":      {sandbox.Outgoing{Video: &sandbox.Upload{Bytes: []byte("x"), Width: 4, Height: 3}}, func(m *models.Message) bool { return m.Video.Width == 4 }},
		"video note": {sandbox.Outgoing{VideoNote: &sandbox.Upload{Bytes: []byte("x")}}, func(m *models.Message) bool { return m.VideoNote != nil }},
		"audio":      {sandbox.Outgoing{Audio: &sandbox.Upload{Name: "l.mp3", Bytes: []byte("x")}}, func(m *models.Message) bool { return m.Audio.FileName == "l.mp3" }},
		"animation":  {sandbox.Outgoing{Animation: &sandbox.Upload{Bytes: []byte("x")}}, func(m *models.Message) bool { return m.Animation != nil && m.Document != nil }},
		"sticker":    {sandbox.Outgoing{Sticker: "👍"}, func(m *models.Message) bool { return m.Sticker.Emoji == "👍" && m.Text == "" }},
		"location":   {sandbox.Outgoing{Location: &sandbox.Location{Latitude: -3.6, Longitude: 102.5}}, func(m *models.Message) bool { return m.Location.Latitude == -3.6 }},
		"contact":    {sandbox.Outgoing{Contact: &sandbox.Contact{Phone: "+62", FirstName: "S", UserID: 7}}, func(m *models.Message) bool { return m.Contact.UserID == 7 }},
		"forward": {sandbox.Outgoing{Text: "x", Forward: &sandbox.Forward{Name: "Orang", SentAt: office}}, func(m *models.Message) bool {
			return m.ForwardOrigin.MessageOriginHiddenUser.SenderUserName == "Orang"
		}},
		"album": {sandbox.Outgoing{Photo: picture(9, 9), Album: "77"}, func(m *models.Message) bool { return m.MediaGroupID == "77" }},
		"reply": {sandbox.Outgoing{Text: "x", ReplyTo: 1}, func(m *models.Message) bool { return m.ReplyToMessage.ID == 1 }},
		"extra": {sandbox.Outgoing{Text: "x", Extra: map[string]any{"dice": map[string]any{"emoji": "🎲", "value": 3}}}, func(m *models.Message) bool { return m.Dice.Value == 3 }},
		"bidi":  {sandbox.Outgoing{Text: "a\u202eb\rc"}, func(m *models.Message) bool { return m.Text == "abc" }},
	} {
		t.Run(name, func(t *testing.T) {
			var u models.Update
			decode(t, p.Send(7, c.send).Body, &u)
			if u.Message == nil || !c.check(u.Message) {
				t.Errorf("%+v", u.Message)
			}
		})
	}
	if p.Pending() != 0 {
		t.Error("by hand nothing is queued")
	}
}

func TestEntitiesOfPeople(t *testing.T) {
	p := start(t)
	p.Manual(true)
	for text, want := range map[string]string{
		"/start":                    "bot_command 0 6",
		"🙂 /cek@uji_bot KPH":        "bot_command 3 12",
		"a/b":                       "",
		"lihat https://a.id/x?y=1.": "url 6 18",
		"(https://a.id)":            "url 1 12",
		"tulis ke a.b@c.go.id ya":   "email 9 11",
		"#lapor2026 #1":             "hashtag 0 10",
		"@orang_lain hai":           "mention 0 11",
		"/status KPH-7QX2-M4R t.me/x_bot?start=1": "bot_command 0 7,url 21 18",
		"وَقْت /batal":                            "bot_command 6 6",
	} {
		var u models.Update
		decode(t, p.Say(7, text).Body, &u)
		var got []string
		for _, e := range u.Message.Entities {
			got = append(got, strings.TrimSpace(string(e.Type)+" "+itoa(e.Offset)+" "+itoa(e.Length)))
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

func TestPressAndAnswer(t *testing.T) {
	p, ctx := start(t), within(t)
	p.Manual(true)
	p.Say(7, "/start")
	send := func(rows ...[]models.InlineKeyboardButton) {
		t.Helper()
		if _, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: 7, Text: "Sudah benar?", ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: rows}}); err != nil {
			t.Fatal(err)
		}
	}
	send([]models.InlineKeyboardButton{{Text: "✅ Kirim", CallbackData: "old"}})
	send([]models.InlineKeyboardButton{{Text: "✅ Kirim", CallbackData: "new"}, {Text: "Buka", URL: "https://t.me/uji_bot?start=k_abc"}, {Text: "Luar", URL: "https://a.id"}})
	var u models.Update
	raw, err := p.PressLabel(7, "Kirim")
	if err != nil {
		t.Fatal(err)
	}
	decode(t, raw.Body, &u)
	q := u.CallbackQuery
	if q.Data != "new" || q.From.ID != 7 || q.Message.Message.ID != int(p.last(7).ID) || q.Message.Message.Date == 0 {
		t.Fatalf("%+v", q)
	}
	if ok, err := p.bot.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: q.ID, Text: "Terkirim", ShowAlert: true}); !ok || err != nil {
		t.Fatal(err)
	}
	if a := p.Answers(7); len(a) != 1 || a[0].Text != "Terkirim" || !a[0].Alert || a[0].Query != q.ID {
		t.Errorf("%+v", a)
	}
	if _, err := p.bot.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: q.ID}); err == nil {
		t.Error("answered twice")
	}
	if _, err := p.PressLabel(7, "Buka"); err != nil || p.last(7).Text != "/start k_abc" {
		t.Errorf("a link into the bot starts it: %q, %v", p.last(7).Text, err)
	}
	if _, err := p.PressLabel(7, "Luar"); err == nil {
		t.Error("a link to elsewhere can't be pressed")
	}
	if _, err := p.PressLabel(7, "Tidak ada"); err == nil || !strings.Contains(err.Error(), "[✅ Kirim]") {
		t.Errorf("%v", err)
	}
	decode(t, p.Press(7, 999, "palsu").Body, &u)
	if q := u.CallbackQuery; q.Data != "palsu" || q.Message.InaccessibleMessage == nil {
		t.Errorf("%+v", q)
	}
	p.clean()
}

func TestBlockAndReturn(t *testing.T) {
	p := start(t)
	p.Manual(true)
	p.Say(7, "/start")
	var u models.Update
	decode(t, p.Block(7, true).Body, &u)
	if u.MyChatMember == nil || u.MyChatMember.NewChatMember.Type != models.ChatMemberTypeBanned {
		t.Fatalf("%+v", u.MyChatMember)
	}
	if r := p.call("sendMessage", `{"chat_id":7,"text":"x"}`); r.ErrorCode != 403 {
		t.Error(r)
	}
	p.Say(7, "saya kembali")
	if r := p.call("sendMessage", `{"chat_id":7,"text":"x"}`); !r.OK {
		t.Error(r)
	}
}

func TestOwnEdit(t *testing.T) {
	p := start(t)
	p.Manual(true)
	p.Say(7, "satu")
	var u models.Update
	decode(t, p.Send(7, sandbox.Outgoing{Edit: 1, Text: "dua"}).Body, &u)
	if u.EditedMessage == nil || u.EditedMessage.Text != "dua" || u.EditedMessage.EditDate == 0 || p.last(7).Text != "dua" || !p.last(7).Edited {
		t.Errorf("%+v", u.EditedMessage)
	}
}

func TestMenuByScope(t *testing.T) {
	p, ctx := start(t), within(t)
	p.Say(7, "/start")
	p.Say(8, "/start")
	set := func(scope models.BotCommandScope, lang, command string) {
		t.Helper()
		if _, err := p.bot.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: []models.BotCommand{{Command: command, Description: "x"}}, Scope: scope, LanguageCode: lang}); err != nil {
			t.Fatal(err)
		}
	}
	menu := func(user int64) string {
		if m := p.Menu(user); len(m) > 0 {
			return m[0].Command
		}
		return ""
	}
	set(nil, "", "umum")
	if menu(7) != "umum" {
		t.Error(menu(7))
	}
	set(&models.BotCommandScopeAllPrivateChats{}, "", "warga")
	set(&models.BotCommandScopeAllPrivateChats{}, "en", "citizen")
	p.Meet(sandbox.Person{ID: 8, Name: "Eve", Lang: "en"})
	if menu(7) != "warga" || menu(8) != "citizen" {
		t.Error(menu(7), menu(8))
	}
	set(&models.BotCommandScopeChat{ChatID: 7}, "", "tugas")
	if menu(7) != "tugas" || menu(8) != "citizen" {
		t.Error(menu(7), menu(8))
	}
	have, err := p.bot.GetMyCommands(ctx, &bot.GetMyCommandsParams{Scope: &models.BotCommandScopeChat{ChatID: 7}})
	if err != nil || len(have) != 1 {
		t.Error(have, err)
	}
	if _, err := p.bot.DeleteMyCommands(ctx, &bot.DeleteMyCommandsParams{Scope: &models.BotCommandScopeChat{ChatID: 7}}); err != nil {
		t.Fatal(err)
	}
	if menu(7) != "warga" {
		t.Error(menu(7))
	}
	if r := p.call("setMyDescription", `{"description":"Menerima laporan"}`); !r.OK {
		t.Error(r)
	}
	if r := p.call("getMyDescription", `{}`); string(r.Result) != `{"description":"Menerima laporan"}` {
		t.Error(string(r.Result))
	}
	p.clean()
}

func TestWebhookOverTheNetwork(t *testing.T) {
	p := start(t)
	got := make(chan *http.Request, 1)
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var u models.Update
		if err := json.NewDecoder(r.Body).Decode(&u); err == nil && u.Message != nil && u.Message.Text == "halo" {
			got <- r
		}
	}))
	defer web.Close()
	if ok, err := p.bot.SetWebhook(within(t), &bot.SetWebhookParams{URL: web.URL + "/telegram/webhook", SecretToken: "rahasia_1", MaxConnections: 10,
		AllowedUpdates: []string{"message", "edited_message", "callback_query", "my_chat_member"}}); !ok || err != nil {
		t.Fatal(err)
	}
	p.Say(7, "halo")
	r := <-got
	if r.Method != "POST" || r.URL.Path != "/telegram/webhook" || r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "rahasia_1" || r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
	}
	p.await("the acknowledgement", func() bool { return p.Pending() == 0 })
	p.clean()
}
