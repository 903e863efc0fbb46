package routing

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// UnitOf names the unit that Resolve finds for a category in an area, without
// looking for who answers there; "" when there is no unit at all.
func UnitOf(ctx context.Context, tx pgx.Tx, categoryCode, areaCode string) (name string, err error) {
	err = tx.QueryRow(ctx, `
		WITH RECURSIVE up AS (
			SELECT code, parent_code, 1 AS depth, ARRAY[code] AS path
			FROM area
			WHERE code = $2
			UNION ALL
			SELECT p.code, p.parent_code, up.depth + 1, up.path || p.code
			FROM up
			JOIN area p ON p.code = up.parent_code
			WHERE p.code <> ALL (up.path)
		)
		SELECT u.name
		FROM route r
		LEFT JOIN up ON up.code = r.area_code
		JOIN unit u ON u.code = r.unit_code
		WHERE r.category_code = $1
		AND (r.area_code = '' OR up.code IS NOT NULL)
		ORDER BY up.depth NULLS LAST
		LIMIT 1`, categoryCode, areaCode).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) {
		top, err := unrouted(ctx, tx)
		return top.Unit.Name, err
	}
	if err != nil {
		return "", fmt.Errorf("name the unit for %s in %s: %w", categoryCode, areaCode, err)
	}
	return name, nil
}
