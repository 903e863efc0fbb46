package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tanggap/internal/sandbox"
)

// browser is the page in a real browser, without a window.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	troubles []string
}

func browse(t *testing.T, url string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	for _, off := range []string{"quic", "component-update", "background-networking", "sync"} {
		options = append(options, chromedp.Flag("disable-"+off, true))
	}
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx}
	b.do(chromedp.Navigate("about:blank"))
	console := chromedp.Console(ctx)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException {
				b.mu.Lock()
				b.troubles = append(b.troubles, m.String())
				b.mu.Unlock()
			}
		}
	}()
	b.do(chromedp.EmulateViewport(1500, 900), chromedp.Navigate(url+"/sandbox/"))
	b.until(`document.body.matches(":not(.lost)") && document.querySelectorAll(".phone").length === 2 && document.querySelector("#clock").textContent`)
	return b
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for _, step := range steps {
		if err := chromedp.Do(b.ctx, step); err != nil {
			b.t.Fatal(err)
		}
	}
}

// js runs a statement in the page.
func (b *browser) js(statement string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("(() => {"+statement+"; return true})()")); err != nil {
		b.t.Fatalf("%s: %v", statement, err)
	}
}

func (b *browser) text(expression string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression to hold.
func (b *browser) until(expression string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(10*time.Second))); err != nil {
		b.t.Fatalf("%s: %v\nthe page reads: %s", expression, err, b.text("document.body.innerText"))
	}
}

func (b *browser) keys(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// quiet fails when the browser complained, of the policy or of a fault in the
// scripts, other than as expected.
func (b *browser) quiet(expected ...string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, trouble := range b.troubles {
		known := false
		for _, e := range expected {
			known = known || strings.Contains(trouble, e)
		}
		if !known {
			b.t.Errorf("the browser says: %s", trouble)
		}
	}
}

// await waits until the sandbox is as it should be.
func (p *place) await(what string, ok func() bool) {
	p.t.Helper()
	if err := p.Await(within(p.t), ok); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func (p *place) sent(user int64, text string) {
	p.t.Helper()
	p.await(text, func() bool {
		chat := p.Chat(user)
		return len(chat) > 0 && chat[len(chat)-1].Text == text
	})
}

const sari = `document.querySelector("#phone-7")`

func TestConversationInABrowser(t *testing.T) {
	p, url := paged(t)
	b := browse(t, url)
	b.until(sari + `.querySelector(".start").offsetParent && !` + sari + `.querySelector(".write").offsetParent`)
	b.js(sari + `.querySelector(".start").click()`)
	p.sent(7, "/start")

	p.call("setMyCommands", `{"commands":[{"command":"lapor","description":"Menyampaikan laporan"},{"command":"status","description":"Perkembangan"}]}`)
	p.call("sendMessage", `{"chat_id":7,"parse_mode":"HTML","text":"<b>Belum terkirim.</b> PIN <tg-spoiler>482913</tg-spoiler> <i>&lt;img src=x onerror=alert(1)&gt;</i> /status",
		"reply_markup":{"inline_keyboard":[[{"text":"Kirim","callback_data":"send"}],[{"text":"Masuk","url":"https://t.me/uji_bot?start=k_abc"},{"text":"Luar","url":"https://example.com/x"}]]}}`)
	b.until(sari + `.querySelector(".key")`)
	card := p.last(7).ID
	if got := b.text(sari + `.querySelector(".theirs .text").textContent`); got != "Belum terkirim. PIN 482913 <img src=x onerror=alert(1)> /status" {
		t.Errorf("%q", got)
	}
	if got := b.text(sari + `.querySelectorAll(".text img").length + " " + ` + sari + `.querySelector(".text b").textContent`); got != "0 Belum terkirim." {
		t.Error(got)
	}
	b.js(sari + `.querySelector(".spoiler").click()`)
	b.until(sari + `.querySelector(".spoiler.shown")`)

	// By the keyboard alone: from the line where one writes back to the buttons.
	b.js(sari + `.querySelector("textarea").focus()`)
	for range 20 {
		if b.text(`document.activeElement.textContent`) == "Kirim" {
			break
		}
		b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	}
	if got := b.text(`document.activeElement.textContent`); got != "Kirim" {
		t.Fatalf("Shift+Tab reaches %q", got)
	}
	b.keys(kb.Enter)
	b.until(sari + `.querySelector(".key.busy")`)
	var updates []struct {
		Query *struct{ ID, Data string } `json:"callback_query"`
	}
	decode(t, p.call("getUpdates", `{}`).Result, &updates)
	press := updates[len(updates)-1].Query
	if press == nil || press.Data != "send" {
		t.Fatalf("%+v", updates)
	}
	p.call("answerCallbackQuery", `{"callback_query_id":"`+press.ID+`","text":"Sedang dikirim"}`)
	b.until(sari + `.querySelector(".toast.shown")?.textContent === "Sedang dikirim" && !` + sari + `.querySelector(".key.busy")`)

	b.js(`[...` + sari + `.querySelectorAll(".key")].find(k => k.textContent === "Kirim").click()`)
	p.await("the second press", func() bool { return p.Pending() == len(updates)+1 })
	decode(t, p.call("getUpdates", `{"offset":-1}`).Result, &updates)
	p.call("answerCallbackQuery", `{"callback_query_id":"`+updates[0].Query.ID+`","text":"Sudah pernah dikirim","show_alert":true}`)
	b.until(`document.querySelector("dialog.alert[open] p")?.textContent === "Sudah pernah dikirim"`)
	b.keys(kb.Escape)
	b.until(`!document.querySelector("dialog")`)

	// Links: into the bot, to elsewhere, and a command in a text.
	b.js(`[...` + sari + `.querySelectorAll(".key")].find(k => k.textContent === "Masuk").click()`)
	p.sent(7, "/start k_abc")
	b.js(`[...` + sari + `.querySelectorAll(".key")].find(k => k.textContent === "Luar").click()`)
	b.until(sari + `.querySelector(".toast.shown")?.textContent.includes("tidak dibuka di sandbox")`)
	b.js(sari + `.querySelector(".theirs .text .inline-link").click()`)
	p.sent(7, "/status")

	// An answer to a message, begun by a tap on it.
	b.js(sari + `.querySelector(".message.theirs .text b").click()`)
	b.until(sari + `.querySelector(".message.chosen .tools").offsetParent`)
	b.js(sari + `.querySelector(".message.chosen .tools button").click()`)
	b.until(sari + `.querySelector(".banner").offsetParent && document.activeElement === ` + sari + `.querySelector("textarea")`)
	b.keys("Ini jawaban saya" + kb.Enter)
	p.sent(7, "Ini jawaban saya")
	if p.last(7).ReplyTo != card {
		t.Errorf("%+v", p.last(7))
	}
	b.until(sari + `.querySelector(".mine .quote")?.textContent.includes("Belum terkirim") && ` + sari + `.querySelector("textarea").value === ""`)

	// The menu of commands.
	b.keys("/st")
	b.until(sari + `.querySelectorAll(".commands:not([hidden]) li").length === 1`)
	b.keys(kb.Enter)
	p.await("the command", func() bool { c := p.Chat(7); return c[len(c)-1].Text == "/status" && c[len(c)-1].ReplyTo == 0 })

	// What the bot changes, and takes away.
	p.call("editMessageText", fmt.Sprintf(`{"chat_id":7,"message_id":%d,"text":"Terkirim."}`, card))
	b.until(sari + fmt.Sprintf(`.querySelector("[data-id='%d']").innerText.includes("diedit") && !%s.querySelector(".key")`, card, sari))
	p.call("deleteMessage", fmt.Sprintf(`{"chat_id":7,"message_id":%d}`, card))
	b.until(`!` + sari + fmt.Sprintf(`.querySelector("[data-id='%d']")`, card))

	p.call("sendChatAction", `{"chat_id":7,"action":"typing"}`)
	b.until(sari + `.querySelector(".status.typing")`)
	p.clean()
	b.quiet()
}

func TestPicturesAndPlacesInABrowser(t *testing.T) {
	p, url := paged(t)
	p.Say(7, "/start")
	b := browse(t, url)
	b.until(sari + `.querySelector(".message")`)

	name := filepath.Join(t.TempDir(), "lubang.png")
	if err := os.WriteFile(name, picture(640, 480), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#phone-7 input[type=file]"), []string{name}))
	b.until(`document.querySelector("dialog[open] .previews img")?.naturalWidth === 640 && document.activeElement.tagName === "TEXTAREA"`)
	b.keys("Jalan berlubang" + kb.Enter)
	p.sent(7, "Jalan berlubang")
	if m := p.last(7); m.Kind != "photo" || len(m.Photo) == 0 {
		t.Errorf("%+v", m)
	}
	b.until(sari + `.querySelector(".shot img")?.naturalWidth === 640`)
	b.js(sari + `.querySelector(".shot").click()`)
	b.until(`document.querySelector("dialog.lightbox[open] img")?.naturalWidth === 640`)
	b.keys(kb.Escape)

	b.js(sari + `.querySelector(".attach .pop button:nth-child(2)").click()`)
	b.until(`document.querySelector("dialog[open] .places button")`)
	b.keys(kb.Enter) // the first place has the focus
	p.await("the place", func() bool { c := p.Chat(7); return c[len(c)-1].Kind == "location" })
	b.until(sari + `.querySelector(".map svg")`)
	b.js(sari + `.querySelector(".attach .pop button:nth-child(2)").click()`)
	b.until(`document.querySelector("dialog[open] input[name=lat]")`)
	b.js(`const d = document.querySelector("dialog"); d.querySelector("[name=lat]").value = "-3,5"; d.querySelector("[name=lon]").value = "102,25"; d.querySelector("form").requestSubmit()`)
	p.await("the coordinates", func() bool {
		c := p.Chat(7)
		return c[len(c)-1].Location != nil && *c[len(c)-1].Location == sandbox.Location{Latitude: -3.5, Longitude: 102.25}
	})

	p.call("sendMessage", `{"chat_id":7,"text":"Di mana?","reply_markup":{"keyboard":[[{"text":"Kirim lokasi","request_location":true},{"text":"Lewati"}]],"one_time_keyboard":true}}`)
	b.until(sari + `.querySelectorAll(".bot-key").length === 2`)
	b.js(sari + `.querySelectorAll(".bot-key")[1].click()`)
	p.sent(7, "Lewati")
	b.until(sari + `.querySelectorAll(".bot-key").length === 0`)

	b.js(sari + `.querySelector(".more .pop button").click()`)
	b.until(sari + `.querySelector(".start").innerText.toLowerCase().includes("buka blokir")`)
	if r := p.call("sendMessage", `{"chat_id":7,"text":"x"}`); r.ErrorCode != 403 {
		t.Error(r)
	}
	b.js(sari + `.querySelector(".start").click()`)
	p.sent(7, "/start")
	p.clean()
	b.quiet()
}

func TestBarAndNarrowScreenInABrowser(t *testing.T) {
	p, url := paged(t, sandbox.BarAction{Key: "jam", Label: "+1 jam", Do: func(context.Context) error { return nil }},
		sandbox.BarAction{Key: "senin", Label: "Senin pagi", Do: func(context.Context) error { return errors.New("jadwal gagal") }})
	for range 40 {
		p.Say(7, "pesan yang agak panjang supaya layar penuh dan dapat digulung")
	}
	b := browse(t, url)
	b.until(sari + `.querySelectorAll(".message").length === 40`)
	if got := b.text(`document.querySelector("#clock").innerText.replace(/\s+/g, " ")`); got != "Senin, 23 November 2026 09.15" {
		t.Error(got)
	}
	if got := b.text(`document.querySelector(".sign").innerText`); !strings.Contains(got, "SANDBOX") || !strings.Contains(got, "bukan Telegram") {
		t.Error(got)
	}
	b.js(`document.querySelectorAll("#actions button")[1].click()`)
	b.until(`document.querySelector("#trouble:not([hidden])")?.textContent === "Senin pagi: jadwal gagal"`)
	b.js(`document.querySelectorAll("#actions button")[0].click()`)
	b.until(`document.querySelector("#trouble").hidden`)

	b.until(sari + `.querySelector(".log").scrollTop > 0 && ` + sari + `.querySelector(".down").hidden`)
	b.js(sari + `.querySelector(".log").scrollTop = 0`)
	b.until(`!` + sari + `.querySelector(".down").hidden`)
	p.call("sendMessage", `{"chat_id":7,"text":"baru"}`)
	b.until(sari + `.querySelector(".down .badge:not([hidden])")?.textContent === "1"`)
	b.js(sari + `.querySelector(".down").click()`)
	b.until(sari + `.querySelector(".down .badge").hidden`)

	b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), chromedp.Navigate(url+"/sandbox/"))
	b.until(sari + `?.querySelectorAll(".message").length === 41`)
	shown := `[...document.querySelectorAll(".phone")].filter(x => x.offsetParent).map(x => x.id).join()`
	if got := b.text(shown); got != "phone-7" {
		t.Error("one phone at a time:", got)
	}
	if got := b.text(`document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight`); got != "true" {
		t.Error("the page does not fit")
	}
	p.Say(8, "/start")
	p.call("sendMessage", `{"chat_id":8,"text":"Tugas baru"}`)
	b.until(`document.querySelectorAll(".tab")[1].querySelector(".badge:not([hidden])")?.textContent === "1"`)
	b.js(`document.querySelectorAll(".tab")[1].click()`)
	b.until(shown + ` === "phone-8" && document.querySelectorAll(".tab .badge:not([hidden])").length === 0`)

	light := b.text(`getComputedStyle(document.body).backgroundColor`)
	dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, dark); err != nil {
		t.Fatal(err)
	}
	b.until(`getComputedStyle(document.body).backgroundColor !== ` + quoted(light))
	p.clean()
	b.quiet("500 (Internal Server Error)")
}

func quoted(s string) string { b, _ := json.Marshal(s); return string(b) }
