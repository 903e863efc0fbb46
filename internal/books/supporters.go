package books

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/complaint"
	"tanggap/internal/ledger"
)

// ties are who supports which case and which case is a part of which, by the
// chains alone.
type ties struct {
	joined map[int64]complaint.ID           // supporters who joined, with the case whose chain says so
	above  map[complaint.ID]complaint.ID    // by a part, what it was merged into
	below  map[[2]complaint.ID]complaint.ID // leading and part, as the leading case's chain has it
	heirs  map[complaint.ID]int64           // by a case, the supporter who inherited it last
}

func tied(ctx context.Context, tx pgx.Tx) (ties, error) {
	t := ties{map[int64]complaint.ID{}, map[complaint.ID]complaint.ID{}, map[[2]complaint.ID]complaint.ID{}, map[complaint.ID]int64{}}
	left := map[int64]bool{} // of what they joined another chain may tell: that of what it was merged into
	err := ledger.Each(ctx, tx, "case:", func(entry ledger.Entry) error {
		id, ok := complaint.ParseSubject(entry.Subject)
		if !ok {
			return nil
		}
		e, err := complaint.EventOf(entry)
		if err != nil {
			return err
		}
		switch e.Kind {
		case complaint.Supported:
			t.joined[e.Facts.Supporter] = id
		case complaint.Left:
			left[e.Facts.Supporter] = true
		case complaint.Inherited:
			left[e.Facts.Supporter], t.heirs[id] = true, e.Facts.Supporter
		case complaint.Joined:
			t.above[id] = e.Facts.Other
		case complaint.Parted, complaint.TakenBack:
			delete(t.above, id)
		case complaint.Gathered:
			t.below[[2]complaint.ID{id, e.Facts.Other}] = id
		case complaint.Shed:
			delete(t.below, [2]complaint.ID{id, e.Facts.Other})
		}
		return nil
	})
	for supporter := range left {
		delete(t.joined, supporter)
	}
	return t, err
}

// supporters proves by the chains who supports a case, who inherited it, and
// which case is told as a part of which.
func supporters(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "supporters"}
	t, err := tied(ctx, tx)
	if err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM supporter
		WHERE NOT filed`)
	if err != nil {
		return r, fmt.Errorf("read supporters: %w", err)
	}
	var supporter int64
	if _, err := pgx.ForEachRow(rows, []any{&supporter}, func() error {
		r.Checked++
		if _, said := t.joined[supporter]; !said {
			r.Wrong = append(r.Wrong, fmt.Sprintf("supporter %d is in no chain", supporter))
		}
		delete(t.joined, supporter)
		return nil
	}); err != nil {
		return r, fmt.Errorf("read supporters: %w", err)
	}
	for supporter, id := range t.joined {
		r.Wrong = append(r.Wrong, fmt.Sprintf("case %d has lost supporter %d", id, supporter))
	}
	if err := t.mergers(ctx, tx, &r); err != nil {
		return r, err
	}
	if err := t.inherited(ctx, tx, &r); err != nil {
		return r, err
	}
	slices.Sort(r.Wrong)
	return r, nil
}

func (t ties) mergers(ctx context.Context, tx pgx.Tx, r *Row) error {
	rows, err := tx.Query(ctx, `
		SELECT complaint_id, leading_id
		FROM merger`)
	if err != nil {
		return fmt.Errorf("read mergers: %w", err)
	}
	var part, leading complaint.ID
	if _, err := pgx.ForEachRow(rows, []any{&part, &leading}, func() error {
		r.Checked++
		_, told := t.below[[2]complaint.ID{leading, part}]
		if t.above[part] != leading || !told {
			r.Wrong = append(r.Wrong, fmt.Sprintf("case %d is a part of case %d, and their chains tell otherwise", part, leading))
		}
		delete(t.above, part)
		delete(t.below, [2]complaint.ID{leading, part})
		return nil
	}); err != nil {
		return fmt.Errorf("read mergers: %w", err)
	}
	for part := range t.above {
		r.Wrong = append(r.Wrong, fmt.Sprintf("case %d is a part of another by its chain only", part))
	}
	for pair := range t.below {
		r.Wrong = append(r.Wrong, fmt.Sprintf("case %d has a part by its chain only", pair[0]))
	}
	return nil
}

func (t ties) inherited(ctx context.Context, tx pgx.Tx, r *Row) error {
	rows, err := tx.Query(ctx, `
		SELECT id, heir
		FROM complaint
		WHERE heir IS NOT NULL`)
	if err != nil {
		return fmt.Errorf("read heirs: %w", err)
	}
	var id complaint.ID
	var heir int64
	if _, err := pgx.ForEachRow(rows, []any{&id, &heir}, func() error {
		r.Checked++
		if t.heirs[id] != heir {
			r.Wrong = append(r.Wrong, fmt.Sprintf("case %d was inherited by supporter %d, and its chain tells otherwise", id, heir))
		}
		delete(t.heirs, id)
		return nil
	}); err != nil {
		return fmt.Errorf("read heirs: %w", err)
	}
	for id := range t.heirs {
		r.Wrong = append(r.Wrong, fmt.Sprintf("case %d was inherited by its chain only", id))
	}
	return nil
}
