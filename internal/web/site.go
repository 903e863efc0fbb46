// Package web serves what everybody may see without logging in, and what
// machines ask: the public page, a unit's page, /cek, health and metrics.
//
//   - No page names a person, neither who reported nor who answers: units and
//     positions only. Figures below five are not shown, nor can one of them be
//     worked out from those that are (veil.go).
//   - Code and PIN come by POST only; they stand in no address, log or cache.
//   - A case that keeps no trace is answered, decided on and rated at /cek by
//     whoever knows both (act.go); every other one is only read there.
//   - A name that was asked for is given at /nama, and read there by whoever
//     asked for it, in the case's hands only (name.go).
//   - A page needs no script and sets no cookie; the strictest policy holds.
//   - With the database away the pages still say how to report, and metrics
//     still tell that it is away.
package web

import (
	"context"
	"html/template"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/notice"
	"tanggap/internal/visit"
)

// Site is what the pages are made of. Every field is needed but TrustProxy.
type Site struct {
	Pool        *pgxpool.Pool
	Desk        *complaint.Desk
	Notice      *notice.Desk
	Visits      *visit.Desk
	Now         func() time.Time // office time
	Log         zerolog.Logger
	BotUsername func() string // "" while it is not known
	Redis       func(ctx context.Context) error
	Schema      int64 // the program's latest migration
	Leading     func() bool
	Counters    func() []Counter
	Draining    func() bool // the process has been told to stop

	// TrustProxy says that every request comes through a proxy of our own,
	// which adds the peer's address to X-Forwarded-For.
	TrustProxy bool
}

// Counter is a figure that only grows, kept by another package.
type Counter struct {
	Name  string // "tanggap_updates_handled_total"
	Help  string
	Value int64
}

// server is a Site at work.
type server struct {
	*Site
	loc       *time.Location
	templates map[locale.Lang]map[string]*template.Template
	mux       *http.ServeMux
	requests  *prometheus.CounterVec

	uploading chan struct{} // holds one of those that send pictures at a time

	ratingMu sync.Mutex // of ratings
	ratings  map[string]keptRatings

	mu    sync.Mutex // of board and read
	board *board
	fault error
	read  time.Time
}

// Handler answers every path but the webhook's.
func (s *Site) Handler() http.Handler {
	v := &server{Site: s, loc: s.Desk.Calendars.Location(), mux: http.NewServeMux(), uploading: make(chan struct{}, uploads)}
	v.templates = v.parse()
	v.requests = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "tanggap_http_requests_total",
		Help: "Requests answered, by route and class of status.",
	}, []string{"route", "status"})

	v.mux.HandleFunc("GET /{$}", v.home)
	v.mux.HandleFunc("GET /unit/{code}", v.unit)
	v.mux.HandleFunc("GET /cek", v.form)
	v.mux.HandleFunc("POST /cek", v.look)
	v.mux.HandleFunc("GET /nama", v.nameFirst)
	v.mux.HandleFunc("POST /nama", v.name)
	v.mux.HandleFunc("GET /nama/petugas", v.nameSeenForm)
	v.mux.HandleFunc("POST /nama/petugas", v.nameSeen)
	v.mux.HandleFunc("GET "+stylePath, asset("text/css; charset=utf-8", style))
	v.mux.HandleFunc("GET "+iconPath, asset("image/svg+xml", icon))
	v.mux.HandleFunc("GET /healthz", v.health)
	v.mux.HandleFunc("GET /readyz", v.ready)
	v.mux.Handle("GET /metrics", v.metrics())

	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.sorry(w, r, http.StatusForbidden, "foreign")
	}))
	return v.watch(protection.Handler(http.HandlerFunc(v.route)))
}

// route gives unknown paths and wrong methods pages of their own.
func (v *server) route(w http.ResponseWriter, r *http.Request) {
	h, pattern := v.mux.Handler(r)
	if pattern != "" {
		v.mux.ServeHTTP(w, r)
		return
	}
	// Only the mux knows whether the path exists under another method.
	probe := &probe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		v.sorry(w, r, http.StatusMethodNotAllowed, "method")
		return
	}
	v.sorry(w, r, http.StatusNotFound, "unknown")
}

// probe hears what a handler would answer.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) WriteHeader(status int)      { p.status = status }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
