package books

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/roster"
	"tanggap/internal/visit"
)

// saying names what the head of a unit speaks about: a month, or an unsur of a
// quarter.
type saying struct{ kind, unit, period, unsur string }

// said is what was last said about it: words or a number, and by whom.
type said struct{ words, actor string }

// hear keeps the last saying of a unit's chain.
func hear(spoken map[saying]said, unit string, e ledger.Entry) error {
	var f struct {
		Month, Quarter, Unsur string
		Visits                int
	}
	if err := json.Unmarshal(e.Facts, &f); err != nil {
		return fmt.Errorf("read what the head of unit %s said: %w", unit, err)
	}
	words := string(e.Content)
	if e.Kind == visit.Visits {
		words = strconv.Itoa(f.Visits)
	}
	spoken[saying{e.Kind, unit, f.Month + f.Quarter, f.Unsur}] = said{words, e.Actor}
	return nil
}

// sayings compares the sentences, plans and numbers of visits with what the
// chains of the units tell.
func sayings(ctx context.Context, tx pgx.Tx, r *Row, spoken map[saying]said) error {
	rows, err := tx.Query(ctx, `
		SELECT $1, unit_code, month::text, '', words, nip FROM visit_improvement
		UNION ALL
		SELECT $2, unit_code, quarter, unsur, words, nip FROM visit_plan
		UNION ALL
		SELECT $3, unit_code, month::text, '', visits::text, nip FROM visit_count
		ORDER BY 1, 2, 3, 4`, visit.Improved, visit.Planned, visit.Visits)
	if err != nil {
		return fmt.Errorf("read what heads of units said: %w", err)
	}
	var key saying
	var words string
	var nip roster.NIP
	if _, err := pgx.ForEachRow(rows, []any{&key.kind, &key.unit, &key.period, &key.unsur, &words, &nip}, func() error {
		r.Checked++
		if spoken[key] != (said{words, complaint.ByEmployee(nip)}) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("unit %s, %s: what is %s is not what its chain tells", key.unit, key.period, key.kind))
		}
		delete(spoken, key)
		return nil
	}); err != nil {
		return fmt.Errorf("read what heads of units said: %w", err)
	}
	for key := range spoken {
		r.Wrong = append(r.Wrong, fmt.Sprintf("unit %s, %s: what was %s is gone", key.unit, key.period, key.kind))
	}
	slices.Sort(r.Wrong)
	return nil
}
