package books

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/ledger"
	"tanggap/internal/problem"
)

// comeBack is a problem, as its chain tells or as its row holds.
type comeBack struct {
	Cause  string `json:"cause"`
	Area   string `json:"area"`
	Owner  string `json:"owner"`
	Round  int    `json:"round"`
	Due    string `json:"due"`
	opened string
	ended  string // "" while it is open
}

const moment = time.RFC3339Nano

// hear takes an entry of its chain in. Each tells how the problem stands.
func (p *comeBack) hear(e ledger.Entry) error {
	was := *p
	*p = comeBack{opened: was.opened, ended: was.ended}
	if err := json.Unmarshal(e.Facts, p); err != nil {
		return fmt.Errorf("read entry %d of %s: %w", e.Seq, e.Subject, err)
	}
	switch e.Kind {
	case problem.Opened:
		p.opened = e.At.UTC().Format(moment)
	case problem.Reopened:
		p.ended = ""
	case problem.Ended:
		p.ended = e.At.UTC().Format(moment)
	}
	return nil
}

// problems proves by their own chains what came back, whose it is, which day they
// named and whether it ended.
func problems(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "problems"}
	told := map[string]*comeBack{}
	if err := ledger.Each(ctx, tx, "problem:", func(e ledger.Entry) error {
		if told[e.Subject] == nil {
			told[e.Subject] = &comeBack{}
		}
		return told[e.Subject].hear(e)
	}); err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `
		SELECT id, cause, area_code, COALESCE(owner, ''), round, COALESCE(to_char(due_on, 'YYYY-MM-DD'), ''), opened_at, ended_at
		FROM problem`)
	if err != nil {
		return r, fmt.Errorf("read problems: %w", err)
	}
	name := func(subject string) string { return strings.Replace(subject, ":", " ", 1) }
	var id int64
	var held comeBack
	var opened time.Time
	var ended *time.Time
	if _, err := pgx.ForEachRow(rows, []any{&id, &held.Cause, &held.Area, &held.Owner, &held.Round, &held.Due, &opened, &ended}, func() error {
		held.opened, held.ended = opened.UTC().Format(moment), ""
		if ended != nil {
			held.ended = ended.UTC().Format(moment)
		}
		agree(&r, told, fmt.Sprintf("problem:%d", id), name, func(said *comeBack) bool { return *said == held })
		return nil
	}); err != nil {
		return r, fmt.Errorf("read problems: %w", err)
	}
	missing(&r, told, name)
	return r, nil
}

// reason is what somebody said caused a case, as a chain tells it or a row holds it.
type reason struct {
	Cause string `json:"cause"`
	Area  string `json:"area"`
	Unit  string `json:"unit"`
	by    string
	at    string
}

// causes proves by their own chains who said what caused which case. Those that were
// said before there were such chains are taken as they are.
func causes(ctx context.Context, tx pgx.Tx) (Row, error) {
	r := Row{Name: "causes"}
	told := map[string]reason{}
	var since time.Time
	if err := ledger.Each(ctx, tx, "cause:", func(e ledger.Entry) error {
		said := reason{by: e.Actor, at: e.At.UTC().Format(moment)}
		if err := json.Unmarshal(e.Facts, &said); err != nil {
			return fmt.Errorf("read entry %d of %s: %w", e.Seq, e.Subject, err)
		}
		if since.IsZero() || e.At.Before(since) {
			since = e.At
		}
		told[e.Subject] = said
		return nil
	}); err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `
		SELECT 'cause:' || complaint_id, cause, COALESCE(area_code, ''), unit_code, 'nip:' || nip, said_at
		FROM cause`)
	if err != nil {
		return r, fmt.Errorf("read causes: %w", err)
	}
	name := func(subject string) string { return strings.Replace(subject, ":", " of case ", 1) }
	var subject string
	var held reason
	var at time.Time
	if _, err := pgx.ForEachRow(rows, []any{&subject, &held.Cause, &held.Area, &held.Unit, &held.by, &at}, func() error {
		held.at = at.UTC().Format(moment)
		if _, known := told[subject]; !known && (since.IsZero() || at.Before(since)) {
			r.Checked++
			return nil
		}
		agree(&r, told, subject, name, func(said reason) bool { return said == held })
		return nil
	}); err != nil {
		return r, fmt.Errorf("read causes: %w", err)
	}
	missing(&r, told, name)
	return r, nil
}
