package performance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Refusals of this package.
const (
	ErrUnknown     refusal.Code = "performance.unknown"      // no such target
	ErrNotYours    refusal.Code = "performance.not_yours"    // somebody else's target
	ErrNotANumber  refusal.Code = "performance.not_a_number" // the value is no decimal, or too long a one
	ErrPeriodOver  refusal.Code = "performance.period_over"  // its period ended more than Grace ago
	ErrPeriodAhead refusal.Code = "performance.period_ahead" // its period has not begun
	ErrNoteTooLong refusal.Code = "performance.note_too_long"
)

const (
	// Grace is how many days after its end a period still takes realisations.
	Grace = 31
	// MaxNote is the most that a note may hold, in characters.
	MaxNote = 1000
)

// Target is an indicator with what was reported of it last.
type Target struct {
	ID int64
	Indicator
	Latest *Realisation // nil while nothing was reported
}

// Realisation is what an employee reports of a target.
type Realisation struct {
	Value     string // an exact decimal: "12.5"
	Note      string
	EnteredAt time.Time
}

// Period gives the first and last day of "2026", "2026-Q4" or "2026-11"; false
// for anything else.
func Period(period string) (from, to worktime.Date, ok bool) {
	if len(period) < 4 {
		return 0, 0, false
	}
	year, err := strconv.Atoi(period[:4])
	if err != nil || year < 1900 {
		return 0, 0, false
	}
	first, months := 1, 12
	switch rest := period[4:]; {
	case rest == "":
	case len(rest) == 3 && rest[:2] == "-Q" && rest[2] >= '1' && rest[2] <= '4':
		first, months = 3*int(rest[2]-'1')+1, 3
	case len(rest) == 3 && rest[0] == '-':
		first, err = strconv.Atoi(rest[1:])
		months = 1
		if err != nil || first < 1 || first > 12 {
			return 0, 0, false
		}
	default:
		return 0, 0, false
	}
	from = worktime.On(year, time.Month(first), 1)
	return from, worktime.On(year, time.Month(first+months), 1) - 1, true
}

// periods are the year, the quarter and the month of a day.
func periods(on worktime.Date) []string {
	t := on.Midnight(time.UTC)
	return []string{
		fmt.Sprintf("%04d", t.Year()),
		fmt.Sprintf("%04d-Q%d", t.Year(), (t.Month()+2)/3),
		fmt.Sprintf("%04d-%02d", t.Year(), t.Month()),
	}
}

const targetSQL = `
	SELECT i.id, i.nip, i.period, i.code, i.name, i.aspect, i.unit, trim_scale(i.target)::text, i.direction,
		trim_scale(r.value)::text, r.note, r.entered_at
	FROM indicator i
	LEFT JOIN LATERAL (
		SELECT value, note, entered_at
		FROM realisation
		WHERE indicator_id = i.id
		ORDER BY id DESC
		LIMIT 1) r ON true `

// Indicators gives the targets of somebody whose period holds a day: of the
// year, the quarter, the month.
func Indicators(ctx context.Context, tx pgx.Tx, nip roster.NIP, on worktime.Date) ([]Target, error) {
	return targets(ctx, tx, `
		WHERE i.nip = $1 AND i.period = ANY ($2)
		ORDER BY array_position($2::text[], i.period), i.code`, nip, periods(on))
}

// Realisable gives the targets of which somebody may report on a day: those of
// Indicators and those whose period ended within Grace, newest period first.
func Realisable(ctx context.Context, tx pgx.Tx, nip roster.NIP, on worktime.Date) ([]Target, error) {
	open := periods(on)
	for back := 1; back <= Grace; back++ {
		open = append(open, periods(on.AddDays(-back))...)
	}
	return targets(ctx, tx, `
		WHERE i.nip = $1 AND i.period = ANY ($2)
		ORDER BY array_position($2::text[], i.period), i.code`, nip, open)
}

// FindTarget gives one of somebody's own targets. It refuses with ErrUnknown or
// ErrNotYours.
func FindTarget(ctx context.Context, tx pgx.Tx, nip roster.NIP, id int64) (Target, error) {
	ts, err := targets(ctx, tx, `WHERE i.id = $1`, id)
	switch {
	case err != nil:
		return Target{}, err
	case len(ts) == 0:
		return Target{}, ErrUnknown
	case ts[0].NIP != nip:
		return Target{}, ErrNotYours
	}
	return ts[0], nil
}

func targets(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Target, error) {
	rows, err := tx.Query(ctx, targetSQL+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list targets: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Target, err error) {
		var value, note *string
		var at *time.Time
		err = row.Scan(&t.ID, &t.NIP, &t.Period, &t.Code, &t.Name, &t.Aspect, &t.Unit, &t.Target, &t.Direction, &value, &note, &at)
		if value != nil {
			t.Latest = &Realisation{Value: *value, Note: *note, EnteredAt: *at}
		}
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("list targets: %w", err)
	}
	return list, nil
}

// realised is what the chain keeps of a realisation.
type realised struct {
	ID        int64  `json:"id"`
	Indicator int64  `json:"indicator"`
	Period    string `json:"period"`
	Code      string `json:"code"`
	Value     string `json:"value"`
}

// Realise reports a value of one's own target; the earlier ones stay in the
// chain. It refuses with ErrUnknown, ErrNotYours, ErrNotANumber, ErrPeriodOver,
// ErrPeriodAhead or ErrNoteTooLong.
func Realise(ctx context.Context, tx pgx.Tx, now time.Time, loc *time.Location, by roster.NIP, id int64, value, note string) (Target, error) {
	t, err := FindTarget(ctx, tx, by, id)
	if err != nil {
		return Target{}, err
	}
	note = strings.TrimSpace(note)
	exact, ok := Decimal(value)
	from, to, known := Period(t.Period)
	today := worktime.DateOf(now.In(loc))
	switch {
	case !ok:
		return Target{}, ErrNotANumber
	case utf8.RuneCountInString(note) > MaxNote:
		return Target{}, ErrNoteTooLong
	case !known:
		return Target{}, ErrUnknown
	case today < from:
		return Target{}, ErrPeriodAhead
	case today > to.AddDays(Grace):
		return Target{}, ErrPeriodOver
	}
	if err := roster.Lock(ctx, tx, by); err != nil {
		return Target{}, err
	}
	r := realised{Indicator: id, Period: t.Period, Code: t.Code, Value: exact}
	err = tx.QueryRow(ctx, `
		INSERT INTO realisation (indicator_id, value, note, entered_by, entered_at)
		VALUES ($1, $2::text::numeric, $3, $4, $5)
		RETURNING id`, id, exact, note, by, now).Scan(&r.ID)
	if err != nil {
		return Target{}, fmt.Errorf("realise target %d: %w", id, err)
	}
	facts, err := json.Marshal(r)
	if err != nil {
		return Target{}, fmt.Errorf("realise target %d: %w", id, err)
	}
	var content []byte
	if note != "" {
		content = []byte(note)
	}
	subject := "nip:" + string(by)
	if err := ledger.Append(ctx, tx, ledger.New{Subject: subject, Kind: KindRealised, Actor: subject, At: now, Facts: facts, Content: content}); err != nil {
		return Target{}, err
	}
	t.Latest = &Realisation{Value: exact, Note: note, EnteredAt: now}
	return t, nil
}

// KindRealised is the kind of a realisation in an employee's chain.
const KindRealised = "realised"

// Proved says whether an entry of an employee's chain tells of a realisation
// and of which, with the value that it proves.
func Proved(e ledger.Entry) (id int64, value string, err error) {
	if e.Kind != KindRealised {
		return 0, "", nil
	}
	var r realised
	if err := json.Unmarshal(e.Facts, &r); err != nil {
		return 0, "", errors.New("a realisation in a chain cannot be read")
	}
	return r.ID, r.Value, nil
}

var (
	thousandsID = regexp.MustCompile(`^[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?$`)
	thousandsEN = regexp.MustCompile(`^[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]+$`)
	plainNumber = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?$`)
)

// Decimal reads a number as people type it ("12,5", "1.234.567", "87,5 %")
// and gives it exactly, as "12.5". As in Indonesian, a point before three
// digits parts thousands. At most 15 digits before the comma and 6 after it.
func Decimal(s string) (string, bool) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	s, negative := strings.CutPrefix(s, "-")
	switch {
	case thousandsID.MatchString(s):
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	case thousandsEN.MatchString(s):
		s = strings.ReplaceAll(s, ",", "")
	case plainNumber.MatchString(s):
		s = strings.ReplaceAll(s, ",", ".")
	default:
		return "", false
	}
	whole, fraction, _ := strings.Cut(s, ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if len(whole) > 15 || len(fraction) > 6 {
		return "", false
	}
	if whole == "" {
		whole = "0"
	}
	exact := whole
	if fraction != "" {
		exact += "." + fraction
	}
	if negative && exact != "0" {
		exact = "-" + exact
	}
	return exact, true
}
