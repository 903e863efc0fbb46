package scheduler

import (
	"strings"
	"time"
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

// wakings are the times at which the job should have woken, oldest first.
func (t turn) wakings() []time.Time {
	var times []time.Time
	for at := t.job.after(t.horizon()); !at.After(t.now); at = t.job.after(at) {
		times = append(times, at)
	}
	return times
}

func names() string {
	list := make([]string, len(jobs))
	for i, j := range jobs {
		list[i] = j.name
	}
	return strings.Join(list, ", ")
}
