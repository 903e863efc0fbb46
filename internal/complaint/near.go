package complaint

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/attachment"
	"tanggap/internal/routing"
)

// Report is what is compared with the cases that there are: a draft, or a case
// itself.
type Report struct {
	Case       ID // 0 for a draft
	At         time.Time
	Categories []string // that it may belong to
	Area       string   // "" for unknown
	Pin        *routing.Point
	Body       string
	Looks      []attachment.Look // of its pictures
}

// Near is a case that seems to tell the same.
type Near struct {
	Complaint
	Similarity float64 // of the words, from 0 to 1
	SamePhoto  bool    // both have a picture that looks the same
}

// How near is near. A pin is set where somebody stands, or lives, rather than
// where it is broken, and a cheap telephone errs by some 50 metres: 300 metres
// are the houses around. Pairs of reports of one thing, in quite different
// words, had 0.4 and more of the trigrams of what they say in common, pairs of
// two things 0.33 at most; where the place is only a kecamatan, words must say
// more. A picture that looks the same says nearly everything.
const (
	nearMetres  = 300
	nearDays    = 14
	nearWords   = 0.4
	coarseWords = 0.6
	photoWords  = 0.15

	nearMost = 200 // that are compared
)

// NearPublic lists the open cases that everybody may read and that seem to tell
// the same as a report, the nearest first. What is rahasia, anonymous or for
// the neutral desk is never among them, nor what this address filed or
// supports already.
func (d *Desk) NearPublic(ctx context.Context, tx pgx.Tx, r Report, address string) ([]Near, error) {
	return d.near(ctx, tx, r, `
		AND visibility = 'terbuka'
		AND contact = 'chat'
		AND NOT EXISTS (SELECT FROM about_officer a WHERE a.complaint_id = complaint.id)
		AND NOT EXISTS (SELECT FROM reporter o WHERE o.complaint_id = complaint.id AND o.address = $10)
		AND NOT EXISTS (SELECT FROM supporter s WHERE s.complaint_id = complaint.id AND s.address = $10)`, address)
}

// NearAny lists the open cases of any kind that seem to tell the same as a
// case, for those who may read them all.
func (d *Desk) NearAny(ctx context.Context, tx pgx.Tx, c Complaint) ([]Near, error) {
	looks, err := attachment.Looks(ctx, tx, []string{c.ID.Subject()})
	if err != nil {
		return nil, err
	}
	r := Report{Case: c.ID, At: c.FiledAt, Categories: []string{c.CategoryCode}, Area: c.Area(), Pin: c.pin(), Body: c.Body, Looks: looks[c.ID.Subject()]}
	return d.near(ctx, tx, r, `AND $10 = ''`, "")
}

func (d *Desk) near(ctx context.Context, tx pgx.Tx, r Report, also, address string) ([]Near, error) {
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return nil, err
	}
	area, coarse := placeOf(guide, r.Area)
	kinds := slices.DeleteFunc(slices.Clone(r.Categories), func(code string) bool {
		c, err := guide.Category(code)
		return err != nil || address != "" && !c.Shared()
	})
	if len(kinds) == 0 || area == "" && r.Pin == nil {
		return nil, nil
	}
	pin := routing.Point{Latitude: math.NaN(), Longitude: math.NaN()} // compares with nothing
	if r.Pin != nil {
		pin = *r.Pin
	}
	high, wide := nearMetres/metresPerDegree, nearMetres/metresPerDegree/math.Max(0.1, math.Cos(pin.Latitude*math.Pi/180))
	around, err := many(ctx, tx, `
		WHERE ended_at IS NULL
		AND id <> $1
		AND filed_at BETWEEN $2::timestamptz - make_interval(days => $3) AND $2::timestamptz + make_interval(days => $3)
		AND category_code = ANY ($4)
		AND (area_code = NULLIF($5, '') OR latitude BETWEEN $6 AND $7 AND longitude BETWEEN $8 AND $9)
		`+also+`
		ORDER BY filed_at DESC, id DESC
		LIMIT `+fmt.Sprint(nearMost),
		r.Case, r.At, nearDays, kinds, area,
		pin.Latitude-high, pin.Latitude+high, pin.Longitude-wide, pin.Longitude+wide, address)
	if err != nil || len(around) == 0 {
		return nil, err
	}
	return compare(ctx, tx, guide, r, around, coarse)
}

// placeOf is an area by which two reports may be near each other, and whether
// it is a large one. The whole regency is none.
func placeOf(guide *routing.Edition, code string) (area string, coarse bool) {
	path := guide.Path(code)
	if len(path) == 0 {
		return "", false
	}
	switch path[0].Type {
	case routing.TypeDesa, routing.TypeKelurahan:
		return code, false
	case routing.TypeKecamatan:
		return code, true
	}
	return "", false
}

// compare keeps those cases around whose place, words and pictures agree.
func compare(ctx context.Context, tx pgx.Tx, guide *routing.Edition, r Report, around []Complaint, coarse bool) ([]Near, error) {
	own := guide.Gist(r.Body)
	var candidates []Near
	var subjects, words []string
	var large []bool
	for _, c := range around {
		there, byPin := c.pin(), false
		if r.Pin != nil && there != nil {
			if byPin = metres(*r.Pin, *there) <= nearMetres; !byPin {
				continue // two pins know better than the name of a village
			}
		}
		g := guide.Gist(c.Body)
		if !own.Agree(g) {
			continue
		}
		candidates = append(candidates, Near{Complaint: c})
		subjects, words, large = append(subjects, c.ID.Subject()), append(words, g.Words), append(large, coarse && !byPin)
	}
	if len(candidates) == 0 {
		return nil, nil
	}
	shares, err := similarities(ctx, tx, slices.Repeat([]string{own.Words}, len(words)), words)
	if err != nil {
		return nil, err
	}
	looks := map[string][]attachment.Look{}
	if len(r.Looks) > 0 {
		if looks, err = attachment.Looks(ctx, tx, subjects); err != nil {
			return nil, err
		}
	}
	var near []Near
	for i, n := range candidates {
		n.Similarity, n.SamePhoto = shares[i], samePhoto(r.Looks, looks[subjects[i]])
		least := nearWords
		switch {
		case n.SamePhoto && (own.Words == "" || words[i] == ""):
			least = 0
		case n.SamePhoto:
			least = photoWords
		case large[i]:
			least = coarseWords
		}
		if n.Similarity >= least {
			near = append(near, n)
		}
	}
	slices.SortStableFunc(near, func(a, b Near) int {
		if a.SamePhoto != b.SamePhoto {
			if a.SamePhoto {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Similarity, a.Similarity)
	})
	return near, nil
}

func samePhoto(a, b []attachment.Look) bool {
	for _, look := range a {
		if slices.ContainsFunc(b, look.Alike) {
			return true
		}
	}
	return false
}

const metresPerDegree = 111_195.0

func metres(a, b routing.Point) float64 {
	dLat := (b.Latitude - a.Latitude) * metresPerDegree
	dLon := (b.Longitude - a.Longitude) * metresPerDegree * math.Cos((a.Latitude+b.Latitude)/2*math.Pi/180)
	return math.Hypot(dLat, dLon)
}

func (c Complaint) pin() *routing.Point {
	if c.Latitude == nil || c.Longitude == nil {
		return nil
	}
	return &routing.Point{Latitude: *c.Latitude, Longitude: *c.Longitude}
}
