package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// A name that an officer asked for with a reason is given here, by code and PIN:
// by the citizen, or by somebody at a counter who says by a code from the bot who
// they are. That officer alone reads it here, by such a code. It passes through no
// chat.

// nameDoor stands for these pages where a pass says from where it is good.
const nameDoor = "name"

// namePage is the page on which a name is given, and what was wrong.
type namePage struct {
	Stage string // "ask", "give", "given", "erased", "none"
	Bad   string // key of what was wrong, "" for nothing

	Code, Prefix, Clerk string
	Pass                string
	Typed               string // the name, where it was not taken
	Who, Why            string
	Counter             bool // somebody of the office stands at a counter
	Had                 bool // a name is there already
}

// seenPage is the page on which an officer reads a name.
type seenPage struct {
	Bad, Code, Prefix string
	Name              string
	Account           string // of the chat from which the case was filed
	None              bool   // nothing was given, or it is erased
}

func (v *server) nameFirst(w http.ResponseWriter, r *http.Request) {
	v.showName(w, r, http.StatusOK, namePage{Stage: "ask"})
}

func (v *server) showName(w http.ResponseWriter, r *http.Request, status int, p namePage) {
	p.Prefix = v.Desk.Prefix
	v.private(w)
	v.show(w, r, status, "name", page{path: "/nama", Main: p})
}

// private keeps a page out of caches and of search.
func (v *server) private(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
}

// nameFormBytes is ample for what these forms hold.
const nameFormBytes = 8 << 10

// name takes the forms of that page.
func (v *server) name(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, nameFormBytes)
	if err := r.ParseForm(); err != nil {
		v.sorry(w, r, http.StatusBadRequest, "request")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	f := nameForm{asker: v.asker(r), act: r.PostForm.Get("act"), typed: r.PostForm.Get("code"), clerk: strings.TrimSpace(r.PostForm.Get("clerk")),
		pass: r.PostForm.Get("pass"), name: r.PostForm.Get("name"), agreed: r.PostForm.Get("agree") != ""}
	f.code, f.possible = complaint.ParseCode(v.Desk.Prefix, f.typed)
	pin, whole := digits(r.PostForm.Get("pin"))
	if f.pin = pin; f.act == "" {
		f.possible = f.possible && whole
	}
	var p namePage
	err := pgx.BeginFunc(ctx, v.Pool, func(tx pgx.Tx) (err error) {
		p, err = v.nameStep(ctx, tx, v.Now(), f)
		return err
	})
	if err != nil {
		v.Log.Error().Err(err).Msg("the page of names did not do what it was asked")
		v.away(w, r, err)
		return
	}
	status := http.StatusOK
	if p.Bad == "cek.locked" {
		status = http.StatusTooManyRequests
	}
	v.showName(w, r, status, p)
}

// nameForm is a form as it was sent.
type nameForm struct {
	asker, act, typed, code, pin, clerk, pass, name string
	possible                                        bool // the code and the PIN have their form
	agreed                                          bool
}

// again shows the first form once more.
func (f nameForm) again(bad string) namePage {
	return namePage{Stage: "ask", Bad: bad, Code: brief(f.typed), Counter: f.clerk != ""}
}

func (v *server) nameStep(ctx context.Context, tx pgx.Tx, now time.Time, f nameForm) (namePage, error) {
	if !f.possible {
		return f.again("cek.wrong"), nil
	}
	c, p, err := v.nameCase(ctx, tx, now, f)
	if p != nil || err != nil {
		return *p, err
	}
	var clerk *roster.NIP
	if f.clerk != "" {
		nip, known, err := v.Desk.Clerk(ctx, tx, now, c, f.clerk)
		if err != nil {
			return namePage{}, err
		}
		if !known {
			return f.again("refused.clerk"), nil
		}
		clerk = &nip
	}
	bad := ""
	if f.act == "give" && !f.agreed {
		bad = "refused.agree"
	} else if f.act != "" {
		err = pgx.BeginFunc(ctx, tx, func(sp pgx.Tx) error { return v.nameAct(ctx, sp, now, c.ID, f, clerk) })
		code, refused := refusal.Of(err)
		switch {
		case err == nil:
			return namePage{Stage: map[string]string{"give": "given", "drop": "erased"}[f.act], Code: c.Code, Counter: clerk != nil}, nil
		case !refused:
			return namePage{}, err
		case code == complaint.ErrNameForm:
			bad = "refused.name"
		}
	}
	shown, err := v.nameAsked(ctx, tx, now, c)
	shown.Bad, shown.Clerk, shown.Counter = bad, f.clerk, clerk != nil
	if bad != "" {
		shown.Typed = f.name
	}
	return shown, err
}

// nameCase is the case whose code and PIN were sent, or a pass for it; without
// either a page that says so.
func (v *server) nameCase(ctx context.Context, tx pgx.Tx, now time.Time, f nameForm) (complaint.Complaint, *namePage, error) {
	none := func(bad string) (complaint.Complaint, *namePage, error) {
		p := f.again(bad)
		return complaint.Complaint{}, &p, nil
	}
	if f.act == "" {
		found, err := v.Desk.ByPIN(ctx, tx, now, f.asker, f.code, f.pin)
		switch {
		case err != nil:
			return complaint.Complaint{}, &namePage{}, err
		case found.Locked:
			return none("cek.locked")
		case !found.OK:
			return none("cek.wrong")
		}
		return found.Complaint, nil, nil
	}
	c, err := complaint.FindByCode(ctx, tx, f.code)
	if err != nil && !errors.Is(err, complaint.ErrUnknown) {
		return c, &namePage{}, err
	}
	if err != nil || !v.Desk.Passes(now, c, nameDoor, f.pass) {
		return none("cek.lapsed")
	}
	return c, nil, nil
}

// nameAsked is the page with what is asked, by whom and why.
func (v *server) nameAsked(ctx context.Context, tx pgx.Tx, now time.Time, c complaint.Complaint) (namePage, error) {
	i, asked, err := complaint.RunningIdentity(ctx, tx, c.ID)
	if err != nil || !asked {
		return namePage{Stage: "none", Code: c.Code}, err
	}
	p := namePage{Stage: "give", Code: c.Code, Pass: v.Desk.Pass(now, c, nameDoor), Had: i.Given()}
	people := &people{tx: tx, known: map[roster.NIP]string{}}
	if people.stretches, err = complaint.Stretches(ctx, tx, c.ID); err != nil {
		return p, err
	}
	if p.Who, err = people.name(ctx, i.NIP); err != nil {
		return p, err
	}
	p.Why, err = complaint.NameReason(ctx, tx, i)
	return p, err
}

func (v *server) nameAct(ctx context.Context, tx pgx.Tx, now time.Time, id complaint.ID, f nameForm, clerk *roster.NIP) error {
	key := "web:" + rand.Text()
	switch f.act {
	case "give":
		c, i, err := v.Desk.GiveName(ctx, tx, now, id, f.name, clerk)
		if err != nil {
			return err
		}
		return v.Notice.NameGiven(ctx, tx, now, key, c, i)
	case "drop":
		c, i, err := v.Desk.DropName(ctx, tx, now, complaint.Bearer(id), id)
		if err != nil {
			return err
		}
		return v.Notice.NameDropped(ctx, tx, now, key, c, i)
	}
	return complaint.ErrNoNameAsked
}

func (v *server) nameSeenForm(w http.ResponseWriter, r *http.Request) {
	v.showSeen(w, r, http.StatusOK, seenPage{})
}

func (v *server) showSeen(w http.ResponseWriter, r *http.Request, status int, p seenPage) {
	p.Prefix = v.Desk.Prefix
	v.private(w)
	v.show(w, r, status, "seen", page{path: "/nama/petugas", Main: p})
}

// nameSeen shows the name to the officer who asked for it.
func (v *server) nameSeen(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, nameFormBytes)
	if err := r.ParseForm(); err != nil {
		v.sorry(w, r, http.StatusBadRequest, "request")
		return
	}
	typed := r.PostForm.Get("code")
	code, possible := complaint.ParseCode(v.Desk.Prefix, typed)
	if !possible {
		v.showSeen(w, r, http.StatusOK, seenPage{Bad: "refused.seen", Code: brief(typed)})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	var found complaint.Shown
	err := pgx.BeginFunc(ctx, v.Pool, func(tx pgx.Tx) (err error) {
		now := v.Now()
		found, err = v.Desk.NameAt(ctx, tx, now, v.asker(r), code, r.PostForm.Get("clerk"))
		if err != nil || !found.First {
			return err
		}
		return v.Notice.ReporterOpened(ctx, tx, now, found.Complaint, found.For)
	})
	switch {
	case err != nil:
		v.Log.Error().Err(fmt.Errorf("show a name: %w", err)).Msg("a name could not be shown")
		v.away(w, r, err)
	case found.Locked:
		v.showSeen(w, r, http.StatusTooManyRequests, seenPage{Bad: "refused.seen_locked", Code: brief(typed)})
	case !found.OK:
		v.showSeen(w, r, http.StatusOK, seenPage{Bad: "refused.seen", Code: brief(typed)})
	default:
		v.showSeen(w, r, http.StatusOK, seenPage{
			Code: found.Complaint.Code, Name: found.Name, Account: account(found.Account), None: found.Name+found.Account == "",
		})
	}
}

// account is the number of a chat, as whoever looks into a case reads it.
func account(address string) string {
	_, number, _ := strings.Cut(address, ":")
	return number
}
