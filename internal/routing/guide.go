package routing

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Guide keeps categories, areas and routes in memory, ready for use, for as
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
	routes     map[Spot]Route
	regency    Regency
}

// Spot is what a route is for: a category, in an area or, with "", anywhere.
type Spot struct{ Category, Area string }

// Open gives the edition that is in force.
func (g *Guide) Open(ctx context.Context, tx pgx.Tx) (*Edition, error) {
	var version int64
	if err := tx.QueryRow(ctx, `
		SELECT version
		FROM routing_version`).Scan(&version); err != nil {
		return nil, fmt.Errorf("look at the version of routing: %w", err)
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
	e := &Edition{
		version: version, lexicon: newLexicon(categories), gazetteer: newGazetteer(areas),
		categories: map[string]Category{}, areas: map[string]Area{}, routes: map[Spot]Route{},
		regency: regencyOf(areas),
	}
	for _, c := range categories {
		e.categories[c.Code] = c
	}
	for _, a := range areas {
		e.areas[a.Code] = a
	}
	for _, r := range routes {
		e.routes[Spot{r.CategoryCode, r.AreaCode}] = r
	}
	return e, nil
}

// touch makes every replica read routing again. The step is drawn, so that a
// change that was rolled back is not taken for the next one.
func touch(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `
		UPDATE routing_version
		SET version = version + 1 + floor(random() * 1000000000)::bigint`); err != nil {
		return fmt.Errorf("renew routing: %w", err)
	}
	return nil
}

// Category gives one category. It refuses with ErrCategoryUnknown.
func (e *Edition) Category(code string) (Category, error) {
	c, known := e.categories[code]
	if !known {
		return Category{}, ErrCategoryUnknown
	}
	return c, nil
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
		return unrouted(ctx, tx)
	}
	unit, err := roster.FindUnit(ctx, tx, r.UnitCode)
	if err != nil {
		return Responsible{}, err
	}
	planned := r.NIP
	if planned == "" {
		planned = unit.HeadNIP
	}
	return reach(ctx, tx, now.In(loc), unit, planned)
}

// UnitOf names the unit that Resolve finds for a category in an area, without
// looking for who answers there; "" when there is no unit at all.
func (e *Edition) UnitOf(ctx context.Context, tx pgx.Tx, category, area string) (string, error) {
	r, found := e.Route(category, area)
	if !found {
		top, err := unrouted(ctx, tx)
		return top.Unit.Name, err
	}
	unit, err := roster.FindUnit(ctx, tx, r.UnitCode)
	return unit.Name, err
}
