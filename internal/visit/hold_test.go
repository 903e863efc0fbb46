package visit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
	"tanggap/internal/visit"
)

func TestStaffOnTheirOwnUnit(t *testing.T) {
	c := newCounter(t)
	c.Exec(`INSERT INTO unit (code, name, kind, parent_code) VALUES ('DLH', 'Dinas Lingkungan Hidup', 'dinas', NULL)`)
	slips := c.slips("BM", 3)
	for _, held := range [][2]string{{"tg:budi", "BM"}, {"tg:kadis", "BM"}, {"tg:dewi", "PUPR"}, {"tg:hendra", slips[0]}} {
		if r, _ := c.mustRate(held[0], held[1], 4); r.State != visit.Held || r.Reason != visit.Staff {
			t.Errorf("%s: %+v", held, r)
		}
	}
	if r, _ := c.mustRate("tg:budi", "DLH", 4); r.State != visit.Counted {
		t.Errorf("of another unit: %+v", r)
	}
}

func TestClusters(t *testing.T) {
	c := newCounter(t)
	for i := range 9 {
		c.Exec(`INSERT INTO unit (code, name, kind) VALUES ($1, $1, 'dinas')`, fmt.Sprintf("U%d", i))
	}
	for i := range 4 {
		r, _ := c.mustRate("tg:sari", "BM", 4)
		if held := r.State == visit.Held; held != (i == 3) || held && r.Reason != visit.Cluster {
			t.Errorf("day %d: %+v", i, r)
		}
		c.now = c.now.Add(24 * time.Hour)
	}
	// By slips each day is a visit.
	for range 5 {
		slip := c.slips("PUPR", 1)[0]
		if r, _ := c.mustRate("tg:sari", slip, 4); r.State != visit.Counted {
			t.Errorf("by slip: %+v", r)
		}
		c.now = c.now.Add(24 * time.Hour)
	}
	for i := range 7 {
		r, _ := c.mustRate("tg:tono", fmt.Sprintf("U%d", i), 1)
		if held := r.State == visit.Held; held != (i >= 5) {
			t.Errorf("unit %d: %+v", i, r)
		}
	}
}

func TestBursts(t *testing.T) {
	c := newCounter(t)
	for i := range 10 {
		if r, _ := c.mustRate(fmt.Sprintf("tg:%d", i), "BM", 4); r.State != visit.Counted {
			t.Errorf("rating %d: %+v", i, r)
		}
		c.now = c.now.Add(30 * time.Second)
	}
	if r, _ := c.mustRate("tg:11", "BM", 4); r.State != visit.Held || r.Reason != visit.Burst {
		t.Errorf("the eleventh: %+v", r)
	}
	if s := c.stand("BM"); s.All().N() != 0 || s.Held[visit.Burst] != 11 {
		t.Errorf("%+v", s)
	}
	// Slips are given out to those who came: more of them may come at once.
	slips := c.slips("BM", 21)
	for i, slip := range slips {
		r, _ := c.mustRate(fmt.Sprintf("tg:w%d", i), slip, 3)
		if held := r.State == visit.Held; held != (i == 20) {
			t.Errorf("slip %d: %+v", i, r)
		}
	}
	c.now = c.now.Add(11 * time.Minute)
	if r, _ := c.mustRate("tg:late", "BM", 4); r.State != visit.Counted {
		t.Errorf("later: %+v", r)
	}
	if s := c.stand("BM"); s.All().N() != 1 || s.Held[visit.Burst] != 32 {
		t.Errorf("%+v", s)
	}
}

func TestDecisions(t *testing.T) {
	c := newCounter(t)
	c.Exec(`INSERT INTO unit (code, name, kind) VALUES ('INSP', 'Inspektorat', 'inspektorat')`)
	c.Exec(`INSERT INTO employee (nip, name, unit_code, position, status, roles) VALUES ('lestari', 'Lestari', 'INSP', 'Auditor', 'NONASN', '{inspektorat}')`)
	c.mustRate("tg:budi", "BM", 4)
	c.mustRate("tg:dewi", "BM", 4)
	c.mustRate("tg:kadis", "PUPR", 4)
	day := c.Today(c.now)
	decide := func(by roster.NIP, unit string, release bool, why string) (p visit.Pile, err error) {
		fault := pgx.BeginFunc(t.Context(), c.Pool, func(tx pgx.Tx) error {
			e, fault := roster.Find(t.Context(), tx, by)
			if fault != nil {
				return fault
			}
			p, err = c.Decide(t.Context(), tx, c.now, e, unit, day, visit.Staff, release, why)
			return err
		})
		if err == nil && fault != nil {
			t.Fatal(fault)
		}
		return p, err
	}
	if _, err := decide("lestari", "BM", true, "Petugas itu sendiri berobat."); !errors.Is(err, visit.ErrNothingHeld) {
		t.Errorf("on the same day: %v", err)
	}
	c.now = c.now.Add(24 * time.Hour)
	c.close()
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		ps, err := c.Piles(ctx, tx, c.now)
		if err != nil || len(ps) != 2 || ps[0].Unit.Code != "BM" || ps[0].N() != 2 || ps[0].First == nil {
			t.Errorf("%+v, %v", ps, err)
		}
		return nil
	})
	if _, err := decide("lestari", "BM", true, " ya "); !errors.Is(err, visit.ErrWhy) {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := decide("vera", "BM", true, "Saya kenal mereka."); !errors.Is(err, visit.ErrOwnPile) {
		t.Errorf("about the unit below one's own: %v", err)
	}
	if p, err := decide("lestari", "BM", true, "Keduanya datang sebagai warga."); err != nil || p.N() != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := decide("lestari", "PUPR", false, "Menilai kantor sendiri."); err != nil || p.N() != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := decide("lestari", "PUPR", true, "Berubah pikiran."); !errors.Is(err, visit.ErrNothingHeld) {
		t.Errorf("twice: %v", err)
	}
	if s := c.stand("BM"); s.Open != (visit.Faces{0, 0, 0, 2}) || s.HeldN() != 0 {
		t.Errorf("%+v", s)
	}
	if s := c.stand("PUPR"); s.All().N() != 0 || s.Dropped != 1 {
		t.Errorf("%+v", s)
	}
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		entries, err := ledger.Read(ctx, tx, visit.Subject("PUPR"))
		if err != nil || len(entries) != 2 || entries[1].Kind != visit.PileGone || entries[1].Actor != "nip:lestari" || string(entries[1].Content) != "Menilai kantor sendiri." {
			t.Errorf("%+v, %v", entries, err)
		}
		return nil
	})
}
