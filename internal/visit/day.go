package visit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
	"tanggap/internal/worktime"
)

// Subject is the chain of a unit's ratings, and of what its head and the
// inspectorate do about them.
func Subject(unit string) string { return "unit:" + unit }

// The kinds of a unit's events.
const (
	DayClosed = "day-rated" // facts: Day
	PileFreed = "ratings-released"
	PileGone  = "ratings-dropped"
	Improved  = "improved"
	Planned   = "planned"
	Visits    = "visits-counted"

	SlipsVoided = "slips-voided" // facts: Voided
)

// Day is what the chain keeps of a day's ratings.
type Day struct {
	Day     string `json:"day"`
	Ratings int    `json:"ratings"`
	Digest  string `json:"digest"` // over all of them, in hex
}

// openDay makes sure that a day still takes ratings, until the transaction
// ends. It refuses with ErrOver.
func (d *Desk) openDay(ctx context.Context, tx pgx.Tx, unit string, day worktime.Date) error {
	var over bool
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock_shared(hashtext('visit day'), $1)`, int(day)); err != nil {
		return fmt.Errorf("hold day %s open: %w", day, err)
	}
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM visit_day WHERE unit_code = $1 AND day = $2)`, unit, column(day)).Scan(&over)
	if err != nil {
		return fmt.Errorf("see whether day %s is open: %w", day, err)
	}
	if over {
		return ErrOver
	}
	return nil
}

// Close closes every day that ended before now and has ratings into the chains
// of their units, and says how many unit's days. Doing it again does nothing.
func (d *Desk) Close(ctx context.Context, tx pgx.Tx, now time.Time) (int, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT r.unit_code, r.rated_on
		FROM visit_rating r
		WHERE r.rated_on < $1
		AND NOT EXISTS (SELECT FROM visit_day d WHERE d.unit_code = r.unit_code AND d.day = r.rated_on)
		ORDER BY r.rated_on, r.unit_code`, column(d.Today(now)))
	if err != nil {
		return 0, fmt.Errorf("list days to close: %w", err)
	}
	type open struct {
		unit string
		day  time.Time
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o open, err error) {
		err = row.Scan(&o.unit, &o.day)
		return o, err
	})
	if err != nil {
		return 0, fmt.Errorf("list days to close: %w", err)
	}
	for _, o := range all {
		if err := closeDay(ctx, tx, now, o.unit, worktime.DateOf(o.day)); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

func closeDay(ctx context.Context, tx pgx.Tx, now time.Time, unit string, day worktime.Date) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('visit day'), $1)`, int(day)); err != nil {
		return fmt.Errorf("close day %s: %w", day, err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO visit_day (unit_code, day)
		VALUES ($1, $2)`, unit, column(day)); err != nil {
		return fmt.Errorf("close day %s of unit %s: %w", day, unit, err)
	}
	facts, err := DayOf(ctx, tx, unit, day)
	if err != nil {
		return err
	}
	return record(ctx, tx, now, unit, DayClosed, complaint.System, facts, "")
}

// DayOf computes what the chain keeps of a day from its rows.
func DayOf(ctx context.Context, tx pgx.Tx, unit string, day worktime.Date) (Day, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+ratingColumns+`,
			COALESCE(f.persyaratan, -1), COALESCE(f.prosedur, -1), COALESCE(f.waktu, -1), COALESCE(f.biaya, -1), COALESCE(f.produk, -1),
			COALESCE(f.kompetensi, -1), COALESCE(f.perilaku, -1), COALESCE(f.pengaduan, -1), COALESCE(f.sarana, -1), f.rating IS NOT NULL
		FROM visit_rating r
		LEFT JOIN visit_form f ON f.rating = r.id
		WHERE r.unit_code = $1 AND r.rated_on = $2
		ORDER BY r.id COLLATE "C"`, unit, column(day))
	if err != nil {
		return Day{}, fmt.Errorf("read day %s of unit %s: %w", day, unit, err)
	}
	sum := sha256.New()
	field := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		sum.Write(n[:])
		sum.Write([]byte(s))
	}
	field("tanggap/visit-day 1")
	n := 0
	var r Rating
	var on time.Time
	var form [9]int
	var filled bool
	into := r.into(&on)
	for i := range form {
		into = append(into, &form[i])
	}
	_, err = pgx.ForEachRow(rows, append(into, &filled), func() error {
		n++
		answer := -1
		if r.Answer != nil {
			answer = *r.Answer
		}
		for _, s := range []string{r.ID, string(r.Door), fmt.Sprint(r.Batch, r.Proved, r.Face), string(r.Asked), fmt.Sprint(answer), string(r.Reason), fmt.Sprint(filled, form)} {
			field(s)
		}
		return nil
	})
	if err != nil {
		return Day{}, fmt.Errorf("read day %s of unit %s: %w", day, unit, err)
	}
	return Day{Day: day.String(), Ratings: n, Digest: hex.EncodeToString(sum.Sum(nil))}, nil
}

// record appends to the chain of a unit. What a person wrote is content.
func record(ctx context.Context, tx pgx.Tx, now time.Time, unit, kind, actor string, facts any, words string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('unit chain'), hashtext($1))`, unit); err != nil {
		return fmt.Errorf("take turns on the chain of unit %s: %w", unit, err)
	}
	f, err := json.Marshal(facts)
	if err != nil {
		return fmt.Errorf("encode %s of unit %s: %w", kind, unit, err)
	}
	n := ledger.New{Subject: Subject(unit), Kind: kind, Actor: actor, At: now, Facts: f}
	if words != "" {
		n.Content = []byte(words)
	}
	return ledger.Append(ctx, tx, n)
}
