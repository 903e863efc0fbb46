package routing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// Responsible is who answers for a matter.
type Responsible struct {
	Unit    roster.Unit
	Officer *roster.Employee // nil: nobody can be reached, a verifier must find somebody
	Planned roster.NIP       // whom the route names; "" when it names nobody and the unit has no head
	Why     string           // of Officer: "" when planned, roster.BySubstitute, roster.BySuperior
}

// Resolve finds who answers on the day that now shows in loc. Of the routes of
// the category that of the area wins, then those of the areas around it from
// the nearest on, then that of any area. A route without a person means the
// head of its unit. Whoever is away or out of reach is covered as roster.Cover
// says, and at last by the heads of the units above. Without any route the unit
// is the topmost and nobody is planned. It refuses with ErrCategoryUnknown.
func Resolve(ctx context.Context, tx pgx.Tx, now time.Time, loc *time.Location, categoryCode, areaCode string) (Responsible, error) {
	if _, err := FindCategory(ctx, tx, categoryCode); err != nil {
		return Responsible{}, err
	}
	r, found, err := route(ctx, tx, categoryCode, areaCode)
	if err != nil {
		return Responsible{}, err
	}
	if !found {
		return unrouted(ctx, tx)
	}
	unit, err := roster.FindUnit(ctx, tx, r.UnitCode)
	if err != nil {
		return Responsible{}, err
	}
	planned := r.NIP
	if planned == "" {
		planned = unit.HeadNIP
	}
	return reach(ctx, tx, now.In(loc), unit, planned)
}

// ResolveUnit finds who answers for a unit that somebody chose by hand: its
// head, or who covers the head. It refuses with roster.ErrUnitUnknown.
func ResolveUnit(ctx context.Context, tx pgx.Tx, now time.Time, loc *time.Location, unitCode string) (Responsible, error) {
	unit, err := roster.FindUnit(ctx, tx, unitCode)
	if err != nil {
		return Responsible{}, err
	}
	return reach(ctx, tx, now.In(loc), unit, unit.HeadNIP)
}

// route gives the most specific route.
func route(ctx context.Context, tx pgx.Tx, categoryCode, areaCode string) (Route, bool, error) {
	around, err := Path(ctx, tx, areaCode)
	if err != nil {
		return Route{}, false, err
	}
	codes := make([]string, 0, len(around)+1)
	for _, a := range around {
		codes = append(codes, a.Code)
	}
	codes = append(codes, "")
	rows, err := tx.Query(ctx, `
		SELECT category_code, area_code, unit_code, nip
		FROM route
		WHERE category_code = $1 AND area_code = ANY ($2::text[])
		ORDER BY array_position($2::text[], area_code)
		LIMIT 1`, categoryCode, codes)
	if err != nil {
		return Route{}, false, fmt.Errorf("find the route of %s in %s: %w", categoryCode, areaCode, err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Route])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Route{}, false, nil
	case err != nil:
		return Route{}, false, fmt.Errorf("find the route of %s in %s: %w", categoryCode, areaCode, err)
	}
	return r, true, nil
}

func unrouted(ctx context.Context, tx pgx.Tx) (Responsible, error) {
	var code string
	err := tx.QueryRow(ctx, `
		SELECT code
		FROM unit
		WHERE parent_code IS NULL
		ORDER BY code
		LIMIT 1`).Scan(&code)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Responsible{}, nil
	case err != nil:
		return Responsible{}, fmt.Errorf("find the topmost unit: %w", err)
	}
	unit, err := roster.FindUnit(ctx, tx, code)
	return Responsible{Unit: unit}, err
}

// reach finds who answers for planned, or at last who leads the unit or one
// above it: the route may name somebody whom the register does not know.
func reach(ctx context.Context, tx pgx.Tx, on time.Time, unit roster.Unit, planned roster.NIP) (Responsible, error) {
	r := Responsible{Unit: unit, Planned: planned}
	if planned != "" {
		officer, why, found, err := roster.Cover(ctx, tx, on, planned)
		if err != nil {
			return Responsible{}, err
		}
		if found {
			r.Officer, r.Why = &officer, why
			return r, nil
		}
	}
	heads, err := roster.Heads(ctx, tx, unit.Code)
	if err != nil {
		return Responsible{}, err
	}
	for _, head := range heads {
		officer, _, found, err := roster.Cover(ctx, tx, on, head.NIP)
		if err != nil {
			return Responsible{}, err
		}
		if found {
			r.Officer, r.Why = &officer, roster.BySuperior
			return r, nil
		}
	}
	return r, nil
}
