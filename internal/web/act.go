package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
)

// A case that keeps no trace has no chat of its own: whoever knows its code and
// PIN answers, adds, turns the key and rates on this page. The page that code
// and PIN opened carries a pass, so that the PIN is typed once; neither is kept.
// Every other case is acted on in its own chat, and only read here.

// door stands for this page where a pass says from where it is good.
const door = "web"

// actsAnHour is how often a case can be acted on here within an hour.
const actsAnHour = 20

// deed is what somebody wants to do, as the form says it.
type deed struct {
	what  string
	words string
	round int // of the result that it is about
	pick  string
}

// acts are what can be done, by the names that the forms say.
var acts = map[string]func(v *server, ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d deed) error{
	"reply":    (*server).reply,
	"unknown":  (*server).unknown,
	"add":      (*server).add,
	"done":     (*server).done,
	"not":      (*server).not,
	"again":    (*server).again,
	"withdraw": (*server).withdraw,
	"object":   (*server).object,
	"rate":     (*server).rate,
}

// said is what a page says of what was just done.
type said struct {
	Key   string // of its words, "" for nothing
	Bad   bool   // it was not done
	Words string // what they wrote and was not taken
}

// act does what a form of a case's page asks for, and shows the page again.
func (v *server) act(w http.ResponseWriter, r *http.Request) {
	code, possible := complaint.ParseCode(v.Desk.Prefix, r.PostForm.Get("code"))
	d := deed{what: r.PostForm.Get("act"), words: strings.TrimSpace(r.PostForm.Get("words")), pick: r.PostForm.Get("pick")}
	d.round, _ = strconv.Atoi(r.PostForm.Get("round")) // none is the first
	if _, known := acts[d.what]; !known || !possible {
		v.sorry(w, r, http.StatusBadRequest, "request")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	told, passed, err := v.perform(ctx, code, r.PostForm.Get("pass"), d)
	switch {
	case err != nil:
		v.Log.Error().Err(err).Str("act", d.what).Msg("what /cek was asked to do was not done")
		v.away(w, r, err)
	case !passed:
		v.ask(w, r, http.StatusOK, cekPage{Lapsed: true, Code: brief(r.PostForm.Get("code"))})
	default:
		v.showCase(w, r, told)
	}
}

// perform does it in a transaction; a refusal undoes it and is told on the page.
func (v *server) perform(ctx context.Context, code, pass string, d deed) (told casePage, passed bool, err error) {
	now := v.Now()
	err = pgx.BeginFunc(ctx, v.Pool, func(tx pgx.Tx) error {
		c, err := complaint.FindByCode(ctx, tx, code)
		if err == complaint.ErrUnknown || err == nil && !(c.Contact.ByCode() && v.Desk.Passes(now, c, door, pass)) {
			return nil
		}
		if err != nil {
			return err
		}
		passed = true
		of := said{Key: "did." + d.what}
		err = pgx.BeginFunc(ctx, tx, func(sp pgx.Tx) error {
			return v.attempt(ctx, sp, now, c.ID, d)
		})
		if key, refused := refusedKey(err); refused {
			of = said{Key: key, Bad: true, Words: d.words}
		} else if err != nil {
			return err
		}
		if c, err = complaint.Find(ctx, tx, c.ID); err != nil {
			return err
		}
		told, err = v.tell(ctx, tx, now.In(v.loc), c)
		told.Said = of
		return err
	})
	if err != nil {
		return casePage{}, false, fmt.Errorf("act by code and PIN: %w", err)
	}
	return told, passed, nil
}

// refusals have words of their own; after every other one the page shows how
// things stand, which explains it.
var refusals = map[refusal.Code]string{
	complaint.ErrEmpty: "refused.empty", complaint.ErrTooLong: "refused.long", complaint.ErrLooking: "refused.looking",
}

// errOften says that a case was acted on too often within an hour.
var errOften = errors.New("too often within an hour")

// refusedKey gives the words for an expected "no"; false for trouble.
func refusedKey(err error) (key string, refused bool) {
	if errors.Is(err, errOften) {
		return "refused.often", true
	}
	code, refused := refusal.Of(err)
	if key = refusals[code]; key == "" {
		key = "refused.moved"
	}
	return key, refused
}

func (v *server) attempt(ctx context.Context, tx pgx.Tx, now time.Time, id complaint.ID, d deed) error {
	c, err := v.Desk.FindOwn(ctx, tx, complaint.Bearer(id), id) // locks it
	if err != nil {
		return err
	}
	events, err := complaint.Story(ctx, tx, id)
	if err != nil {
		return err
	}
	var last complaint.Event // of the citizen
	lately := 0
	for _, e := range events {
		if e.Actor == complaint.Citizen && e.Kind != complaint.Filed && e.At.After(now.Add(-time.Hour)) {
			last, lately = e, lately+1
		}
	}
	switch {
	case d.words != "" && d.words == last.Words && kinds[d.what] == last.Kind:
		return nil // the page was sent once more
	case lately >= actsAnHour:
		return errOften
	}
	return acts[d.what](v, ctx, tx, now, "web:"+rand.Text(), c, d)
}

// kinds are the events of acts that carry words.
var kinds = map[string]complaint.Kind{"reply": complaint.Answer, "add": complaint.Addition}
