package sandbox

import (
	"context"
	"embed"
	"encoding/json"
	"io/fs"
	"net"
	"net/http"
	"sync"
	"time"
)

// Bar is what stands above the phones: the set clock and what moves it.
type Bar struct {
	Now     func() time.Time // nil means the sandbox's own office clock
	Actions []BarAction
	Places  []Place // offered where a location is sent; nil means some of Kepahiang
}

// BarAction is a button of the bar. Do returns when everything that it set off
// is done; its error is shown.
type BarAction struct {
	Key, Label string
	Do         func(context.Context) error
}

// Place is a named point of the map.
type Place struct {
	Name      string  `json:"name"`
	Latitude  float64 `json:"lat"`
	Longitude float64 `json:"lon"`
}

var somePlaces = []Place{
	{"Kelurahan Pasar Ujung", -3.65107, 102.59247},
	{"Kelurahan Tebat Karai", -3.67776, 102.62538},
	{"Desa Lubuk Saung, Seberang Musi", -3.70206, 102.60926},
	{"Desa Bayung, Seberang Musi", -3.72598, 102.59119},
	{"Kelurahan Ujan Mas Atas", -3.55997, 102.53528},
}

//go:embed page
var pageFiles embed.FS

// page is the chat page and what it asks of the sandbox.
type page struct {
	*Sandbox
	people []Person
	bar    Bar
	boot   string // tells a page that the sandbox was started anew
	acting sync.Mutex
}

// PageHandler is the page with a phone for each of the people, under /sandbox/.
// It answers only to this computer: requests must name a loopback host, and
// those that act must come from the page itself.
func (s *Sandbox) PageHandler(people []Person, bar Bar) http.Handler {
	for _, p := range people {
		s.Meet(p)
	}
	if bar.Now == nil {
		bar.Now = s.opt.Now
	}
	if bar.Places == nil {
		bar.Places = somePlaces
	}
	p := &page{Sandbox: s, people: people, bar: bar, boot: time.Now().Format("150405.000000000")}
	files, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", http.RedirectHandler("/sandbox/", http.StatusSeeOther))
	mux.HandleFunc("GET /sandbox/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		http.ServeFileFS(w, r, files, "index.html")
	})
	mux.Handle("GET /sandbox/assets/", http.StripPrefix("/sandbox/assets/", noStore(http.FileServerFS(files))))
	mux.HandleFunc("GET /sandbox/people", p.servePeople)
	mux.HandleFunc("GET /sandbox/events", p.serveEvents)
	mux.HandleFunc("GET /sandbox/changes", p.serveChanges)
	mux.HandleFunc("GET /sandbox/file/{id}", p.servePageFile)
	mux.HandleFunc("POST /sandbox/send", p.serveSend)
	mux.HandleFunc("POST /sandbox/press", p.servePress)
	mux.HandleFunc("POST /sandbox/block", p.serveBlock)
	mux.HandleFunc("POST /sandbox/do/{key}", p.serveDo)
	return guard(http.NewCrossOriginProtection().Handler(mux))
}

const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard refuses whoever reaches this computer under another name, which is how
// a foreign page would get around the browser's rules.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !loopback(trimBrackets(host)) {
			http.Error(w, "sandbox: this computer only", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

func trimBrackets(host string) string {
	if len(host) > 1 && host[0] == '[' && host[len(host)-1] == ']' {
		return host[1 : len(host)-1]
	}
	return host
}

func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		next.ServeHTTP(w, r)
	})
}

// servePeople gives what the page is built from.
func (p *page) servePeople(w http.ResponseWriter, _ *http.Request) {
	type person struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
		Role string `json:"role"`
	}
	type action struct {
		Key   string `json:"key"`
		Label string `json:"label"`
	}
	out := struct {
		Bot     map[string]string `json:"bot"`
		People  []person          `json:"people"`
		Actions []action          `json:"actions"`
		Places  []Place           `json:"places"`
	}{Bot: map[string]string{"name": p.bot.FirstName, "username": p.bot.Username}, Actions: []action{}, Places: p.bar.Places}
	for _, x := range p.people {
		out.People = append(out.People, person{x.ID, x.Name, x.Role})
	}
	for _, a := range p.bar.Actions {
		out.Actions = append(out.Actions, action{a.Key, a.Label})
	}
	writePage(w, http.StatusOK, out)
}

func writePage(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func pageError(w http.ResponseWriter, status int, words string) {
	writePage(w, status, map[string]string{"error": words})
}
