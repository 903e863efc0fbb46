package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/notice"
	"tanggap/internal/outbox"
)

// praiseRoutes are for thanks, which are no report.
var praiseRoutes = []turn.Route{
	{Button: "lapor.thanks", Do: as(notice.AsThanks)},
	{Button: "lapor.report", Do: as(notice.AsReport)},
}

// as says what the draft is, whatever its words suggest.
func as(kind string) turn.Handler {
	return func(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
		draft, err := pressed(t)
		if err != nil {
			return turn.Answer{}, err
		}
		if draft.As = kind; kind == notice.AsThanks {
			draft.Officer = false
		}
		return chosen(ctx, tx, t, draft)
	}
}

// praise passes thanks on. Nobody is told who said them, and nothing is kept by
// which that could be found out later. Without an office that is meant, it is
// asked for.
func praise(ctx context.Context, tx pgx.Tx, t *turn.Turn, draft notice.Draft) (turn.Answer, error) {
	plan, err := t.Notice.Plan(ctx, tx, t.Now, draft, t.Address)
	if err != nil {
		return turn.Answer{}, err
	}
	if !plan.Sure {
		return units(ctx, tx, t)
	}
	told, err := t.Notice.Praise(ctx, tx, t.Now, plan, draft, t.Employee)
	if err != nil {
		return turn.Answer{}, err
	}
	rows, err := replace(ctx, tx, t, draft, t.Text.CardPraised(t.Lang))
	if err != nil {
		return turn.Answer{}, err
	}
	rows = append(rows, outbox.Row{
		Key: receiptKey(draft.Token), Address: t.Address, Lane: outbox.Replies, Message: t.Text.PraisePassed(t.Lang, told.Officer, told.Superior),
	})
	return without(t, turn.Answer{Rows: rows, Discreet: true}), nil
}
