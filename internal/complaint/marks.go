package complaint

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// Every change of a case leaves marks in its own transaction: what Redis does
// not know yet, and which days are to be added up again. Later ranks read them
// here, do their work from the rows as they stand then, and clear the marks
// that have not changed meanwhile. So no order of events matters, and work
// that was interrupted is done again.

// Mark says that a case's clocks or counted stretches have changed.
type Mark struct {
	ID   ID
	Mark string
}

// ToProject lists up to limit marks of cases after one, by case.
func ToProject(ctx context.Context, tx pgx.Tx, after ID, limit int) ([]Mark, error) {
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, mark
		FROM to_project
		WHERE complaint_id > $1
		ORDER BY complaint_id
		LIMIT $2`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list marks to project: %w", err)
	}
	marks, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Mark])
	if err != nil {
		return nil, fmt.Errorf("list marks to project: %w", err)
	}
	return marks, nil
}

// Projected clears marks that are still as they were read. One that somebody
// is renewing just now stays, and nobody waits for it.
func Projected(ctx context.Context, tx pgx.Tx, marks []Mark) error {
	cases, drawn := make([]ID, len(marks)), make([]string, len(marks))
	for i, m := range marks {
		cases[i], drawn[i] = m.ID, m.Mark
	}
	_, err := tx.Exec(ctx, `
		DELETE FROM to_project
		WHERE complaint_id IN (
			SELECT t.complaint_id
			FROM to_project t
			JOIN unnest($1::bigint[], $2::text[]) AS done (complaint_id, mark) USING (complaint_id, mark)
			FOR UPDATE OF t SKIP LOCKED)`, cases, drawn)
	if err != nil {
		return fmt.Errorf("clear marks to project: %w", err)
	}
	return nil
}

// Marked lists all cases whose mark waits.
func Marked(ctx context.Context, tx pgx.Tx) ([]ID, error) {
	return ids(ctx, tx, `
		SELECT complaint_id
		FROM to_project
		ORDER BY complaint_id`)
}

// Day is a day of an employee, by the office's calendar.
type Day struct {
	NIP roster.NIP
	On  worktime.Date
}

// Compare orders days by date, then by employee.
func (d Day) Compare(other Day) int {
	return cmp.Or(cmp.Compare(d.On, other.On), cmp.Compare(d.NIP, other.NIP))
}

// DayMark says that what counts for a day has changed.
type DayMark struct {
	Day
	Mark string
}

// ToFold lists up to limit marks of days through one, after another, in order.
func ToFold(ctx context.Context, tx pgx.Tx, through worktime.Date, after Day, limit int) ([]DayMark, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip, day, mark
		FROM to_fold
		WHERE day <= $1
		AND (day, nip) > ($2, $3)
		ORDER BY day, nip
		LIMIT $4`, column(through), column(after.On), after.NIP, limit)
	if err != nil {
		return nil, fmt.Errorf("list days to fold: %w", err)
	}
	return dayMarks(rows)
}

func dayMarks(rows pgx.Rows) ([]DayMark, error) {
	marks, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m DayMark, err error) {
		var day time.Time
		err = row.Scan(&m.NIP, &day, &m.Mark)
		m.On = worktime.DateOf(day)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("read days to fold: %w", err)
	}
	return marks, nil
}

func markColumns(marks []DayMark) ([]roster.NIP, []time.Time, []string) {
	nips, days, drawn := make([]roster.NIP, len(marks)), make([]time.Time, len(marks)), make([]string, len(marks))
	for i, m := range marks {
		nips[i], days[i], drawn[i] = m.NIP, column(m.On), m.Mark
	}
	return nips, days, drawn
}

// HoldToFold keeps those marks that are still as they were read, and gives
// them: until the transaction ends nothing that counts for their days can
// change. One that somebody is renewing just now is left out, or with wait is
// waited for; whoever waits asks for one mark only, so that no two wait for
// each other.
func HoldToFold(ctx context.Context, tx pgx.Tx, marks []DayMark, wait bool) ([]DayMark, error) {
	nips, days, drawn := markColumns(marks)
	locked := "SKIP LOCKED"
	if wait {
		locked = ""
	}
	rows, err := tx.Query(ctx, `
		SELECT t.nip, t.day, t.mark
		FROM to_fold t
		JOIN unnest($1::text[], $2::date[], $3::text[]) AS seen (nip, day, mark) USING (nip, day, mark)
		ORDER BY t.day, t.nip
		FOR UPDATE OF t `+locked, nips, days, drawn)
	if err != nil {
		return nil, fmt.Errorf("hold days to fold: %w", err)
	}
	return dayMarks(rows)
}

// DidFold clears marks as Projected does.
func DidFold(ctx context.Context, tx pgx.Tx, marks []DayMark) error {
	nips, days, drawn := markColumns(marks)
	_, err := tx.Exec(ctx, `
		DELETE FROM to_fold
		WHERE (nip, day) IN (
			SELECT t.nip, t.day
			FROM to_fold t
			JOIN unnest($1::text[], $2::date[], $3::text[]) AS done (nip, day, mark) USING (nip, day, mark)
			FOR UPDATE OF t SKIP LOCKED)`, nips, days, drawn)
	if err != nil {
		return fmt.Errorf("clear days to fold: %w", err)
	}
	return nil
}

// MarkDays asks for days to be added up again, as when their totals are in
// doubt.
func MarkDays(ctx context.Context, tx pgx.Tx, days []Day) error {
	nips, on := dayColumns(days)
	_, err := tx.Exec(ctx, `
		INSERT INTO to_fold (nip, day, mark)
		SELECT DISTINCT d.nip, d.day, gen_random_uuid()::text
		FROM unnest($1::text[], $2::date[]) AS d (nip, day)
		ORDER BY d.nip, d.day
		ON CONFLICT (nip, day) DO UPDATE
		SET mark = excluded.mark`, nips, on)
	if err != nil {
		return fmt.Errorf("mark days to fold: %w", err)
	}
	return nil
}

// UnmarkDays takes marks of days away, for a caller who made them in the same
// transaction and has done what they asked for.
func UnmarkDays(ctx context.Context, tx pgx.Tx, days []Day) error {
	nips, on := dayColumns(days)
	_, err := tx.Exec(ctx, `
		DELETE FROM to_fold
		WHERE (nip, day) IN (SELECT * FROM unnest($1::text[], $2::date[]))`, nips, on)
	if err != nil {
		return fmt.Errorf("unmark days to fold: %w", err)
	}
	return nil
}

// Unfolded gives all days whose mark waits.
func Unfolded(ctx context.Context, tx pgx.Tx) (map[Day]bool, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip, day, mark
		FROM to_fold`)
	if err != nil {
		return nil, fmt.Errorf("list days to fold: %w", err)
	}
	marks, err := dayMarks(rows)
	if err != nil {
		return nil, err
	}
	days := make(map[Day]bool, len(marks))
	for _, m := range marks {
		days[m.Day] = true
	}
	return days, nil
}

// Newest is the day of the last filing, by UTC: it only says how far back
// things are kept. False when nothing was ever filed.
func Newest(ctx context.Context, tx pgx.Tx) (worktime.Date, bool, error) {
	var at *time.Time
	if err := tx.QueryRow(ctx, `SELECT max(filed_at) FROM complaint`).Scan(&at); err != nil {
		return 0, false, fmt.Errorf("find the newest case: %w", err)
	}
	if at == nil {
		return 0, false, nil
	}
	return worktime.DateOf(at.UTC()), true, nil
}

// Counts says whether the stretch counts for a day: it was done or passed its
// limit, and no reopening voided it.
func (s Stretch) Counts() bool { return s.CountedOn != nil && s.OnTime != nil && !s.Voided }

// StretchesOf gives all stretches of some cases.
func StretchesOf(ctx context.Context, tx pgx.Tx, cases []ID) ([]Stretch, error) {
	return stretches(ctx, tx, `WHERE complaint_id = ANY ($1) ORDER BY id`, cases)
}

// EachLive walks, in one statement and so as of one moment, every stretch that
// has not ended and every one that was counted on a day from since on.
func EachLive(ctx context.Context, tx pgx.Tx, since worktime.Date, do func(Stretch) error) error {
	rows, err := tx.Query(ctx, `
		SELECT `+stretchColumns+`
		FROM stretch
		WHERE to_at IS NULL
		OR counted_on >= $1`, column(since))
	if err != nil {
		return fmt.Errorf("read live stretches: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		s, err := pgx.RowToStructByPos[Stretch](rows)
		if err != nil {
			return fmt.Errorf("read live stretches: %w", err)
		}
		if err := do(s); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read live stretches: %w", err)
	}
	return nil
}

// EachCounted walks every stretch that counts for a day, with that day.
func EachCounted(ctx context.Context, tx pgx.Tx, do func(Day, Stretch) error) error {
	return EachLive(ctx, tx, worktime.On(1970, 1, 1), func(s Stretch) error {
		if !s.Counts() {
			return nil
		}
		return do(Day{s.Holder, worktime.DateOf(*s.CountedOn)}, s)
	})
}

// CountedOn gives the stretches that count for some days.
func CountedOn(ctx context.Context, tx pgx.Tx, days []Day) ([]Stretch, error) {
	nips, on := dayColumns(days)
	return stretches(ctx, tx, `
		WHERE (holder, counted_on) IN (SELECT * FROM unnest($1::text[], $2::date[]))
		AND NOT voided
		ORDER BY id`, nips, on)
}

// TallyOf says how many stretches count for each of some days; a day without
// any is left out.
func TallyOf(ctx context.Context, tx pgx.Tx, days []Day) (map[Day]int, error) {
	nips, on := dayColumns(days)
	rows, err := tx.Query(ctx, `
		SELECT holder, counted_on, count(*)
		FROM stretch
		WHERE (holder, counted_on) IN (SELECT * FROM unnest($1::text[], $2::date[]))
		AND NOT voided
		GROUP BY holder, counted_on`, nips, on)
	if err != nil {
		return nil, fmt.Errorf("count the stretches of days: %w", err)
	}
	tally := map[Day]int{}
	var nip roster.NIP
	var day time.Time
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&nip, &day, &n}, func() error {
		tally[Day{nip, worktime.DateOf(day)}] = n
		return nil
	}); err != nil {
		return nil, fmt.Errorf("count the stretches of days: %w", err)
	}
	return tally, nil
}

// Counted gives the stretches of one duty that count for the days of an
// employee from one to another, both included, oldest first.
func Counted(ctx context.Context, tx pgx.Tx, nip roster.NIP, duty Duty, from, to worktime.Date) ([]Stretch, error) {
	return stretches(ctx, tx, `
		WHERE holder = $1 AND duty = $2 AND counted_on BETWEEN $3 AND $4
		AND NOT voided
		ORDER BY counted_on, id`, nip, duty, column(from), column(to))
}

// FindAll gives cases by their numbers, in the order of these; unknown ones
// are left out.
func FindAll(ctx context.Context, tx pgx.Tx, list []ID) ([]Complaint, error) {
	return many(ctx, tx, `
		WHERE id = ANY ($1)
		ORDER BY array_position($1::bigint[], id)`, list)
}

// Holders gives everybody who holds an open case, with the time since which
// they hold the one that they have held longest.
func Holders(ctx context.Context, tx pgx.Tx) (map[roster.NIP]time.Time, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.holder, min(s.given_at)
		FROM complaint c
		JOIN stretch s ON s.complaint_id = c.id AND s.holder = c.holder
		WHERE c.ended_at IS NULL
		GROUP BY c.holder`)
	if err != nil {
		return nil, fmt.Errorf("list holders: %w", err)
	}
	holders := map[roster.NIP]time.Time{}
	var nip roster.NIP
	var since time.Time
	if _, err := pgx.ForEachRow(rows, []any{&nip, &since}, func() error {
		holders[nip] = since
		return nil
	}); err != nil {
		return nil, fmt.Errorf("list holders: %w", err)
	}
	return holders, nil
}

// NextClock is when the next step of any running clock is due, the next word to
// a silent citizen, of a promise, or the next reminder of an errand or of a second person; false when none waits.
func NextClock(ctx context.Context, tx pgx.Tx, after time.Time) (time.Time, bool, error) {
	var at *time.Time
	err := tx.QueryRow(ctx, `
		SELECT LEAST(
			(SELECT min(next_at) FROM stretch WHERE to_at IS NULL AND next_at > $1),
			(SELECT min(nudge_at) FROM complaint WHERE nudge_at > $1),
			(SELECT min(next_at) FROM promise WHERE next_at > $1),
			(SELECT min(next_at) FROM pressure WHERE done_at IS NULL AND next_at > $1),
			(SELECT min(next_at) FROM disclosure WHERE next_at > $1),
			(SELECT min(next_at) FROM errand WHERE done_at IS NULL AND next_at > $1))`, after).Scan(&at)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("find the next clock: %w", err)
	}
	if at == nil {
		return time.Time{}, false, nil
	}
	return *at, true, nil
}

// column is a day as a date column takes it.
func column(d worktime.Date) time.Time { return d.Midnight(time.UTC) }

func dayColumns(days []Day) ([]roster.NIP, []time.Time) {
	nips, on := make([]roster.NIP, len(days)), make([]time.Time, len(days))
	for i, d := range days {
		nips[i], on[i] = d.NIP, column(d.On)
	}
	return nips, on
}

// InHand says how many stretches of some people have not ended; settled says
// that no mark waits of any of them.
func InHand(ctx context.Context, tx pgx.Tx, nips []roster.NIP) (count map[roster.NIP]int, settled bool, err error) {
	rows, err := tx.Query(ctx, `
		SELECT s.holder, count(*), count(p.complaint_id)
		FROM stretch s
		LEFT JOIN to_project p USING (complaint_id)
		WHERE s.to_at IS NULL AND s.holder = ANY ($1)
		GROUP BY s.holder`, nips)
	if err != nil {
		return nil, false, fmt.Errorf("count what people hold: %w", err)
	}
	count, settled = map[roster.NIP]int{}, true
	var nip roster.NIP
	var held, marked int
	if _, err := pgx.ForEachRow(rows, []any{&nip, &held, &marked}, func() error {
		count[nip], settled = held, settled && marked == 0
		return nil
	}); err != nil {
		return nil, false, fmt.Errorf("count what people hold: %w", err)
	}
	return count, settled, nil
}
