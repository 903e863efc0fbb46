package visit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/skm"
	"tanggap/internal/worktime"
)

// Spans of a report.
const (
	reportWeeks  = 8
	reportMonths = 3 // this one and those before
)

// Report is how a unit stands with those who visit it.
type Report struct {
	Unit     roster.Unit
	From, To worktime.Date // of Standing, Watched and Turnout
	Weeks    []Week
	Standing Standing
	Watched  map[skm.Unsur]Watched
	Turnout  Turnout
	Surveys  []Survey // this quarter and the one before
	Improved *Improvement
	Said     int // how many wrote something
}

// Empty says that nobody has rated, nor the head said, anything yet.
func (r Report) Empty() bool {
	rated := len(r.Weeks) > 0 || r.Standing.All().N()+r.Standing.HeldN()+r.Standing.Dropped > 0
	for _, s := range r.Surveys {
		rated = rated || s.All().Respondents > 0
	}
	return !rated && r.Improved == nil && r.Turnout == Turnout{}
}

// Report reads how a unit stands.
func (d *Desk) Report(ctx context.Context, tx pgx.Tx, now time.Time, unit string) (Report, error) {
	to := d.Today(now)
	r := Report{To: to, From: since(to)}
	var err error
	if r.Unit, err = roster.FindUnit(ctx, tx, unit); err != nil {
		return r, err
	}
	if r.Standing, r.Weeks, err = stand(ctx, tx, unit, r.From, to, to.AddDays(-7*(reportWeeks-1))); err != nil {
		return r, err
	}
	if r.Watched, err = Watch(ctx, tx, unit, r.From, to); err != nil {
		return r, err
	}
	if r.Turnout, err = TurnoutOf(ctx, tx, unit, r.From, to); err != nil {
		return r, err
	}
	this := QuarterOf(to)
	for _, q := range []Quarter{this, this.Before()} {
		s, err := SurveyOf(ctx, tx, unit, q)
		if err != nil {
			return r, err
		}
		r.Surveys = append(r.Surveys, s)
	}
	i, found, err := d.LastImprovement(ctx, tx, now, unit)
	if err != nil {
		return r, err
	}
	if found {
		r.Improved = &i
	}
	err = tx.QueryRow(ctx, `
		SELECT count(*)
		FROM visit_rating
		WHERE unit_code = $1 AND rated_on BETWEEN $2 AND $3 AND comment <> '' AND state IN ('counted', 'released')`,
		unit, column(r.From), column(to)).Scan(&r.Said)
	if err != nil {
		return r, fmt.Errorf("count what was said of unit %s: %w", unit, err)
	}
	return r, nil
}

// since is the first day of the months that a report looks back on.
func since(to worktime.Date) worktime.Date {
	month := Month(to)
	for range reportMonths - 1 {
		month = before(month)
	}
	return month
}

// Heard is what was said of a unit as its head reads it.
type Heard struct {
	Unit     roster.Unit
	Said     []Said
	Pictures [][]byte // the newest ones
}

// Words and pictures that are shown at a time.
const (
	mostSaid     = 20
	mostPictures = 5
)

// Hear reads the newest words and pictures about a unit; what could tell a
// person is taken out of the words.
func (d *Desk) Hear(ctx context.Context, tx pgx.Tx, now time.Time, unit string) (Heard, error) {
	to := d.Today(now)
	h := Heard{}
	var err error
	if h.Unit, err = roster.FindUnit(ctx, tx, unit); err != nil {
		return h, err
	}
	if h.Said, err = d.discreetly(ctx, tx, unit, since(to), to, mostSaid); err != nil {
		return h, err
	}
	rows, err := tx.Query(ctx, `
		SELECT w.digest
		FROM visit_rating r
		JOIN wanted w ON w.subject = 'visit:' || r.id
		JOIN attachment a ON a.digest = w.digest
		WHERE r.unit_code = $1 AND r.rated_on BETWEEN $2 AND $3 AND r.state IN ('counted', 'released')
		AND w.state = 'stored' AND a.media LIKE 'image/%'
		ORDER BY r.rated_on DESC, w.id DESC
		LIMIT $4`, unit, column(since(to)), column(to), mostPictures)
	if err != nil {
		return h, fmt.Errorf("read the pictures of unit %s: %w", unit, err)
	}
	if h.Pictures, err = pgx.CollectRows(rows, pgx.RowTo[[]byte]); err != nil {
		return h, fmt.Errorf("read the pictures of unit %s: %w", unit, err)
	}
	return h, nil
}

// discreetly is SaidOf without what could tell a person.
func (d *Desk) discreetly(ctx context.Context, tx pgx.Tx, unit string, from, to worktime.Date, limit int) ([]Said, error) {
	said, err := SaidOf(ctx, tx, unit, from, to, limit)
	if err != nil || len(said) == 0 {
		return said, err
	}
	people, err := roster.OfUnit(ctx, tx, unit)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(people))
	for i, e := range people {
		names[i] = e.Name
	}
	for i := range said {
		said[i].Words = Discreet(said[i].Words, names)
	}
	return said, nil
}

// Quarterly is the SKM of a unit and quarter with all that its report says.
type Quarterly struct {
	Survey
	Unit     roster.Unit
	Standing Standing                  // of the quarter
	About    map[string]map[string]int // of all respondents by field and choice; "" who did not say
	Plans    map[skm.Unsur]string
	Head     *roster.Employee // who signs it; nil while the unit has no head
	Said     []Said           // without what could tell a person
}

// mostPrinted is how many comments a report prints.
const mostPrinted = 30

// Quarterly reads what the SKM report of a quarter says.
func (d *Desk) Quarterly(ctx context.Context, tx pgx.Tx, unit string, q Quarter) (Quarterly, error) {
	var r Quarterly
	var err error
	if r.Unit, err = roster.FindUnit(ctx, tx, unit); err != nil {
		return r, err
	}
	if r.Survey, err = SurveyOf(ctx, tx, unit, q); err != nil {
		return r, err
	}
	if r.Standing, err = Stand(ctx, tx, unit, q.From(), q.To()); err != nil {
		return r, err
	}
	if r.About, err = aboutOf(ctx, tx, unit, q); err != nil {
		return r, err
	}
	if r.Plans, err = PlansOf(ctx, tx, unit, q); err != nil {
		return r, err
	}
	if r.Unit.HeadNIP != "" {
		head, err := roster.Find(ctx, tx, r.Unit.HeadNIP)
		switch {
		case err == nil:
			r.Head = &head
		case !errors.Is(err, roster.ErrUnknown): // the register names heads before it knows them
			return r, err
		}
	}
	r.Said, err = d.discreetly(ctx, tx, unit, q.From(), q.To(), mostPrinted)
	return r, err
}

// Surveyed lists the units with full questionnaires of a quarter, by code.
func Surveyed(ctx context.Context, tx pgx.Tx, q Quarter) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT r.unit_code
		FROM visit_rating r
		JOIN visit_form f ON f.rating = r.id
		WHERE r.rated_on BETWEEN $1 AND $2
		ORDER BY r.unit_code`, column(q.From()), column(q.To()))
	if err != nil {
		return nil, fmt.Errorf("list units with an SKM: %w", err)
	}
	units, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list units with an SKM: %w", err)
	}
	return units, nil
}
