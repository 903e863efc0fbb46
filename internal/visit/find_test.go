package visit_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/visit"
)

func TestUnitsAreFound(t *testing.T) {
	c := newCounter(t)
	c.Exec(`INSERT INTO unit (code, name, kind, latitude, longitude, valid_to) VALUES
		('KPH', 'Pemerintah Kabupaten Kepahiang', 'kabupaten', NULL, NULL, NULL),
		('DUKCAPIL', 'Dinas Kependudukan dan Pencatatan Sipil', 'dinas', NULL, NULL, NULL),
		('PKM-KELOBAK', 'Puskesmas Kelobak', 'puskesmas', -3.62044, 102.54016, NULL),
		('PKM-UJANMAS', 'Puskesmas Ujan Mas', 'puskesmas', -3.55997, 102.53528, NULL),
		('PKM-LAMA', 'Puskesmas Lama', 'puskesmas', -3.62044, 102.54016, '2026-09-30'),
		('RSUD', 'RSUD Kepahiang', 'rumah sakit', -3.9, 102.9, NULL)`)
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		for words, want := range map[string]string{
			"puskesmas kelobak": "PKM-KELOBAK", "Pkm Ujan Mas": "PKM-UJANMAS", "dukcapil": "DUKCAPIL", "puskesmas": "PKM-KELOBAK PKM-UJANMAS",
			"bina marga": "BM", "kepahiang": "RSUD", "pencatatan sipil": "DUKCAPIL", "rumah sakit": "RSUD", "xyz": "", "": "", "kabupaten": "",
		} {
			units, err := c.Named(ctx, tx, c.now, words)
			var found []string
			for _, u := range units {
				found = append(found, u.Code)
			}
			if got := strings.Join(found, " "); got != want || (want == "") != errors.Is(err, visit.ErrNoUnit) {
				t.Errorf("%q: %s, %v", words, got, err)
			}
		}
		near, err := c.Near(ctx, tx, c.now, -3.6, 102.54)
		if err != nil || len(near) != 2 || near[0].Code != "PKM-KELOBAK" {
			t.Errorf("%+v, %v", near, err)
		}
		if _, err := c.Near(ctx, tx, c.now, 0, 100); !errors.Is(err, visit.ErrNoUnit) {
			t.Errorf("far away: %v", err)
		}
		return nil
	})
	c.mustRate("tg:sari", "RSUD", 3)
	c.now = c.now.Add(time.Hour)
	c.mustRate("tg:sari", "PKM-KELOBAK", 3)
	c.now = c.now.Add(48 * time.Hour)
	c.Do(func(ctx context.Context, tx pgx.Tx) error {
		recent, err := c.Recent(ctx, tx, c.now, "tg:sari")
		if err != nil || len(recent) != 2 || recent[0].Code != "PKM-KELOBAK" {
			t.Errorf("%+v, %v", recent, err)
		}
		none, err := c.Recent(ctx, tx, c.now, "tg:tono")
		if err != nil || len(none) != 0 {
			t.Errorf("%+v, %v", none, err)
		}
		return nil
	})
}
