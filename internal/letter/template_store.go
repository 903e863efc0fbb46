package letter

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tanggap/internal/ledger"
	"tanggap/internal/roster"
)

func templates(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]Template, error) {
	rows, err := tx.Query(ctx, `SELECT id, unit_code, name, words, made_by, made_at FROM template WHERE ended_at IS NULL AND `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Template])
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	return all, nil
}

// TemplatesFor lists what the officers of a unit may answer with: its own
// templates, and those of the units above it.
func TemplatesFor(ctx context.Context, tx pgx.Tx, unit string) ([]Template, error) {
	line, err := above(ctx, tx, unit)
	if err != nil {
		return nil, err
	}
	return templates(ctx, tx, `unit_code = ANY ($1) ORDER BY array_position($1::text[], unit_code), lower(name)`, line)
}

// above is a unit and those above it, from itself on.
func above(ctx context.Context, tx pgx.Tx, unit string) ([]string, error) {
	all, err := roster.Units(ctx, tx)
	if err != nil {
		return nil, err
	}
	parent := map[string]string{}
	for _, u := range all {
		parent[u.Code] = u.ParentCode
	}
	var line []string
	for ; unit != "" && len(line) <= len(all); unit = parent[unit] {
		line = append(line, unit)
	}
	return line, nil
}

// FindTemplate gives a template that somebody of a unit may use; ErrTemplateGone
// for every other.
func FindTemplate(ctx context.Context, tx pgx.Tx, unit string, id int64) (Template, error) {
	all, err := TemplatesFor(ctx, tx, unit)
	for _, t := range all {
		if t.ID == id {
			return t, err
		}
	}
	return Template{}, cmp.Or(err, error(ErrTemplateGone))
}

// Heads is the unit whose templates somebody makes: their own where they lead it,
// else the first that they lead. It refuses with ErrTemplateHead.
func Heads(ctx context.Context, tx pgx.Tx, e roster.Employee) (string, error) {
	all, err := roster.Units(ctx, tx)
	if err != nil {
		return "", err
	}
	first := ""
	for _, u := range all {
		switch {
		case u.HeadNIP != e.NIP:
		case u.Code == e.UnitCode:
			return u.Code, nil
		case first == "":
			first = u.Code
		}
	}
	if first == "" {
		return "", ErrTemplateHead
	}
	return first, nil
}

// own is a template of the unit that somebody leads.
func own(ctx context.Context, tx pgx.Tx, by roster.Employee, id int64) (Template, error) {
	unit, err := Heads(ctx, tx, by)
	if err != nil {
		return Template{}, err
	}
	all, err := templates(ctx, tx, `id = $1 AND unit_code = $2 FOR UPDATE`, id, unit)
	if err != nil || len(all) == 0 {
		return Template{}, cmp.Or(err, error(ErrTemplateGone))
	}
	return all[0], nil
}

// MakeTemplate adds a template to the unit that somebody leads. It refuses with
// ErrTemplateHead, ErrTemplateMany, ErrTemplateTwice, and as CheckName and
// CheckWords do.
func MakeTemplate(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, name, words string) (Template, error) {
	unit, err := Heads(ctx, tx, by)
	if err != nil {
		return Template{}, err
	}
	has, err := templates(ctx, tx, `unit_code = $1`, unit)
	if err != nil {
		return Template{}, err
	}
	if len(has) >= templateMany {
		return Template{}, ErrTemplateMany
	}
	return put(ctx, tx, now, Template{Unit: unit, Name: strings.TrimSpace(name), Words: strings.TrimSpace(words), MadeBy: by.NIP})
}

// ChangeTemplate gives a template other words. It refuses as MakeTemplate does,
// and with ErrTemplateGone.
func ChangeTemplate(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, id int64, words string) (Template, error) {
	t, err := DropTemplate(ctx, tx, now, by, id)
	if err != nil {
		return Template{}, err
	}
	t.Words, t.MadeBy = strings.TrimSpace(words), by.NIP
	return put(ctx, tx, now, t)
}

// DropTemplate ends a template, and gives it. It refuses with ErrTemplateHead or
// ErrTemplateGone.
func DropTemplate(ctx context.Context, tx pgx.Tx, now time.Time, by roster.Employee, id int64) (Template, error) {
	t, err := own(ctx, tx, by, id)
	if err != nil {
		return Template{}, err
	}
	if _, err := tx.Exec(ctx, `
		UPDATE template
		SET ended_by = $2, ended_at = $3
		WHERE id = $1`, id, by.NIP, now); err != nil {
		return Template{}, fmt.Errorf("end template %d: %w", id, err)
	}
	return t, t.record(ctx, tx, now, TemplateEnded, by.NIP)
}

// Kinds of events of templates, in the chain of the unit that has them.
const (
	TemplateMade  = "template_made" // its content are the words
	TemplateEnded = "template_ended"
)

func (t Template) record(ctx context.Context, tx pgx.Tx, now time.Time, kind string, by roster.NIP) error {
	return ledger.Append(ctx, tx, ledger.New{
		Subject: "template:" + t.Unit, Kind: kind, Actor: "nip:" + string(by), At: now, Facts: []byte(t.Name), Content: []byte(t.Words),
	})
}

func put(ctx context.Context, tx pgx.Tx, now time.Time, t Template) (Template, error) {
	if err := cmp.Or(CheckName(t.Name), CheckWords(t.Words)); err != nil {
		return Template{}, err
	}
	t.MadeAt = now
	err := tx.QueryRow(ctx, `
		INSERT INTO template (unit_code, name, words, made_by, made_at)
		VALUES ($1, $2, $3, $4, $5)
		RETURNING id`, t.Unit, t.Name, t.Words, t.MadeBy, t.MadeAt).Scan(&t.ID)
	var wrong *pgconn.PgError
	if errors.As(err, &wrong) && wrong.ConstraintName == "template_name" {
		return Template{}, ErrTemplateTwice
	}
	if err != nil {
		return Template{}, fmt.Errorf("keep a template of unit %s: %w", t.Unit, err)
	}
	return t, t.record(ctx, tx, now, TemplateMade, t.MadeBy)
}
