package tabular

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/performance"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
)

// More than these is a slip of the keyboard.
const (
	maxResponseHours = 2000
	maxResolveDays   = 1000
)

func takeCategories(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	var rows []routing.Category
	for _, r := range s.rows {
		rows = append(rows, routing.Category{
			Code: r.text("code"), Name: r.text("name"), Type: r.oneOf("type", routing.Pengaduan, routing.Aspirasi, routing.Informasi),
			FirstResponseHours: r.count("first_response_hours", maxResponseHours), ResolveDays: r.count("resolve_days", maxResolveDays),
			Keywords: r.list("keywords"), Neutral: r.yes("neutral"), Danger: r.yes("danger"),
		})
	}
	unique(s, "code", func(r *row) string { return tidy(r.raw("code")) })
	err := s.err()
	if err != nil {
		return err
	}
	report.Changes, err = routing.PutCategories(ctx, tx, now, rows)
	return err
}

func takeAreas(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	known, err := routing.Areas(ctx, tx)
	if err != nil {
		return err
	}
	var rows []routing.Area
	for _, r := range s.rows {
		a := routing.Area{
			Code: r.text("code"), Type: lower(r.text("type")), Name: r.text("name"),
			ParentCode: r.optional("parent_code"), Aliases: r.list("aliases"),
		}
		a.Latitude, a.Longitude = r.place()
		rows = append(rows, a)
	}
	unique(s, "code", func(r *row) string { return tidy(r.raw("code")) })
	above := map[string]string{}
	for _, a := range append(known, rows...) {
		above[a.Code] = a.ParentCode
	}
	for i, r := range s.rows {
		r.tree("parent_code", rows[i].Code, rows[i].ParentCode, above, "area")
	}
	if err := s.err(); err != nil {
		return err
	}
	report.Changes, err = routing.PutAreas(ctx, tx, now, rows)
	return err
}

func takeRoutes(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	categories, err := routing.Categories(ctx, tx)
	if err != nil {
		return err
	}
	areas, err := routing.Areas(ctx, tx)
	if err != nil {
		return err
	}
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return err
	}
	nips, err := knownNIPs(ctx, tx)
	if err != nil {
		return err
	}
	categoryCodes := keys(categories, func(c routing.Category) string { return c.Code })
	areaCodes := keys(areas, func(a routing.Area) string { return a.Code })
	unitCodes := keys(units, func(u roster.Unit) string { return u.Code })
	var rows []routing.Route
	for _, r := range s.rows {
		route := routing.Route{CategoryCode: r.text("category_code"), AreaCode: r.optional("area_code"), UnitCode: r.text("unit_code")}
		if route.CategoryCode != "" && !categoryCodes[route.CategoryCode] {
			r.fault("category_code", "there is no category %s; import categories first", quote(route.CategoryCode))
		}
		if route.AreaCode != "" && !areaCodes[route.AreaCode] {
			r.fault("area_code", "there is no area %s; import areas first", quote(route.AreaCode))
		}
		if route.UnitCode != "" && !unitCodes[route.UnitCode] {
			r.fault("unit_code", "there is no unit %s; import units first", quote(route.UnitCode))
		}
		if tidy(r.raw("nip")) != "" {
			route.NIP = r.someone("nip", nips)
		}
		rows = append(rows, route)
	}
	unique(s, "area_code", func(r *row) string {
		if tidy(r.raw("category_code")) == "" {
			return ""
		}
		return tidy(r.raw("category_code")) + "\x00" + tidy(r.raw("area_code"))
	})
	if err := s.err(); err != nil {
		return err
	}
	report.Changes, err = routing.PutRoutes(ctx, tx, now, rows)
	return err
}

var period = regexp.MustCompile(`^20[0-9]{2}(-Q[1-4]|-0[1-9]|-1[0-2])?$`)

func takeIndicators(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	known, err := knownNIPs(ctx, tx)
	if err != nil {
		return err
	}
	var rows []performance.Indicator
	for _, r := range s.rows {
		i := performance.Indicator{
			NIP: r.someone("nip", known), Period: strings.ToUpper(r.text("period")), Code: r.text("code"), Name: r.text("name"),
			Aspect: r.oneOf("aspect", "kuantitas", "kualitas", "waktu", "biaya"), Unit: r.text("unit"),
			Target: r.decimal("target"), Direction: r.oneOf("direction", "up", "down"),
		}
		if i.Period != "" && !period.MatchString(i.Period) {
			r.fault("period", "%s is no period like 2026, 2026-Q4 or 2026-11", quote(i.Period))
		}
		rows = append(rows, i)
	}
	unique(s, "code", func(r *row) string {
		nip, code := r.nipAsWritten("nip"), tidy(r.raw("code"))
		if nip == "" || code == "" {
			return ""
		}
		return string(nip) + " " + strings.ToUpper(tidy(r.raw("period"))) + " " + code
	})
	if err := s.err(); err != nil {
		return err
	}
	changed, err := performance.PutIndicators(ctx, tx, now, rows)
	report.Changes = roster.Changes{Changed: changed, Unchanged: len(rows) - changed}
	return err
}

func lower(s string) string { return strings.ToLower(s) }

func joined[S ~string](words []S) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
