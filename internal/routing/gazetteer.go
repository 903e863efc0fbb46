package routing

import (
	"slices"
	"strings"
)

// gazetteer finds the names of areas in a text. Names are compared without
// spaces between their words, so that "Sukasari" is "Suka Sari".
type gazetteer struct {
	areas  []Area
	byName map[string][]int
	most   int // words in the longest name
}

// mention is a name found in a text and the areas that bear it; none when it is
// the name of a place outside.
type mention struct {
	at, length int
	areas      []int
}

// elsewhere are names outside the regency that begin like ours (RULES 8). More
// may be given as areas of the type TypeOutside.
var elsewhere = []string{"Merigi Sakti", "Merigi Kelindang"}

// ordinary are names of villages that are words of every day too: they count
// only behind a word like "desa" or before the name of their kecamatan.
var ordinary = map[string]bool{"kandang": true, "pensiunan": true, "airhitam": true, "sungaijernih": true}

// Words that say of which type the name behind them is.
var typeWords = map[string]string{
	"kabupaten": TypeKabupaten, "kab": TypeKabupaten, "pemkab": TypeKabupaten, "pemda": TypeKabupaten,
	"bupati": TypeKabupaten, "rsud": TypeKabupaten, "dprd": TypeKabupaten, "polres": TypeKabupaten,
	"kecamatan": TypeKecamatan, "kec": TypeKecamatan, "camat": TypeKecamatan, "kcmtn": TypeKecamatan,
	"kelurahan": TypeDesa, "kel": TypeDesa, "lurah": TypeDesa,
	"desa": TypeDesa, "ds": TypeDesa, "kades": TypeDesa, "pemdes": TypeDesa, "dusun": TypeDesa, "dsn": TypeDesa,
}

func newGazetteer(areas []Area) gazetteer {
	g := gazetteer{areas: areas, byName: map[string][]int{}}
	for i, a := range areas {
		for _, name := range append([]string{a.Name}, a.Aliases...) {
			g.add(name, i)
		}
		if of, ok := strings.CutPrefix(a.Name, "Kabupaten "); ok && a.Type == TypeKabupaten {
			g.add(of, i)
		}
	}
	for _, name := range elsewhere {
		if parts := nameWords(name); g.byName[strings.Join(parts, "")] == nil {
			g.byName[strings.Join(parts, "")] = []int{}
			g.most = max(g.most, len(parts))
		}
	}
	return g
}

func (g *gazetteer) add(name string, area int) {
	parts := nameWords(name)
	if len(parts) == 0 {
		return
	}
	for _, spelled := range [][]string{parts, withoutSimpang(parts)} {
		joined := strings.Join(spelled, "")
		if joined != "" && !slices.Contains(g.byName[joined], area) {
			g.byName[joined] = append(g.byName[joined], area)
			g.most = max(g.most, len(spelled))
		}
	}
}

func nameWords(name string) []string {
	var parts []string
	for _, w := range words(name) {
		parts = append(parts, numeral(w.written))
	}
	return parts
}

// withoutSimpang lets "SP. Kota Bingin" be "Kota Bingin" too.
func withoutSimpang(parts []string) []string {
	if len(parts) > 1 && parts[0] == "sp" {
		return parts[1:]
	}
	return nil
}

func numeral(w string) string {
	switch w {
	case "ii":
		return "2"
	case "iii":
		return "3"
	}
	return w
}

// mentions finds names from left to right, the longest first.
func (g gazetteer) mentions(ws []word) []mention {
	var found []mention
	for at := 0; at < len(ws); {
		length, areas := g.longest(ws, at)
		if length == 0 {
			at++
			continue
		}
		found = append(found, mention{at: at, length: length, areas: areas})
		at += length
	}
	for i := range found {
		found[i].areas = g.ofType(ws, found[i])
	}
	kept := found[:0]
	for i, m := range found {
		if g.everyday(ws, found, i) {
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// longest tries one word more than the longest name has: a name may be written
// with more spaces than it has.
func (g gazetteer) longest(ws []word, at int) (length int, areas []int) {
	var joined strings.Builder
	for n := 1; n <= g.most+1 && at+n <= len(ws); n++ {
		joined.WriteString(numeral(ws[at+n-1].written))
		if as, ok := g.byName[joined.String()]; ok {
			length, areas = n, as
		}
	}
	return length, areas
}

// ofType keeps the areas of the type that the word before the name says, if
// there are any.
func (g gazetteer) ofType(ws []word, m mention) []int {
	said := g.saidType(ws, m)
	var kept []int
	for _, i := range m.areas {
		t := g.areas[i].Type
		if t == TypeKelurahan {
			t = TypeDesa
		}
		// Nobody means the whole regency by its bare name.
		if said == t || said == "" && t != TypeKabupaten {
			kept = append(kept, i)
		}
	}
	if len(kept) == 0 {
		return m.areas
	}
	return kept
}

func (g gazetteer) saidType(ws []word, m mention) string {
	if m.at == 0 {
		return ""
	}
	return typeWords[ws[m.at-1].written]
}

// everyday reports whether a name was probably meant as the ordinary word.
func (g gazetteer) everyday(ws []word, found []mention, i int) bool {
	m := found[i]
	var joined strings.Builder
	for _, w := range ws[m.at : m.at+m.length] {
		joined.WriteString(w.written)
	}
	if !ordinary[joined.String()] || g.saidType(ws, m) != "" {
		return false
	}
	if i+1 < len(found) && found[i+1].at == m.at+m.length {
		for _, above := range found[i+1].areas {
			for _, a := range m.areas {
				if g.areas[a].ParentCode == g.areas[above].Code {
					return false
				}
			}
		}
	}
	return true
}
