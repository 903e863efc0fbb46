package scheduler

import (
	"context"
	"time"

	"github.com/robfig/cron/v3"
)

// missed says what becomes of a time at which nothing ran.
type missed int

const (
	sweep  missed = iota // nothing to make up for: it takes whatever is there
	every                // each period is made up for
	newest               // each is made up for, and people hear of the newest
	today                // only this day's
)

// job is one row of the table.
type job struct {
	name   string
	spec   string // when it wakes, by the office's clock
	missed missed
	long   bool // may take long: does not keep the short ones waiting
	run    func(ctx context.Context, s *Scheduler, t turn) (note string, err error)
}

// turn is one run of a job.
type turn struct {
	job       job
	now       time.Time
	installed time.Time
	asked     bool // by name, for this very moment, rather than by the clock
}

// The order is that of a tick: what later ones read, earlier ones write.
var jobs = []job{
	{name: "letters", spec: "* * * * *", missed: sweep, run: letters}, // before any limit is looked at
	{name: "deadlines", spec: "* * * * *", missed: sweep, run: deadlines},
	{name: "unreached", spec: "* * * * *", missed: sweep, run: unreached},
	{name: "putoff", spec: "* * * * *", missed: sweep, run: putOff},
	{name: "errands", spec: "* * * * *", missed: sweep, run: errands},
	{name: "looks", spec: "*/5 6-21 * * *", missed: sweep, run: looks},
	{name: "promises", spec: "* * * * *", missed: sweep, run: promises},
	{name: "samples", spec: "*/10 8-18 * * *", missed: sweep, run: samples},
	{name: "problems", spec: "*/10 7-16 * * *", missed: sweep, run: problems},
	{name: "seal", spec: "* * * * *", missed: sweep, run: seal},
	{name: "drafts", spec: "* * * * *", missed: sweep, run: drafts},
	{name: "recovery", spec: "* * * * *", missed: sweep, run: recovery},
	{name: "rights", spec: "* * * * *", missed: sweep, run: dataRights},
	{name: "release", spec: "* * * * *", missed: sweep, run: release},
	{name: "forget", spec: "*/10 * * * *", missed: sweep, run: forget},
	{name: "leave", spec: "* * * * *", missed: sweep, run: leave},
	{name: "fold", spec: "10 0 * * *", missed: every, long: true, run: fold},
	{name: "scorecards", spec: "*/5 6-23 * * *", missed: newest, long: true, run: scorecards}, // acts at each unit's first opening of a week
	{name: "digest", spec: "*/5 6-23 * * *", missed: today, long: true, run: digest},          // acts at each unit's opening
	{name: "visits", spec: "20 0 * * *", missed: sweep, long: true, run: visits},
	{name: "skm", spec: "40 7 * * *", missed: sweep, long: true, run: surveys},         // acts on the first working day of a quarter
	{name: "sentences", spec: "45 7 * * *", missed: sweep, long: true, run: sentences}, // acts on the first working day of a month
	{name: "retention", spec: "20 3 * * *", missed: sweep, long: true, run: retention},
}

func find(name string) (job, bool) {
	for _, j := range jobs {
		if j.name == name {
			return j, true
		}
	}
	return job{}, false
}

// after is when the job wakes next, in the location of t.
func (j job) after(t time.Time) time.Time {
	schedule, err := cron.ParseStandard(j.spec)
	if err != nil {
		panic(err) // a test reads every row of the table
	}
	return schedule.Next(t)
}

// due says whether the job has woken since it was looked at last. A last look
// that lies ahead was made by a clock that is not this one.
func (j job) due(last, now time.Time) bool {
	return last.After(now) || !j.after(last).After(now)
}
