package complaint

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Whoever goes on leave answers for nothing meanwhile: their cases go to whom
// stands in for them, with the time that was left, and stay there; what is
// still open at the end of the leave is not handed back by itself, since the
// citizen would have a third officer, and somebody who has begun with a case
// knows it best. Who stands in has time to read at least, whatever was left.
const (
	leastToAnswer = 4 * time.Hour // of working time
	leastToSettle = 3             // working days
)

// Because is why a case was taken from its holder, or its time was worked out
// again.
type Because string

// The reasons.
const (
	OnLeave     Because = "leave"        // the holder is on leave
	LeaveUndone Because = "leave_undone" // the leave that excused them does not count
	HasEnded    Because = "ended"        // works here no longer
	NotReached  Because = "not_reached"  // no message reaches them, and its card never came to them
	HasMoved    Because = "moved_unit"   // works in another unit now, or holds the post no longer
	OtherMatter Because = "category"     // it has another category, for which another unit answers
	CountAgain  Because = "count_again"  // an administrator had the past worked out again
)

// Inherits says whether whoever has a case next goes on with the time that was
// left: its holder had it, and somebody follows them.
func (b Because) Inherits() bool { return b == HasEnded || b == HasMoved }

// Absence is leave as it bears on what somebody holds.
type Absence struct {
	From    time.Time // when its first day begins
	Request *int64    // nil when it was imported
}

// StepAside takes a case from a holder who is on leave. The working time since
// the leave began is not theirs, and a limit that passed since counts for
// nobody. It gives the time that was left of the limit.
func (d *Desk) StepAside(ctx context.Context, tx pgx.Tx, now time.Time, id ID, a Absence) (Complaint, time.Duration, error) {
	return d.release(ctx, tx, now, System, id, OnLeave, &a)
}

// StandIn gives a case that nobody holds to whoever stands in for its holder, or
// follows them, with the time that was left to that one, and a little at least. It refuses as
// Assign does.
func (d *Desk) StandIn(ctx context.Context, tx pgx.Tx, now time.Time, id ID, to roster.Employee, left time.Duration) (Complaint, *Stretch, error) {
	return d.assign(ctx, tx, now, System, id, to, max(left, leastToAnswer))
}

// Deputy finds who stands in for a holder who is on leave: the substitute, or
// the substitute's, three at most; else the nearest superior. Never whoever the
// case is about, or comes from. False when there is nobody.
func (d *Desk) Deputy(ctx context.Context, tx pgx.Tx, now time.Time, c Complaint, of roster.NIP) (roster.Employee, bool, error) {
	f, err := d.fit(ctx, tx, now, c, of)
	if err != nil {
		return roster.Employee{}, false, err
	}
	e, found, err := roster.StandIn(ctx, tx, f.on, of)
	if err != nil {
		return roster.Employee{}, false, err
	}
	if found {
		if fit, err := f.is(ctx, tx, e.NIP); err != nil || fit {
			return e, fit, err
		}
	}
	return f.above(ctx, tx, of)
}

// excuse takes off a running stretch the working time since its holder's leave
// began, and gives what is left of its limit then.
func (s *Stretch) excuse(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, a Absence, now time.Time) (time.Duration, error) {
	if s.FromAt == nil {
		return 0, nil
	}
	left, uncounted := s.away(cal, a, now)
	if uncounted == nil {
		return left, nil
	}
	return left, MarkDays(ctx, tx, []Day{*uncounted})
}

// away is excuse; uncounted is the day for which it had counted as late.
func (s *Stretch) away(cal *worktime.Calendar, a Absence, now time.Time) (left time.Duration, uncounted *Day) {
	from, to := later(a.From, *s.FromAt), now
	if s.PausedAt != nil && s.PausedAt.Before(to) {
		to = *s.PausedAt
	}
	s.AwaySeconds, s.LeaveID = seconds(cal.Elapsed(from, to)), a.Request
	if s.OnTime != nil && !*s.OnTime && s.CountedOn != nil && s.DueAt.After(a.From) {
		uncounted = &Day{s.Holder, worktime.DateOf(*s.CountedOn)}
		s.OnTime, s.CountedOn = nil, nil
	}
	then := *s
	if then.PausedAt != nil && then.PausedAt.After(from) {
		then.PausedAt = nil
	}
	return then.Left(cal, from), uncounted
}

// ReturnMinutes gives back to their holder what leave excused that does not
// count after all: the working time is theirs, and limits that passed in it
// count. It says of how many cases.
func (d *Desk) ReturnMinutes(ctx context.Context, tx pgx.Tx, now time.Time, actor string, leave int64) (int, error) {
	cases, err := ids(ctx, tx, `
		SELECT DISTINCT complaint_id
		FROM stretch
		WHERE leave_id = $1
		ORDER BY complaint_id`, leave)
	if err != nil {
		return 0, err
	}
	for _, id := range cases {
		c, err := lock(ctx, tx, id)
		if err != nil {
			return 0, err
		}
		held, err := stretches(ctx, tx, `WHERE complaint_id = $1 AND leave_id = $2 ORDER BY id`, id, leave)
		if err != nil {
			return 0, err
		}
		changed := make([]*Stretch, len(held))
		for i := range held {
			cal, err := d.Calendars.For(ctx, tx, held[i].UnitCode)
			if err != nil {
				return 0, err
			}
			held[i].back(cal)
			changed[i] = &held[i]
		}
		if err := recordMore(ctx, tx, &c, Recounted, actor, now, "", func(f *Facts) { f.Because = LeaveUndone }, changed...); err != nil {
			return 0, fmt.Errorf("return the minutes of case %d: %w", id, err)
		}
	}
	return len(cases), nil
}

// back undoes away on a stretch that has ended.
func (s *Stretch) back(cal *worktime.Calendar) {
	if s.WorkedSeconds != nil {
		worked := *s.WorkedSeconds + s.AwaySeconds
		s.WorkedSeconds = &worked
	}
	s.AwaySeconds, s.LeaveID = 0, nil
	if s.OnTime == nil && s.ToAt != nil && s.DueAt != nil && !s.DueAt.After(*s.ToAt) {
		s.count(false, *s.DueAt, cal)
	}
}
