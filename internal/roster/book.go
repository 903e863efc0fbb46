package roster

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/worktime"
)

// Book is the register as it stands in one version, in memory: units,
// employees and calendars. What changes without a new version is not in it:
// leave, and which address speaks for whom.
type Book struct {
	version   int64
	units     map[string]Unit
	employees map[NIP]Employee
	leading   map[NIP]bool
	posts     map[NIP][]Post // by the day that they began

	loc     *time.Location
	days    []worktime.Holiday // in order, of one day public holidays first
	closed  []worktime.Holiday // of these, those that close offices
	shorter []worktime.Ramadan

	mu      sync.Mutex
	byHours map[string]*worktime.Calendar // made when first asked for
}

func readBook(ctx context.Context, tx pgx.Tx, version int64, loc *time.Location) (*Book, error) {
	b := &Book{
		version: version, units: map[string]Unit{}, employees: map[NIP]Employee{}, leading: map[NIP]bool{}, posts: map[NIP][]Post{},
		loc: loc, byHours: map[string]*worktime.Calendar{},
	}
	us, err := Units(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, u := range us {
		b.units[u.Code] = u
	}
	es, err := employees(ctx, tx, "list all employees", `
		SELECT `+employeeColumns+`
		FROM employee e`)
	if err != nil {
		return nil, err
	}
	for _, e := range es {
		b.employees[e.NIP] = e
	}
	supervisors, err := Supervisors(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, e := range supervisors {
		b.leading[e.NIP] = true
	}
	ps, err := posts(ctx, tx, `ORDER BY nip, from_on, unit_code`)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		b.posts[p.NIP] = append(b.posts[p.NIP], p)
	}
	b.days, err = readDays(ctx, tx)
	b.closed, b.shorter = worktime.Parted(b.days)
	return b, err
}

func readDays(ctx context.Context, tx pgx.Tx) ([]worktime.Holiday, error) {
	rows, err := tx.Query(ctx, `
		SELECT on_date, name, kind
		FROM holiday
		ORDER BY on_date, kind DESC, name`)
	if err != nil {
		return nil, fmt.Errorf("read holidays: %w", err)
	}
	days, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h worktime.Holiday, err error) {
		var on time.Time
		err = row.Scan(&on, &h.Name, &h.Kind)
		h.On = worktime.DateOf(on)
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("read holidays: %w", err)
	}
	return days, nil
}

// Unit gives one unit. It refuses with ErrUnitUnknown.
func (b *Book) Unit(code string) (Unit, error) {
	u, known := b.units[code]
	if !known {
		return Unit{}, ErrUnitUnknown
	}
	return u, nil
}

// Employee gives one employee, also one who has ended. It refuses with
// ErrUnknown.
func (b *Book) Employee(nip NIP) (Employee, error) {
	e, known := b.employees[nip]
	if !known {
		return Employee{}, ErrUnknown
	}
	return e, nil
}

// Supervises reports whether somebody is among the Supervisors.
func (b *Book) Supervises(nip NIP) bool { return b.leading[nip] }

// Calendar gives the working calendar of a unit; units with the same hours
// share one. It refuses with ErrUnitUnknown.
func (b *Book) Calendar(unitCode string) (*worktime.Calendar, error) {
	u, err := b.Unit(unitCode)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if cal, made := b.byHours[u.Hours]; made {
		return cal, nil
	}
	h, err := worktime.ParseHours(u.Hours)
	if err != nil {
		return nil, fmt.Errorf("read hours of unit %s: %w", unitCode, err)
	}
	cal := worktime.NewCalendar(h, b.closed, b.shorter, b.loc)
	b.byHours[u.Hours] = cal
	return cal, nil
}
