package books

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
)

// heard is a word on the telephone as a chain tells it.
type heard struct {
	by   roster.NIP
	done bool
}

// helped proves who filed for others, and what their owners said on the
// telephone, by the cases' chains.
func helped(ctx context.Context, tx pgx.Tx, told map[complaint.ID]story) (Row, error) {
	r := Row{Name: "filed for others"}
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, nip
		FROM helped`)
	if err != nil {
		return r, fmt.Errorf("read who filed for others: %w", err)
	}
	var id complaint.ID
	var nip roster.NIP
	if _, err := pgx.ForEachRow(rows, []any{&id, &nip}, func() error {
		r.Checked++
		s := told[id]
		if s.helper != nip {
			r.Wrong = append(r.Wrong, s.code+": who filed it is not whom its events tell")
		}
		s.helper = ""
		told[id] = s
		return nil
	}); err != nil {
		return r, fmt.Errorf("read who filed for others: %w", err)
	}
	rows, err = tx.Query(ctx, `
		SELECT complaint_id, round, nip, done
		FROM phone_word`)
	if err != nil {
		return r, fmt.Errorf("read words on the telephone: %w", err)
	}
	var round int
	var word heard
	if _, err := pgx.ForEachRow(rows, []any{&id, &round, &word.by, &word.done}, func() error {
		r.Checked++
		s := told[id]
		if s.heard[round] != word {
			r.Wrong = append(r.Wrong, s.code+": what its owner said on the telephone is not what its events tell")
		}
		delete(s.heard, round)
		return nil
	}); err != nil {
		return r, fmt.Errorf("read words on the telephone: %w", err)
	}
	for _, s := range told {
		if s.helper != "" {
			r.Wrong = append(r.Wrong, s.code+": who filed it for somebody is missing")
		}
		if len(s.heard) > 0 {
			r.Wrong = append(r.Wrong, s.code+": a word on the telephone is missing")
		}
	}
	slices.Sort(r.Wrong)
	return r, nil
}
