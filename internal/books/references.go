package books

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// references proves that what a case, its stretches and its words refer to is
// there: PostgreSQL does not hold them to it when they are written.
func references(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "references"}
	if err := tx.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM complaint) + (SELECT count(*) FROM stretch) + (SELECT count(*) FROM card)
			+ (SELECT count(*) FROM reporter) + (SELECT count(*) FROM ledger_content)`).Scan(&r.Checked); err != nil {
		return r, fmt.Errorf("count references: %w", err)
	}
	for _, c := range []struct{ what, sql string }{
		{"cases are of a category that is not there", `complaint c WHERE NOT EXISTS (SELECT FROM category k WHERE k.code = c.category_code)`},
		{"cases are of a unit that is not there", `complaint c WHERE NOT EXISTS (SELECT FROM unit u WHERE u.code = c.unit_code)`},
		{"cases are held by nobody in the register", `complaint c WHERE holder IS NOT NULL AND NOT EXISTS (SELECT FROM employee e WHERE e.nip = c.holder)`},
		{"cases may be read by nobody knows whom", `complaint WHERE visibility NOT IN ('rahasia', 'terbuka')`},
		{"cases have a reporter who is reached nobody knows how", `complaint WHERE contact NOT IN ('chat', 'sealed', 'none', 'helper')`},
		{"stretches belong to no case", `stretch s WHERE NOT EXISTS (SELECT FROM complaint c WHERE c.id = s.complaint_id)`},
		{"stretches are of nobody in the register", `stretch s WHERE NOT EXISTS (SELECT FROM employee e WHERE e.nip = s.holder)`},
		{"stretches have no duty", `stretch WHERE duty NOT IN ('answer', 'settle')`},
		{"cards are for nobody in the register", `card c WHERE NOT EXISTS (SELECT FROM employee e WHERE e.nip = c.nip)`},
		{"reporters belong to no case", `reporter r WHERE NOT EXISTS (SELECT FROM complaint c WHERE c.id = r.complaint_id)`},
		{"words belong to no entry", `ledger_content c WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = c.entry)`},
	} {
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+c.sql).Scan(&n); err != nil {
			return r, fmt.Errorf("prove references: %w", err)
		}
		r.fail(n, c.what)
	}
	return r, nil
}
