package sandbox_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"tanggap/internal/sandbox"
)

func picture(w, h int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), 120, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestLibrarySends(t *testing.T) {
	p, ctx := start(t), within(t)
	me, err := p.bot.GetMe(ctx)
	if err != nil || me.Username != "uji_bot" || me.ID != 4242 {
		t.Fatalf("getMe: %+v, %v", me, err)
	}
	p.Meet(sandbox.Person{ID: 7, Name: "Sari Dewi"})
	p.Say(7, "/start")

	sent, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{
		ChatID: 7, Text: "Halo, <b>Sari &amp; Budi</b> 🙂 <code>KPH-1</code>", ParseMode: models.ParseModeHTML, ProtectContent: true, DisableNotification: true,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: bot.True()},
		ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
			{{Text: "✅ Kirim", CallbackData: "send|1"}, {Text: "Baca", URL: "http://127.0.0.1:8080/unit/X"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if sent.Text != "Halo, Sari & Budi 🙂 KPH-1" || sent.Entities[1].Offset != 21 || sent.Date != int(office.Unix()) {
		t.Errorf("sent %q %+v at %d", sent.Text, sent.Entities, sent.Date)
	}
	m := p.last(7)
	if m.HTML != "Halo, <b>Sari &amp; Budi</b> 🙂 <code>KPH-1</code>" || !m.Protected || !m.Silent || m.Buttons[0][0] != (sandbox.Button{Text: "✅ Kirim", Data: "send|1"}) {
		t.Errorf("the chat shows %+v", m)
	}

	photo, err := p.bot.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: 7, Caption: "<i>Grafik</i>", ParseMode: "HTML",
		Photo: &models.InputFileUpload{Filename: "k.png", Data: bytes.NewReader(picture(400, 200))}, ReplyParameters: &models.ReplyParameters{MessageID: sent.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(photo.Photo); n != 3 || photo.Photo[2].Width != 400 || photo.Photo[1].Width != 320 || photo.ReplyToMessage.ID != sent.ID {
		t.Errorf("photo %+v", photo.Photo)
	}
	if _, err := p.bot.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: 7, Photo: &models.InputFileString{Data: photo.Photo[2].FileID}}); err != nil {
		t.Error("the same photo again:", err)
	}
	doc, err := p.bot.SendDocument(ctx, &bot.SendDocumentParams{ChatID: 7, Document: &models.InputFileUpload{Filename: "rapor.pdf", Data: strings.NewReader("%PDF-1.7")}})
	if err != nil || doc.Document.FileName != "rapor.pdf" || doc.Document.MimeType != "application/pdf" {
		t.Errorf("document %+v, %v", doc, err)
	}
	if _, err := p.bot.SendLocation(ctx, &bot.SendLocationParams{ChatID: 7, Latitude: -3.65, Longitude: 102.58}); err != nil {
		t.Error(err)
	}
	group, err := p.bot.SendMediaGroup(ctx, &bot.SendMediaGroupParams{ChatID: 7, Media: []models.InputMedia{
		&models.InputMediaPhoto{Media: "attach://a.png", MediaAttachment: bytes.NewReader(picture(50, 50)), Caption: "dua"},
		&models.InputMediaPhoto{Media: photo.Photo[0].FileID},
	}})
	if err != nil || len(group) != 2 || group[0].MediaGroupID == "" || group[0].MediaGroupID != group[1].MediaGroupID {
		t.Errorf("album %+v, %v", group, err)
	}
	if _, err := p.bot.SendChatAction(ctx, &bot.SendChatActionParams{ChatID: 7, Action: models.ChatActionTyping}); err != nil {
		t.Error(err)
	}
	for _, up := range []struct {
		name string
		send func() (*models.Message, error)
	}{
		{"voice", func() (*models.Message, error) {
			return p.bot.SendVoice(ctx, &bot.SendVoiceParams{ChatID: 7, Voice: &models.InputFileUpload{Filename: "a.ogg", Data: strings.NewReader("OggS")}, Duration: 3})
		}},
		{"video", func() (*models.Message, error) {
			return p.bot.SendVideo(ctx, &bot.SendVideoParams{ChatID: 7, Video: &models.InputFileUpload{Filename: "a.mp4", Data: strings.NewReader("....ftyp")}})
		}},
	} {
		if m, err := up.send(); err != nil || p.last(7).Kind != up.name {
			t.Errorf("%s: %+v, %v", up.name, m, err)
		}
	}
	full, err := p.bot.GetChat(ctx, &bot.GetChatParams{ChatID: 7})
	if err != nil || full.FirstName != "Sari" || full.LastName != "Dewi" {
		t.Errorf("getChat %+v, %v", full, err)
	}

	edited, err := p.bot.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: 7, MessageID: sent.ID, Text: "Terkirim."})
	if err != nil || edited.Text != "Terkirim." || edited.ReplyMarkup != nil || edited.EditDate == 0 {
		t.Errorf("edit %+v, %v", edited, err)
	}
	if _, err := p.bot.EditMessageCaption(ctx, &bot.EditMessageCaptionParams{ChatID: 7, MessageID: photo.ID, Caption: "Grafik baru"}); err != nil {
		t.Error(err)
	}
	if ok, err := p.bot.DeleteMessage(ctx, &bot.DeleteMessageParams{ChatID: 7, MessageID: doc.ID}); !ok || err != nil {
		t.Error("delete:", err)
	}
	if ok, err := p.bot.DeleteMessages(ctx, &bot.DeleteMessagesParams{ChatID: 7, MessageIDs: []int{group[0].ID, group[1].ID, 9999}}); !ok || err != nil {
		t.Error("delete several:", err)
	}
	for _, m := range p.Chat(7) {
		if m.ID == int64(doc.ID) || m.ID == int64(group[0].ID) {
			t.Errorf("deleted message %d is still shown", m.ID)
		}
	}
	p.clean()
}

func TestFilesGoBothWays(t *testing.T) {
	p, ctx := start(t), within(t)
	p.Manual(true)
	u := p.Send(7, sandbox.Outgoing{Photo: picture(1000, 500), Text: "jalan rusak"})
	var up models.Update
	decode(t, u.Body, &up)
	sizes := up.Message.Photo
	if len(sizes) != 4 || sizes[0].Width != 90 || sizes[3].Width != 1000 || sizes[3].Height != 500 || up.Message.Caption != "jalan rusak" {
		t.Fatalf("sizes %+v", sizes)
	}
	f, err := p.bot.GetFile(ctx, &bot.GetFileParams{FileID: sizes[3].FileID})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(p.bot.FileDownloadLink(f))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	cfg, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || format != "jpeg" || cfg.Width != 1000 || int64(len(b)) != f.FileSize || !bytes.Equal(b, p.last(7).Photo) {
		t.Errorf("downloaded %s %dx%d, %d of %d bytes, %v", format, cfg.Width, cfg.Height, len(b), f.FileSize, err)
	}
	broken := p.Send(7, sandbox.Outgoing{Photo: []byte("no picture")})
	decode(t, broken.Body, &up)
	if len(p.last(7).Photo) != len("no picture") {
		t.Error("a broken picture keeps its bytes")
	}
	if r := p.call("getFile", `{"file_id":"nonsense"}`); r.Description != "Bad Request: invalid file_id" {
		t.Errorf("%+v", r)
	}
	if r := p.post(p.url+"/file/bot"+token+"/photos/none.jpg", "", ""); r.HTTP != 404 {
		t.Errorf("%+v", r)
	}
	p.clean()
}

func TestRefusals(t *testing.T) {
	p := start(t)
	p.Meet(sandbox.Person{ID: 8, Name: "Belum Mulai"})
	p.Say(7, "/start")
	p.Say(9, "/start")
	p.Block(9, true)
	if r := p.call("sendMessage", `{"chat_id":7,"text":"tetap","reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}}`); !r.OK {
		t.Fatal(r)
	}
	mine := p.last(7).ID
	if r := p.call("sendPhoto", `{"chat_id":7}`); r.Description != "Bad Request: there is no photo in the request" {
		t.Error(r.Description)
	}
	button := func(b string) string {
		return fmt.Sprintf(`{"chat_id":7,"text":"x","reply_markup":{"inline_keyboard":[[%s]]}}`, b)
	}
	long := func(unit string, n int) string { return strings.Repeat(unit, n) }
	for _, c := range []struct {
		method, body, want string
		violation          bool
	}{
		{"sendMessage", `{"chat_id":7,"text":""}`, "message text is empty", true},
		{"sendMessage", `{"chat_id":7,"text":"  \n "}`, "message text is empty", true},
		{"sendMessage", `{"chat_id":7,"text":"<b></b>","parse_mode":"HTML"}`, "message text is empty", true},
		{"sendMessage", `{"chat_id":7}`, "message text is empty", true},
		{"sendMessage", `{"text":"x"}`, "chat_id is empty", true},
		{"sendMessage", `{"chat_id":404,"text":"x"}`, "chat not found", false},
		{"sendMessage", `{"chat_id":"@orang","text":"x"}`, "chat not found", false},
		{"sendMessage", `{"chat_id":8,"text":"x"}`, "Forbidden: bot can't initiate conversation with a user", false},
		{"sendMessage", `{"chat_id":9,"text":"x"}`, "Forbidden: bot was blocked by the user", false},
		{"sendMessage", `{"chat_id":7,"text":"` + long("a", 4097) + `"}`, "message is too long", true},
		{"sendMessage", `{"chat_id":7,"text":"` + long("🙂", 2049) + `"}`, "message is too long", true},
		{"sendMessage", `{"chat_id":7,"text":"<b>x","parse_mode":"HTML"}`, `can't parse entities: Can't find end tag corresponding to start tag "b"`, true},
		{"sendMessage", `{"chat_id":7,"text":"x","parse_mode":"MarkdownV2"}`, "unsupported parse_mode: the sandbox reads HTML only", true},
		{"sendMessage", `{"chat_id":7,"text":"x","parse_mode":"XML"}`, "unsupported parse_mode", true},
		{"sendMessage", `{"chat_id":7,"text":"x","entities":[{"type":"bold","offset":0,"length":2}]}`, "can't parse entities: entity beyond the text", true},
		{"sendMessage", `{"chat_id":7,"text":"x","reply_markup":null}`, "object expected as reply markup", true},
		{"sendMessage", `{"chat_id":7,"text":"x","reply_markup":"{"}`, "can't parse reply keyboard markup JSON object", true},
		{"sendMessage", button(`{"text":"A"}`), "text buttons are unallowed in the inline keyboard", true},
		{"sendMessage", button(`{"text":"A","copy_text":{"text":""}}`), "BUTTON_COPY_TEXT_INVALID", true},
		{"sendMessage", button(`{"text":"","callback_data":"a"}`), "can't parse inline keyboard button: text must be non-empty", true},
		{"sendMessage", button(`{"text":"A","callback_data":"a","url":"https://a.id"}`), `can't parse inline keyboard button: exactly one action expected in "A"`, true},
		{"sendMessage", button(`{"text":"A","callback_data":"` + long("a", 65) + `"}`), "BUTTON_DATA_INVALID", true},
		{"sendMessage", button(`{"text":"A","callback_data":"` + long("é", 33) + `"}`), "BUTTON_DATA_INVALID", true},
		{"sendMessage", button(`{"text":"A","callback_data":""}`), "BUTTON_DATA_INVALID", true},
		{"sendMessage", button(`{"text":"A","url":"http://localhost/x"}`), "inline keyboard button URL 'http://localhost/x' is invalid: wrong HTTP URL", true},
		{"sendMessage", `{"chat_id":7,"text":"x","reply_parameters":{"message_id":999}}`, "message to be replied not found", false},
		{"sendPhoto", `{"chat_id":7,"photo":"https://a.id/x.jpg"}`, "failed to get HTTP URL content: the sandbox fetches nothing", true},
		{"sendPhoto", `{"chat_id":7,"photo":"abc"}`, "wrong file identifier/HTTP URL specified", true},
		{"sendPhoto", `{"chat_id":7,"photo":"abc","caption":"` + long("a", 1025) + `"}`, "message caption is too long", true},
		{"sendMediaGroup", `{"chat_id":7,"media":[]}`, "there are no messages to send", true},
		{"sendLocation", `{"chat_id":7,"latitude":91,"longitude":0}`, "wrong latitude or longitude specified", true},
		{"sendChatAction", `{"chat_id":7,"action":"dancing"}`, "wrong parameter action in request", true},
		{"editMessageText", fmt.Sprintf(`{"chat_id":7,"message_id":%d,"text":"tetap","reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}}`, mine),
			"message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message", false},
		{"editMessageReplyMarkup", fmt.Sprintf(`{"chat_id":7,"message_id":%d,"reply_markup":{"keyboard":[["A"]]}}`, mine), "inline keyboard expected", true},
		{"editMessageText", `{"chat_id":7,"message_id":999,"text":"x"}`, "message to edit not found", false},
		{"editMessageText", `{"chat_id":7,"message_id":1,"text":"x"}`, "message can't be edited", true},
		{"editMessageCaption", fmt.Sprintf(`{"chat_id":7,"message_id":%d,"caption":"x"}`, mine), "there is no caption in the message to edit", true},
		{"deleteMessage", `{"chat_id":7,"message_id":999}`, "message to delete not found", false},
		{"answerCallbackQuery", `{"callback_query_id":"1"}`, "query is too old and response timeout expired or query ID is invalid", false},
		{"setMyCommands", `{"commands":[{"command":"Start","description":"x"}]}`, "BOT_COMMAND_INVALID", true},
		{"setMyCommands", `{"commands":[{"command":"start","description":""}]}`, "BOT_COMMAND_DESCRIPTION_INVALID", true},
		{"setMyCommands", `{"commands":[],"scope":{"type":"chat","chat_id":8}}`, "chat not found", false},
		{"setMyCommands", `{"commands":[],"language_code":"indonesia"}`, "invalid language code specified", true},
		{"setWebhook", `{"url":"https://example.com/hook"}`, "bad webhook: the sandbox delivers to this computer only", true},
		{"setWebhook", `{"url":"ftp://127.0.0.1"}`, "bad webhook: an HTTPS URL must be provided for webhook", true},
		{"setWebhook", `{"url":"http://127.0.0.1/x","secret_token":"4242:x"}`, "secret token contains unallowed characters", true},
		{"sendDice", `{"chat_id":7}`, "Not Found: method not found", true},
	} {
		before := len(p.Violations())
		r := p.call(c.method, c.body)
		want := c.want
		if !strings.Contains(want, "Forbidden") && !strings.Contains(want, "Not Found") {
			want = "Bad Request: " + want
		}
		if r.OK || r.Description != want || r.ErrorCode != r.HTTP {
			t.Errorf("%s %.90s\n got %d %s\nwant %s", c.method, c.body, r.ErrorCode, r.Description, want)
		}
		if now := p.Violations()[before:]; (len(now) > 0) != c.violation {
			t.Errorf("%s %.90s: violations %q", c.method, c.body, now)
		}
	}
	if n := len(p.Chat(7)); n != 2 {
		t.Errorf("the chat shows %d messages, not what was refused", n)
	}
	for url, want := range map[string]int{"/bot1111:other-token/getMe": 401, "/botnonsense/getMe": 404, "/": 404, "/file/bot1111:other-token/x": 401} {
		if r := p.post(p.url+url, "", ""); r.HTTP != want {
			t.Errorf("%s: %d", url, r.HTTP)
		}
	}
}

func TestForgivenButNoted(t *testing.T) {
	p := start(t)
	p.Say(7, "/start")
	for body, want := range map[string]string{
		`{"chat_id":7,"text":"x","colour":"red"}`:                                                                         "unknown parameter colour",
		`{"chat_id":7,"text":"x","protect_content":"ja"}`:                                                                 "protect_content is not a bool",
		`{"chat_id":7,"text":"x","message_thread_id":"a"}`:                                                                "message_thread_id is not a int",
		`{"chat_id":7,"text":"x","link_preview_options":{"off":true}}`:                                                    "unknown field link_preview_options.off",
		`{"chat_id":7,"text":"x","reply_parameters":{"message":1,"allow_sending_without_reply":true}}`:                    "unknown field reply_parameters.message",
		`{"chat_id":7,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback":"x","callback_data":"x"}]]}}`: "unknown field reply_markup.inline_keyboard[0][0].callback",
		`{"chat_id":7,"text":"a & b","parse_mode":"HTML"}`:                                                                "text has an unescaped & at byte offset 2",
		`{"chat_id":7,"text":"a > b","parse_mode":"HTML"}`:                                                                "text has an unescaped > at byte offset 2",
		`{"chat_id":7,"text":"<code>a<b>c</b></code>","parse_mode":"HTML"}`:                                               "text has bold inside of code",
	} {
		before := len(p.Violations())
		if r := p.call("sendMessage", body); !r.OK {
			t.Errorf("%s: %s", body, r.Description)
		}
		if now := strings.Join(p.Violations()[before:], "; "); !strings.Contains(now, "sendMessage: "+want) {
			t.Errorf("%s\n got %q\nwant %q", body, now, want)
		}
	}
}

func TestLongTextsFit(t *testing.T) {
	p := start(t)
	p.Say(7, "/start")
	if r := p.call("sendMessage", `{"chat_id":7,"text":"<b>`+strings.Repeat("🙂", 2048)+`</b>","parse_mode":"html"}`); !r.OK {
		t.Error(r.Description)
	}
	if n := sandbox.Units(p.last(7).Text); n != 4096 {
		t.Error(n)
	}
	pieces := sandbox.Split(strings.Repeat("kata panjang ", 400))
	if len(pieces) != 2 || sandbox.Units(pieces[0]) > 4096 || !strings.HasSuffix(pieces[0], "panjang") && !strings.HasSuffix(pieces[0], "kata") {
		t.Errorf("%d pieces", len(pieces))
	}
	p.Say(7, strings.Repeat("x", 5000))
	if n := sandbox.Units(p.last(7).Text); n != 5000-4096 {
		t.Error(n)
	}
	p.clean()
}

func TestReplyKeyboard(t *testing.T) {
	p, ctx := start(t), within(t)
	p.Say(7, "/start")
	_, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: 7, Text: "Di mana?", ReplyMarkup: &models.ReplyKeyboardMarkup{
		Keyboard: [][]models.KeyboardButton{{{Text: "📍 Lokasi saya", RequestLocation: true}, {Text: "Lewati"}}}, OneTimeKeyboard: true}})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(p.last(7).Keyboard); got != "[[📍 Lokasi saya Lewati]]" {
		t.Error(got)
	}
	id := p.last(7).ID
	if r := p.call("editMessageText", fmt.Sprintf(`{"chat_id":7,"message_id":%d,"text":"x"}`, id)); r.Description != "Bad Request: message can't be edited" {
		t.Error(r.Description)
	}
	if _, err := p.PressLabel(7, "Lewati"); err != nil {
		t.Error(err)
	}
	if p.last(7).Text != "Lewati" {
		t.Error("a key types its label")
	}
	if _, err := p.PressLabel(7, "Lewati"); err == nil {
		t.Error("the keyboard of one time is gone")
	}
}

func TestGroupMoves(t *testing.T) {
	p, ctx := start(t), within(t)
	p.Manual(true)
	if u := p.Send(7, sandbox.Outgoing{Chat: -55, Text: "obrolan biasa"}); u.Body != nil {
		t.Error("in a group the bot hears only what is meant for it")
	}
	if u := p.Send(7, sandbox.Outgoing{Chat: -55, Text: "/start@uji_bot"}); u.Body == nil {
		t.Error("a command is meant for it")
	}
	if u := p.Send(7, sandbox.Outgoing{Chat: -55, Text: "/start@lain_bot"}); u.Body != nil {
		t.Error("a command for another bot is not")
	}
	to, told := p.Migrate(-55)
	if len(told) != 2 {
		t.Fatal(told)
	}
	_, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: -55, Text: "x"})
	var moved *bot.MigrateError
	if !errors.As(err, &moved) || int64(moved.MigrateToChatID) != to {
		t.Errorf("%v", err)
	}
	if _, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: to, Text: "x"}); err != nil {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	p, ctx := start(t, func(o *sandbox.Options) { o.Limits = true }), within(t)
	for u := range int64(3) {
		p.Say(u+1, "/start")
	}
	for i := range 22 {
		if _, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: 1, Text: fmt.Sprint(i)}); err != nil {
			t.Fatal(i, err)
		}
	}
	_, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: 1, Text: "x"})
	var wait *bot.TooManyRequestsError
	if !errors.As(err, &wait) || wait.RetryAfter < 15 || wait.RetryAfter > 20 {
		t.Errorf("%v", err)
	}
	var refused int
	for i := range 30 {
		if _, err := p.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: 2 + int64(i%2), Text: fmt.Sprint(i)}); errors.As(err, &wait) {
			refused++
		}
	}
	if refused == 0 {
		t.Error("more than 30 messages in a second")
	}
	p.clean()
}

func TestEncodingsAreAlike(t *testing.T) {
	p := start(t)
	p.Say(7, "/start")
	keys := `{"inline_keyboard":[[{"text":"A & B","callback_data":"a|1"}]]}`
	pairs := url.Values{"chat_id": {"7"}, "text": {"<b>x</b> & y"}, "protect_content": {"true"}, "reply_markup": {keys}}
	multi := "--b\r\n"
	for name, v := range pairs {
		multi += "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + v[0] + "\r\n--b\r\n"
	}
	multi = strings.TrimSuffix(multi, "\r\n") + "--\r\n"
	at := p.url + "/bot" + token + "/sendMessage"
	for name, r := range map[string]reply{
		"json":       p.call("sendMessage", `{"chat_id":"7","text":"<b>x</b> & y","protect_content":true,"reply_markup":`+keys+`}`),
		"text json":  p.call("sendMessage", `{"chat_id":7,"text":"<b>x</b> & y","protect_content":true,"reply_markup":`+fmt.Sprintf("%q", keys)+`}`),
		"urlencoded": p.post(at, "application/x-www-form-urlencoded", pairs.Encode()),
		"multipart":  p.post(at, "multipart/form-data; boundary=b", multi),
		"address":    p.post(at+"?"+pairs.Encode(), "", ""),
	} {
		if !r.OK {
			t.Errorf("%s: %s", name, r.Description)
			continue
		}
		m := p.last(7)
		if m.Text != "<b>x</b> & y" || !m.Protected || m.Buttons[0][0] != (sandbox.Button{Text: "A & B", Data: "a|1"}) {
			t.Errorf("%s: %+v", name, m)
		}
	}
	p.clean()
}

func TestSizesOfFiles(t *testing.T) {
	p, ctx := start(t), within(t)
	p.Manual(true)
	var u models.Update
	decode(t, p.Send(7, sandbox.Outgoing{Document: &sandbox.Upload{Name: "besar.zip", Bytes: make([]byte, 20<<20+1)}}).Body, &u)
	if r := p.call("getFile", `{"file_id":"`+u.Message.Document.FileID+`"}`); r.Description != "Bad Request: file is too big" {
		t.Errorf("%+v", r)
	}
	send := func(n int) error {
		_, err := p.bot.SendDocument(ctx, &bot.SendDocumentParams{ChatID: 7, Document: &models.InputFileUpload{Filename: "x", Data: bytes.NewReader(make([]byte, n))}})
		return err
	}
	for n, want := range map[int]string{0: "file must be non-empty", 50<<20 + 1: "Request Entity Too Large", 53 << 20: "Request Entity Too Large"} {
		if err := send(n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	photo := func(b []byte) error {
		_, err := p.bot.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: 7, Photo: &models.InputFileUpload{Filename: "x.png", Data: bytes.NewReader(b)}})
		return err
	}
	for want, b := range map[string][]byte{"IMAGE_PROCESS_FAILED": []byte("x"), "PHOTO_INVALID_DIMENSIONS": picture(300, 10), "file is too big for a photo": append(picture(9, 9), make([]byte, 10<<20)...)} {
		if err := photo(b); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
