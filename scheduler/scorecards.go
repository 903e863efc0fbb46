package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/account"
	"tanggap/internal/locale"
	"tanggap/internal/performance"
	"tanggap/internal/roster"
	"tanggap/internal/scorecard"
)

// scorecards freezes the week of each supervisor at the first opening of their
// unit after it, and sends it. Of weeks that were missed all are frozen and the
// newest goes out; weeks that end in the same long holiday fall due together,
// and go out together.
func scorecards(ctx context.Context, s *Scheduler, t turn) (string, error) {
	weeks, err := s.openWeeks(ctx, t)
	if err != nil || len(weeks) == 0 {
		return "nothing is due", err
	}
	due, waiting, err := s.dueCards(ctx, t, weeks)
	if err != nil {
		return "", err
	}
	if len(due) > 0 {
		if _, err := s.climb(ctx, t); err != nil { // what passed its limit in the week counts
			return "", err
		}
		through := slices.MaxFunc(due, func(a, b dueCard) int { return int(a.week.Monday - b.week.Monday) }).week.Sunday()
		if _, err := performance.Fold(ctx, s.Pool, s.Response, through); err != nil {
			return "", err
		}
	}
	sent := 0
	var failed []error
	for _, d := range due {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err := s.card(ctx, t, d); err != nil {
			failed = append(failed, fmt.Errorf("card of %s: %w", d.week, err))
			waiting[d.week] = true
			continue
		}
		if d.newest {
			sent++
		}
	}
	for _, w := range weeks {
		if !waiting[w] {
			failed = append(failed, s.finish(ctx, t, w.String(), ""))
		}
	}
	return fmt.Sprintf("%d cards frozen, %d sent", len(due)-len(failed), sent), errors.Join(failed...)
}

// openWeeks are the weeks that have ended and whose cards are not all done,
// oldest first.
func (s *Scheduler) openWeeks(ctx context.Context, t turn) ([]scorecard.Week, error) {
	var weeks []scorecard.Week
	newest := scorecard.WeekOf(t.now, s.Loc).Before()
	for w := newest; w.Ends(s.Loc).After(t.horizon()); w = w.Before() {
		weeks = append(weeks, w)
	}
	if t.asked && len(weeks) == 0 {
		weeks = append(weeks, newest) // somebody wants to see it
	}
	slices.Reverse(weeks)
	periods := make([]string, len(weeks))
	for i, w := range weeks {
		periods[i] = w.String()
	}
	done, err := s.done(ctx, t.job.name, periods)
	return slices.DeleteFunc(weeks, func(w scorecard.Week) bool { return done[w.String()] }), err
}

// dueCard is a card to be frozen.
type dueCard struct {
	week   scorecard.Week
	nip    roster.NIP
	newest bool // and sent
}

// dueCards finds what is to be frozen now, and which weeks are not over with
// it: some unit has not opened yet.
func (s *Scheduler) dueCards(ctx context.Context, t turn, weeks []scorecard.Week) (due []dueCard, waiting map[scorecard.Week]bool, err error) {
	waiting = map[scorecard.Week]bool{}
	err = pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		frozen := map[scorecard.Week]map[roster.NIP]bool{}
		for _, w := range weeks {
			if frozen[w], err = scorecard.Frozen(ctx, tx, w); err != nil {
				return err
			}
		}
		supervisors, err := roster.Supervisors(ctx, tx)
		if err != nil {
			return err
		}
		for _, e := range supervisors {
			cal, err := s.Desk.Calendars.For(ctx, tx, e.UnitCode)
			if err != nil {
				return err
			}
			var opened time.Time // the newest opening at which a card fell due
			for _, w := range weeks {
				at := morning(w.Due(cal))
				if at.After(t.now) {
					waiting[w] = true
					continue
				}
				opened = at
			}
			for _, w := range weeks {
				at := morning(w.Due(cal))
				if !at.After(t.now) && !frozen[w][e.NIP] {
					due = append(due, dueCard{week: w, nip: e.NIP, newest: at.Equal(opened)})
				}
			}
		}
		return nil
	})
	slices.SortStableFunc(due, func(a, b dueCard) int { return int(a.week.Monday - b.week.Monday) })
	return due, waiting, err
}

// card freezes one card and sends it, or neither.
func (s *Scheduler) card(ctx context.Context, t turn, d dueCard) error {
	return pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		address, reachable, err := roster.AddressOf(ctx, tx, d.nip)
		if err != nil {
			return err
		}
		var draw scorecard.Draw // a picture that nobody will see is not drawn
		if d.newest && reachable {
			a, err := account.Of(ctx, tx, address)
			if err != nil {
				return err
			}
			draw = s.drawIn(a.Lang)
		}
		card, err := scorecard.Freeze(ctx, tx, t.now, s.Desk.Calendars, d.week, d.nip, draw)
		if err != nil || !d.newest {
			return err
		}
		return s.Notice.Scorecard(ctx, tx, t.now, card)
	})
}

func (s *Scheduler) drawIn(lang locale.Lang) scorecard.Draw {
	return func(c scorecard.Content) ([]byte, error) { return s.Notice.Text.DrawScorecard(lang, c) }
}
