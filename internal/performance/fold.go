package performance

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/response"
	"tanggap/internal/worktime"
)

// foldPage is how many days are replaced in one transaction.
const foldPage = 100

// Days that change under the fold's hands come again; after some passes each is
// waited for.
const (
	passes  = 6
	patient = 2
)

// Fold closes every day through one: whatever changed what counts for a day has
// left a mark, and each marked day is added up again from its bucket in Redis
// and replaces what stood there, never adding to it. So it may be killed
// between any two days, and run again, with the same end. It says how many days
// it wrote. With Redis away it fails, and the marks wait.
//
// A day is read in this order: its mark, then everything pending is projected,
// then its bucket. If the mark has not changed after that, nothing that counts
// for the day has, and the bucket is the day's. If PostgreSQL still counts
// another number of stretches, Redis has lost some, and is built again.
func Fold(ctx context.Context, pool *pgxpool.Pool, store *response.Store, through worktime.Date) (int, error) {
	total := 0
	for pass := range passes {
		f := folding{pool, store, foldPage, false}
		if pass >= patient {
			f.page, f.wait = 1, true
		}
		done, left, err := f.marked(ctx, through)
		total += done
		if err != nil {
			return total, fmt.Errorf("fold through %s: %w", through, err)
		}
		if left == 0 {
			break
		}
	}
	return total, nil
}

// folding is one pass over the marked days.
type folding struct {
	pool  *pgxpool.Pool
	store *response.Store
	page  int  // days in one transaction
	wait  bool // for whoever is changing a day
}

func (f folding) marked(ctx context.Context, through worktime.Date) (done, left int, err error) {
	var after complaint.Day
	for {
		var marks []complaint.DayMark
		if err := pgx.BeginFunc(ctx, f.pool, func(tx pgx.Tx) (err error) {
			marks, err = complaint.ToFold(ctx, tx, through, after, f.page)
			return err
		}); err != nil || len(marks) == 0 {
			return done, left, err
		}
		after = marks[len(marks)-1].Day
		n, err := f.days(ctx, marks)
		done, left = done+n, left+len(marks)-n
		if err != nil || len(marks) < f.page {
			return done, left, err
		}
	}
}

// days writes those of some marked days that do not change meanwhile.
func (f folding) days(ctx context.Context, marks []complaint.DayMark) (int, error) {
	const tries = 4
	for try := 1; ; try++ {
		n, err := f.once(ctx, marks)
		if !errors.Is(err, response.ErrLost) || try == tries {
			return n, err
		}
		if err := f.store.Rebuild(ctx, f.pool); err != nil {
			return 0, err
		}
	}
}

func (f folding) once(ctx context.Context, marks []complaint.DayMark) (n int, err error) {
	if _, err := f.store.Project(ctx, f.pool); err != nil {
		return 0, err
	}
	var since worktime.Date
	held := map[complaint.Day][]response.Counted{}
	err = pgx.BeginFunc(ctx, f.pool, func(tx pgx.Tx) (err error) {
		if since, err = response.Since(ctx, tx); err != nil {
			return err
		}
		days := daysOf(marks, since)
		buckets, err := f.store.Buckets(ctx, tx, days)
		for i, b := range buckets {
			held[days[i]] = b
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	err = pgx.BeginFunc(ctx, f.pool, func(tx pgx.Tx) error {
		still, err := complaint.HoldToFold(ctx, tx, marks, f.wait)
		if err != nil || len(still) == 0 {
			return err
		}
		if err := whole(ctx, tx, daysOf(still, since), held); err != nil {
			return err
		}
		if err := addOld(ctx, tx, still, since, held); err != nil {
			return err
		}
		days := make([]complaint.Day, len(still))
		var totals []Total
		for i, m := range still {
			days[i] = m.Day
			totals = append(totals, Totals(m.Day, held[m.Day])...)
		}
		if err := replace(ctx, tx, days, totals); err != nil {
			return err
		}
		n = len(still)
		return complaint.DidFold(ctx, tx, still)
	})
	return n, err
}

// daysOf gives the marked days from since on.
func daysOf(marks []complaint.DayMark, since worktime.Date) []complaint.Day {
	var days []complaint.Day
	for _, m := range marks {
		if m.On >= since {
			days = append(days, m.Day)
		}
	}
	return days
}

// whole is response.ErrLost when Redis threw out a bucket to make room.
func whole(ctx context.Context, tx pgx.Tx, days []complaint.Day, held map[complaint.Day][]response.Counted) error {
	tally, err := complaint.TallyOf(ctx, tx, days)
	if err != nil {
		return err
	}
	for _, d := range days {
		if tally[d] != len(held[d]) {
			return response.ErrLost
		}
	}
	return nil
}

// addOld reads from PostgreSQL the days that Redis does not hold any more.
func addOld(ctx context.Context, tx pgx.Tx, marks []complaint.DayMark, since worktime.Date, held map[complaint.Day][]response.Counted) error {
	var old []complaint.Day
	for _, m := range marks {
		if m.On < since {
			old = append(old, m.Day)
			held[m.Day] = nil
		}
	}
	if len(old) == 0 {
		return nil
	}
	return addFromStretches(ctx, tx, old, held)
}

func addFromStretches(ctx context.Context, tx pgx.Tx, days []complaint.Day, held map[complaint.Day][]response.Counted) error {
	counted, err := complaint.CountedOn(ctx, tx, days)
	if err != nil {
		return err
	}
	for _, s := range counted {
		d := complaint.Day{NIP: s.Holder, On: worktime.DateOf(*s.CountedOn)}
		held[d] = append(held[d], response.Count(s))
	}
	return nil
}
