package visit

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Choices of units are at most so many.
const mostUnits = 8

// regency is the kind of the unit that stands above all others; it serves
// nobody by itself.
const regency = "kabupaten"

// ratable lists the units that can be rated today.
func (d *Desk) ratable(ctx context.Context, tx pgx.Tx, now time.Time) ([]roster.Unit, error) {
	units, err := roster.Units(ctx, tx)
	today := d.Today(now)
	return slices.DeleteFunc(units, func(u roster.Unit) bool { return u.Kind == regency || closed(u, today) }), err
}

// Named lists the units that words may mean, best first: by the words of a
// unit's name, its code or what kind of unit it is. It refuses with ErrNoUnit when there is none.
func (d *Desk) Named(ctx context.Context, tx pgx.Tx, now time.Time, words string) ([]roster.Unit, error) {
	units, err := d.ratable(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	found := named(units, words)
	if len(found) == 0 {
		return nil, ErrNoUnit
	}
	return found[:min(len(found), mostUnits)], nil
}

// shorts are what people call things whose names are longer.
var shorts = map[string]string{
	"pkm": "puskesmas", "rs": "rsud", "kec": "kecamatan", "kel": "kelurahan", "din": "dinas", "capil": "dukcapil", "disdukcapil": "dukcapil",
	"ktp": "dukcapil", "kk": "dukcapil", "camat": "kecamatan", "lurah": "kelurahan",
}

func named(units []roster.Unit, words string) []roster.Unit {
	asked := split(words)
	for i, w := range asked {
		asked[i] = cmp.Or(shorts[w], w)
	}
	best := 0
	hits := make([]int, len(units))
	for i, u := range units {
		have := split(u.Name + " " + u.Code + " " + u.Kind)
		for _, w := range asked {
			if slices.ContainsFunc(have, func(h string) bool { return h == w || len(w) >= 3 && strings.HasPrefix(h, w) }) {
				hits[i]++
			}
		}
		best = max(best, hits[i])
	}
	var found []roster.Unit
	for i, u := range units {
		if best > 0 && hits[i] == best {
			found = append(found, u)
		}
	}
	slices.SortStableFunc(found, func(a, b roster.Unit) int {
		return cmp.Or(cmp.Compare(len(split(a.Name)), len(split(b.Name))), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	})
	return found
}

func split(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Nearby is a unit and how far it is.
type Nearby struct {
	roster.Unit
	Kilometres float64
}

// nearKilometres is how far a unit may be to be near.
const nearKilometres = 10

// Near lists the units near a place, the nearest first. It refuses with
// ErrNoUnit when there is none.
func (d *Desk) Near(ctx context.Context, tx pgx.Tx, now time.Time, latitude, longitude float64) ([]Nearby, error) {
	units, err := d.ratable(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	var near []Nearby
	for _, u := range units {
		if u.Latitude == nil || u.Longitude == nil {
			continue
		}
		if km := kilometres(latitude, longitude, *u.Latitude, *u.Longitude); km <= nearKilometres {
			near = append(near, Nearby{u, km})
		}
	}
	if len(near) == 0 {
		return nil, ErrNoUnit
	}
	slices.SortFunc(near, func(a, b Nearby) int {
		return cmp.Or(cmp.Compare(a.Kilometres, b.Kilometres), cmp.Compare(a.Code, b.Code))
	})
	return near[:min(len(near), mostUnits)], nil
}

// kilometres is the way over the ground between two places, as the haversine
// formula gives it.
func kilometres(lat1, lon1, lat2, lon2 float64) float64 {
	const radius, degree = 6371, math.Pi / 180
	h := hav((lat2-lat1)*degree) + math.Cos(lat1*degree)*math.Cos(lat2*degree)*hav((lon2-lon1)*degree)
	return 2 * radius * math.Asin(math.Sqrt(min(h, 1)))
}

func hav(x float64) float64 { return math.Pow(math.Sin(x/2), 2) }

// mostRecent is how many units are offered again.
const mostRecent = 4

// Recent lists the units that somebody rated while their digests were kept,
// the newest first.
func (d *Desk) Recent(ctx context.Context, tx pgx.Tx, now time.Time, address string) ([]roster.Unit, error) {
	units, err := d.ratable(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	by := map[string]roster.Unit{}
	var digests [][]byte
	for _, u := range units {
		for i := range KeepRaters + 1 {
			digest := d.person(address, u.Code, d.Today(now).AddDays(-i))
			by[string(digest)] = u
			digests = append(digests, digest)
		}
	}
	rows, err := tx.Query(ctx, `
		SELECT digest
		FROM visit_rater
		WHERE digest = ANY ($1)
		GROUP BY digest
		ORDER BY max(at) DESC`, digests)
	if err != nil {
		return nil, fmt.Errorf("list what somebody rated lately: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("list what somebody rated lately: %w", err)
	}
	var recent []roster.Unit
	for _, digest := range found {
		u := by[string(digest)]
		if !slices.ContainsFunc(recent, func(r roster.Unit) bool { return r.Code == u.Code }) && len(recent) < mostRecent {
			recent = append(recent, u)
		}
	}
	return recent, nil
}
