package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"
)

// policy forbids everything that the pages do not need: no scripts, no frames,
// nothing from elsewhere.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// watch sets the headers that every answer carries, keeps a panic to its own
// request, counts, and writes one line a request that holds neither address
// nor query.
func (v *server) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		r.Pattern = "" // of the mux that we are mounted on
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// With no-referrer a browser sends "Origin: null" with our own form.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")

		c := &observed{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				// The value of a panic could hold somebody's words.
				v.Log.Error().Str("route", route(r)).Str("panic", fmt.Sprintf("%T", p)).Bytes("stack", debug.Stack()).Msg("a page panicked")
				if c.status == 0 {
					v.sorry(c, r, http.StatusInternalServerError, "fault")
				}
			}
			v.requests.WithLabelValues(route(r), strconv.Itoa(c.status/100)+"xx").Inc()
			v.Log.Debug().Str("method", method(r)).Str("route", route(r)).Int("status", c.status).
				Int64("bytes", c.bytes).Dur("took", time.Since(began)).Msg("request")
		}()
		next.ServeHTTP(c, r)
		if c.status == 0 {
			c.status = http.StatusOK
		}
	})
}

// route names what was asked for by its pattern: a path may hold anything that
// somebody typed.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "other"
	}
	return r.Pattern
}

func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return r.Method
	}
	return "other"
}

// observed remembers what was answered.
type observed struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *observed) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *observed) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

func (c *observed) Unwrap() http.ResponseWriter { return c.ResponseWriter }
