package roster

import (
	"time"

	"tanggap/internal/worktime"
)

// Closure is a run of days on which an office is closed for a holiday.
type Closure struct {
	Name string    // of its first public holiday, else of its first day off
	Last time.Time // its last day
}

// LongestClosure gives the longest run of closed days with a holiday among
// them between two moments; false when a holiday closes the unit on no day
// that it would otherwise be open. It refuses with ErrUnitUnknown.
func (b *Book) LongestClosure(unitCode string, from, to time.Time) (Closure, bool, error) {
	cal, err := b.Calendar(unitCode)
	if err != nil {
		return Closure{}, false, err
	}
	first, last := cal.Date(from), cal.Date(to)
	works := func(d worktime.Date) bool { return cal.WorkingDay(d.Midnight(cal.Location())) }
	named := map[worktime.Date]worktime.Holiday{}
	for _, d := range b.days {
		on := d.On
		if on < first || on > last {
			continue
		}
		if _, twice := named[on]; !twice && !works(on) && (works(on.AddDays(-7)) || works(on.AddDays(7))) {
			named[on] = d
		}
	}
	var longest, run Closure
	most, length, public := 0, 0, false
	for on := first; on <= last; on++ {
		if works(on) {
			run, length, public = Closure{}, 0, false
			continue
		}
		length++
		run.Last = on.Midnight(cal.Location())
		if d, holiday := named[on]; holiday && (run.Name == "" || !public && d.Kind == kindPublic) {
			run.Name, public = d.Name, d.Kind == kindPublic
		}
		if run.Name != "" && length > most {
			longest, most = run, length
		}
	}
	return longest, most > 0, nil
}

// kindPublic is the kind of a public holiday, as the shipped calendar names it.
const kindPublic = "libur_nasional"
