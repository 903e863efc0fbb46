package books

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
)

// disclosures proves by their own chains who asked who reported a case, and who
// agreed; that nobody was shown it otherwise; and that each time stands among the
// openings that the reporter sees.
func disclosures(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "disclosures"}
	type shown struct {
		id complaint.ID
		at time.Time
	}
	told, opened := map[int64]complaint.DisclosureFacts{}, map[shown]bool{}
	if err := ledger.Each(ctx, tx, complaint.DisclosurePrefix, func(e ledger.Entry) error {
		id, f, err := complaint.DisclosureOf(e)
		if told[id] = f; e.Kind == string(complaint.ReporterOpened) {
			opened[shown{f.Case, e.At.UTC()}] = true
			if !f.Agreed {
				r.Wrong = append(r.Wrong, fmt.Sprintf("disclosure %d was opened before anybody agreed", id))
			}
		}
		return err
	}); err != nil {
		return r, err
	}
	held, err := complaint.AllDisclosures(ctx, tx)
	if err != nil {
		return r, err
	}
	name := func(id int64) string { return fmt.Sprintf("disclosure %d", id) }
	for _, f := range held {
		agree(&r, told, f.ID, name, func(said complaint.DisclosureFacts) bool { return reflect.DeepEqual(said, f.Facts()) })
	}
	missing(&r, told, name)
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, at
		FROM opening
		WHERE what = $1`, complaint.OpenedReporter)
	if err != nil {
		return r, fmt.Errorf("read the openings of reporters: %w", err)
	}
	var s shown
	if _, err := pgx.ForEachRow(rows, []any{&s.id, &s.at}, func() error {
		if s.at = s.at.UTC(); !opened[s] {
			r.Wrong = append(r.Wrong, fmt.Sprintf("case %d: its reporter was opened by nobody who might", s.id))
		}
		delete(opened, s)
		return nil
	}); err != nil {
		return r, fmt.Errorf("read the openings of reporters: %w", err)
	}
	for s := range opened {
		r.Wrong = append(r.Wrong, fmt.Sprintf("case %d: its reporter cannot see that they were opened", s.id))
	}
	slices.Sort(r.Wrong)
	return r, nil
}
