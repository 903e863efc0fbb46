package visit_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/testkit"
	"tanggap/internal/visit"
)

func TestTheHeadSpeaks(t *testing.T) {
	c := newCounter(t)
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := c.Improve(ctx, tx, c.now, "budi", "BM", "Kursi tunggu ditambah sepuluh."); !errors.Is(err, visit.ErrNotHead) {
			t.Errorf("an officer: %v", err)
		}
		if _, err := c.Improve(ctx, tx, c.now, "kadis", "BM", "Kursi tunggu ditambah sepuluh."); !errors.Is(err, visit.ErrNotHead) {
			t.Errorf("the head above: %v", err)
		}
		for _, words := range []string{"", "Baik.", strings.Repeat("x", visit.MaxSentence+1)} {
			if _, err := c.Improve(ctx, tx, c.now, "kabid", "BM", words); !errors.Is(err, visit.ErrWords) {
				t.Errorf("%q: %v", words, err)
			}
		}
		for _, words := range []string{"Kursi ditambah.", "Kursi tunggu\nditambah sepuluh."} {
			if _, err := c.Improve(ctx, tx, c.now, "kabid", "BM", words); err != nil {
				return err
			}
		}
		for day, want := range map[string]bool{"2026-10-31 10:00": true, "2026-11-30 10:00": true, "2026-12-01 10:00": false} {
			i, found, err := c.LastImprovement(ctx, tx, testkit.Time(day), "BM")
			if err != nil || found != want || found && i.Words != "Kursi tunggu ditambah sepuluh." {
				t.Errorf("%s: %+v, %v, %v", day, i, found, err)
			}
		}
		q := visit.QuarterOf(c.Today(c.now))
		if err := c.Plan(ctx, tx, c.now, "kabid", "BM", q, skm.Waktu, "Loket kedua dibuka pada jam sibuk."); err != nil {
			return err
		}
		plans, err := visit.PlansOf(ctx, tx, "BM", q)
		if err != nil || len(plans) != 1 || plans[skm.Waktu] == "" {
			t.Errorf("%+v, %v", plans, err)
		}
		for _, visits := range []int{-1, 1_000_001} {
			if err := c.CountVisits(ctx, tx, c.now, "kabid", "BM", c.Today(c.now), visits); !errors.Is(err, visit.ErrVisits) {
				t.Errorf("%d visits: %v", visits, err)
			}
		}
		if err := c.CountVisits(ctx, tx, c.now, "kabid", "BM", c.Today(c.now).AddDays(1), 5); !errors.Is(err, visit.ErrVisits) {
			t.Errorf("ahead: %v", err)
		}
		for nip, want := range map[roster.NIP]bool{"kabid": true, "kadis": true, "budi": false, "vera": false} {
			if may, err := visit.MaySee(ctx, tx, nip, "BM"); err != nil || may != want {
				t.Errorf("%s may see it: %v, %v", nip, may, err)
			}
		}
		if may, err := visit.MaySee(ctx, tx, "kabid", "PUPR"); err != nil || may {
			t.Errorf("the head below sees what is above: %v, %v", may, err)
		}
		own, err := visit.Heads(ctx, tx, "kadis")
		if err != nil || len(own) != 1 || own[0].Code != "PUPR" {
			t.Errorf("%+v, %v", own, err)
		}
		return nil
	})
}
