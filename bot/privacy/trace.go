package privacy

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/outbox"
)

var traceRoutes = []turn.Route{
	{Button: "trace.ask", Do: traceAsk},
	{Button: "trace.clear", Do: traceClear},
}

// removable is for how long Telegram lets a bot delete what it sent, less what
// a message may wait before it is deleted.
const removable = 48*time.Hour - 10*time.Minute

func traceAsk(_ context.Context, _ pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	m, err := t.Text.TraceAsk(t.Lang)
	return show(t, m), err
}

// traceClear deletes what the bot said in this chat in the last 48 hours, and
// says what stays.
func traceClear(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	ids, err := outbox.Take(ctx, tx, t.Address, t.Now.Add(-removable))
	if err != nil {
		return turn.Answer{}, err
	}
	m, err := t.Text.TraceCleared(t.Lang, ids)
	a := aside(m)
	a.Discreet = true // or this would be a trace as well
	return a, err
}
