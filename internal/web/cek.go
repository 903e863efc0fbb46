package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
)

// formBytes is ample for a code, a PIN and the longest text of a case, of which
// each byte may be written as three.
const formBytes = 3*4*complaint.MaxBody + 4<<10

// cekPage is the form, and what was wrong with the last try.
type cekPage struct {
	Wrong, Locked bool
	Lapsed        bool   // code and PIN were right long ago
	Code          string // as they typed it, so that a slip can be mended
	Prefix        string // of every code
}

// form shows the form.
func (v *server) form(w http.ResponseWriter, r *http.Request) { v.ask(w, r, http.StatusOK, cekPage{}) }

func (v *server) ask(w http.ResponseWriter, r *http.Request, status int, p cekPage) {
	p.Prefix = v.Desk.Prefix
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
	v.show(w, r, status, "cek", page{path: "/cek", Main: p})
}

// look shows a case to whoever knows its code and PIN. A code that cannot be
// one, an unknown one and a wrong PIN all get the same answer.
func (v *server) look(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		v.upload(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, formBytes)
	if err := r.ParseForm(); err != nil {
		v.sorry(w, r, http.StatusBadRequest, "request")
		return
	}
	if r.PostForm.Has("act") {
		v.act(w, r, r.PostForm, deedOf(r.PostForm))
		return
	}
	typed := r.PostForm.Get("code")
	code, possible := complaint.ParseCode(v.Desk.Prefix, typed)
	pin, whole := digits(r.PostForm.Get("pin"))
	if !possible || !whole {
		v.ask(w, r, http.StatusOK, cekPage{Wrong: true, Code: brief(typed)})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	found, told, err := v.open(ctx, v.asker(r), code, pin)
	switch {
	case err != nil:
		v.Log.Error().Err(err).Msg("a case could not be shown on /cek")
		v.away(w, r, err)
	case found.Locked:
		v.ask(w, r, http.StatusTooManyRequests, cekPage{Locked: true, Code: brief(typed)})
	case !found.OK:
		v.ask(w, r, http.StatusOK, cekPage{Wrong: true, Code: brief(typed)})
	default:
		v.showCase(w, r, "case", told)
	}
}

func (v *server) showCase(w http.ResponseWriter, r *http.Request, name string, told casePage) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
	v.show(w, r, http.StatusOK, name, page{path: "/cek", At: told.Now, Main: told})
}

// open looks by code and PIN; what is counted of a wrong one is committed.
func (v *server) open(ctx context.Context, asker, code, pin string) (found complaint.Look, told casePage, err error) {
	now := v.Now()
	err = pgx.BeginFunc(ctx, v.Pool, func(tx pgx.Tx) error {
		found, err = v.Desk.ByPIN(ctx, tx, now, asker, code, pin)
		if err != nil || !found.OK {
			return err
		}
		c, by, err := found.Opens(ctx, tx)
		if err != nil {
			return err
		}
		told, err = v.tell(ctx, tx, now.In(v.loc), c)
		told.By = by
		return err
	})
	if err != nil {
		return complaint.Look{}, casePage{}, fmt.Errorf("look by code and PIN: %w", err)
	}
	return found, told, nil
}

// digits reads a PIN as people type it, spaces and all.
func digits(s string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	return s, len(s) == 6 && strings.Trim(s, "0123456789") == ""
}

// brief keeps what was typed, unless it is no slip of a code any more.
func brief(s string) string {
	if len(s) > 40 {
		return ""
	}
	return s
}
