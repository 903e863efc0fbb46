package routing

import "math"

// The types of areas; TypeOutside marks a name that is easily taken for one of
// ours and lies elsewhere.
const (
	TypeKabupaten = "kabupaten"
	TypeKota      = "kota"
	TypeKecamatan = "kecamatan"
	TypeKelurahan = "kelurahan"
	TypeDesa      = "desa"
	TypeOutside   = "luar"
)

// Area is a part of the regency.
type Area struct {
	Code       string
	Type       string
	Name       string
	ParentCode string
	Latitude   *float64
	Longitude  *float64
	Aliases    []string
}

func (a Area) village() bool { return a.Type == TypeDesa || a.Type == TypeKelurahan }

// Point is a place on the map, in degrees.
type Point struct{ Latitude, Longitude float64 }

// point is where the area lies, if that is known.
func (a Area) point() (Point, bool) {
	if a.Latitude == nil || a.Longitude == nil {
		return Point{}, false
	}
	return Point{*a.Latitude, *a.Longitude}, true
}

// kilometres is the distance over the globe.
func (p Point) kilometres(q Point) float64 {
	const radius = 6371.0
	rad := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	half := func(x float64) float64 { s := math.Sin(x / 2); return s * s }
	h := half(rad(q.Latitude-p.Latitude)) +
		math.Cos(rad(p.Latitude))*math.Cos(rad(q.Latitude))*half(rad(q.Longitude-p.Longitude))
	return 2 * radius * math.Asin(math.Sqrt(min(h, 1)))
}
