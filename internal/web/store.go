package web

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

// snapshot reads with one view of the database, and writes nothing.
var snapshot = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// readFigures fills b and gives the units with what each has of its own.
func (v *server) readFigures(ctx context.Context, b *board) (units []roster.Unit, found map[string]tally, err error) {
	err = pgx.BeginTxFunc(ctx, v.Pool, snapshot, func(tx pgx.Tx) error {
		guide, err := v.Desk.Guide.Open(ctx, tx)
		if err != nil {
			return err
		}
		b.Region = guide.Regency().String()
		if units, err = roster.Units(ctx, tx); err != nil {
			return err
		}
		if found, err = tallies(ctx, tx, b.From, b.At); err != nil {
			return err
		}
		b.Seal, err = ledger.Last(ctx, tx)
		return err
	})
	return units, found, err
}

// tallies counts by unit. The limit is the citizen's: what the receipt
// promised, moved by nothing that the staff do. Whatever happened to a case in
// the window, it is either open or ended in it; but that it did not last is said
// two weeks later. What staff do not see yet is not
// counted yet: a figure that grows would tell the moment.
func tallies(ctx context.Context, tx pgx.Tx, from, to time.Time) (map[string]tally, error) {
	rows, err := tx.Query(ctx, `
		WITH seen AS (
			SELECT unit_code, state, filed_at, ended_at,
				answered_at <= answer_due_at AS kept,
				CASE WHEN answered_at <= answer_due_at THEN answered_at ELSE answer_due_at END AS counts_at,
				state = 'unconfirmed' AND EXISTS (
					SELECT FROM ledger_entry e
					WHERE e.subject = 'case:' || c.id AND e.kind = 'unconfirmed' AND e.at = c.ended_at
					AND convert_from(e.facts, 'UTF8')::jsonb -> 'unheard' = 'true') AS unheard,
				EXISTS (
					SELECT FROM phone_word w
					WHERE w.complaint_id = c.id AND w.round = c.reopenings AND w.done) AS phone,
				reopenings > 0 AND EXISTS (
					SELECT FROM ledger_entry e
					WHERE e.subject = 'case:' || c.id AND e.kind = 'reopened' AND e.at BETWEEN $1 AND $2) AS again,
				worn.complaint_id IS NOT NULL AS worn
			FROM complaint c
			LEFT JOIN (
				SELECT DISTINCT complaint_id
				FROM durability
				WHERE NOT good AND answered_at BETWEEN $1 AND $2) worn ON worn.complaint_id = c.id
			WHERE (ended_at IS NULL OR ended_at >= $1 OR worn.complaint_id IS NOT NULL)
			AND (reopenings > 0 OR NOT EXISTS (SELECT FROM hush h WHERE h.complaint_id = c.id AND h.until > $2)))
		SELECT unit_code,
			count(*) FILTER (WHERE filed_at BETWEEN $1 AND $2),
			count(*) FILTER (WHERE counts_at BETWEEN $1 AND $2 AND state <> 'spam'),
			count(*) FILTER (WHERE counts_at BETWEEN $1 AND $2 AND kept AND state <> 'spam'),
			count(*) FILTER (WHERE state = 'confirmed' AND NOT phone AND ended_at BETWEEN $1 AND $2),
			count(*) FILTER (WHERE state = 'confirmed' AND phone AND ended_at BETWEEN $1 AND $2),
			count(*) FILTER (WHERE state = 'unconfirmed' AND NOT unheard AND ended_at <= $2),
			count(*) FILTER (WHERE unheard AND ended_at <= $2),
			count(*) FILTER (WHERE state IN ('impossible', 'scheduled', 'referred') AND ended_at <= $2),
			count(*) FILTER (WHERE state = 'spam' AND ended_at <= $2),
			count(*) FILTER (WHERE again),
			count(*) FILTER (WHERE worn),
			count(*) FILTER (WHERE ended_at IS NULL)
		FROM seen
		GROUP BY unit_code`, from, to)
	if err != nil {
		return nil, fmt.Errorf("count cases by unit: %w", err)
	}
	found := map[string]tally{}
	var unit string
	var t tally
	into := []any{&unit}
	for f := range t {
		into = append(into, &t[f])
	}
	if _, err := pgx.ForEachRow(rows, into, func() error {
		found[unit] = t
		return nil
	}); err != nil {
		return nil, fmt.Errorf("count cases by unit: %w", err)
	}
	return found, nil
}
