package privacy

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/outbox"
	"tanggap/internal/rights"
	"tanggap/internal/text"
)

var eraseRoutes = []turn.Route{
	{Button: "erase.open", Do: HapusData},
	{Button: "erase.start", Do: ask(rights.Erase)},
	{Button: "erase.next", Do: eraseAsk},
	{Button: "erase.yes", Do: eraseYes},
	{Button: "erase.no", Do: eraseNo},
}

// HapusData says what erasing takes away and what stays; it begins nothing.
func HapusData(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := t.Text.EraseOffer(t.Lang, t.Employee != nil)
	return show(t, m), err
}

// eraseAsk asks for the last time, once the file has arrived.
func eraseAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, err := rights.Arrived(ctx, tx, t.Now, t.Address, id); err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.EraseAsk(t.Lang, id)
	return aside(m), err
}

// eraseYes erases. What is said of it leaves no trace either: the chat is
// forgotten once it was sent.
func eraseYes(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	done, err := t.Rights.Erase(ctx, tx, t.Now, t.Address, id)
	if err != nil {
		return turn.Answer{}, err
	}
	g := text.Gone{Ended: len(done.Ended), Staff: t.Employee != nil}
	for _, c := range done.Open {
		g.Open = append(g.Open, text.Onward{Code: c.Code, PIN: t.Desk.PIN(c)})
	}
	m, err := t.Text.EraseDone(t.Lang, g)
	return turn.Answer{Discreet: true, Say: []outbox.Message{m}}, err
}

// eraseNo lets it be; pressed twice it says the same.
func eraseNo(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if _, err := rights.Drop(ctx, tx, t.Now, t.Address, id); err != nil && !errors.Is(err, rights.ErrOver) {
		return turn.Answer{}, err
	}
	m, err := t.Text.EraseDropped(t.Lang)
	return aside(m), err
}
