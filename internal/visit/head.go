package visit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/screen"
	"tanggap/internal/skm"
	"tanggap/internal/worktime"
)

// Refusals of what a unit's head does.
const (
	ErrNotHead refusal.Code = "visit.not_head" // only the unit's own head speaks for it
	ErrWords   refusal.Code = "visit.words"    // nothing that can be shown: empty, or too long
	ErrUnfit   refusal.Code = "visit.unfit"    // words that must not be public: personal numbers, or abuse
	ErrVisits  refusal.Code = "visit.visits"   // no number of visits
)

// MaxSentence is how long the sentence of a month or a plan may be, in
// characters.
const MaxSentence = 200

// MostPlans is how many of the weakest unsur are planned for.
const MostPlans = 3

// maxVisits is more than any unit has in a month.
const maxVisits = 1_000_000

// Improvement is what a unit's head says that was improved.
type Improvement struct {
	Month worktime.Date
	Words string
}

// Heads lists the units that somebody heads, by code.
func Heads(ctx context.Context, tx pgx.Tx, nip roster.NIP) ([]roster.Unit, error) {
	units, err := roster.Units(ctx, tx)
	var own []roster.Unit
	for _, u := range units {
		if u.HeadNIP == nip && u.Kind != regency {
			own = append(own, u)
		}
	}
	return own, err
}

// MaySee says whether somebody reads a unit's ratings: its head, and the heads
// of the units above it.
func MaySee(ctx context.Context, tx pgx.Tx, nip roster.NIP, unit string) (bool, error) {
	units, err := roster.Units(ctx, tx)
	if err != nil {
		return false, err
	}
	above := map[string]string{}
	for _, u := range units {
		above[u.Code] = u.ParentCode
	}
	for _, u := range units {
		if u.HeadNIP == nip && within(above, unit, u.Code) {
			return true, nil
		}
	}
	return false, nil
}

// Improve sets the sentence of this month. It refuses with ErrNotHead, ErrWords
// or ErrUnfit.
func (d *Desk) Improve(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, unit, words string) (Improvement, error) {
	words, err := d.speak(ctx, tx, by, unit, words)
	if err != nil {
		return Improvement{}, err
	}
	i := Improvement{Month(d.Today(now)), words}
	_, err = tx.Exec(ctx, `
		INSERT INTO visit_improvement (unit_code, month, words, nip, at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (unit_code, month) DO UPDATE
		SET words = excluded.words, nip = excluded.nip, at = excluded.at`, unit, column(i.Month), words, by, now)
	if err != nil {
		return Improvement{}, fmt.Errorf("keep what unit %s improved: %w", unit, err)
	}
	return i, record(ctx, tx, now, unit, Improved, complaint.ByEmployee(by), map[string]string{"month": i.Month.String()}, words)
}

// Plan sets what is to be done about a weak unsur of a quarter. It refuses
// with ErrNotHead, ErrWords or ErrUnfit.
func (d *Desk) Plan(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, unit string, q Quarter, u skm.Unsur, words string) error {
	words, err := d.speak(ctx, tx, by, unit, words)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO visit_plan (unit_code, quarter, unsur, words, nip, at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (unit_code, quarter, unsur) DO UPDATE
		SET words = excluded.words, nip = excluded.nip, at = excluded.at`, unit, q.String(), u, words, by, now)
	if err != nil {
		return fmt.Errorf("keep a plan of unit %s: %w", unit, err)
	}
	return record(ctx, tx, now, unit, Planned, complaint.ByEmployee(by), map[string]string{"quarter": q.String(), "unsur": string(u)}, words)
}

// CountVisits sets how many visits the unit had in a month. It refuses with
// ErrNotHead or ErrVisits.
func (d *Desk) CountVisits(ctx context.Context, tx pgx.Tx, now time.Time, by roster.NIP, unit string, month worktime.Date, visits int) error {
	if err := head(ctx, tx, by, unit); err != nil {
		return err
	}
	if visits < 0 || visits > maxVisits || month > d.Today(now) {
		return ErrVisits
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO visit_count (unit_code, month, visits, nip, at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (unit_code, month) DO UPDATE
		SET visits = excluded.visits, nip = excluded.nip, at = excluded.at`, unit, column(Month(month)), visits, by, now)
	if err != nil {
		return fmt.Errorf("keep the visits of unit %s: %w", unit, err)
	}
	return record(ctx, tx, now, unit, Visits, complaint.ByEmployee(by), map[string]any{"month": Month(month).String(), "visits": visits}, "")
}

func head(ctx context.Context, tx pgx.Tx, by roster.NIP, unit string) error {
	u, err := roster.FindUnit(ctx, tx, unit)
	if err == nil && u.HeadNIP != by {
		err = ErrNotHead
	}
	return err
}

// speak lets a head say one sentence on one line.
func (d *Desk) speak(ctx context.Context, tx pgx.Tx, by roster.NIP, unit, words string) (string, error) {
	if err := head(ctx, tx, by, unit); err != nil {
		return "", err
	}
	words = strings.Join(strings.Fields(words), " ")
	if len(screen.Numbers(words)) > 0 || screen.Rude(words) {
		return "", ErrUnfit
	}
	if n := len([]rune(words)); n < 10 || n > MaxSentence {
		return "", ErrWords
	}
	return words, nil
}

// LastImprovement is the sentence of this month or the one before; false when
// there is none.
func (d *Desk) LastImprovement(ctx context.Context, tx pgx.Tx, now time.Time, unit string) (Improvement, bool, error) {
	month := Month(d.Today(now))
	var i Improvement
	var on time.Time
	err := tx.QueryRow(ctx, `
		SELECT month, words
		FROM visit_improvement
		WHERE unit_code = $1 AND month BETWEEN $2 AND $3
		ORDER BY month DESC
		LIMIT 1`, unit, column(before(month)), column(month)).Scan(&on, &i.Words)
	if errors.Is(err, pgx.ErrNoRows) {
		return i, false, nil
	}
	if err != nil {
		return i, false, fmt.Errorf("read what unit %s improved: %w", unit, err)
	}
	i.Month = worktime.DateOf(on)
	return i, true, nil
}

// Silent is a unit that was rated in the month before this one, while its head
// has said nothing this month.
type Silent struct {
	Unit  roster.Unit
	Month worktime.Date // the month before
	Rated Faces         // in it
}

// Silents lists them by code, where there are ratings enough to learn from.
func (d *Desk) Silents(ctx context.Context, tx pgx.Tx, now time.Time) ([]Silent, error) {
	month := Month(d.Today(now))
	rows, err := tx.Query(ctx, `
		SELECT r.unit_code, count(*) FILTER (WHERE face = 1), count(*) FILTER (WHERE face = 2),
			count(*) FILTER (WHERE face = 3), count(*) FILTER (WHERE face = 4)
		FROM visit_rating r
		WHERE r.rated_on >= $1 AND r.rated_on < $2 AND r.state IN ('counted', 'released')
		AND NOT EXISTS (SELECT FROM visit_improvement i WHERE i.unit_code = r.unit_code AND i.month = $2)
		GROUP BY r.unit_code
		HAVING count(*) >= $3
		ORDER BY r.unit_code`, column(before(month)), column(month), MeanFrom)
	if err != nil {
		return nil, fmt.Errorf("list units whose heads say nothing: %w", err)
	}
	silent, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Silent, error) {
		s := Silent{Month: before(month)}
		err := row.Scan(&s.Unit.Code, &s.Rated[0], &s.Rated[1], &s.Rated[2], &s.Rated[3])
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("list units whose heads say nothing: %w", err)
	}
	for i := range silent {
		if silent[i].Unit, err = roster.FindUnit(ctx, tx, silent[i].Unit.Code); err != nil {
			return nil, err
		}
	}
	return silent, nil
}

// PlansOf are the plans of a quarter by unsur.
func PlansOf(ctx context.Context, tx pgx.Tx, unit string, q Quarter) (map[skm.Unsur]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT unsur, words
		FROM visit_plan
		WHERE unit_code = $1 AND quarter = $2`, unit, q.String())
	if err != nil {
		return nil, fmt.Errorf("read the plans of unit %s: %w", unit, err)
	}
	plans := map[skm.Unsur]string{}
	var u skm.Unsur
	var words string
	if _, err := pgx.ForEachRow(rows, []any{&u, &words}, func() error {
		plans[u] = words
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the plans of unit %s: %w", unit, err)
	}
	return plans, nil
}
