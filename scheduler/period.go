package scheduler

import (
	"strings"
	"time"

	"tanggap/internal/worktime"
)

// reach is how far back missed periods are made up for.
const reach = 35 * 24 * time.Hour

// horizon is the first moment whose periods matter: the installation, or as
// far back as missed ones are made up for.
func (t turn) horizon() time.Time {
	if back := t.now.Add(-reach); back.After(t.installed) {
		return back
	}
	return t.installed.In(t.now.Location())
}

// wakings are the times at which the job should have woken to close a day that
// was not over before the installation, oldest first.
func (t turn) wakings() []time.Time {
	var times []time.Time
	for at := t.job.after(t.horizon()); !at.After(t.now); at = t.job.after(at) {
		if worktime.DateOf(at).Midnight(at.Location()).After(t.installed) {
			times = append(times, at)
		}
	}
	return times
}

// earliest is the hour before which no card and no list goes out, also where
// people work at night.
const earliest = 6

// morning is an opening, or the first hour of its day at which anything is
// sent.
func morning(opening time.Time) time.Time {
	if opening.Hour() < earliest {
		return time.Date(opening.Year(), opening.Month(), opening.Day(), earliest, 0, 0, 0, opening.Location())
	}
	return opening
}

func names() string {
	list := make([]string, len(jobs))
	for i, j := range jobs {
		list[i] = j.name
	}
	return strings.Join(list, ", ")
}
