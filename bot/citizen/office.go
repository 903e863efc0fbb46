package citizen

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/roster"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// likely is how many other categories are offered at once.
const likely = 5

// offices offers the categories that come next in likelihood, with the unit
// that each would go to.
func offices(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	next, err := t.Notice.Others(ctx, tx, draft, likely)
	if err != nil {
		return turn.Answer{}, err
	}
	return view(t.Text.CardOffices(t.Lang, next)), nil
}

func categories(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if _, err := pressed(t); err != nil {
		return turn.Answer{}, err
	}
	cs, err := routing.Categories(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	all := make([]text.Office, len(cs))
	for i, c := range cs {
		all[i] = text.Office{Code: c.Code, Name: c.Name}
	}
	return view(t.Text.CardCategories(t.Lang, all, page(t.Arg(0)))), nil
}

// units offers the offices that exist today.
func units(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if _, err := pressed(t); err != nil {
		return turn.Answer{}, err
	}
	us, err := roster.Units(ctx, tx)
	if err != nil {
		return turn.Answer{}, err
	}
	var all []text.Office
	for _, u := range us {
		if u.ValidTo == nil || t.Now.Before(*u.ValidTo) {
			all = append(all, text.Office{Code: u.Code, Name: u.Name})
		}
	}
	slices.SortFunc(all, func(a, b text.Office) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return view(t.Text.CardUnits(t.Lang, all, page(t.Arg(0)))), nil
}

func chooseCategory(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	c, err := routing.FindCategory(ctx, tx, t.Arg(0))
	if err != nil {
		return turn.Answer{}, err
	}
	draft.Category, draft.Unit = c.Code, ""
	return chosen(ctx, tx, t, draft)
}

func chooseUnit(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	u, err := roster.FindUnit(ctx, tx, t.Arg(0))
	if err != nil {
		return turn.Answer{}, err
	}
	draft.Unit = u.Code
	return chosen(ctx, tx, t, draft)
}
