package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/screen"
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
	what     string
	words    string
	round    int // of the result that it is about
	pick     string
	numbers  string // what becomes of personal numbers in the words: "mask", "keep", "edit"; "" before they were asked
	pictures []attachment.Content
	refused  string // why nothing is done, by the words that say it; "" while nothing speaks against it

	pin string // the new one, where it brought one
}

func deedOf(form url.Values) *deed {
	d := &deed{what: form.Get("act"), pick: form.Get("pick"), numbers: form.Get("numbers")}
	d.words = strings.TrimSpace(strings.ReplaceAll(form.Get("words"), "\r\n", "\n"))
	d.round, _ = strconv.Atoi(form.Get("round")) // none is the first
	return d
}

// acts are what can be done, by the names that the forms say.
var acts = map[string]func(v *server, ctx context.Context, tx pgx.Tx, now time.Time, key string, c complaint.Complaint, d *deed) error{
	"reply":    (*server).reply,
	"unknown":  (*server).unknown,
	"add":      (*server).add,
	"photo":    (*server).photo,
	"done":     (*server).done,
	"not":      (*server).not,
	"again":    (*server).again,
	"withdraw": (*server).withdraw,
	"object":   (*server).object,
	"rate":     (*server).rate,
	"because":  (*server).because,
	"still":    (*server).still,
	"taken":    (*server).taken,
	"promise":  (*server).promise,
	"doubt":    (*server).doubt,
	"press":    (*server).press,
	"flag":     (*server).flag,
	"pin":      (*server).ownPIN,
}

// said is what a page says of what was just done.
type said struct {
	Key   string // of its words, "" for nothing
	Bad   bool   // it was not done
	Hid   bool   // a public case is confidential by it
	PIN   string // the new one
	what  string
	words string // what they wrote and was not taken
}

// Words are what somebody wrote for one of the forms and was not taken.
func (s said) Words(what string) string {
	if s.what != what {
		return ""
	}
	return s.words
}

// act does what a form of a case's page asks for, and shows the page again.
func (v *server) act(w http.ResponseWriter, r *http.Request, form url.Values, d *deed) {
	code, possible := complaint.ParseCode(v.Desk.Prefix, form.Get("code"))
	if acts[d.what] == nil || !possible {
		v.sorry(w, r, http.StatusBadRequest, "request")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	told, passed, err := v.perform(ctx, code, form.Get("pass"), d)
	switch {
	case err != nil:
		v.Log.Error().Err(err).Str("act", d.what).Msg("what /cek was asked to do was not done")
		v.away(w, r, err)
	case !passed:
		v.ask(w, r, http.StatusOK, cekPage{Lapsed: true, Code: brief(form.Get("code"))})
	case told.Numbers != nil:
		v.showCase(w, r, "numbers", told)
	default:
		v.showCase(w, r, "case", told)
	}
}

// perform does it in a transaction; a refusal undoes it and is told on the page.
func (v *server) perform(ctx context.Context, code, pass string, d *deed) (told casePage, passed bool, err error) {
	now := v.Now()
	err = pgx.BeginFunc(ctx, v.Pool, func(tx pgx.Tx) error {
		c, err := v.passed(ctx, tx, now, code, pass)
		if passed = err == nil; err != nil {
			if err == complaint.ErrUnknown {
				return nil
			}
			return err
		}
		of, found := d.screened()
		before := c.Visibility
		if of == nil && found == nil {
			if of, err = v.attempt(ctx, tx, now, c.ID, d); err != nil {
				return err
			}
		}
		if c, err = complaint.Find(ctx, tx, c.ID); err != nil {
			return err
		}
		c, by, err := complaint.Look{Complaint: c, OK: true}.Opens(ctx, tx) // a PIN of one's own may open another
		if err != nil {
			return err
		}
		told, err = v.tell(ctx, tx, now.In(v.loc), c)
		if told.By = by; err != nil || found != nil {
			told.Numbers = found
			return err
		}
		told.Said = *of
		told.Said.Hid = d.what != "flag" && before == complaint.Public && c.Visibility == complaint.Secret
		return nil
	})
	if err != nil {
		return casePage{}, false, fmt.Errorf("act by code and PIN: %w", err)
	}
	return told, passed, nil
}

// passed gives the case that a pass opens here; complaint.ErrUnknown for every
// other.
func (v *server) passed(ctx context.Context, tx pgx.Tx, now time.Time, code, pass string) (complaint.Complaint, error) {
	c, err := complaint.FindByCode(ctx, tx, code)
	if err == nil && !(c.Contact.ByCode() && v.Desk.Passes(now, c, door, pass)) {
		err = complaint.ErrUnknown
	}
	return c, err
}

// numbers are personal numbers in what somebody wrote, before it is kept: they
// say whether to blot them out.
type numbers struct {
	deed
	Kinds  []screen.Kind
	Masked string
}

func (n numbers) What() string  { return n.what }
func (n numbers) Pick() string  { return n.pick }
func (n numbers) Words() string { return n.words }

// screened looks at the words of a deed: numbers that its writer was not asked
// about yet, or what to say where they want to change them first.
func (d *deed) screened() (*said, *numbers) {
	switch found := screen.Numbers(d.words); {
	case d.refused != "":
		return &said{Key: d.refused, Bad: true}, nil
	case d.numbers == "edit":
		return &said{Key: "screen.edit", what: d.what, words: d.words}, nil
	case d.numbers == "mask":
		d.words = screen.Mask(d.words)
	case d.numbers != "keep" && len(found) > 0:
		n := &numbers{deed: *d, Masked: screen.Mask(d.words)}
		for _, one := range found {
			n.Kinds = append(n.Kinds, one.Kind)
		}
		return nil, n
	}
	return nil, nil
}

// refusals have words of their own; after every other one the page shows how
// things stand, which explains it.
var refusals = map[refusal.Code]string{
	complaint.ErrEmpty: "refused.empty", complaint.ErrTooLong: "refused.long", complaint.ErrLooking: "refused.looking",
	complaint.ErrPaperPIN: "refused.paper", complaint.ErrPaperNear: "refused.near", complaint.ErrPressed: "refused.pressed",
	complaint.ErrPrivate: "refused.private",
}

// Refusals of this page alone.
var (
	errOften   = errors.New("too often within an hour")
	errNoPhoto = errors.New("no picture was chosen")
	errPhotos  = errors.New("the case has as many pictures as it may have")
)

// refusedKey gives the words for an expected "no"; false for trouble.
func refusedKey(err error) (key string, refused bool) {
	switch err {
	case errOften:
		return "refused.often", true
	case errNoPhoto:
		return "refused.no_photo", true
	case errPhotos:
		return "refused.photos", true
	}
	code, refused := refusal.Of(err)
	if key = refusals[code]; key == "" {
		key = "refused.moved"
	}
	return key, refused
}

// attempt tries it in a savepoint, and says what came of it.
func (v *server) attempt(ctx context.Context, tx pgx.Tx, now time.Time, id complaint.ID, d *deed) (*said, error) {
	err := pgx.BeginFunc(ctx, tx, func(sp pgx.Tx) error { return v.try(ctx, sp, now, id, d) })
	if err == nil {
		return &said{Key: "did." + d.what, PIN: d.pin}, nil
	}
	key, refused := refusedKey(err)
	if !refused {
		return nil, err
	}
	return &said{Key: key, Bad: true, what: d.what, words: d.words}, nil
}

func (v *server) try(ctx context.Context, tx pgx.Tx, now time.Time, id complaint.ID, d *deed) error {
	c, err := v.Desk.FindOwn(ctx, tx, complaint.Bearer(id), id) // locks it
	if err != nil {
		return err
	}
	events, err := complaint.Story(ctx, tx, id)
	if err != nil {
		return err
	}
	pressed, err := pressedEvents(ctx, tx, c)
	if err != nil {
		return err
	}
	var last complaint.Event // of the citizen
	lately := 0
	for _, e := range append(pressed, events...) {
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
