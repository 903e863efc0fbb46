package routing

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const (
	categoryColumns = `c.code, c.name, c.type, c.first_response_hours, c.resolve_days, c.keywords, c.neutral, c.danger`
	areaColumns     = `a.code, a.type, a.name, COALESCE(a.parent_code, ''), a.latitude, a.longitude, a.aliases`
)

// Categories gives all categories by name.
func Categories(ctx context.Context, tx pgx.Tx) ([]Category, error) {
	return categories(ctx, tx, "list categories", `
		SELECT `+categoryColumns+`
		FROM category c
		ORDER BY lower(c.name), c.code`)
}

// FindCategory gives one category. It refuses with ErrCategoryUnknown.
func FindCategory(ctx context.Context, tx pgx.Tx, code string) (Category, error) {
	cs, err := categories(ctx, tx, "find category", `
		SELECT `+categoryColumns+`
		FROM category c
		WHERE c.code = $1`, code)
	if err == nil && len(cs) == 0 {
		err = ErrCategoryUnknown
	}
	if err != nil {
		return Category{}, err
	}
	return cs[0], nil
}

// FindArea gives one area. It refuses with ErrAreaUnknown.
func FindArea(ctx context.Context, tx pgx.Tx, code string) (Area, error) {
	as, err := areas(ctx, tx, "find area", `
		SELECT `+areaColumns+`
		FROM area a
		WHERE a.code = $1`, code)
	if err == nil && len(as) == 0 {
		err = ErrAreaUnknown
	}
	if err != nil {
		return Area{}, err
	}
	return as[0], nil
}

// Areas gives all areas by code.
func Areas(ctx context.Context, tx pgx.Tx) ([]Area, error) {
	return areas(ctx, tx, "list areas", `
		SELECT `+areaColumns+`
		FROM area a
		ORDER BY a.code`)
}

// AreasOf gives the areas right within another by name, or with "" the topmost.
// Names of places outside are not among them.
func AreasOf(ctx context.Context, tx pgx.Tx, parent string) ([]Area, error) {
	return areas(ctx, tx, "list areas of "+parent, `
		SELECT `+areaColumns+`
		FROM area a
		WHERE COALESCE(a.parent_code, '') = $1 AND a.type <> 'luar'
		ORDER BY lower(a.name), a.code`, parent)
}

// Routes gives all routes by category and area.
func Routes(ctx context.Context, tx pgx.Tx) ([]Route, error) {
	rows, err := tx.Query(ctx, `
		SELECT category_code, area_code, unit_code, nip
		FROM route
		ORDER BY category_code, area_code`)
	if err != nil {
		return nil, fmt.Errorf("list routes: %w", err)
	}
	rs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Route])
	if err != nil {
		return nil, fmt.Errorf("list routes: %w", err)
	}
	return rs, nil
}

func categories(ctx context.Context, tx pgx.Tx, step, sql string, args ...any) ([]Category, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	cs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Category])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	return cs, nil
}

func areas(ctx context.Context, tx pgx.Tx, step, sql string, args ...any) ([]Area, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	as, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Area])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	return as, nil
}
