// Package regency is the example that `tanggap demo` and the stories live in:
// Kepahiang's real areas and holidays; offices, people, categories and routes
// that are invented and make sense; and some weeks of invented past. No name
// here is that of an official, and every NIP ends in a serial from 901 on,
// which nobody bears.
package regency

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/tabular"
	"tanggap/internal/worktime"
)

// wib is the zone of Kepahiang.
var wib = time.FixedZone("WIB", 7*60*60)

// Unit is the code of the regency itself, whose calendar is that of the office.
const Unit = "KPH"

//go:embed data
var data embed.FS

// What is imported, in an order in which each finds what it refers to.
var (
	standing = []string{"units", "employees", "areas", "categories", "routes", "holidays"}
	dated    = []string{"leave", "indicators"}
)

// registerAge is how old the register is: older than the history.
const registerAge = 90 * 24 * time.Hour

// Install imports the example regency, without any case. Leave and indicators
// lie around now; once there are some they stay, so that installing again, even
// on another day, changes nothing.
func Install(ctx context.Context, pool *pgxpool.Pool, now time.Time) error {
	for _, kind := range standing {
		if err := importKind(ctx, pool, now.Add(-registerAge), kind); err != nil {
			return err
		}
	}
	for _, kind := range dated {
		var some bool
		if err := pool.QueryRow(ctx, anyOf[kind]).Scan(&some); err != nil {
			return fmt.Errorf("install %s: %w", kind, err)
		}
		if some {
			continue
		}
		if err := importKind(ctx, pool, now, kind); err != nil {
			return err
		}
	}
	return nil
}

var anyOf = map[string]string{
	"leave":      `SELECT EXISTS (SELECT FROM leave)`,
	"indicators": `SELECT EXISTS (SELECT FROM indicator)`,
}

func importKind(ctx context.Context, pool *pgxpool.Pool, now time.Time, kind string) error {
	table := dates(read(kind+".csv"), now.In(wib))
	if _, err := tabular.Import(ctx, pool, now, kind, kind+".csv", strings.NewReader(table), tabular.Options{}); err != nil {
		return fmt.Errorf("install %s: %w", kind, err)
	}
	return nil
}

func read(name string) string {
	text, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(err)
	}
	return string(text)
}

var daysFromNow = regexp.MustCompile(`\{[+-][0-9]+\}`)

// dates fills in what lies around now, in its own location: {-3} is the day
// three days ago; {tahun}, {triwulan} and {bulan} are periods.
func dates(text string, now time.Time) string {
	text = daysFromNow.ReplaceAllStringFunc(text, func(s string) string {
		days, err := strconv.Atoi(s[1 : len(s)-1])
		if err != nil {
			panic(err)
		}
		return worktime.DateOf(now).AddDays(days).String()
	})
	return strings.NewReplacer(
		"{tahun}", now.Format("2006"),
		"{triwulan}", fmt.Sprintf("%d-Q%d", now.Year(), (now.Month()+2)/3),
		"{bulan}", now.Format("2006-01"),
	).Replace(text)
}
