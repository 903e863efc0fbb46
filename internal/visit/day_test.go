package visit_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/testkit"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

func TestWeeks(t *testing.T) {
	c := newCounter(t)
	start := c.now
	c.mustRate("tg:a", "BM", 4)
	c.now = start.Add(14 * 24 * time.Hour)
	c.mustRate("tg:b", c.slips("BM", 1)[0], 1)
	c.mustRate("tg:c", "BM", 2)
	c.mustRate("tg:budi", "BM", 4) // held: in no week
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		r, err := c.Report(ctx, tx, c.now, "BM")
		if err != nil {
			return err
		}
		weeks := r.Weeks
		if len(weeks) != 3 || weeks[0].Monday != worktime.On(2026, 10, 5) || weeks[1].All().N() != 0 || weeks[2].Proved != (visit.Faces{1, 0, 0, 0}) || weeks[2].Open != (visit.Faces{0, 1, 0, 0}) {
			t.Errorf("%+v", weeks)
		}
		if r.Standing.All() != (visit.Faces{1, 1, 0, 1}) || r.Standing.HeldN() != 1 || r.Empty() || r.From != worktime.On(2026, 8, 1) {
			t.Errorf("%+v", r)
		}
		none, err := c.Report(ctx, tx, c.now, "PUPR")
		if err != nil || !none.Empty() {
			t.Errorf("%+v, %v", none, err)
		}
		return nil
	})
}

func TestADayIsClosed(t *testing.T) {
	c := newCounter(t)
	_, ref := c.mustRate("tg:sari", "BM", 4)
	c.mustRate("tg:tono", "PUPR", 2)
	if n := c.close(); n != 0 {
		t.Errorf("%d days were closed before their end", n)
	}
	c.now = testkit.Time("2026-10-07 00:05")
	c.Do(func(ctx context.Context, tx pgx.Tx) error { // past midnight, and not closed yet
		_, err := c.Answer(ctx, tx, "tg:sari", ref, 4)
		return err
	})
	if n, again := c.close(), c.close(); n != 2 || again != 0 {
		t.Errorf("%d and then %d days were closed", n, again)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := c.Answer(ctx, tx, "tg:sari", ref, 1); !errors.Is(err, visit.ErrOver) {
			t.Errorf("after it was closed: %v", err)
		}
		entries, err := ledger.Read(ctx, tx, visit.Subject("BM"))
		if err != nil || len(entries) != 1 || entries[0].Kind != visit.DayClosed {
			t.Errorf("%+v, %v", entries, err)
		}
		before, err := visit.DayOf(ctx, tx, "BM", ref.Day)
		if err != nil || before.Ratings != 1 || !strings.Contains(string(entries[0].Facts), before.Digest) {
			t.Errorf("%+v is not what the chain says, %v", before, err)
		}
		for _, sql := range []string{
			`UPDATE visit_rating SET face = 1`, `UPDATE visit_rating SET proved = true`, `UPDATE visit_rating SET answer = 1`, `UPDATE visit_rating SET reason = 'burst'`,
			`INSERT INTO visit_form (rating, waktu) SELECT id, 4 FROM visit_rating`,
		} {
			sp, err := tx.Begin(ctx)
			if err != nil {
				return err
			}
			if _, err := sp.Exec(ctx, sql); err != nil {
				return err
			}
			if after, err := visit.DayOf(ctx, sp, "BM", ref.Day); err != nil || after == before {
				t.Errorf("%s does not show (%v)", sql, err)
			}
			if err := sp.Rollback(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestRatersAreForgotten(t *testing.T) {
	c := newCounter(t)
	c.mustRate("tg:sari", "BM", 4)
	forget := func() (n int) {
		c.Do(func(ctx context.Context, tx pgx.Tx) (err error) {
			n, err = c.Forget(ctx, tx, c.now)
			return err
		})
		return n
	}
	c.now = c.now.Add(visit.KeepRaters * 24 * time.Hour)
	if n := forget(); n != 0 {
		t.Errorf("%d digests too early", n)
	}
	c.now = c.now.Add(24 * time.Hour)
	if n := forget(); n != 1 || c.Int(`SELECT count(*) FROM visit_rater`) != 0 || c.Int(`SELECT count(*) FROM visit_rating`) != 1 {
		t.Errorf("%d digests", n)
	}
}
