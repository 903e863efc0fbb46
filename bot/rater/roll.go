package rater

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/outbox"
	"tanggap/internal/roster"
)

// unitRolls lists the slips of a unit that are still good.
func unitRolls(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	if err := seen(ctx, tx, t); err != nil {
		return turn.Answer{}, err
	}
	u, err := roster.FindUnit(ctx, tx, t.Arg(0))
	if err != nil {
		return turn.Answer{}, err
	}
	rolls, err := t.Visits.Rolls(ctx, tx, t.Now, u.Code)
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.Rolls(t.Lang, u, rolls, u.HeadNIP == t.Employee.NIP, t.Now)
	return say(m), err
}

// askVoid asks why slips shall be good no more.
func askVoid(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	batch, err := t.Int(1)
	if err != nil {
		return turn.Answer{}, ErrStale
	}
	r, err := t.Visits.FindRoll(ctx, tx, t.Now, t.Arg(0), int(batch))
	if err != nil {
		return turn.Answer{}, err
	}
	return ask(ctx, tx, t, speaking{Batch: r.ID}, func(u roster.Unit) (outbox.Message, error) {
		return t.Text.AskVoid(t.Lang, u.Name, r)
	})
}

func void(ctx context.Context, tx pgx.Tx, t *turn.Turn, u roster.Unit, batch int) (outbox.Message, error) {
	r, err := t.Visits.Void(ctx, tx, t.Now, t.Employee.NIP, u.Code, batch, t.In.Text)
	if err != nil {
		return outbox.Message{}, err
	}
	return t.Text.VoidDone(t.Lang, u.Name, r)
}
