package complaint

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// A day off that becomes known when it has passed changes nothing by itself: what
// has passed stays passed. An administrator may have the past worked out again by
// the calendar as it stands now, for a reason that is kept. That only ever gives
// holders more time, and what citizens were promised stays as it was.

// Recount is a stretch that counted, as it did and as it does by today's calendar.
type Recount struct {
	Was, Is Stretch
}

// Days are the days for which it counted, or does.
func (r Recount) Days() (was, is worktime.Date, still bool) {
	was = worktime.DateOf(*r.Was.CountedOn)
	if r.Is.CountedOn == nil {
		return was, 0, false
	}
	return was, worktime.DateOf(*r.Is.CountedOn), true
}

// Recounts lists what would count otherwise of what counts for some days, by case.
func (d *Desk) Recounts(ctx context.Context, tx pgx.Tx, now time.Time, from, to worktime.Date) ([]Recount, error) {
	counted, err := stretches(ctx, tx, `
		WHERE counted_on BETWEEN $1::date AND $2::date AND NOT voided AND from_at IS NOT NULL
		ORDER BY complaint_id, id`, column(from), column(to))
	if err != nil {
		return nil, err
	}
	var list []Recount
	for _, s := range counted {
		is, changed, err := d.again(ctx, tx, now, s)
		if err != nil {
			return nil, fmt.Errorf("count stretch %d again: %w", s.ID, err)
		}
		if changed {
			list = append(list, Recount{s, is})
		}
	}
	return list, nil
}

// CountPast counts some days again by the word of an administrator, and gives what
// changed; doing so twice changes nothing the second time. It refuses with
// ErrNoReason or ErrReasonLong.
func (d *Desk) CountPast(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, from, to worktime.Date, reason string) ([]Recount, error) {
	reason, err := because(reason)
	if err != nil {
		return nil, err
	}
	seen, err := d.Recounts(ctx, tx, now, from, to)
	if err != nil {
		return nil, err
	}
	var done []Recount
	for part := range chunkBy(seen, func(r Recount) ID { return r.Was.ComplaintID }) {
		c, err := lock(ctx, tx, part[0].Was.ComplaintID)
		if err != nil {
			return nil, err
		}
		var changed []*Stretch
		var spared []Rung
		for _, r := range part {
			held, err := stretches(ctx, tx, `WHERE id = $1`, r.Was.ID) // as it stands under the lock
			if err != nil || len(held) == 0 || !held[0].Counts() {
				return nil, fmt.Errorf("count stretch %d again: %w", r.Was.ID, err)
			}
			is, differs, err := d.again(ctx, tx, now, held[0])
			if err != nil {
				return nil, err
			}
			if !differs {
				continue
			}
			if err := MarkDays(ctx, tx, []Day{{held[0].Holder, worktime.DateOf(*held[0].CountedOn)}}); err != nil {
				return nil, err
			}
			freed, err := spare(ctx, tx, now, is)
			if err != nil {
				return nil, err
			}
			spared = append(spared, freed...)
			done = append(done, Recount{held[0], is})
			changed = append(changed, &is)
		}
		if len(changed) == 0 {
			continue
		}
		if err := recordMore(ctx, tx, &c, Recounted, ByEmployee(by), now, reason, func(f *Facts) { f.Because, f.Rungs = CountAgain, spared }, changed...); err != nil {
			return nil, err
		}
	}
	return done, nil
}

// spare takes those above off a stretch that was not late after all: whoever is
// still asked to help is asked no more, and to whoever did not it counts for nothing.
func spare(ctx context.Context, tx pgx.Tx, now time.Time, s Stretch) ([]Rung, error) {
	if s.OnTime != nil && !*s.OnTime {
		return nil, nil
	}
	rs, err := rungs(ctx, tx, `WHERE stretch_id = $1 AND (ended_at IS NULL OR act = 'missed') ORDER BY id`, s.ID)
	if err != nil {
		return nil, err
	}
	for i := range rs {
		if rs[i].Open() {
			rs[i].EndedAt = &now
		}
		rs[i].Act = Moot
		if err := saveRung(ctx, tx, rs[i]); err != nil {
			return nil, err
		}
	}
	return rs, nil
}

// chunkBy parts a list at every change of a key.
func chunkBy[T any, K comparable](list []T, key func(T) K) func(func([]T) bool) {
	return func(yield func([]T) bool) {
		for from := 0; from < len(list); {
			n := slices.IndexFunc(list[from:], func(t T) bool { return key(t) != key(list[from]) })
			if n < 0 {
				n = len(list) - from
			}
			if !yield(list[from : from+n]) {
				return
			}
			from += n
		}
	}
}

// again is a stretch as it counts by the calendar of today; false when that is as
// it counts already.
func (d *Desk) again(ctx context.Context, tx pgx.Tx, now time.Time, s Stretch) (Stretch, bool, error) {
	cal, err := d.Calendars.For(ctx, tx, s.UnitCode)
	if err != nil {
		return s, false, err
	}
	story, err := Story(ctx, tx, s.ComplaintID)
	if err != nil {
		return s, false, err
	}
	p := past{cal: cal, now: now, pauses: pauses(story, s.ID), done: done(story, s.ID), due: *s.DueAt}
	if s.Duty == ToAnswer {
		p.due = cal.Add(*s.FromAt, time.Duration(s.AllowedSeconds)*time.Second)
		p.due = p.behindPauses(p.due)
	} else if p.due, err = d.settleAgain(ctx, tx, cal, story, s); err != nil {
		return s, false, err
	}
	if s.AwaySeconds > 0 {
		l, away, err := roster.Away(ctx, tx, s.ToAt.In(cal.Location()), s.Holder)
		if err != nil {
			return s, false, err
		}
		if away {
			p.away = worktime.DateOf(l.FromOn).Midnight(cal.Location())
		}
	}
	is, changed := p.count(s)
	return is, changed, nil
}

// settleAgain is the limit to settle by the calendar of today: as far behind that
// of the case as it was.
func (d *Desk) settleAgain(ctx context.Context, tx pgx.Tx, cal *worktime.Calendar, story []Event, s Stretch) (time.Time, error) {
	c, err := Find(ctx, tx, s.ComplaintID)
	if err != nil || s.DueAt.Before(c.SettleDueAt) {
		return *s.DueAt, err
	}
	guide, err := d.Guide.Open(ctx, tx)
	if err != nil {
		return *s.DueAt, err
	}
	category, err := guide.Category(story[0].Facts.Category)
	if err != nil {
		return *s.DueAt, err
	}
	settle := cal.DueInDays(c.FiledAt, category.ResolveDays)
	if !settle.After(c.SettleDueAt) {
		return *s.DueAt, nil
	}
	return cal.Add(settle, cal.Elapsed(c.SettleDueAt, *s.DueAt)), nil
}

// span is a while.
type span struct{ from, to time.Time }

// pauses are the whiles in which a stretch stood still, as its case's story tells.
func pauses(story []Event, id int64) (list []span) {
	var since *time.Time
	for _, e := range story {
		for _, s := range e.Facts.Stretches {
			switch {
			case s.ID != id:
			case s.PausedAt != nil && since == nil:
				since = s.PausedAt
			case s.PausedAt == nil && since != nil:
				list, since = append(list, span{*since, e.At}), nil
			}
		}
	}
	return list
}

// done says whether a stretch ended with its duty done.
func done(story []Event, id int64) bool {
	for _, e := range story {
		for _, s := range e.Facts.Stretches {
			if s.ID == id && s.ToAt != nil {
				return e.Kind == FirstAnswer || e.Kind == Result
			}
		}
	}
	return false
}

// past is what a stretch is counted again by.
type past struct {
	cal    *worktime.Calendar
	now    time.Time
	pauses []span
	due    time.Time
	away   time.Time // since when its holder was on leave; zero for never
	done   bool      // it ended with its duty done
}

// behindPauses moves a limit by the working time of the pauses before it.
func (p past) behindPauses(due time.Time) time.Time {
	for _, stood := range p.pauses {
		if !due.Before(stood.from) {
			due = behind(p.cal, due, p.cal.Elapsed(stood.from, stood.to))
		}
	}
	return due
}

// count counts a stretch again; false when nothing of it differs. No limit comes
// earlier.
func (p past) count(s Stretch) (Stretch, bool) {
	is := s
	if p.due.Sub(*s.DueAt) >= time.Second { // limits were kept in whole seconds
		is.DueAt = &p.due
	}
	if s.ToAt != nil {
		p.work(&is)
	}
	is.OnTime, is.CountedOn = nil, nil
	switch end := later(p.now, *is.DueAt); {
	case p.done && !s.ToAt.After(*is.DueAt):
		is.count(true, *s.ToAt, p.cal)
	case s.ToAt != nil && (p.done || !is.DueAt.After(*s.ToAt)), s.ToAt == nil && end.Equal(p.now):
		is.count(false, *is.DueAt, p.cal)
	case s.ToAt == nil:
		is.Step = min(is.Step, Reminded)
		is.schedule(p.cal, p.now)
	}
	same := is.DueAt.Equal(*s.DueAt) && is.PausedSeconds == s.PausedSeconds && is.AwaySeconds == s.AwaySeconds &&
		(s.WorkedSeconds == nil || *is.WorkedSeconds == *s.WorkedSeconds) &&
		is.OnTime != nil && *is.OnTime == *s.OnTime && is.CountedOn.Equal(*s.CountedOn)
	return is, !same
}

// work works out again how long its holder had an ended stretch.
func (p past) work(s *Stretch) {
	s.PausedSeconds = 0
	for _, stood := range p.pauses {
		s.PausedSeconds += seconds(p.cal.Elapsed(stood.from, stood.to))
	}
	if s.AwaySeconds > 0 && !p.away.IsZero() {
		s.AwaySeconds = seconds(p.cal.Elapsed(later(p.away, *s.FromAt), *s.ToAt))
	}
	worked := max(0, seconds(p.cal.Elapsed(*s.FromAt, *s.ToAt))-s.PausedSeconds-s.AwaySeconds)
	s.WorkedSeconds = &worked
}
