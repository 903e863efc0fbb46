// Package routing knows who answers for what: the categories of complaints,
// the areas of the regency, and the routes from both to a unit and an officer.
// It also suggests category and area for what a citizen wrote.
package routing

import (
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

const (
	// ErrCategoryUnknown says that no category has this code.
	ErrCategoryUnknown refusal.Code = "routing.category_unknown"
	// ErrAreaUnknown says that no area has this code.
	ErrAreaUnknown refusal.Code = "routing.area_unknown"
)

// The types of what citizens write, as SP4N-LAPOR! names them.
const (
	Pengaduan = "pengaduan"
	Aspirasi  = "aspirasi"
	Informasi = "informasi"
)

// Category is a kind of matter with its time limits.
type Category struct {
	Code               string
	Name               string
	Type               string // Pengaduan, Aspirasi, Informasi
	FirstResponseHours int    // working hours
	ResolveDays        int    // working days
	Keywords           []string
	Neutral            bool // goes to the neutral desk: it may be about an officer
	Danger             bool // goes to those on call
}

// Shared says whether several people may say the same in this category: what
// is for the neutral desk is nobody else's business, and a question is answered
// to the one who asks.
func (c Category) Shared() bool { return !c.Neutral && c.Type != Informasi }

// Route says which unit, and there who, answers for a category in an area.
type Route struct {
	CategoryCode string
	AreaCode     string // "" for any
	UnitCode     string
	NIP          roster.NIP // "" for the head of the unit
}
