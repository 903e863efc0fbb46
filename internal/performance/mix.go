package performance

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/routing"
)

// Portion is what of somebody's counted cases is of one category. Beside each
// share it stands of what: easy cases alone prove little.
type Portion struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Counted int    `json:"counted"`
}

// Mix sorts counts by category, the largest first, with their names.
func Mix(ctx context.Context, tx pgx.Tx, by map[string]int) ([]Portion, error) {
	if len(by) == 0 {
		return nil, nil
	}
	all, err := routing.Categories(ctx, tx)
	if err != nil {
		return nil, err
	}
	var mix []Portion
	for _, c := range all {
		if n := by[c.Code]; n > 0 {
			mix = append(mix, Portion{c.Code, c.Name, n})
		}
	}
	slices.SortStableFunc(mix, func(a, b Portion) int { return cmp.Compare(b.Counted, a.Counted) })
	return mix, nil
}
