package worktime

// Holiday is a day on which offices are closed to citizens, or of another kind.
// Libur nasional and cuti bersama close alike. A unit that works every hour
// stays open.
type Holiday struct {
	On     Date
	Name   string
	Kind   string // libur_nasional, cuti_bersama, …
	Source string // the decree that says so
}

// The kinds of days that close no office.
const (
	InRamadan = "ramadan" // work is shorter
	Cancelled = "batal"   // announced earlier, and taken back
)

// Parted gives the days that close offices, and those of Ramadan.
func Parted(rows []Holiday) (closed []Holiday, shorter []Ramadan) {
	for _, h := range rows {
		switch h.Kind {
		case InRamadan:
			shorter = append(shorter, Ramadan{From: h.On, To: h.On})
		case Cancelled:
		default:
			closed = append(closed, h)
		}
	}
	return closed, shorter
}
