package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/locale"
)

// figure is one number as the page shows it: under its name, in a tile or a cell.
type figure struct {
	Key  string // of its words
	Veil veil
	N    int
	Of   *figure // what it is a part of; nil for none
}

// Shown, Few and Veiled say how to print it.
func (f figure) Shown() bool  { return f.Veil == shown }
func (f figure) Few() bool    { return f.Veil == tooFew }
func (f figure) Veiled() bool { return f.Veil == veiled }

// Share says whether there is enough for a percentage.
func (f figure) Share() bool {
	return f.Of != nil && f.Shown() && f.Of.Shown() && f.Of.N >= shareFrom
}

// line is a unit in a table of figures.
type line struct {
	Name    string
	Code    string // "" for what lies with the unit above itself
	Depth   int    // 1 right below the page's own
	Figures []figure
}

// apart are the figures that a table has no room for.
var apart = []string{"phone", "unheard", "spam", "worn"}

// Cells are the figures that a table has room for; all of them stand on the
// unit's own page.
func (l line) Cells() []figure {
	return slices.DeleteFunc(slices.Clone(l.Figures), func(f figure) bool { return slices.Contains(apart, f.Key) })
}

// Any says whether anything of it can be shown.
func (l line) Any() bool {
	return slices.ContainsFunc(l.Figures, figure.Shown)
}

// Covered says whether something is kept back that is not small.
func (l line) Covered() bool {
	return slices.ContainsFunc(l.Figures, figure.Veiled)
}

func figuresOf(t tally, veils [figures]veil) []figure {
	pick := func(key string, i int) figure { return figure{Key: key, N: t[i], Veil: veils[i]} }
	of := pick("counted", counted)
	inTime := pick("on_time", onTime)
	inTime.Of = &of
	if !of.Shown() {
		inTime = figure{Key: inTime.Key, Veil: of.Veil}
	}
	return []figure{
		pick("received", received), inTime, pick("confirmed", confirmed), pick("phone", phone),
		pick("unconfirmed", unconfirmed), pick("unheard", unheard), pick("undone", undone), pick("spam", spam),
		pick("reopened", reopened), pick("worn", worn), pick("open", open),
	}
}

func (o *office) line() line {
	return line{Name: o.Name, Code: o.Code, Figures: figuresOf(o.all, o.allVeils)}
}

// table is a unit's figures, those of the units below it that can be shown, and
// the names of the others.
type table struct {
	Kind  string // "home" or "unit", of its words
	Board *board
	Whole line
	Lines []line
	Quiet []line
}

func (b *board) table(kind string, o *office) *table {
	t := &table{Kind: kind, Board: b, Whole: o.line()}
	t.add(b, o, 1)
	if own := (line{Depth: 1, Figures: figuresOf(o.own, o.ownVeils)}); o.above != nil && len(o.below) > 0 && own.Any() {
		t.Lines = append(t.Lines, own)
	}
	slices.SortStableFunc(t.Quiet, func(a, b line) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return t
}

// add lists the units below o, each followed by those below it.
func (t *table) add(b *board, o *office, depth int) {
	for _, below := range o.below {
		if !below.here(b) {
			continue
		}
		l := below.line()
		l.Depth = depth
		if l.Any() {
			t.Lines = append(t.Lines, l)
		} else {
			t.Quiet = append(t.Quiet, l)
		}
		t.add(b, below, depth+1)
	}
}

// here says whether a unit exists today, or still has something to show.
func (o *office) here(b *board) bool {
	return o.ValidTo == nil || !o.ended(b) || o.all != tally{}
}

func (o *office) ended(b *board) bool {
	return o.ValidTo != nil && o.ValidTo.Format("2006-01-02") < b.At.Format("2006-01-02")
}

// home shows the public page. Without a database it still says how to report.
func (v *server) home(w http.ResponseWriter, r *http.Request) {
	b, err := v.current(r.Context())
	if err != nil {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Retry-After", "30")
		v.show(w, r, http.StatusServiceUnavailable, "home", page{Main: (*table)(nil)})
		return
	}
	v.show(w, r, http.StatusOK, "home", page{Region: b.Region, At: b.At, Main: b.table("home", b.first())})
}

// unitPage is what a unit's page shows.
type unitPage struct {
	Table     *table
	Office    *office
	Above     *office // nil at the top
	Ended     bool
	Successor *office
	Hours     []shift
	Shortened bool // in Ramadan
	Open      bool
	Opens     string // when, in words; "" while it is open
	Ratings   *ratings
}

// unit shows a unit's public page.
func (v *server) unit(w http.ResponseWriter, r *http.Request) {
	b, err := v.current(r.Context())
	if err != nil {
		v.away(w, r, err)
		return
	}
	o, known := b.byCode[r.PathValue("code")]
	if !known {
		v.sorry(w, r, http.StatusNotFound, "unit")
		return
	}
	u := unitPage{Table: b.table("unit", o), Office: o, Ended: o.ended(b)}
	if o.above != b.whole {
		u.Above = o.above
	}
	if u.Ended {
		u.Successor = b.byCode[o.SuccessorCode]
	} else if err := v.opening(r, b, &u); err != nil {
		v.Log.Warn().Err(err).Msg("a unit's hours could not be read")
		v.away(w, r, err)
		return
	}
	if u.Ratings, err = v.rating(r, o.Code); err != nil {
		v.Log.Warn().Err(err).Msg("a unit's ratings could not be read")
		v.away(w, r, err)
		return
	}
	v.show(w, r, http.StatusOK, "unit", page{Region: b.Region, At: b.At, path: "/unit/" + url.PathEscape(o.Code), Main: u})
}

// opening fills in when the unit works.
func (v *server) opening(r *http.Request, b *board, u *unitPage) error {
	lang, _ := language(r)
	return pgx.BeginTxFunc(r.Context(), v.Pool, snapshot, func(tx pgx.Tx) error {
		cal, err := v.Desk.Calendars.For(r.Context(), tx, u.Office.Code)
		if err != nil {
			return fmt.Errorf("read when unit %s works: %w", u.Office.Code, err)
		}
		u.Hours, u.Shortened, u.Open = shifts(lang, cal.Hours()), cal.Hours().Office(), cal.Working(b.At)
		if !u.Open {
			u.Opens = locale.DateTime(lang, cal.NextOpening(b.At), b.At)
		}
		return nil
	})
}
