package books

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/performance"
)

// chains proves every chain from its first entry to its last.
func chains(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "chains"}
	var previous *ledger.Entry
	err := ledger.Each(ctx, tx, "", func(e ledger.Entry) error {
		if previous != nil && previous.Subject != e.Subject {
			previous = nil
		}
		if wrong := e.Follows(previous); wrong != "" {
			r.Wrong = append(r.Wrong, nameless(e.Subject, wrong))
		}
		previous = &e
		r.Checked++
		return nil
	})
	return r, err
}

// nameless keeps employees' numbers out of what is printed.
func nameless(subject, line string) string {
	if strings.HasPrefix(subject, "nip:") {
		return strings.ReplaceAll(line, subject, "the chain of an employee")
	}
	return line
}

// seals proves every seal, and through it the entries that it closes.
func seals(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "seals"}
	var previous ledger.Seal
	err := ledger.EachSeal(ctx, tx, func(s ledger.Seal, leaves [][]byte) error {
		if wrong := s.Follows(previous, leaves); wrong != "" {
			r.Wrong = append(r.Wrong, wrong)
		}
		previous = s
		r.Checked++
		return nil
	})
	return r, err
}

// Anchor is what was published as the last seal of a day.
type Anchor struct {
	Date   string // "2026-11-23"
	Digest string // the whole digest in hex, or its beginning, with or without "number-"
}

// anchored compares the seals with what was published: whoever rewrote the
// whole database did not rewrite that.
func anchored(ctx context.Context, tx pgx.Tx, loc *time.Location, anchors []Anchor) (Row, error) {
	r := Row{Name: "anchors", Checked: len(anchors)}
	if len(anchors) == 0 {
		return r, nil
	}
	last := map[string]ledger.Seal{}
	if err := ledger.EachSeal(ctx, tx, func(s ledger.Seal, _ [][]byte) error {
		last[s.SealedAt.In(loc).Format(time.DateOnly)] = s
		return nil
	}); err != nil {
		return r, err
	}
	for _, a := range anchors {
		s, sealed := last[a.Date]
		digest := strings.ToLower(a.Digest)
		if _, after, numbered := strings.Cut(digest, "-"); numbered {
			digest = after
		}
		if !sealed || len(digest) < 16 || !strings.HasPrefix(hex.EncodeToString(s.Digest), digest) {
			r.Wrong = append(r.Wrong, fmt.Sprintf("the last seal of %s is not the one that was published", a.Date))
		}
	}
	return r, nil
}

// realisations proves what staff reported of their targets by their chains.
func realisations(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "realisations"}
	proved := map[int64]string{}
	if err := ledger.Each(ctx, tx, "nip:", func(e ledger.Entry) error {
		id, value, err := performance.Proved(e)
		if err != nil {
			r.Wrong = append(r.Wrong, err.Error())
		} else if id != 0 {
			proved[id] = value
		}
		return nil
	}); err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `
		SELECT id, trim_scale(value)::text
		FROM realisation
		ORDER BY id`)
	if err != nil {
		return r, fmt.Errorf("read realisations: %w", err)
	}
	var id int64
	var value string
	_, err = pgx.ForEachRow(rows, []any{&id, &value}, func() error {
		r.Checked++
		if proved[id] != value {
			r.Wrong = append(r.Wrong, fmt.Sprintf("realisation %d is not what its chain says", id))
		}
		delete(proved, id)
		return nil
	})
	for id := range proved {
		r.Wrong = append(r.Wrong, fmt.Sprintf("realisation %d is missing", id))
	}
	return r, err
}
