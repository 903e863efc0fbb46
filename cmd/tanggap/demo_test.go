package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"tanggap/internal/regency"
)

var screenshot = flag.String("screenshot", "", "keep a picture of the demo's page in this file")

// demonstration is a running `tanggap demo`.
type demonstration struct {
	t    *testing.T
	cmd  *exec.Cmd
	page string
	took time.Duration
}

// demonstrate starts a demo over a folder and waits for its one line.
func demonstrate(t *testing.T, folder string, more ...string) *demonstration {
	t.Helper()
	d := &demonstration{t: t}
	d.cmd = exec.Command(binary, append([]string{"demo", "--listen", "127.0.0.1:0", "--data", folder}, more...)...)
	d.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder}
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	d.cmd.Stderr = os.Stderr
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = d.cmd.Process.Kill()
		_ = d.cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if i := strings.Index(lines.Text(), "http://"); i >= 0 {
			d.page, d.took = strings.Fields(lines.Text()[i:])[0], time.Since(started)
			return d
		}
	}
	t.Fatal("the demo ended without an address")
	return nil
}

// end is Ctrl-C: the demo ends by itself, with code 0, and leaves nothing.
func (d *demonstration) end(folder string) {
	d.t.Helper()
	if err := d.cmd.Process.Signal(os.Interrupt); err != nil {
		d.t.Fatal(err)
	}
	if err := d.cmd.Wait(); err != nil {
		d.t.Errorf("the demo ended with %v", err)
	}
	out, _ := exec.Command("pgrep", "-f", folder).Output()
	for _, pid := range strings.Fields(string(out)) {
		if n, _ := strconv.Atoi(pid); n != os.Getpid() {
			d.t.Errorf("process %s is left behind", pid)
		}
	}
}

// tab is the demo's page in a real browser.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func browse(t *testing.T, page string) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	for _, off := range []string{"quic", "component-update", "background-networking", "sync"} {
		options = append(options, chromedp.Flag("disable-"+off, true))
	}
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 6*time.Minute)
	t.Cleanup(cancel)
	b := &tab{t, ctx}
	b.do(chromedp.EmulateViewport(1900, 1000), chromedp.Navigate(page))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for _, step := range steps {
		if err := chromedp.Do(b.ctx, step); err != nil {
			b.t.Fatal(err)
		}
	}
}

// until waits for an expression to hold in the page.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(2*time.Minute))); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

func (b *tab) js(statement string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("(() => {"+statement+"; return true})()")); err != nil {
		b.t.Fatalf("%s: %v", statement, err)
	}
}

// phone is one person's phone on the page.
type phone struct {
	*tab
	at string
}

func (b *tab) phone(name string) phone {
	b.t.Helper()
	for _, p := range regency.People() {
		if strings.HasPrefix(p.Name, name) {
			ph := phone{b, fmt.Sprintf(`document.querySelector("#phone-%d")`, p.ID)}
			b.until(name+"'s phone", ph.at+`?.querySelector(".message")`)
			return ph
		}
	}
	b.t.Fatalf("nobody is called %s", name)
	return phone{}
}

func (p phone) say(words string) {
	p.t.Helper()
	p.js(p.at + `.querySelector("textarea").focus()`)
	p.do(chromedp.KeyEvent(words + "\r"))
}

// tap presses the newest button with these words.
func (p phone) tap(words string) {
	p.t.Helper()
	find := `[...` + p.at + `.querySelectorAll(".key")].filter(k => k.textContent.includes(` + strconv.Quote(words) + `)).pop()`
	p.until("a button "+words, find)
	p.js(find + `.click()`)
}

func (p phone) reads(words string) {
	p.t.Helper()
	p.until(strconv.Quote(words), `[...`+p.at+`.querySelectorAll(".theirs")].some(m => m.innerText.includes(`+strconv.Quote(words)+`))`)
}

// One complaint through every hand, on the page that a newcomer opens: filed,
// answered, settled, confirmed; on Monday the superior sees it.
func TestDemoInABrowser(t *testing.T) {
	t.Parallel()
	folder, err := os.MkdirTemp("", "tanggap-demo-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil { // PostgreSQL's user has to pass
		t.Fatal(err)
	}
	data := filepath.Join(folder, "data")
	d := demonstrate(t, data)
	t.Logf("ready after %s", d.took)
	b := browse(t, d.page)
	sari, hendra, nurlela := b.phone("Sari"), b.phone("Hendra"), b.phone("Nurlela")

	sari.say("Jembatan di Lubuk Saung berlubang, motor jatuh tadi pagi")
	sari.reads("Belum terkirim")
	sari.tap("Kirim")
	sari.reads("Laporan diterima")
	hendra.reads("Jembatan di Lubuk Saung berlubang")
	hendra.tap("Terima")
	sari.reads("sudah diterima Pengawas Jalan")
	hendra.tap("Jawab")
	hendra.reads("Tulis jawaban untuk warga")
	hendra.say("Regu turun besok pagi pukul 08.00 membawa papan.")
	hendra.tap("Kirim sekarang")
	sari.reads("Regu turun besok pagi")
	hendra.tap("Selesai")
	hendra.reads("Apa yang sudah dikerjakan")
	hendra.say("Lubang sudah ditutup papan baru.")
	hendra.tap("Kirim hasil")
	sari.reads("Lubang sudah ditutup papan baru")
	sari.tap("Sudah selesai")
	sari.tap("Sangat baik")
	hendra.reads("Warga menyatakan selesai")
	hendra.say("/kinerja")
	hendra.reads("Ketanggapan")

	b.js(`[...document.querySelectorAll("#actions button")].find(k => k.textContent === "Senin pagi").click()`)
	nurlela.reads("dinyatakan selesai oleh warga")
	nurlela.reads("Hendra Saputra")
	b.until("the chart", nurlela.at+`.querySelector(".shot img")?.naturalWidth > 500`)
	b.until("a page at rest", `!document.getAnimations().some(a => a.playState === "running" && a.effect.getComputedTiming().iterations !== Infinity)`)
	if *screenshot != "" {
		b.picture(*screenshot)
	}
	d.end(data)

	again := demonstrate(t, data)
	t.Logf("ready again after %s", again.took)
	b.do(chromedp.Navigate(again.page))
	b.phone("Sari").reads("Laporan diterima")
	b.phone("Nurlela").reads("dinyatakan selesai oleh warga")
	b.phone("Sari").say("/laporan")
	b.phone("Sari").reads("Laporan Bapak/Ibu")
	again.end(data)

	fresh := demonstrate(t, data, "--fresh")
	b.do(chromedp.Navigate(fresh.page))
	b.phone("Sari")
	b.until("a chat that begins anew", `!document.querySelector("#phone-7001").innerText.includes("Laporan diterima")`)
	fresh.end(data)
}

func (b *tab) picture(name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(name, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
