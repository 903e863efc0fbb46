package books

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/rights"
)

// requests proves what people asked about their own data by the chains: each is
// where its chain ends, and none was taken away.
func requests(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "data requests"}
	last := map[string]string{}
	if err := ledger.Each(ctx, tx, rights.SubjectPrefix, func(e ledger.Entry) error {
		last[e.Subject] = e.Kind
		return nil
	}); err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `
		SELECT $1 || id, state
		FROM data_request`, rights.SubjectPrefix)
	if err != nil {
		return r, fmt.Errorf("read requests about data: %w", err)
	}
	var subject string
	var state rights.State
	if _, err := pgx.ForEachRow(rows, []any{&subject, &state}, func() error {
		r.Checked++
		if kind, told := last[subject]; !told || !rights.Fits(kind, state) {
			r.Wrong = append(r.Wrong, subject+" is not where its chain ends")
		}
		delete(last, subject)
		return nil
	}); err != nil {
		return r, fmt.Errorf("read requests about data: %w", err)
	}
	for subject := range last {
		r.Wrong = append(r.Wrong, subject+" has a chain and no row")
	}
	slices.Sort(r.Wrong)
	return r, nil
}
