package routing

import "strings"

// Regency is whose installation this is.
type Regency struct {
	Name string // "Kepahiang"; "" while there are no areas
	City bool   // a kota
}

// String is the regency as it calls itself: "Kabupaten Kepahiang".
func (r Regency) String() string {
	switch {
	case r.Name == "":
		return ""
	case r.City:
		return "Kota " + r.Name
	}
	return "Kabupaten " + r.Name
}

// Regency is the area of the type kabupaten or kota; of several the first by
// code.
func (e *Edition) Regency() Regency { return e.regency }

func regencyOf(areas []Area) Regency {
	for _, a := range areas {
		if a.Type == TypeKabupaten || a.Type == TypeKota {
			return Regency{bareName(a.Name), a.Type == TypeKota}
		}
	}
	return Regency{}
}

// bareName takes the type off a name: registers write "Kepahiang", "Kabupaten
// Kepahiang" or "KAB. KEPAHIANG".
func bareName(name string) string {
	first, rest, more := strings.Cut(name, " ")
	switch strings.ToLower(first) {
	case "kabupaten", "kab.", "kab", "kota":
		if more {
			return strings.TrimSpace(rest)
		}
	}
	return name
}
