package sandbox_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"tanggap/internal/sandbox"
)

func TestStateSurvives(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "telegram.jsonl")
	keep := func(o *sandbox.Options) { o.State = path }
	first, ctx := start(t, keep), within(t)
	first.Meet(sandbox.Person{ID: 7, Name: "Sari Dewi"})
	first.Say(7, "/start")
	sent, err := first.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: 7, Text: "<b>Halo</b>", ParseMode: "HTML", ReplyMarkup: &models.InlineKeyboardMarkup{
		InlineKeyboard: [][]models.InlineKeyboardButton{{{Text: "Kirim", CallbackData: "k"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	first.Send(7, sandbox.Outgoing{Photo: picture(200, 100), Text: "foto"})
	first.Say(8, "/start")
	first.Block(8, true)
	first.call("deleteMessage", `{"chat_id":8,"message_id":5}`)
	first.call("setMyCommands", `{"commands":[{"command":"lapor","description":"Melapor"}]}`)
	first.call("setMyDescription", `{"description":"Menerima laporan"}`)
	acked := first.Say(7, "sudah diambil")
	first.call("getUpdates", fmt.Sprintf(`{"offset":%d}`, acked.ID+1))
	waiting := first.Say(7, "belum diambil")

	// Nothing was closed: this is what a killed process leaves.
	second := start(t, keep)
	if len(second.Chat(7)) != len(first.Chat(7)) {
		t.Fatalf("the chat shows %d messages", len(second.Chat(7)))
	}
	for i, m := range first.Chat(7) {
		n := second.Chat(7)[i]
		if n.ID != m.ID || n.HTML != m.HTML || len(n.Buttons) != len(m.Buttons) || string(n.Photo) != string(m.Photo) || !n.At.Equal(m.At) {
			t.Errorf("message %d was %+v, is %+v", m.ID, m, n)
		}
	}
	if second.Pending() != 1 {
		t.Errorf("%d updates wait", second.Pending())
	}
	if r := second.call("getUpdates", `{}`); !strings.Contains(string(r.Result), "belum diambil") {
		t.Errorf("%s", r.Result)
	}
	if r := second.call("sendMessage", `{"chat_id":8,"text":"x"}`); r.ErrorCode != 403 {
		t.Error("still blocked:", r)
	}
	if u := second.Say(7, "baru"); u.ID <= waiting.ID || second.last(7).ID <= int64(sent.ID) {
		t.Errorf("update %d after %d", u.ID, waiting.ID)
	}
	if m := second.Menu(7); len(m) != 1 {
		t.Error(m)
	}
	if r := second.call("getMyDescription", `{}`); !strings.Contains(string(r.Result), "Menerima") {
		t.Error(string(r.Result))
	}
}

func TestTornLineNeverHappened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "telegram.jsonl")
	keep := func(o *sandbox.Options) { o.State = path }
	p := start(t, keep)
	p.Say(7, "utuh")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"meta":{"next_message":99,`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	q := start(t, keep)
	q.Say(7, "lanjut")
	if chat := q.Chat(7); len(chat) != 2 || chat[1].ID != 2 {
		t.Errorf("%+v", chat)
	}
	if err := os.WriteFile(path, []byte("rusak\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.New(sandbox.Options{Token: token, State: path}); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a broken line in the middle: %v", err)
	}
}

func TestWebhookSurvives(t *testing.T) {
	path := filepath.Join(t.TempDir(), "telegram.jsonl")
	keep := func(o *sandbox.Options) { o.State = path }
	start(t, keep).call("setWebhook", `{"url":"http://127.0.0.1:9/x"}`)
	if r := start(t, keep).call("getWebhookInfo", `{}`); !strings.Contains(string(r.Result), `"url":"http://127.0.0.1:9/x"`) {
		t.Error(string(r.Result))
	}
}
