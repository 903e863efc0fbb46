// Package performance holds what staff want to reach and what they reached:
// targets that they enter themselves, and what the program measured.
package performance

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Indicator is one target of one employee, entered by the staff themselves.
type Indicator struct {
	NIP       roster.NIP
	Period    string // "2026", "2026-Q4" or "2026-11"
	Code      string
	Name      string
	Aspect    string // kuantitas, kualitas, waktu, biaya
	Unit      string
	Target    string // an exact decimal: "87.5"
	Direction string // up: more is better; down: less is
}

// PutIndicators takes in targets by employee, period and code, and gives how
// many were new or different. The employees must be known.
func PutIndicators(ctx context.Context, tx pgx.Tx, _ time.Time, rows []Indicator) (changed int, err error) {
	var batch pgx.Batch
	for _, i := range rows {
		batch.Queue(`
			INSERT INTO indicator (nip, period, code, name, aspect, unit, target, direction)
			VALUES ($1, $2, $3, $4, $5, $6, $7::text::numeric, $8)
			ON CONFLICT (nip, period, code) DO UPDATE
			SET name = EXCLUDED.name, aspect = EXCLUDED.aspect, unit = EXCLUDED.unit,
				target = EXCLUDED.target, direction = EXCLUDED.direction
			WHERE (indicator.name, indicator.aspect, indicator.unit, indicator.target, indicator.direction)
				IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.aspect, EXCLUDED.unit, EXCLUDED.target, EXCLUDED.direction)`,
			i.NIP, i.Period, i.Code, i.Name, i.Aspect, i.Unit, i.Target, i.Direction)
	}
	results := tx.SendBatch(ctx, &batch)
	defer results.Close()
	for range rows {
		tag, err := results.Exec()
		if err != nil {
			return 0, fmt.Errorf("store indicators: %w", err)
		}
		changed += int(tag.RowsAffected())
	}
	return changed, nil
}
