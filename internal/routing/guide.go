package routing

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Guide keeps categories, areas, routes and helplines in memory, ready for use, for as
// long as nobody changes them; every replica sees a change at its next look.
// The zero Guide is ready, and may be used by many at once.
type Guide struct {
	mu   sync.Mutex
	kept *Edition
}

// Edition is all of routing as it stands in one version. It never changes.
type Edition struct {
	version    int64
	lexicon    lexicon
	gazetteer  gazetteer
	categories map[string]Category
	areas      map[string]Area
	units      map[string]roster.Unit
	top        roster.Unit // zero when there is no unit at all
	routes     map[Spot]Route
	helplines  map[string][]Helpline
	regency    Regency
}

// Spot is what a route is for: a category, in an area or, with "", anywhere.
type Spot struct{ Category, Area string }

// Open gives the edition that is in force.
func (g *Guide) Open(ctx context.Context, tx pgx.Tx) (*Edition, error) {
	version, err := roster.Version(ctx, tx)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	kept := g.kept
	g.mu.Unlock()
	if kept != nil && kept.version == version {
		return kept, nil
	}
	e, err := edition(ctx, tx, version)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	g.kept = e
	g.mu.Unlock()
	return e, nil
}

func edition(ctx context.Context, tx pgx.Tx, version int64) (*Edition, error) {
	categories, err := Categories(ctx, tx)
	if err != nil {
		return nil, err
	}
	areas, err := Areas(ctx, tx)
	if err != nil {
		return nil, err
	}
	routes, err := Routes(ctx, tx)
	if err != nil {
		return nil, err
	}
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return nil, err
	}
	helplines, err := Helplines(ctx, tx)
	if err != nil {
		return nil, err
	}
	e := &Edition{
		version: version, lexicon: newLexicon(categories), gazetteer: newGazetteer(areas),
		categories: map[string]Category{}, areas: map[string]Area{}, units: map[string]roster.Unit{}, routes: map[Spot]Route{},
		helplines: map[string][]Helpline{},
		regency:   regencyOf(areas),
	}
	for _, c := range categories {
		e.categories[c.Code] = c
	}
	for _, a := range areas {
		e.areas[a.Code] = a
	}
	for _, u := range units { // by code
		e.units[u.Code] = u
		if u.ParentCode == "" && e.top.Code == "" {
			e.top = u
		}
	}
	for _, h := range helplines {
		e.helplines[h.Topic] = append(e.helplines[h.Topic], h)
	}
	for _, r := range routes {
		e.routes[Spot{r.CategoryCode, r.AreaCode}] = r
	}
	return e, nil
}

// Category gives one category. It refuses with ErrCategoryUnknown.
func (e *Edition) Category(code string) (Category, error) {
	c, known := e.categories[code]
	if !known {
		return Category{}, ErrCategoryUnknown
	}
	return c, nil
}

// Unit gives one unit. It refuses with roster.ErrUnitUnknown.
func (e *Edition) Unit(code string) (roster.Unit, error) {
	u, known := e.units[code]
	if !known {
		return roster.Unit{}, roster.ErrUnitUnknown
	}
	return u, nil
}

// Path gives an area and those around it, the smallest first: village,
// kecamatan, kabupaten. For an unknown code it is empty.
func (e *Edition) Path(code string) []Area {
	var path []Area
	seen := map[string]bool{}
	for a, known := e.areas[code]; known && !seen[a.Code]; a, known = e.areas[a.ParentCode] {
		seen[a.Code] = true
		path = append(path, a)
	}
	return path
}

// Route gives the most specific route of a category: that of the area, of
// those around it from the nearest on, or of any area; false without one.
func (e *Edition) Route(category, area string) (Route, bool) {
	for _, a := range e.Path(area) {
		if r, found := e.routes[Spot{category, a.Code}]; found {
			return r, true
		}
	}
	r, found := e.routes[Spot{category, ""}]
	return r, found
}

// Suggest finds category and area for a text and, if there is one, a pin. An
// area named in the text wins over the pin; the pin makes it more exact.
func (e *Edition) Suggest(text string, at *Point) Suggestion {
	return suggest(e.lexicon, e.gazetteer, text, at)
}

// Likeliest lists all categories: first those that a text suggests, then the
// others by name.
func (e *Edition) Likeliest(text string) []Category {
	s := e.Suggest(text, nil)
	list := append([]Category{s.Category}, s.Others...)
	for _, c := range slices.SortedFunc(maps.Values(e.categories), func(a, b Category) int { return cmp.Compare(a.Name, b.Name) }) {
		if !slices.ContainsFunc(list, func(had Category) bool { return had.Code == c.Code }) {
			list = append(list, c)
		}
	}
	return list
}

// Resolve finds who answers on the day that now shows in loc. A route without
// a person means the head of its unit. Whoever is away or out of reach is
// covered as roster.Cover says, and at last by the heads of the units above.
// Without any route the unit is the topmost and nobody is planned. It refuses
// with ErrCategoryUnknown.
func (e *Edition) Resolve(ctx context.Context, tx pgx.Tx, now time.Time, loc *time.Location, category, area string) (Responsible, error) {
	if _, err := e.Category(category); err != nil {
		return Responsible{}, err
	}
	r, found := e.Route(category, area)
	if !found {
		return Responsible{Unit: e.top}, nil
	}
	unit := e.units[r.UnitCode]
	planned := r.NIP
	if planned == "" {
		planned = unit.HeadNIP
	}
	return reach(ctx, tx, now.In(loc), unit, planned)
}

// ResolveUnit finds who answers for a unit that somebody chose by hand: its
// head, or who covers the head. It refuses with roster.ErrUnitUnknown.
func (e *Edition) ResolveUnit(ctx context.Context, tx pgx.Tx, now time.Time, loc *time.Location, code string) (Responsible, error) {
	unit, err := e.Unit(code)
	if err != nil {
		return Responsible{}, err
	}
	return reach(ctx, tx, now.In(loc), unit, unit.HeadNIP)
}

// UnitOf names the unit that Resolve finds for a category in an area, without
// looking for who answers there; "" when there is no unit at all.
func (e *Edition) UnitOf(category, area string) string {
	r, found := e.Route(category, area)
	if !found {
		return e.top.Name
	}
	return e.units[r.UnitCode].Name
}
