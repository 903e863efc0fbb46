package regency

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/performance"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// realise reports what some employees have reached of their targets, the day
// before now. Of a period that began only since then nothing is reported.
func realise(ctx context.Context, tx pgx.Tx, now time.Time) error {
	rows, err := csv.NewReader(strings.NewReader(read("realisations.csv"))).ReadAll()
	if err != nil {
		return fmt.Errorf("read realisations.csv: %w", err)
	}
	at := now.In(wib).AddDate(0, 0, -1)
	for _, row := range rows[1:] {
		nip := roster.NIP(row[0])
		targets, err := performance.Indicators(ctx, tx, nip, worktime.DateOf(at))
		if err != nil {
			return err
		}
		for _, t := range targets {
			if t.Code != row[1] {
				continue
			}
			if _, err := performance.Realise(ctx, tx, at, wib, nip, t.ID, row[2], row[3]); err != nil {
				return fmt.Errorf("realise %s: %w", t.Code, err)
			}
		}
	}
	return nil
}
