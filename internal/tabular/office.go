package tabular

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/worktime"
)

func takeUnits(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	known, err := roster.Units(ctx, tx)
	if err != nil {
		return err
	}
	var rows []roster.Unit
	for _, r := range s.rows {
		u := roster.Unit{
			Code: r.text("code"), Name: r.text("name"), Kind: r.text("kind"), ParentCode: r.optional("parent_code"),
			HeadNIP: r.reference("head_nip"), Address: r.optional("address"), Hours: r.hours("hours"),
			ValidFrom: r.optionalDate("valid_from"), ValidTo: r.optionalDate("valid_to"), SuccessorCode: r.optional("successor_code"),
		}
		u.Latitude, u.Longitude = r.place()
		if u.ValidFrom != nil && u.ValidTo != nil && u.ValidTo.Before(*u.ValidFrom) {
			r.fault("valid_to", "lies before valid_from")
		}
		rows = append(rows, u)
	}
	unique(s, "code", func(r *row) string { return tidy(r.raw("code")) })
	above := map[string]string{}
	for _, u := range append(known, rows...) {
		above[u.Code] = u.ParentCode
	}
	for i, r := range s.rows {
		r.tree("parent_code", rows[i].Code, rows[i].ParentCode, above, "unit")
		if _, ok := above[rows[i].SuccessorCode]; rows[i].SuccessorCode != "" && !ok {
			r.fault("successor_code", "there is no unit %s, neither known nor in this file", quote(rows[i].SuccessorCode))
		}
	}
	if err := s.err(); err != nil {
		return err
	}
	return putOff(ctx, tx, now, report, func() error {
		report.Changes, err = roster.PutUnits(ctx, tx, now, rows)
		return err
	})
}

// hours reads a unit's hours into the form in which they are always stored.
func (r *row) hours(column string) string {
	h, err := worktime.ParseHours(r.optional(column))
	if err != nil {
		r.fault(column, "%v", err)
	}
	if h.Office() {
		return ""
	}
	return h.String()
}

// tree checks that what stands above exists and that nothing stands above
// itself. above holds what is known already and what the file brings.
func (r *row) tree(column, code, parent string, above map[string]string, what string) {
	if code == "" || parent == "" {
		return
	}
	if _, ok := above[parent]; !ok {
		r.fault(column, "there is no %s %s, neither known nor in this file", what, quote(parent))
		return
	}
	if circles(code, parent, above) {
		r.fault(column, "goes round in a circle: %s lies above itself", quote(code))
	}
}

// circles reports whether the way up from parent leads back to code.
func circles[K comparable](code, parent K, above map[K]K) bool {
	var top K
	seen := map[K]bool{}
	for at := parent; at != top && !seen[at]; at = above[at] {
		if at == code {
			return true
		}
		seen[at] = true
	}
	return false
}

func takeEmployees(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return err
	}
	unitCodes := keys(units, func(u roster.Unit) string { return u.Code })
	var rows []roster.Employee
	for _, r := range s.rows {
		e := roster.Employee{
			Status: r.oneOf("status", roster.StatusPNS, roster.StatusPPPK, roster.StatusNONASN),
			Name:   r.text("name"), UnitCode: r.text("unit_code"), Position: r.text("position"), Roles: r.roles("roles"),
		}
		e.NIP = r.ownNIP("nip", e.Status)
		if e.UnitCode != "" && !unitCodes[e.UnitCode] {
			r.fault("unit_code", "there is no unit %s; import units first", quote(e.UnitCode))
		}
		if superior := r.reference("superior_nip"); superior != "" {
			e.SuperiorNIP = &superior
			if superior == e.NIP {
				r.fault("superior_nip", "is the employee's own NIP")
			}
		}
		rows = append(rows, e)
	}
	unique(s, "nip", func(r *row) string { return string(r.nipAsWritten("nip")) })
	above := map[roster.NIP]roster.NIP{}
	for _, e := range rows {
		if e.SuperiorNIP != nil && *e.SuperiorNIP != e.NIP {
			above[e.NIP] = *e.SuperiorNIP
		}
	}
	for i, r := range s.rows {
		if circles(rows[i].NIP, above[rows[i].NIP], above) {
			r.fault("superior_nip", "goes round in a circle: the employee stands above themself")
		}
	}
	if err := s.err(); err != nil {
		return err
	}
	nips := make([]roster.NIP, len(rows))
	for i, e := range rows {
		nips[i] = e.NIP
	}
	if report.Missing, err = roster.Absent(ctx, tx, nips); err != nil {
		return err
	}
	before, err := roster.Transferred(ctx, tx, nips)
	if err != nil {
		return err
	}
	if report.Changes, err = roster.PutEmployees(ctx, tx, now, rows); err != nil {
		return err
	}
	report.Elsewhere, err = elsewhere(ctx, tx, before, rows, nips)
	return err
}

// elsewhere lists who works in another unit than before.
func elsewhere(ctx context.Context, tx pgx.Tx, before []roster.Transfer, rows []roster.Employee, nips []roster.NIP) ([]Elsewhere, error) {
	names := map[roster.NIP]string{}
	for _, e := range rows {
		names[e.NIP] = e.Name
	}
	moved, err := roster.Transferred(ctx, tx, nips)
	if err != nil {
		return nil, err
	}
	routes, err := routing.Routes(ctx, tx)
	if err != nil {
		return nil, err
	}
	var list []Elsewhere
	for _, t := range moved {
		if slices.Contains(before, t) {
			continue
		}
		e := Elsewhere{Name: names[t.NIP], From: t.From, To: t.To}
		for _, r := range routes {
			if r.UnitCode == t.From && r.NIP == t.NIP {
				e.Routes++
			}
		}
		list = append(list, e)
	}
	return list, nil
}

// nipAsWritten is for comparing rows whose NIP may be told as wrong elsewhere.
func (r *row) nipAsWritten(column string) roster.NIP {
	if n, err := roster.ParseIdentifier(r.raw(column)); err == nil {
		return n
	}
	return ""
}

func (r *row) roles(column string) []roster.Role {
	known := map[string]roster.Role{}
	for _, role := range roster.Roles {
		known[string(role)] = role
	}
	var roles []roster.Role
	for _, name := range r.list(column) {
		role, ok := known[lower(name)]
		if !ok {
			r.fault(column, "%s is no role; the roles are %s", quote(name), joined(roster.Roles))
		}
		roles = append(roles, role)
	}
	return roles
}

func takeHolidays(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	var rows []worktime.Holiday
	for _, r := range s.rows {
		rows = append(rows, worktime.Holiday{
			On: worktime.DateOf(r.date("date")), Name: r.text("name"), Kind: dayKind(r.optional("kind")), Source: r.optional("source"),
		})
	}
	unique(s, "date", func(r *row) string {
		day, err := parseDate(tidy(r.raw("date")))
		if err != nil {
			return ""
		}
		return day.Format(time.DateOnly) + " " + tidy(r.raw("name"))
	})
	err := s.err()
	if err != nil {
		return err
	}
	return putOff(ctx, tx, now, report, func() error {
		report.Changes, err = roster.PutHolidays(ctx, tx, now, rows)
		return err
	})
}

// putOff puts off the limits of open cases by what a change does to calendars.
func putOff(ctx context.Context, tx pgx.Tx, now time.Time, report *Report, change func() error) error {
	calendars := roster.NewCalendars(now.Location())
	before, err := calendars.Book(ctx, tx)
	if err != nil {
		return err
	}
	if err := change(); err != nil || report.Changes.Total() == 0 {
		return err
	}
	after, err := calendars.Book(ctx, tx)
	if err != nil {
		return err
	}
	report.Moved, err = complaint.MoveLimits(ctx, tx, now.Truncate(time.Microsecond), before, after)
	return err
}

// ramadanWords are how people write the kind of a day of Ramadan.
var ramadanWords = strings.Fields("ramadan ramadhan romadhon romadon puasa")

// dayKind lets the kinds that close no office be written in any way: a slip
// would close it for a month.
func dayKind(s string) string {
	switch word := lower(s); {
	case slices.Contains(ramadanWords, word):
		return worktime.InRamadan
	case word == worktime.Cancelled:
		return worktime.Cancelled
	}
	return s
}

func takeLeave(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, report *Report) error {
	known, err := knownNIPs(ctx, tx)
	if err != nil {
		return err
	}
	var rows []roster.Leave
	for _, r := range s.rows {
		l := roster.Leave{NIP: r.someone("nip", known), FromOn: r.date("from"), ToOn: r.date("to")}
		if !l.FromOn.IsZero() && !l.ToOn.IsZero() && l.ToOn.Before(l.FromOn) {
			r.fault("to", "lies before from")
		}
		if tidy(r.raw("substitute_nip")) != "" {
			substitute := r.someone("substitute_nip", known)
			l.Substitute = &substitute
			if substitute != "" && substitute == l.NIP {
				r.fault("substitute_nip", "is the employee's own NIP")
			}
		}
		rows = append(rows, l)
	}
	unique(s, "from", func(r *row) string {
		day, err := parseDate(tidy(r.raw("from")))
		nip := r.nipAsWritten("nip")
		if err != nil || nip == "" {
			return ""
		}
		return string(nip) + " " + day.Format(time.DateOnly)
	})
	if err := s.err(); err != nil {
		return err
	}
	report.Changes, err = roster.PutLeave(ctx, tx, now, rows)
	return err
}

func takePosts(ctx context.Context, tx pgx.Tx, _ time.Time, s *sheet, report *Report) error {
	known, err := knownNIPs(ctx, tx)
	if err != nil {
		return err
	}
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return err
	}
	unitCodes := keys(units, func(u roster.Unit) string { return u.Code })
	kinds := make([]string, len(roster.PostKinds))
	for i, k := range roster.PostKinds {
		kinds[i] = string(k)
	}
	var rows []roster.Post
	for _, r := range s.rows {
		p := roster.Post{
			NIP: r.someone("nip", known), UnitCode: r.text("unit_code"), Position: r.text("position"),
			Kind: roster.PostKind(r.oneOf("kind", kinds...)), FromOn: r.date("from"), ToOn: r.optionalDate("to"),
		}
		if p.UnitCode != "" && !unitCodes[p.UnitCode] {
			r.fault("unit_code", "there is no unit %s; import units first", quote(p.UnitCode))
		}
		if superior := r.reference("superior_nip"); superior != "" {
			p.Superior = &superior
			if superior == p.NIP {
				r.fault("superior_nip", "is the employee's own NIP")
			}
		}
		if p.ToOn != nil && !p.FromOn.IsZero() && p.ToOn.Before(p.FromOn) {
			r.fault("to", "lies before from")
		}
		rows = append(rows, p)
	}
	unique(s, "from", func(r *row) string {
		day, err := parseDate(tidy(r.raw("from")))
		nip := r.nipAsWritten("nip")
		if err != nil || nip == "" {
			return ""
		}
		return string(nip) + " " + tidy(r.raw("unit_code")) + " " + day.Format(time.DateOnly)
	})
	if err := s.err(); err != nil {
		return err
	}
	report.Changes, err = roster.PutPosts(ctx, tx, rows)
	return err
}

// knownNIPs are all employees, also those who have ended.
func knownNIPs(ctx context.Context, tx pgx.Tx) (map[roster.NIP]bool, error) {
	nips, err := roster.NIPs(ctx, tx)
	if err != nil {
		return nil, err
	}
	return keys(nips, func(n roster.NIP) roster.NIP { return n }), nil
}

func keys[K comparable, V any](rows []V, key func(V) K) map[K]bool {
	m := make(map[K]bool, len(rows))
	for _, v := range rows {
		m[key(v)] = true
	}
	return m
}
