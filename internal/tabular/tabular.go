// Package tabular takes tables in by the functions of their owners, and gives
// tables out. A file comes in whole or not at all, and every wrong row is named
// by file, line and column.
package tabular

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/roster"
)

// ErrUsage is what was asked in a way that cannot be: an unknown kind, format
// or combination of options.
var ErrUsage = errors.New("cannot do that")

// Options of an import.
type Options struct {
	DryRun     bool // check and report, change nothing
	EndMissing bool // of employees: end those who are not in the file
}

// Elsewhere is somebody who works in another unit from now on.
type Elsewhere struct {
	Name, From, To string
	Routes         int // of their former unit that name them still
}

// Report says what an import did, or with DryRun would have done.
type Report struct {
	Kind      string
	Rows      int
	Changes   roster.Changes
	Moved     int               // open cases whose limits are put off
	Missing   []roster.Employee // of employees: known and not ended, but not in the file
	Ended     int               // of Missing
	Elsewhere []Elsewhere       // of employees: who works in another unit from now on
	DryRun    bool
}

// kind is one kind of table: its columns and how its rows are taken in.
type kind struct {
	required []string
	optional []string
	take     func(ctx context.Context, tx pgx.Tx, now time.Time, s *sheet, r *Report) error
}

var kinds = map[string]kind{
	"units":      {strings.Fields("code name kind parent_code head_nip address latitude longitude"), strings.Fields("hours valid_from valid_to successor_code"), takeUnits},
	"employees":  {strings.Fields("nip name unit_code position status superior_nip roles"), nil, takeEmployees},
	"posts":      {strings.Fields("nip unit_code position kind superior_nip from to"), nil, takePosts},
	"areas":      {strings.Fields("code type name parent_code"), strings.Fields("latitude longitude aliases"), takeAreas},
	"categories": {strings.Fields("code name type first_response_hours resolve_days keywords"), strings.Fields("neutral danger"), takeCategories},
	"routes":     {strings.Fields("category_code area_code unit_code nip"), nil, takeRoutes},
	"holidays":   {strings.Fields("date name"), strings.Fields("kind source"), takeHolidays},
	"leave":      {strings.Fields("nip from to substitute_nip"), nil, takeLeave},
	"helplines":  {strings.Fields("topic name contact"), nil, takeHelplines},
	"oncall":     {strings.Fields("nip"), strings.Fields("unit_code"), takeOnCall},
	"indicators": {strings.Fields("nip period code name aspect unit target direction"), nil, takeIndicators},
}

// Kinds names what can be imported.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// Import takes in a CSV file of one kind in one transaction; filename is only
// what the report calls it. Employees end on the day that now shows in its own
// location. It fails with *BadFile when anything in the file is wrong, and with
// ErrUsage when it was asked wrongly; nothing is changed then.
func Import(ctx context.Context, pool *pgxpool.Pool, now time.Time, kindName, filename string, r io.Reader, opt Options) (Report, error) {
	k, known := kinds[kindName]
	switch {
	case kindName == "trainings":
		return Report{}, fmt.Errorf("%w: importing %s comes with a later version", ErrUsage, kindName)
	case !known:
		return Report{}, fmt.Errorf("%w: there is no kind %q to import, only %s", ErrUsage, kindName, strings.Join(Kinds(), ", "))
	case opt.EndMissing && kindName != "employees":
		return Report{}, fmt.Errorf("%w: only employees can be ended when they are missing, not %s", ErrUsage, kindName)
	}
	s, err := readSheet(filename, r, k)
	if err != nil {
		return Report{}, err
	}
	report := Report{Kind: kindName, Rows: len(s.rows), DryRun: opt.DryRun}
	tx, err := pool.Begin(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("import %s: %w", kindName, err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	// Imports take turns, so that what one has checked stays true.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('tanggap import', 0))`); err != nil {
		return Report{}, fmt.Errorf("import %s: %w", kindName, err)
	}
	if err := k.take(ctx, tx, now, s, &report); err != nil {
		return Report{}, err
	}
	if opt.EndMissing {
		nips := make([]roster.NIP, len(report.Missing))
		for i, e := range report.Missing {
			nips[i] = e.NIP
		}
		if report.Ended, err = roster.EndEmployees(ctx, tx, now, nips); err != nil {
			return Report{}, err
		}
	}
	if opt.DryRun {
		return report, nil
	}
	if err := tx.Commit(ctx); err != nil {
		return Report{}, fmt.Errorf("import %s: %w", kindName, err)
	}
	return report, nil
}

// String gives the Lines, each ended.
func (r Report) String() string { return strings.Join(r.Lines(), "\n") + "\n" }

// Lines tells the report in sentences.
func (r Report) Lines() []string {
	lines := []string{fmt.Sprintf("%s: %d rows, %d new, %d changed, %d as before",
		r.Kind, r.Rows, r.Changes.Added, r.Changes.Changed, r.Changes.Unchanged)}
	if r.Moved > 0 {
		lines = append(lines, fmt.Sprintf("the limits of %d open cases are put off", r.Moved))
	}
	for _, e := range r.Elsewhere {
		lines = append(lines, fmt.Sprintf("%s goes from %s to %s; open cases stay with %s and go to others there", e.Name, e.From, e.To, e.From))
		if e.Routes > 0 {
			lines = append(lines, fmt.Sprintf("  %d routes of %s still name them; until they name somebody else, the head answers", e.Routes, e.From))
		}
	}
	if len(r.Missing) > 0 {
		said := "not in the file; --end-missing ends them"
		switch {
		case r.Ended > 0 && r.DryRun:
			said = "not in the file, would be ended"
		case r.Ended > 0:
			said = "not in the file, ended"
		}
		lines = append(lines, fmt.Sprintf("%d employees %s:", len(r.Missing), said))
		for _, e := range r.Missing {
			lines = append(lines, fmt.Sprintf("  %s, %s (%s)", e.Name, e.Position, e.UnitCode))
		}
	}
	if r.DryRun {
		lines = append(lines, "dry run: nothing was changed")
	}
	return lines
}
