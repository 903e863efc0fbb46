package rater

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/text"
	"tanggap/internal/visit"
)

// Nilai takes /nilai: it asks which unit, or takes its name or a pasted link
// from behind the command.
func Nilai(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if t.In.Rest == "" {
		recent, err := t.Visits.Recent(ctx, tx, t.Now, t.Address)
		if err != nil {
			return turn.Answer{}, err
		}
		m, err := t.Text.VisitWhich(t.Lang, text.ChooseUnits(recent), !free(t))
		return show(t, m, stepUnit, state{}), err
	}
	if a, is, err := Scanned(ctx, tx, t); is || err != nil {
		return a, err
	}
	return named(ctx, tx, t, t.In.Rest)
}

// Scanned takes what came with /start, behind /nilai or alone, when it is the
// code of a slip or a poster; false when it is none.
func Scanned(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, bool, error) {
	said := t.In.Rest
	if t.In.Command == "" {
		said = t.In.Text
	}
	token, is := visit.Scanned(said)
	if !is {
		return turn.Answer{}, false, nil
	}
	e, err := t.Visits.Scan(ctx, tx, t.Now, token)
	if err != nil {
		return turn.Answer{}, true, err
	}
	a, err := faces(ctx, tx, t, e, token)
	a.Menu = t.In.Command == "/start"
	return a, true, err
}

// byName begins a way to a unit that was chosen rather than scanned.
const byName = "@"

// faces shows the four of them, and before anything is kept what will be.
func faces(ctx context.Context, tx pgx.Tx, t *turn.Turn, e visit.Entry, via string) (turn.Answer, error) {
	of, err := t.Notice.Regency(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.VisitFaces(t.Lang, of, text.VisitEntry{Unit: e.Unit.Name, Counter: e.Counter, Via: via})
	return show(t, m, stepFace, state{Via: via}), err
}

func named(ctx context.Context, tx pgx.Tx, t *turn.Turn, words string) (turn.Answer, error) {
	units, err := t.Visits.Named(ctx, tx, t.Now, words)
	if err != nil {
		return turn.Answer{}, err
	}
	if len(units) == 1 {
		return chosen(ctx, tx, t, units[0].Code)
	}
	m, err := t.Text.VisitUnits(t.Lang, text.ChooseUnits(units))
	return show(t, m, stepUnit, state{}), err
}

func chosen(ctx context.Context, tx pgx.Tx, t *turn.Turn, unit string) (turn.Answer, error) {
	e, err := t.Visits.Choose(ctx, tx, t.Now, unit)
	if err != nil {
		return turn.Answer{}, err
	}
	return faces(ctx, tx, t, e, byName+unit)
}

func choose(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return chosen(ctx, tx, t, t.Arg(0))
}

// nameWords is how many words the name of a unit may have that somebody types.
const nameWords = 8

// typedUnit takes a name, a place on the map, or a pasted link.
func (o Options) typedUnit(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if at := t.In.Location; at != nil {
		near, err := t.Visits.Near(ctx, tx, t.Now, at.Latitude, at.Longitude)
		if err != nil {
			return turn.Answer{}, err
		}
		m, err := t.Text.VisitUnits(t.Lang, text.ChooseNear(near))
		return show(t, m, stepUnit, state{}), err
	}
	if a, is, err := Scanned(ctx, tx, t); is || err != nil {
		return a, err
	}
	if !few(t, nameWords) {
		return o.Elsewhere(ctx, tx, t)
	}
	return named(ctx, tx, t, t.In.Text)
}

// complain opens a report about the unit that was rated.
func (o Options) complain(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if !free(t) && t.Dialog.DraftAt == nil {
		return turn.Answer{}, ErrBusy
	}
	return o.Complain(ctx, tx, t, t.Arg(0))
}

// isName says whether a way leads to a unit by its name, and to which.
func isName(via string) (unit string, is bool) { return strings.CutPrefix(via, byName) }
