package problem_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/problem"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/testkit"
	"tanggap/internal/testkit/office"
	"tanggap/internal/worktime"
)

// rig is an office in which results are told and their causes said.
type rig struct {
	*office.Office
	desk problem.Desk
	at   time.Time
}

func newRig(t *testing.T) *rig {
	t.Parallel()
	o := office.New(t)
	return &rig{Office: o, desk: problem.Desk{Calendars: o.Desk.Calendars}, at: testkit.Time("2026-10-06 08:00")}
}

// told files a case of an area whose result budi tells an hour later.
func (r *rig) told(area string) complaint.ID {
	r.T.Helper()
	id := r.File(r.at, "budi", area)
	r.Act(r.at.Add(time.Hour), id, office.Propose)
	return id
}

// note says what caused a case, as its holder.
func (r *rig) note(ctx context.Context, tx pgx.Tx, id complaint.ID, cause problem.Cause) (problem.Problem, bool, error) {
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return problem.Problem{}, false, err
	}
	return r.desk.Note(ctx, tx, r.at.Add(2*time.Hour), "budi", c, cause)
}

func (r *rig) said(id complaint.ID, cause problem.Cause) (p problem.Problem, news bool) {
	r.T.Helper()
	r.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
		p, news, err = r.note(ctx, tx, id, cause)
		return err
	})
	return p, news
}

// several says the same of so many new cases, and gives the last answer.
func (r *rig) several(n int, area string, cause problem.Cause) (p problem.Problem, news bool) {
	r.T.Helper()
	for range n {
		p, news = r.said(r.told(area), cause)
	}
	return p, news
}

func (r *rig) refused(want refusal.Code, act func(ctx context.Context, tx pgx.Tx) error) {
	r.T.Helper()
	r.Do(func(ctx context.Context, tx pgx.Tx) error {
		if err := act(ctx, tx); !errors.Is(err, want) {
			r.T.Errorf("%v, want %v", err, want)
		}
		return nil
	})
}

func TestFiveAreOne(t *testing.T) {
	r := newRig(t)
	r.several(problem.From-1, "bayung", "worn")
	r.several(problem.From-1, "kandang", "worn")
	if p, news := r.several(problem.From-1, "bayung", "load"); news || p.ID != 0 {
		t.Errorf("four of a cause and place are a problem: %+v", p)
	}
	last := r.told("bayung")
	p, news := r.said(last, "worn")
	if !news || p.Owner == nil || *p.Owner != "kabid" || !p.Open() || p.NextAt == nil {
		t.Fatalf("%+v, news %v; want one of the unit's head", p, news)
	}
	if again, news := r.said(last, "worn"); news || again.ID != p.ID {
		t.Errorf("said twice: %+v, news %v", again, news)
	}
	if n := r.Int(`SELECT count(*) FROM problem_case WHERE problem_id = $1`, p.ID); n != problem.From {
		t.Errorf("%d cases, want %d", n, problem.From)
	}
	if more, news := r.several(1, "bayung", "worn"); news || more.ID != p.ID {
		t.Errorf("a sixth: %+v, news %v; want it added quietly", more, news)
	}
}

// Cases without a place, and causes that nobody was asked, make no problem.
func TestWhatIsNone(t *testing.T) {
	r := newRig(t)
	if p, _ := r.several(problem.From, "", "worn"); p.ID != 0 {
		t.Errorf("cases without a place: %+v", p)
	}
	told, open := r.told("bayung"), r.File(r.at, "budi", "bayung")
	note := func(id complaint.ID, by roster.NIP, cause problem.Cause) func(ctx context.Context, tx pgx.Tx) error {
		return func(ctx context.Context, tx pgx.Tx) error {
			c, err := complaint.Find(ctx, tx, id)
			if err != nil {
				return err
			}
			_, _, err = r.desk.Note(ctx, tx, r.at, by, c, cause)
			return err
		}
	}
	r.refused(problem.ErrNotResult, note(told, "dewi", "worn"))
	r.refused(problem.ErrNotResult, note(told, "budi", "unclear")) // of information, not of complaints
	r.refused(problem.ErrNotResult, note(open, "budi", "worn"))
}

// Cases that are too far apart are not the same.
func TestLongAgo(t *testing.T) {
	r := newRig(t)
	r.several(problem.From-1, "bayung", "worn")
	r.at = r.at.AddDate(0, 0, 61)
	if p, _ := r.several(1, "bayung", "worn"); p.ID != 0 {
		t.Errorf("four two months ago and one today: %+v", p)
	}
}

func TestComesBack(t *testing.T) {
	r := newRig(t)
	p, _ := r.several(problem.From, "bayung", "worn")
	before := r.told("bayung")
	r.Do(func(ctx context.Context, tx pgx.Tx) error {
		ended, cases, err := r.desk.End(ctx, tx, r.at.Add(3*time.Hour), "kabid", p.ID, "Saluran diganti.")
		if ended.Open() || len(cases) != problem.From {
			t.Errorf("%+v with %d cases to tell", ended, len(cases))
		}
		return err
	})
	if q, news := r.said(before, "worn"); news || q.ID != 0 {
		t.Errorf("a case from before its end: %+v, news %v; want no problem of it", q, news)
	}
	r.at = r.at.AddDate(0, 0, 89)
	if q, news := r.several(1, "bayung", "worn"); !news || q.ID != p.ID || q.Round != 1 || !q.Open() || q.DueOn != nil {
		t.Fatalf("a repeat: %+v, news %v; want it open again", q, news)
	}
	r.Do(func(ctx context.Context, tx pgx.Tx) error {
		_, cases, err := r.desk.End(ctx, tx, r.at.Add(3*time.Hour), "kabid", p.ID, "Diganti lagi.")
		if len(cases) != 1 {
			t.Errorf("%d to tell of the second end, want the one who has not heard", len(cases))
		}
		return err
	})
	r.at = r.at.AddDate(0, 0, 91)
	if q, news := r.several(1, "bayung", "worn"); news || q.ID != 0 {
		t.Errorf("after more than 90 days: %+v, news %v; want it to be counted anew", q, news)
	}
}

func TestOwner(t *testing.T) {
	r := newRig(t)
	p, _ := r.several(problem.From, "bayung", "worn")
	now, today := r.at.Add(3*time.Hour), worktime.DateOf(r.at)
	date := func(by roster.NIP, on worktime.Date) func(ctx context.Context, tx pgx.Tx) error {
		return func(ctx context.Context, tx pgx.Tx) error {
			_, err := r.desk.Date(ctx, tx, now, by, p.ID, on)
			return err
		}
	}
	end := func(by roster.NIP, words string) func(ctx context.Context, tx pgx.Tx) error {
		return func(ctx context.Context, tx pgx.Tx) error {
			_, _, err := r.desk.End(ctx, tx, now, by, p.ID, words)
			return err
		}
	}
	r.refused(problem.ErrNotYours, date("budi", today+1))
	r.refused(problem.ErrNotYours, end("budi", "Beres."))
	r.refused(problem.ErrDay, date("kabid", today))
	r.refused(problem.ErrDay, date("kabid", today+367))
	r.refused(problem.ErrEmpty, end("kabid", "  "))
	r.Do(date("kadis", today+7)) // who leads the owner
	r.Do(end("kabid", "Saluran diganti."))
	r.refused(problem.ErrOver, date("kabid", today+7))
	r.refused(problem.ErrOver, end("kabid", "Beres."))
}

// Somebody whom no message reaches owns nothing: the next head does.
func TestPassesOn(t *testing.T) {
	r := newRig(t)
	p, _ := r.several(problem.From, "bayung", "worn")
	due := func(now time.Time) (q problem.Problem, remind bool) {
		r.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
			q, remind, err = r.desk.Due(ctx, tx, now, p.ID)
			return err
		})
		return q, remind
	}
	if _, remind := due(p.NextAt.Add(-time.Minute)); remind {
		t.Error("reminded before the time")
	}
	q, remind := due(*p.NextAt)
	if !remind || *q.Owner != "kabid" || !q.NextAt.After(*p.NextAt) {
		t.Errorf("%+v, remind %v; want the same owner, reminded once", q, remind)
	}
	r.Exec(`DELETE FROM contact WHERE nip = 'kabid'`)
	if q, remind = due(*q.NextAt); !remind || *q.Owner != "kadis" {
		t.Errorf("%+v, remind %v; want the head above", q, remind)
	}
}

// Officers who say the same at the same moment make one problem of it.
func TestAtOnce(t *testing.T) {
	r := newRig(t)
	var ids []complaint.ID
	for range 2 * problem.From {
		ids = append(ids, r.told("bayung"))
	}
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			err := pgx.BeginFunc(t.Context(), r.Pool, func(tx pgx.Tx) error {
				_, _, err := r.note(t.Context(), tx, id, "worn")
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n, cases := r.Int(`SELECT count(*) FROM problem`), r.Int(`SELECT count(*) FROM problem_case`); n != 1 || cases != len(ids) {
		t.Errorf("%d problems of %d cases, want one of %d", n, cases, len(ids))
	}
}
