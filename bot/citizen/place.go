package citizen

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
	"tanggap/internal/routing"
	"tanggap/internal/text"
)

// page is the number that a press names for a page; anything else is the
// first.
func page(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 10_000 {
		return 0
	}
	return n
}

// places offers the places of the regency, or those within one of them.
func places(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if _, err := pressed(t); err != nil {
		return turn.Answer{}, err
	}
	within := t.Arg(0)
	areas, err := routing.AreasOf(ctx, tx, within)
	if err != nil {
		return turn.Answer{}, err
	}
	// The regency itself is no choice, but the door to its parts.
	if within == "" && len(areas) == 1 {
		parts, err := routing.AreasOf(ctx, tx, areas[0].Code)
		if err != nil {
			return turn.Answer{}, err
		}
		if len(parts) > 0 {
			areas = parts
		}
	}
	if within != "" && len(areas) == 0 {
		return chooseArea(ctx, tx, t)
	}
	m, err := placesMessage(ctx, tx, t, within, areas)
	return view(m), err
}

func placesMessage(ctx context.Context, tx pgx.Tx, t *turn.Turn, within string, areas []routing.Area) (outbox.Message, error) {
	var here text.Place
	if within != "" {
		a, err := routing.FindArea(ctx, tx, within)
		if err != nil {
			return outbox.Message{}, err
		}
		here = text.Place{Code: a.Code, Name: notice.AreaName(a)}
	}
	choices := make([]text.PlaceChoice, len(areas))
	for i, a := range areas {
		choices[i] = text.PlaceChoice{
			Place:  text.Place{Code: a.Code, Name: a.Name},
			Inside: a.Type == routing.TypeKecamatan || a.Type == routing.TypeKabupaten,
		}
	}
	return t.Text.CardPlaces(t.Lang, here, choices, page(t.Arg(1))), nil
}

func chooseArea(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	draft, err := pressed(t)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := routing.FindArea(ctx, tx, t.Arg(0))
	if err != nil {
		return turn.Answer{}, err
	}
	draft.Area = a.Code
	return chosen(ctx, tx, t, draft)
}
