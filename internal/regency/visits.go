package regency

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/visit"
	"tanggap/internal/worktime"
)

// visited is a line of visits.csv: somebody rated a visit.
type visited struct {
	line    int
	unit    string
	ago     int           // the unit's working days before today
	at      time.Duration // after midnight
	door    visit.Door
	face    int
	answers skm.Answers // nil without the full questionnaire
	words   string
}

// Visits invents some weeks of ratings of visits, a sentence and the number of
// visits that a head entered, and closes the days that are over. It is the same
// for the same now. Install comes before; nobody is told anything.
func Visits(ctx context.Context, pool *pgxpool.Pool, desk *visit.Desk, calendars *roster.Calendars, now time.Time) error {
	all, err := visitsOf(read("visits.csv"))
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		doors := map[string]map[visit.Door][]string{}
		for _, v := range all {
			cal, err := calendars.For(ctx, tx, v.unit)
			if err != nil {
				return err
			}
			at := workingDay(cal, now, v.ago).Add(v.at)
			if doors[v.unit] == nil {
				if doors[v.unit], err = doorsOf(ctx, tx, desk, at, v.unit); err != nil {
					return err
				}
			}
			if err := v.rate(ctx, tx, desk, at, doors[v.unit]); err != nil {
				return fmt.Errorf("visits.csv:%d: %w", v.line, err)
			}
		}
		if err := heads(ctx, tx, desk, now); err != nil {
			return err
		}
		_, err := desk.Close(ctx, tx, now)
		return err
	})
}

// workingDay is the midnight at which the unit's nth working day before today
// began.
func workingDay(cal *worktime.Calendar, now time.Time, n int) time.Time {
	day := cal.Date(now)
	for n > 0 {
		day = day.AddDays(-1)
		if cal.WorkingDay(day.Midnight(cal.Location())) {
			n--
		}
	}
	return day.Midnight(cal.Location())
}

// slipsPrinted is one roll of queue slips.
const slipsPrinted = 60

// doorsOf prints a unit's poster and a roll of slips: the tokens by door.
func doorsOf(ctx context.Context, tx pgx.Tx, desk *visit.Desk, at time.Time, unit string) (map[visit.Door][]string, error) {
	_, slips, err := desk.PrintSlips(ctx, tx, at, unit, "", slipsPrinted, desk.Today(at).AddDays(183))
	if err != nil {
		return nil, err
	}
	_, poster, err := desk.PrintPoster(ctx, tx, at, unit, "")
	return map[visit.Door][]string{visit.BySlip: slips, visit.ByPoster: {poster}}, err
}

func (v visited) rate(ctx context.Context, tx pgx.Tx, desk *visit.Desk, at time.Time, doors map[visit.Door][]string) error {
	who := visit.Rater{Address: fmt.Sprintf("demo:v%03d", v.line)}
	token := doors[v.door][0]
	if v.door == visit.BySlip {
		doors[v.door] = doors[v.door][1:]
	}
	_, ref, err := desk.RateToken(ctx, tx, at, who, token, v.face)
	if err != nil {
		return err
	}
	if v.words != "" {
		if _, err := desk.Comment(ctx, tx, at, who.Address, ref, v.words); err != nil {
			return err
		}
	}
	if v.answers == nil {
		return nil
	}
	about := visit.About{Age: visit.Choices["age"][v.line%5], Sex: visit.Choices["sex"][v.line%2]}
	if _, err := desk.Answer(ctx, tx, who.Address, ref, v.face); err != nil {
		return err
	}
	_, err = desk.Fill(ctx, tx, who.Address, ref, v.answers, about)
	return err
}

// heads lets the head of the puskesmas write this month's sentence and last
// month's visits.
func heads(ctx context.Context, tx pgx.Tx, desk *visit.Desk, now time.Time) error {
	const puskesmas = "PKM-KELOBAK"
	u, err := roster.FindUnit(ctx, tx, puskesmas)
	if err != nil {
		return err
	}
	before := now.In(wib).AddDate(0, 0, -1)
	if _, err := desk.Improve(ctx, tx, before, u.HeadNIP, puskesmas, "Pendaftaran kini dibuka di dua loket sejak pukul 07.30."); err != nil {
		return err
	}
	return desk.CountVisits(ctx, tx, before, u.HeadNIP, puskesmas, visit.Month(visit.Month(desk.Today(before))-1), 310)
}

// visitsOf reads visits.csv.
func visitsOf(file string) ([]visited, error) {
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read visits.csv: %w", err)
	}
	var all []visited
	for i, row := range rows[1:] {
		v := visited{line: i + 2, unit: row[0], door: visit.Door(row[3]), words: row[6]}
		at, err1 := time.Parse("15.04", row[2])
		var err2, err3 error
		v.at = at.Sub(at.Truncate(24 * time.Hour))
		v.ago, err2 = strconv.Atoi(row[1])
		v.face, err3 = strconv.Atoi(row[4])
		for _, err := range []error{err1, err2, err3} {
			if err != nil {
				return nil, fmt.Errorf("visits.csv:%d: %w", v.line, err)
			}
		}
		if row[5] != "" {
			v.answers = skm.Answers{}
			for k, u := range skm.All {
				v.answers[u] = int(row[5][k] - '0')
			}
		}
		all = append(all, v)
	}
	return all, nil
}
