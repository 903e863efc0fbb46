package roster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/locale"
)

const (
	employeeColumns = `e.nip, e.name, e.unit_code, e.position, e.status, e.superior_nip, e.roles, e.ended_on`
	unitColumns     = `u.code, u.name, u.kind, COALESCE(u.parent_code, ''), COALESCE(u.head_nip, ''), u.address,
		u.latitude, u.longitude, u.hours, u.valid_from, u.valid_to, COALESCE(u.successor_code, '')`

	// Whether a message reaches the employee e.
	connected = `EXISTS (
		SELECT FROM contact c
		LEFT JOIN account a ON a.address = c.address
		WHERE c.nip = e.nip AND a.unreachable_at IS NULL)`
)

// Find gives one employee, also one who has ended. It refuses with ErrUnknown.
func Find(ctx context.Context, tx pgx.Tx, nip NIP) (Employee, error) {
	e, found, err := oneEmployee(ctx, tx, "find employee", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.nip = $1`, nip)
	if err == nil && !found {
		err = ErrUnknown
	}
	return e, err
}

// ByAddress gives the employee for whom an address speaks.
func ByAddress(ctx context.Context, tx pgx.Tx, address string) (Employee, bool, error) {
	return oneEmployee(ctx, tx, "find employee by address", `
		SELECT `+employeeColumns+`
		FROM contact c
		JOIN employee e ON e.nip = c.nip
		WHERE c.address = $1 AND e.ended_on IS NULL`, address)
}

// Chat is where a message reaches somebody, and in which language.
type Chat struct {
	Address string
	Lang    locale.Lang
	AnyHour bool // its reader chose to be told outside their hours as well
}

// ChatOf gives the chat where a message reaches the employee: of those not
// lost, the one that was connected last.
func ChatOf(ctx context.Context, tx pgx.Tx, nip NIP) (Chat, bool, error) {
	var batch pgx.Batch
	var c *Chat
	QueueChat(&batch, nip, &c)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return Chat{}, false, fmt.Errorf("find an employee's chat: %w", err)
	}
	if c == nil {
		return Chat{}, false, nil
	}
	return *c, true, nil
}

// QueueChat is ChatOf in a batch; into stays nil when no message reaches the
// employee.
func QueueChat(b *pgx.Batch, nip NIP, into **Chat) {
	b.Queue(`
		SELECT c.address, COALESCE(a.lang, $2), COALESCE(a.any_hour, false)
		FROM contact c
		LEFT JOIN account a ON a.address = c.address
		WHERE c.nip = $1 AND a.unreachable_at IS NULL
		ORDER BY c.connected_at DESC, c.address
		LIMIT 1`, nip, locale.ID).Query(func(rows pgx.Rows) error {
		cs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Chat])
		if len(cs) > 0 {
			*into = &cs[0]
		}
		return err
	})
}

// AddressOf is the address of ChatOf.
func AddressOf(ctx context.Context, tx pgx.Tx, nip NIP) (string, bool, error) {
	c, found, err := ChatOf(ctx, tx, nip)
	return c.Address, found, err
}

// Contact is an address that speaks for an employee.
type Contact struct {
	Address     string
	ConnectedAt time.Time
}

// Contacts gives every address that speaks for an employee, the newest first,
// whether or not a message reaches it.
func Contacts(ctx context.Context, tx pgx.Tx, nip NIP) ([]Contact, error) {
	rows, err := tx.Query(ctx, `
		SELECT address, connected_at
		FROM contact
		WHERE nip = $1
		ORDER BY connected_at DESC, address`, nip)
	if err != nil {
		return nil, fmt.Errorf("list an employee's addresses: %w", err)
	}
	cs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Contact])
	if err != nil {
		return nil, fmt.Errorf("list an employee's addresses: %w", err)
	}
	return cs, nil
}

// FindUnit gives one unit. It refuses with ErrUnitUnknown.
func FindUnit(ctx context.Context, tx pgx.Tx, code string) (Unit, error) {
	us, err := units(ctx, tx, "find unit "+code, `
		SELECT `+unitColumns+`
		FROM unit u
		WHERE u.code = $1`, code)
	if err != nil {
		return Unit{}, err
	}
	if len(us) == 0 {
		return Unit{}, ErrUnitUnknown
	}
	return us[0], nil
}

// Units gives all units by code.
func Units(ctx context.Context, tx pgx.Tx) ([]Unit, error) {
	return units(ctx, tx, "list units", `
		SELECT `+unitColumns+`
		FROM unit u
		ORDER BY u.code`)
}

// OfUnit gives those who work in exactly this unit, by name.
func OfUnit(ctx context.Context, tx pgx.Tx, code string) ([]Employee, error) {
	return employees(ctx, tx, "list employees of unit "+code, `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.unit_code = $1 AND e.ended_on IS NULL
		ORDER BY lower(e.name), e.nip`, code)
}

// WithRole gives those who hold the role, by name.
func WithRole(ctx context.Context, tx pgx.Tx, role Role) ([]Employee, error) {
	return employees(ctx, tx, "list employees with role "+string(role), `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE $1 = ANY (e.roles) AND e.ended_on IS NULL
		ORDER BY lower(e.name), e.nip`, role)
}

// Connected gives those who hold the role and whom a message reaches, by name.
func Connected(ctx context.Context, tx pgx.Tx, role Role) ([]Employee, error) {
	return employees(ctx, tx, "list connected employees with role "+string(role), `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE $1 = ANY (e.roles) AND e.ended_on IS NULL AND `+connected+`
		ORDER BY lower(e.name), e.nip`, role)
}

// Unconnected gives those whom no message reaches, by unit and name.
func Unconnected(ctx context.Context, tx pgx.Tx) ([]Employee, error) {
	return employees(ctx, tx, "list employees without an address", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.ended_on IS NULL AND NOT `+connected+`
		ORDER BY e.unit_code, lower(e.name), e.nip`)
}

// Absent gives those who are not among nips and have not ended, by name.
func Absent(ctx context.Context, tx pgx.Tx, nips []NIP) ([]Employee, error) {
	return employees(ctx, tx, "list employees who are missing", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.nip <> ALL ($1) AND e.ended_on IS NULL
		ORDER BY lower(e.name), e.nip`, nips)
}

// Away gives the leave that somebody is on, on the day that on shows in its own
// location; of several the one begun last.
func Away(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP) (Leave, bool, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip, from_on, to_on, substitute_nip, request_id
		FROM leave
		WHERE nip = $1 AND $2::date BETWEEN from_on AND to_on
		ORDER BY from_on DESC
		LIMIT 1`, nip, on)
	if err != nil {
		return Leave{}, false, fmt.Errorf("read leave: %w", err)
	}
	l, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Leave])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Leave{}, false, nil
	case err != nil:
		return Leave{}, false, fmt.Errorf("read leave: %w", err)
	}
	return l, true, nil
}

// Available reports whether somebody can be given work on that day: known, not
// ended, not on leave, no mere helper, and a message reaches them.
func Available(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP) (bool, error) {
	_, available, err := ready(ctx, tx, on, nip)
	return available, err
}

// ready gives an employee if they are Available.
func ready(ctx context.Context, tx pgx.Tx, on time.Time, nip NIP) (Employee, bool, error) {
	return oneEmployee(ctx, tx, "see whether somebody is available", `
		SELECT `+employeeColumns+`
		FROM employee e
		WHERE e.nip = $2 AND `+reachable, on, nip)
}

func employees(ctx context.Context, tx pgx.Tx, step, sql string, args ...any) ([]Employee, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	es, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Employee])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	return es, nil
}

func oneEmployee(ctx context.Context, tx pgx.Tx, step, sql string, args ...any) (Employee, bool, error) {
	es, err := employees(ctx, tx, step, sql, args...)
	if err != nil || len(es) == 0 {
		return Employee{}, false, err
	}
	return es[0], true, nil
}

func units(ctx context.Context, tx pgx.Tx, step, sql string, args ...any) ([]Unit, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	us, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Unit])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step, err)
	}
	return us, nil
}

// NIPs gives everybody who is or was in the register.
func NIPs(ctx context.Context, tx pgx.Tx) ([]NIP, error) {
	rows, err := tx.Query(ctx, `
		SELECT nip
		FROM employee
		ORDER BY nip`)
	if err != nil {
		return nil, fmt.Errorf("list all NIPs: %w", err)
	}
	nips, err := pgx.CollectRows(rows, pgx.RowTo[NIP])
	if err != nil {
		return nil, fmt.Errorf("list all NIPs: %w", err)
	}
	return nips, nil
}
