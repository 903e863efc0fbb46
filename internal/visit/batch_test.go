package visit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/testkit"
	"tanggap/internal/visit"
)

func TestSlips(t *testing.T) {
	c := newCounter(t)
	slips := c.slips("BM", 5)
	if unique := slices.Compact(slices.Sorted(slices.Values(slips))); len(unique) != 5 {
		t.Fatalf("%d different slips", len(unique))
	}
	r, _ := c.mustRate("tg:sari", slips[0], 2)
	if !r.Proved || r.Door != visit.BySlip || r.Batch == 0 || r.State != visit.Counted {
		t.Errorf("%+v", r)
	}
	if _, _, err := c.rate("tg:tono", slips[0], 4); !errors.Is(err, visit.ErrUsed) {
		t.Errorf("used by another: %v", err)
	}
	if again, _ := c.mustRate("tg:sari", slips[0], 3); again.ID != r.ID || again.Face != 3 {
		t.Errorf("the same slip again: %+v", again)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := c.Scan(ctx, tx, c.now, slips[0]); !errors.Is(err, visit.ErrUsed) {
			t.Errorf("scanned again: %v", err)
		}
		e, err := c.Scan(ctx, tx, c.now, slips[4])
		if err != nil || e.Unit.Code != "BM" || !e.Proved() {
			t.Errorf("%+v, %v", e, err)
		}
		return nil
	})
	second, _ := c.mustRate("tg:sari", slips[1], 4)
	third, _ := c.mustRate("tg:sari", slips[2], 4)
	if second.State != visit.Counted || second.ID == r.ID || third.State != visit.Held || third.Reason != visit.Slips {
		t.Errorf("%+v, %+v", second, third)
	}
	s := c.stand("BM")
	if s.Proved != (visit.Faces{0, 0, 1, 1}) || s.Held[visit.Slips] != 1 || s.HeldN() != 1 {
		t.Errorf("%+v", s)
	}
	if n := c.Int(`SELECT count(*) FROM visit_spent`); n != 3 {
		t.Errorf("%d slips are used", n)
	}
}

// Whoever rates by the poster and then by a slip made one visit.
func TestASlipProvesTheRatingOfTheDay(t *testing.T) {
	c := newCounter(t)
	slips := c.slips("BM", 2)
	open, ref := c.mustRate("tg:sari", "BM", 1)
	proved, same := c.mustRate("tg:sari", slips[0], 3)
	if proved.ID != open.ID || ref != same || !proved.Proved || proved.Door != visit.BySlip || proved.Face != 3 {
		t.Errorf("%+v then %+v", open, proved)
	}
	if later, _ := c.mustRate("tg:sari", "BM", 4); later.ID != open.ID || !later.Proved {
		t.Errorf("by name again: %+v", later)
	}
	if s := c.stand("BM"); s.Proved != (visit.Faces{0, 0, 0, 1}) || s.Open.N() != 0 {
		t.Errorf("%+v", s)
	}
}

func TestBadCodes(t *testing.T) {
	c := newCounter(t)
	slip := c.slips("BM", 1)[0]
	foreign := *c.Desk
	foreign.Prefix = "REJ"
	made := *c.Desk
	made.TokenKey = make([]byte, 32)
	for _, bad := range []struct {
		token string
		want  error
	}{
		{foreign.Token(visit.Code{Kind: visit.Slip, Batch: 1}), visit.ErrForeign},
		{made.Token(visit.Code{Kind: visit.Slip, Batch: 1}), visit.ErrForged},
		{c.Token(visit.Code{Kind: visit.Slip, Batch: 999}), visit.ErrUnknown},
		{c.Token(visit.Code{Kind: visit.Slip, Batch: 1, Index: 7}), visit.ErrUnknown},
		{c.Token(visit.Code{Kind: visit.Poster, Batch: 1}), visit.ErrUnknown},
		{"NOWHERE", roster.ErrUnitUnknown},
	} {
		if _, _, err := c.rate("tg:sari", bad.token, 3); !errors.Is(err, bad.want) {
			t.Errorf("%s: %v, want %v", bad.token, err, bad.want)
		}
	}
	for _, face := range []int{0, 5, -1} {
		if _, _, err := c.rate("tg:sari", slip, face); !errors.Is(err, skm.ErrScore) {
			t.Errorf("face %d: %v", face, err)
		}
	}
	c.now = testkit.Time("2026-11-05 23:59")
	if _, _, err := c.rate("tg:sari", slip, 3); err != nil {
		t.Errorf("on its last day: %v", err)
	}
	slip = c.slips("BM", 1)[0]
	c.now = testkit.Time("2026-12-07 00:00")
	if _, _, err := c.rate("tg:sari", slip, 3); !errors.Is(err, visit.ErrExpired) {
		t.Errorf("after its last day: %v", err)
	}
	poster := c.poster("BM")
	c.Exec(`UPDATE unit SET valid_to = '2026-12-06' WHERE code = 'BM'`)
	if _, _, err := c.rate("tg:sari", poster, 3); !errors.Is(err, visit.ErrClosed) {
		t.Errorf("of a unit that is no more: %v", err)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, _, err := c.PrintPoster(ctx, tx, c.now, "BM", ""); !errors.Is(err, visit.ErrClosed) {
			t.Errorf("a poster for it: %v", err)
		}
		if _, _, err := c.PrintSlips(ctx, tx, c.now, "PUPR", "", visit.MaxSlips+1, 0); !errors.Is(err, visit.ErrCount) {
			t.Errorf("too many slips: %v", err)
		}
		return nil
	})
	if n := c.stand("BM").All().N(); n != 1 {
		t.Errorf("%d ratings", n)
	}
}

// However many use one slip at once, it counts once.
func TestARacedSlipCountsOnce(t *testing.T) {
	c := newCounter(t)
	slip := c.slips("BM", 1)[0]
	var counted, used atomic.Int32
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			switch _, _, err := c.rate(fmt.Sprintf("tg:%d", i), slip, 1+i%4); {
			case err == nil:
				counted.Add(1)
			case errors.Is(err, visit.ErrUsed):
				used.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if counted.Load() != 1 || used.Load() != 5 || c.stand("BM").All().N() != 1 {
		t.Errorf("%d counted, %d used, %+v", counted.Load(), used.Load(), c.stand("BM"))
	}
}
