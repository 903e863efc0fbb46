package roster

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// look is a transaction's one look at the version of the register.
type look struct {
	version int64
	known   bool
}

type lookKey struct{}

// Steady gives a ctx for one transaction, in which the version of the register
// is looked at once: all that it reads of what is kept in memory is of one
// moment.
func Steady(ctx context.Context) context.Context {
	return context.WithValue(ctx, lookKey{}, &look{})
}

// Looked tells a Steady ctx the version of the register that its transaction
// has read already.
func Looked(ctx context.Context, version int64) {
	if l, steady := ctx.Value(lookKey{}).(*look); steady {
		l.version, l.known = version, true
	}
}

// Version says by a number that never comes again how the register stands:
// units, employees, holidays, and what others keep beside them.
func Version(ctx context.Context, tx pgx.Tx) (int64, error) {
	l, steady := ctx.Value(lookKey{}).(*look)
	if steady && l.known {
		return l.version, nil
	}
	var version int64
	if err := tx.QueryRow(ctx, `
		SELECT version
		FROM register_version`).Scan(&version); err != nil {
		return 0, fmt.Errorf("look at the version of the register: %w", err)
	}
	if steady {
		l.version, l.known = version, true
	}
	return version, nil
}

// Touch makes every replica read the register again. The step is drawn, so
// that a change that was rolled back is not taken for the next one.
func Touch(ctx context.Context, tx pgx.Tx) error {
	if l, steady := ctx.Value(lookKey{}).(*look); steady {
		l.known = false
	}
	if _, err := tx.Exec(ctx, `
		UPDATE register_version
		SET version = version + 1 + floor(random() * 1000000000)::bigint`); err != nil {
		return fmt.Errorf("renew the register: %w", err)
	}
	return nil
}
