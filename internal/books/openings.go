package books

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
)

// openings proves who opened which case by the chains of openings: none was
// left out, none added.
func openings(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "openings"}
	type opening struct{ subject, what, actor, at string }
	told := map[opening]bool{}
	exact := func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
	if err := ledger.Each(ctx, tx, complaint.OpeningsPrefix, func(e ledger.Entry) error {
		told[opening{e.Subject, e.Kind, e.Actor, exact(e.At)}] = true
		return nil
	}); err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `
		SELECT $1 || complaint_id, what, 'nip:' || nip, at
		FROM opening`, complaint.OpeningsPrefix)
	if err != nil {
		return r, fmt.Errorf("read openings: %w", err)
	}
	var o opening
	var at time.Time
	if _, err := pgx.ForEachRow(rows, []any{&o.subject, &o.what, &o.actor, &at}, func() error {
		r.Checked++
		if o.at = exact(at); !told[o] {
			r.Wrong = append(r.Wrong, o.subject+": one of them is in no chain")
		}
		delete(told, o)
		return nil
	}); err != nil {
		return r, fmt.Errorf("read openings: %w", err)
	}
	for o := range told {
		r.Wrong = append(r.Wrong, o.subject+": one of them was taken away")
	}
	slices.Sort(r.Wrong)
	return r, nil
}
