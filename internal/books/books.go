// Package books proves that what the rows say is what happened: every chain,
// every case against its own events, Redis against PostgreSQL, day totals
// against the stretches, the queues. It reads one snapshot and no clock, and
// works beside a running service: work still queued is no failure.
package books

import (
	"context"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tanggap/internal/complaint"
	"tanggap/internal/performance"
	"tanggap/internal/response"
)

// Row is one check: how much it looked at, what is wrong, and what is worth
// knowing though nothing is wrong. Neither names a person.
type Row struct {
	Name    string
	Checked int
	Wrong   []string
	Notes   []string
}

// shown is how many lines of one kind are printed.
const shown = 20

// Check runs every check on one snapshot.
func Check(ctx context.Context, pool *pgxpool.Pool, store *response.Store, loc *time.Location, anchors ...Anchor) (rows []Row, err error) {
	// No projector works meanwhile: what Redis holds belongs to the snapshot.
	err = response.Hold(ctx, pool, func() error {
		return pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) (err error) {
			rows, err = prove(ctx, tx, store, loc, anchors...)
			return err
		})
	})
	return rows, err
}

// prove runs every check on what a transaction sees.
func prove(ctx context.Context, tx pgx.Tx, store *response.Store, loc *time.Location, anchors ...Anchor) (rows []Row, err error) {
	told := sync.OnceValues(func() (map[complaint.ID]story, error) { return stories(ctx, tx) })
	// Each crosses out of the same stories what is its own.
	byCases := func(check func(context.Context, pgx.Tx, map[complaint.ID]story) (Row, error)) func(context.Context, pgx.Tx) (Row, error) {
		return func(ctx context.Context, tx pgx.Tx) (Row, error) {
			all, err := told()
			if err != nil {
				return Row{}, err
			}
			return check(ctx, tx, maps.Clone(all))
		}
	}
	for _, check := range []func(context.Context, pgx.Tx) (Row, error){
		chains,
		seals,
		func(ctx context.Context, tx pgx.Tx) (Row, error) { return anchored(ctx, tx, loc, anchors) },
		byCases(cases),
		byCases(ends.check),
		byCases(errands),
		byCases(evidence.check),
		byCases(disputes.check),
		byCases(longer.check),
		byCases(rungs.check),
		byCases(ratings),
		byCases(promised.check),
		byCases(named.check),
		byCases(offered.check),
		byCases(amended.check),
		byCases(waiting),
		byCases(parts.check),
		pressures,
		checkIns,
		problems,
		causes,
		disclosures,
		byCases(durability),
		byCases(samples),
		visits,
		supporters,
		openings,
		leaves,
		byCases(helped),
		requests,
		erasures,
		realisations,
		func(ctx context.Context, tx pgx.Tx) (Row, error) { return clocks(ctx, tx, store) },
		totals,
		updates,
		messages,
		references,
		unheld,
		lines,
	} {
		row, err := check(ctx, tx)
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Repair rebuilds Redis and the day totals from PostgreSQL. It never touches a
// chain.
func Repair(ctx context.Context, pool *pgxpool.Pool, store *response.Store) error {
	if err := store.Rebuild(ctx, pool); err != nil {
		return fmt.Errorf("rebuild Redis: %w", err)
	}
	if _, err := store.Project(ctx, pool); err != nil {
		return fmt.Errorf("project onto Redis: %w", err)
	}
	if _, err := performance.Repair(ctx, pool); err != nil {
		return fmt.Errorf("make the day totals again: %w", err)
	}
	return nil
}

// Print writes the checks as a table, and says whether all hold.
func Print(w io.Writer, rows []Row) bool {
	good := true
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		verdict := "holds"
		if len(r.Wrong) > 0 {
			verdict, good = "DOES NOT HOLD", false
		}
		fmt.Fprintf(t, "%s\t%s\t%d\n", r.Name, verdict, r.Checked)
	}
	t.Flush()
	for _, r := range rows {
		list(w, r.Name, "wrong", r.Wrong)
		list(w, r.Name, "note", r.Notes)
	}
	return good
}

func list(w io.Writer, name, kind string, lines []string) {
	for i, line := range lines {
		if i == shown {
			fmt.Fprintf(w, "%s: %s: and %d more\n", name, kind, len(lines)-shown)
			return
		}
		fmt.Fprintf(w, "%s: %s: %s\n", name, kind, strings.TrimSpace(line))
	}
}
