package web_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// browser opens a real one; what its console complains of fails the test. A
// machine without a browser fails it too.
func (h *house) browser() context.Context {
	h.Helper()
	ctx, stop := context.WithTimeout(h.Context(), 2*time.Minute)
	h.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)...)
	h.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	h.Cleanup(stop)
	if err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*log.EventEntryAdded); ok && !strings.Contains(e.Entry.Text, "status of") { // a status is meant
			h.Errorf("the browser complains: %s", e.Entry.Text)
		}
	}); err != nil {
		h.Fatalf("open a browser: %v", err)
	}
	if _, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
		Headers: network.Headers{"Accept-Language": "id"},
	}); err != nil {
		h.Fatal(err)
	}
	return ctx
}

func (h *house) run(ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	h.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		h.Fatal(err)
	}
}

// read gives the value of an expression in the page.
func read[T any](ctx context.Context, h *house, expression string) T {
	h.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		h.Fatal(err)
	}
	return v
}

func TestPagesFitAPhone(t *testing.T) {
	h := open(t)
	h.furnish()
	for unit, n := range map[string]int{"PUPR": 31, "PUPR.BM": 96, "RSUD": 210, "DUKCAPIL": 58, "DLH": 9} {
		h.fill(unit, n)
	}
	h.rated("RSUD", 240)
	h.seal()
	s := httptest.NewServer(h.handler)
	defer s.Close()
	ctx := h.browser()
	for _, width := range []int64{320, 360, 768, 1280} {
		h.run(ctx, chromedp.EmulateViewport(width, 800))
		for _, path := range []string{"/", "/?lang=en", "/unit/PUPR", "/unit/RSUD", "/cek", "/nowhere"} {
			h.run(ctx, chromedp.Navigate(s.URL+path))
			if over := read[float64](ctx, h, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
				t.Errorf("%s at %d pixels is %v pixels too wide", path, width, over)
			}
			small := read[float64](ctx, h, `Math.min(...[...document.querySelectorAll('body *')].filter(e => e.innerText && e.innerText.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)))`)
			if small < 13 {
				t.Errorf("%s has letters of %v pixels", path, small)
			}
		}
	}
}

// By the keyboard alone, as a person would: the strict policy, the check of the
// origin and the form have to agree in a real browser.
func TestCekInABrowser(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.file()
	s := httptest.NewServer(h.handler)
	defer s.Close()
	ctx := h.browser()
	h.run(ctx, chromedp.EmulateViewport(360, 800), chromedp.Navigate(s.URL+"/cek"), chromedp.KeyEvent(kb.Tab))
	if first := read[string](ctx, h, `document.activeElement.className`); first != "skip" {
		t.Errorf("the first stop of the keyboard is %q", first)
	}
	h.run(ctx,
		chromedp.Focus(chromedp.CSS("#kode")), chromedp.KeyEvent(strings.ToLower(r.Code)),
		chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(r.PIN), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(".story")),
	)
	if address := read[string](ctx, h, `location.href`); address != s.URL+"/cek" {
		t.Errorf("the address became %s", address)
	}
	said := read[string](ctx, h, `document.querySelector('main').innerText`)
	for _, part := range []string{"Diteruskan ke petugas", "Dijawab paling lambat Rabu, 25 November", "Kepala Seksi Jalan, Bidang Bina Marga"} {
		if !strings.Contains(said, part) {
			t.Errorf("the page does not say %q:\n%s", part, said)
		}
	}
}

// A telephone at night: a number is asked about, pictures go, the key is turned,
// without a script and within the width.
func TestActingInABrowser(t *testing.T) {
	h := open(t)
	h.furnish()
	r := h.fileAs(complaint.Untraced)
	h.do(func(tx pgx.Tx) error {
		_, err := h.Desk.Ask(t.Context(), tx, h.now, officer, r.ID, "Dekat mana?")
		return err
	})
	s := httptest.NewServer(h.handler)
	defer s.Close()
	photo := filepath.Join(t.TempDir(), "IMG.jpg")
	if err := os.WriteFile(photo, photographed(t, 3), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := h.browser()
	for _, off := range []func() error{
		func() error {
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		},
		func() error {
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
			return err
		},
	} {
		if err := off(); err != nil {
			t.Fatal(err)
		}
	}
	fits := func(what string, says ...string) {
		t.Helper()
		for _, width := range []int64{320, 360} {
			h.run(ctx, chromedp.EmulateViewport(width, 800))
			if over := read[float64](ctx, h, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
				t.Errorf("%s at %d pixels is %v pixels too wide", what, width, over)
			}
		}
		body := read[string](ctx, h, `document.querySelector('main').innerText`)
		for _, part := range says {
			if !strings.Contains(body, part) {
				t.Errorf("%s does not say %q:\n%s", what, part, body)
			}
		}
	}
	press := func(button, next string) {
		t.Helper()
		h.run(ctx, chromedp.Click(chromedp.CSS(button)), chromedp.WaitVisible(chromedp.CSS(next)))
	}
	look := func(until string) {
		t.Helper()
		h.run(ctx, chromedp.Navigate(s.URL+"/cek"), chromedp.SendKeys(chromedp.CSS("#kode"), r.Code), chromedp.SendKeys(chromedp.CSS("#pin"), r.PIN))
		press("form .button", until)
	}
	look("#jawab")
	fits("the question", "Petugas bertanya", "Kirim foto")
	h.run(ctx, chromedp.SendKeys(chromedp.CSS("#jawab"), "Dekat SD, hubungi 081234567890"))
	press("button[value=reply]", "button[value=mask]")
	fits("the numbers", "Ada nomor pribadi", "nomor telepon", "••••••••••90")
	press("button[value=edit]", "#jawab")
	if kept := read[string](ctx, h, `document.querySelector('#jawab').value`); kept != "Dekat SD, hubungi 081234567890" {
		t.Errorf("the words came back as %q", kept)
	}
	press("button[value=reply]", "button[value=mask]")
	press("button[value=mask]", "#foto")
	fits("the answer", "Jawaban Anda sudah diteruskan")
	look("#foto")
	h.run(ctx, chromedp.SetUploadFiles(chromedp.CSS("#foto"), []string{photo}))
	press("form[enctype] .button", "[role=alert]")
	fits("the picture", "Foto Anda sudah diteruskan")
	h.do(func(tx pgx.Tx) error {
		_, err := h.Desk.Propose(t.Context(), tx, h.now, officer, r.ID, "Sudah.")
		return err
	})
	look("button[value=done]")
	press("button[value=done]", "#face-1")
	h.run(ctx, chromedp.Click(chromedp.CSS("label[for=face-1]")))
	press("button[value=rate]", "button[value=slow]")
	fits("the rating", "Penilaian Anda: Tidak baik", "Apa yang kurang?", "Saya ditekan")
}
