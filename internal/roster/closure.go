package roster

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// Closure is a run of days on which an office is closed for a holiday.
type Closure struct {
	Name string    // of its first public holiday, else of its first day off
	Last time.Time // its last day
}

// LongestClosure gives the longest run of closed days with a holiday among
// them between two moments; false when a holiday closes the office on no day
// that it would otherwise be open.
func LongestClosure(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, from, to time.Time) (Closure, bool, error) {
	first, last := cal.Date(from), cal.Date(to)
	rows, err := tx.Query(ctx, `
		SELECT on_date, name, kind
		FROM holiday
		WHERE on_date BETWEEN $1 AND $2
		ORDER BY on_date, kind DESC, name`, first.Midnight(time.UTC), last.Midnight(time.UTC))
	if err != nil {
		return Closure{}, false, fmt.Errorf("read holidays between: %w", err)
	}
	type dayOff struct {
		On         time.Time
		Name, Kind string
	}
	off, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dayOff])
	if err != nil {
		return Closure{}, false, fmt.Errorf("read holidays between: %w", err)
	}
	works := func(d worktime.Date) bool { return cal.WorkingDay(d.Midnight(cal.Location())) }
	named := map[worktime.Date]dayOff{}
	for _, d := range off {
		on := worktime.DateOf(d.On)
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
