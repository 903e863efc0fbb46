package routing

import (
	"cmp"
	"math"
	"slices"
)

// A pin farther than this from every area lies outside.
const farKilometres = 25.0

const maxAmbiguous = 6

// place settles the area of a suggestion from the names in the text and a pin.
func place(areas []Area, mentions []mention, at *Point) (s Suggestion) {
	var here *Area
	far := false
	if at != nil {
		here, far = nearest(areas, *at)
	}
	options, outside, beyond := options(areas, mentions)
	switch {
	case len(options) == 0 && here != nil:
		s.Area = here
	case len(options) == 0:
		s.Outside, s.Beyond = outside || far, beyond
	case here != nil && fits(*here, options):
		s.Area = here
	case len(options) == 1 && here != nil && namesRegency(areas, options[0]):
		// "Kepahiang" is the kecamatan, but people say it of the whole regency.
		s.Area = here
	case len(options) == 1:
		s.Area = &options[0]
	default:
		s.Ambiguous = options[:min(len(options), maxAmbiguous)]
	}
	return s
}

// nearest gives the village closest to a pin, or where no village has a place
// on the map the closest area. It is nil when all are far, or when no area has
// a place.
func nearest(areas []Area, at Point) (best *Area, far bool) {
	least, village := math.Inf(1), false
	for i, a := range areas {
		p, known := a.point()
		if !known || a.Type == TypeOutside || village && !a.village() {
			continue
		}
		d := at.kilometres(p)
		if a.village() && !village {
			village, least = true, math.Inf(1)
		}
		if d < least {
			least, best = d, &areas[i]
		}
	}
	if least > farKilometres {
		return nil, best != nil
	}
	return best, false
}

// fits reports whether a village is, or lies in, one of the options.
func fits(here Area, options []Area) bool {
	return slices.ContainsFunc(options, func(o Area) bool { return o.Code == here.Code || o.Code == here.ParentCode })
}

// options gives the areas that the text may mean, in the order of their naming,
// each as exact as the text allows. Whole regencies are no option; outside tells
// that a place beyond was named, and beyond in which regency it lies.
func options(areas []Area, mentions []mention) (options []Area, outside bool, beyond string) {
	for i, m := range mentions {
		outside = outside || len(m.areas) == 0
		for _, a := range settle(areas, mentions, i) {
			switch {
			case areas[a].Type == TypeOutside:
				outside = true
				beyond = cmp.Or(beyond, regencyAround(areas, areas[a]))
			case areas[a].Type == TypeKabupaten, holds(areas, mentions, i, a):
			case !slices.ContainsFunc(options, func(o Area) bool { return o.Code == areas[a].Code }):
				options = append(options, areas[a])
			}
		}
	}
	if len(options) > 1 {
		exact := slices.DeleteFunc(slices.Clone(options), func(o Area) bool { return namesRegency(areas, o) })
		if len(exact) > 0 {
			options = exact
		}
	}
	return options, outside, beyond
}

// regencyAround is the regency, outside of ours, that a place outside lies in
// or is.
func regencyAround(areas []Area, a Area) string {
	for range areas {
		i := slices.IndexFunc(areas, func(p Area) bool { return p.Code == a.ParentCode && p.Type == TypeOutside })
		if i < 0 {
			break
		}
		a = areas[i]
	}
	if bareName(a.Name) == a.Name {
		return ""
	}
	return a.Name
}

// settle narrows a name that several areas bear by what else is named: in
// "Tertik, Tebat Karai" the latter is the kecamatan, for Tertik lies in it.
func settle(areas []Area, mentions []mention, i int) []int {
	if len(mentions[i].areas) < 2 {
		return mentions[i].areas
	}
	var backed []int
	for _, a := range mentions[i].areas {
		for j, other := range mentions {
			if j == i {
				continue
			}
			if slices.ContainsFunc(other.areas, func(b int) bool {
				return areas[b].Type != TypeKabupaten &&
					(areas[b].ParentCode == areas[a].Code || areas[a].ParentCode == areas[b].Code)
			}) {
				backed = append(backed, a)
				break
			}
		}
	}
	if len(backed) == 0 {
		return mentions[i].areas
	}
	return backed
}

// holds reports whether another mention names something within area a, so that
// a adds nothing.
func holds(areas []Area, mentions []mention, i, a int) bool {
	for j, other := range mentions {
		if j != i && slices.ContainsFunc(other.areas, func(b int) bool { return areas[b].ParentCode == areas[a].Code }) &&
			!slices.Contains(other.areas, a) {
			return true
		}
	}
	return false
}

// namesRegency reports whether a kecamatan bears the name of its regency.
func namesRegency(areas []Area, a Area) bool {
	return a.Type == TypeKecamatan && slices.ContainsFunc(areas, func(k Area) bool {
		return k.Type == TypeKabupaten && k.Code == a.ParentCode && k.Name == "Kabupaten "+a.Name
	})
}
