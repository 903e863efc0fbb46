package routing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
)

// PutCategories takes in categories by code.
func PutCategories(ctx context.Context, tx pgx.Tx, _ time.Time, rows []Category) (roster.Changes, error) {
	var done roster.Changes
	before, err := Categories(ctx, tx)
	if err != nil {
		return done, err
	}
	known := map[string]Category{}
	for _, c := range before {
		known[c.Code] = c
	}
	var batch pgx.Batch
	for _, c := range rows {
		old, found := known[c.Code]
		same := found && old.equal(c)
		done.Count(found, same)
		if same {
			continue
		}
		batch.Queue(`
			INSERT INTO category (code, name, type, first_response_hours, resolve_days, keywords, neutral, danger)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (code) DO UPDATE
			SET name = EXCLUDED.name, type = EXCLUDED.type, first_response_hours = EXCLUDED.first_response_hours,
				resolve_days = EXCLUDED.resolve_days, keywords = EXCLUDED.keywords, neutral = EXCLUDED.neutral, danger = EXCLUDED.danger`,
			c.Code, c.Name, c.Type, c.FirstResponseHours, c.ResolveDays, notNil(c.Keywords), c.Neutral, c.Danger)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store categories: %w", err)
	}
	if done.Total() == 0 {
		return done, nil
	}
	return done, roster.Touch(ctx, tx)
}

// PutAreas takes in areas by code.
func PutAreas(ctx context.Context, tx pgx.Tx, _ time.Time, rows []Area) (roster.Changes, error) {
	var done roster.Changes
	before, err := Areas(ctx, tx)
	if err != nil {
		return done, err
	}
	known := map[string]Area{}
	for _, a := range before {
		known[a.Code] = a
	}
	var batch pgx.Batch
	for _, a := range rows {
		old, found := known[a.Code]
		same := found && old.equal(a)
		done.Count(found, same)
		if same {
			continue
		}
		batch.Queue(`
			INSERT INTO area (code, type, name, parent_code, latitude, longitude, aliases)
			VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7)
			ON CONFLICT (code) DO UPDATE
			SET type = EXCLUDED.type, name = EXCLUDED.name, parent_code = EXCLUDED.parent_code,
				latitude = EXCLUDED.latitude, longitude = EXCLUDED.longitude, aliases = EXCLUDED.aliases`,
			a.Code, a.Type, a.Name, a.ParentCode, a.Latitude, a.Longitude, notNil(a.Aliases))
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store areas: %w", err)
	}
	if done.Total() == 0 {
		return done, nil
	}
	return done, roster.Touch(ctx, tx)
}

// PutRoutes takes in routes by category and area. Category and unit must be
// known.
func PutRoutes(ctx context.Context, tx pgx.Tx, _ time.Time, rows []Route) (roster.Changes, error) {
	var done roster.Changes
	before, err := Routes(ctx, tx)
	if err != nil {
		return done, err
	}
	type key struct{ category, area string }
	known := map[key]Route{}
	for _, r := range before {
		known[key{r.CategoryCode, r.AreaCode}] = r
	}
	var batch pgx.Batch
	for _, r := range rows {
		old, found := known[key{r.CategoryCode, r.AreaCode}]
		done.Count(found, old == r)
		if found && old == r {
			continue
		}
		batch.Queue(`
			INSERT INTO route (category_code, area_code, unit_code, nip)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (category_code, area_code) DO UPDATE
			SET unit_code = EXCLUDED.unit_code, nip = EXCLUDED.nip`, r.CategoryCode, r.AreaCode, r.UnitCode, r.NIP)
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return done, fmt.Errorf("store routes: %w", err)
	}
	if done.Total() == 0 {
		return done, nil
	}
	return done, roster.Touch(ctx, tx)
}

func (c Category) equal(d Category) bool {
	return c.Code == d.Code && c.Name == d.Name && c.Type == d.Type &&
		c.FirstResponseHours == d.FirstResponseHours && c.ResolveDays == d.ResolveDays &&
		slices.Equal(c.Keywords, d.Keywords) && c.Neutral == d.Neutral && c.Danger == d.Danger
}

func (a Area) equal(b Area) bool {
	at, known := a.point()
	bt, bKnown := b.point()
	return a.Code == b.Code && a.Type == b.Type && a.Name == b.Name && a.ParentCode == b.ParentCode &&
		at == bt && known == bKnown && slices.Equal(a.Aliases, b.Aliases)
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
