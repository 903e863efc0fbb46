package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"tanggap/internal/locale"
)

//go:embed pages
var pages embed.FS

//go:embed words
var words embed.FS

//go:embed tanggap.css
var style []byte

//go:embed icon.svg
var icon []byte

const (
	stylePath = "/tanggap.css"
	iconPath  = "/icon.svg"
)

// page is what every template gets; Main is its own.
type page struct {
	Lang   locale.Lang
	chosen bool   // by the address, so that links must keep it
	path   string // of this page, to switch the language on
	Region string
	Bot    string
	At     time.Time // office time, in the office's zone
	Main   any
}

// Link is an address within the site that keeps the language chosen.
func (p page) Link(to string) string {
	if !p.chosen {
		return to
	}
	return p.In(p.Lang, to)
}

// Other is the language that the page can be switched to.
func (p page) Other() locale.Lang {
	if p.Lang == locale.EN {
		return locale.ID
	}
	return locale.EN
}

// Switch is this page in the other language.
func (p page) Switch() string { return p.In(p.Other(), p.path) }

// In is an address within the site in a language.
func (p page) In(lang locale.Lang, to string) string {
	to, fragment, has := strings.Cut(to, "#")
	to += "?lang=" + string(lang)
	if has {
		to += "#" + fragment
	}
	return to
}

// Style is the address of the style sheet, another one for another content.
func (p page) Style() string { return stylePath + "?v=" + tag(style) }

// beside hands a table and its page to one template.
type beside struct {
	T *table
	P page
}

// parse makes the templates of each language.
func (v *server) parse() map[locale.Lang]map[string]*template.Template {
	byLang := map[locale.Lang]map[string]*template.Template{}
	for _, lang := range languages {
		functions := functions(lang)
		layout := template.Must(template.New("").Option("missingkey=error").Funcs(functions).
			ParseFS(pages, "pages/layout.html", "pages/figures.html", "pages/rating.html", "pages/acts.html"))
		byLang[lang] = map[string]*template.Template{}
		for _, name := range []string{"home", "unit", "cek", "case", "name", "seen", "numbers", "sorry"} {
			t := template.Must(template.Must(layout.Clone()).ParseFS(pages, "pages/"+name+".html"))
			byLang[lang][name] = t.Lookup("layout")
		}
	}
	return byLang
}

func functions(lang locale.Lang) template.FuncMap {
	say := dictionary(lang)
	return template.FuncMap{
		"say":       say,
		"when":      func(t, now time.Time) string { return locale.DateTime(lang, t, now) },
		"day":       func(t, now time.Time) string { return locale.Day(lang, t, now) },
		"date":      func(t, now time.Time) string { return locale.Date(lang, t, now) },
		"deadline":  func(t, now time.Time) string { return locale.Deadline(lang, t, now) },
		"span":      func(from, to time.Time) string { return locale.Range(lang, from, to, time.Time{}) },
		"month":     func(t time.Time) string { return locale.MonthYear(lang, t) },
		"tenth":     func(f *float64) string { return locale.Decimal(lang, *f, 1) },
		"hundredth": func(f *float64) string { return locale.Decimal(lang, *f, 2) },
		"number":    func(n int) string { return locale.Number(lang, n) },
		"percent":   func(n, of int) string { return locale.Percent(lang, float64(n)/float64(of), 0) },
		"state":     func(state any) string { return capital(locale.State(lang, fmt.Sprint(state))) },
		"iso":       func(t time.Time) string { return t.Format(time.RFC3339) },
		"hex":       func(b []byte) string { return hex.EncodeToString(b) },
		"beside":    func(t *table, p page) beside { return beside{t, p} },
		"path":      func(code string) string { return "/unit/" + url.PathEscape(code) },
	}
}

// show renders a page; nothing is sent before it is whole.
func (v *server) show(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	p.Lang, p.chosen = language(r)
	p.Bot = v.BotUsername()
	if p.At.IsZero() {
		p.At = v.Now().In(v.loc)
	}
	if p.path == "" {
		p.path = "/"
	}
	var b bytes.Buffer
	if err := v.templates[p.Lang][name].Execute(&b, p); err != nil {
		v.Log.Error().Err(err).Str("page", name).Msg("a page could not be rendered")
		http.Error(w, "500", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(p.Lang))
	h.Add("Vary", "Accept-Language")
	if status != http.StatusOK || h.Get("Cache-Control") != "" {
		if h.Get("Cache-Control") == "" {
			h.Set("Cache-Control", "no-store")
		}
		w.WriteHeader(status)
		_, _ = w.Write(b.Bytes()) // nobody is left to tell
		return
	}
	// Asked again each time, answered in full only when something changed.
	h.Set("Cache-Control", "no-cache")
	serve(w, r, b.Bytes())
}

// sorry says that something cannot be shown, and where to go instead.
func (v *server) sorry(w http.ResponseWriter, r *http.Request, status int, what string) {
	w.Header().Set("Cache-Control", "no-store")
	v.show(w, r, status, "sorry", page{Main: what})
}

// away says that the database cannot be asked just now.
func (v *server) away(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // they have gone
	}
	w.Header().Set("Retry-After", "30")
	v.sorry(w, r, http.StatusServiceUnavailable, "away")
}

// asset serves an embedded file: for ever under the address that names its
// content, otherwise asked again each time.
func asset(media string, body []byte) http.HandlerFunc {
	version := tag(body)
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "no-cache")
		if r.URL.Query().Get("v") == version {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		serve(w, r, body)
	}
}

// serve sends a body under its tag, or only says that the reader has it.
func serve(w http.ResponseWriter, r *http.Request, body []byte) {
	etag := `"` + tag(body) + `"`
	w.Header().Set("ETag", etag)
	for old := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		// A proxy that compresses makes the tag a weak one.
		if strings.TrimPrefix(strings.TrimSpace(old), "W/") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	_, _ = w.Write(body) // nobody is left to tell
}

func tag(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}

func wordsOf(lang locale.Lang) string { return path.Join("words", string(lang)+".txt") }
