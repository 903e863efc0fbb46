package visit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/refusal"
	"tanggap/internal/roster"
	"tanggap/internal/worktime"
)

// ErrCount says how many slips can be printed at a time.
const ErrCount refusal.Code = "visit.count"

// MaxSlips is the most slips of one batch.
const MaxSlips = 5000

// Batch is what was printed at one time.
type Batch struct {
	ID        int
	Kind      Kind
	Unit      string
	Counter   string // "Loket 2"; "" for the whole unit
	Count     int
	PrintedOn worktime.Date
	ExpiresOn *worktime.Date // the last day; nil for none
	Voided    bool
}

// PrintSlips makes a batch of slips for one visit each, valid through a day,
// and gives their tokens in an order that tells nothing of their numbers. It
// refuses with roster.ErrUnitUnknown, ErrClosed or ErrCount.
func (d *Desk) PrintSlips(ctx context.Context, tx pgx.Tx, now time.Time, unit, counter string, count int, through worktime.Date) (Batch, []string, error) {
	if count < 1 || count > MaxSlips {
		return Batch{}, nil, ErrCount
	}
	b, err := d.print(ctx, tx, now, Batch{Kind: Slip, Unit: unit, Counter: counter, Count: count, ExpiresOn: &through})
	if err != nil {
		return Batch{}, nil, err
	}
	tokens := make([]string, count)
	for i, at := range rand.Perm(count) {
		tokens[at] = d.Token(Code{Slip, b.ID, i})
	}
	return b, tokens, nil
}

// PrintPoster makes a poster and gives its token. It refuses with
// roster.ErrUnitUnknown or ErrClosed.
func (d *Desk) PrintPoster(ctx context.Context, tx pgx.Tx, now time.Time, unit, counter string) (Batch, string, error) {
	b, err := d.print(ctx, tx, now, Batch{Kind: Poster, Unit: unit, Counter: counter, Count: 1})
	if err != nil {
		return Batch{}, "", err
	}
	return b, d.Token(Code{Poster, b.ID, 0}), nil
}

func (d *Desk) print(ctx context.Context, tx pgx.Tx, now time.Time, b Batch) (Batch, error) {
	b.PrintedOn = d.Today(now)
	if _, err := d.unit(ctx, tx, now, b.Unit); err != nil {
		return Batch{}, err
	}
	var expires *time.Time
	if b.ExpiresOn != nil {
		expires = ptr(column(*b.ExpiresOn))
	}
	err := tx.QueryRow(ctx, `
		INSERT INTO visit_batch (kind, unit_code, counter, count, printed_on, expires_on)
		VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id`, b.Kind, b.Unit, b.Counter, b.Count, column(b.PrintedOn), expires).Scan(&b.ID)
	if err != nil {
		return Batch{}, fmt.Errorf("keep a batch of %s for unit %s: %w", b.Kind, b.Unit, err)
	}
	return b, nil
}

func findBatch(ctx context.Context, tx pgx.Tx, c Code) (Batch, error) {
	var b Batch
	var printed time.Time
	var expires *time.Time
	err := tx.QueryRow(ctx, `
		SELECT id, kind, unit_code, counter, count, printed_on, expires_on, voided_on IS NOT NULL
		FROM visit_batch
		WHERE id = $1 AND kind = $2`, c.Batch, c.Kind).
		Scan(&b.ID, &b.Kind, &b.Unit, &b.Counter, &b.Count, &printed, &expires, &b.Voided)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && c.Index >= b.Count {
		return Batch{}, ErrUnknown
	}
	if err != nil {
		return Batch{}, fmt.Errorf("find batch %d: %w", c.Batch, err)
	}
	b.PrintedOn = worktime.DateOf(printed)
	if expires != nil {
		b.ExpiresOn = ptr(worktime.DateOf(*expires))
	}
	return b, nil
}

// unit is one that can be rated today. It refuses with roster.ErrUnitUnknown
// or ErrClosed.
func (d *Desk) unit(ctx context.Context, tx pgx.Tx, now time.Time, code string) (roster.Unit, error) {
	u, err := roster.FindUnit(ctx, tx, code)
	if err == nil && closed(u, d.Today(now)) {
		err = ErrClosed
	}
	return u, err
}

func closed(u roster.Unit, today worktime.Date) bool {
	return u.ValidTo != nil && worktime.DateOf(*u.ValidTo) < today
}

func column(d worktime.Date) time.Time { return d.Midnight(time.UTC) }

func ptr[T any](v T) *T { return &v }
