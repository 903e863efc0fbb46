// Package scheduler does what the clock asks for: it tells of limits, closes
// days, sends the week's cards and the morning's list, seals, reminds, forgets.
//
// A table holds the jobs (jobs.go). A tick is only a wake-up: at each one every
// job whose time has come by the office's clock is run.
//
//	cron, each minute ─▶ Tick(now) ─▶ for each job that is due
//	                                    ├ advisory lock on its name (any process)
//	                                    ├ its work, in transactions small enough to kill
//	                                    └ job_run: what is done
//
// What can be relied on:
//
//   - Office time decides what is due; machine time only wakes. A clock that is
//     set forward misses nothing, one that is set back repeats nothing that
//     people would see.
//   - A period is done once: its row in job_run is exact, rows reach from the
//     installation on and at most 35 days back, the oldest are made up for
//     first. What a missed period means says each job: every (fold), newest
//     (scorecards), today (digest). A sweep has no periods; the keys of the
//     outbox and the rules of the domain keep it from doing anything twice.
//   - A job that fails (Redis away, database gone) writes no row and is tried
//     again at the next tick.
//   - Jobs run beside each other in any number of processes, each job in one.
package scheduler
