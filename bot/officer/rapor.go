package officer

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/outbox"
	"tanggap/internal/problem"
	"tanggap/internal/scorecard"
	"tanggap/internal/visit"
)

// rapor shows a superior's newest card again, with its picture, and how the
// units that they head stand with those who visit them.
func rapor(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	a, err := newestScorecard(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	back, err := problem.Of(ctx, tx, t.Employee.NIP, 1)
	if err != nil {
		return turn.Answer{}, err
	}
	if len(back) > 0 {
		list, err := problemList(ctx, tx, t)
		if err != nil {
			return turn.Answer{}, err
		}
		a.Say = append(a.Say, list.Say...)
	}
	own, err := visit.Heads(ctx, tx, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	for _, u := range own {
		m, err := t.VisitReport(ctx, tx, u.Code)
		if err != nil {
			return turn.Answer{}, err
		}
		a.Say = append(a.Say, m)
	}
	return a, nil
}

func newestScorecard(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	card, found, err := scorecard.Latest(ctx, tx, t.Employee.NIP)
	if err != nil {
		return turn.Answer{}, err
	}
	if !found {
		return turn.Aside(t.Text.NoScorecard(t.Lang))
	}
	m, err := t.Text.Scorecard(t.Lang, card)
	if err != nil {
		return turn.Answer{}, err
	}
	a := turn.Answer{Stay: true, Say: []outbox.Message{m}}
	if card.Chart == nil {
		return a, nil
	}
	chart, err := t.Text.ScorecardChart(t.Lang, card)
	a.Say = append(a.Say, chart)
	return a, err
}

// scoreCases lists what stands behind a figure of one's own card.
func scoreCases(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Int(0)
	if err != nil {
		return turn.Answer{}, err
	}
	behind, err := scorecard.Cases(ctx, tx, t.Desk.Calendars.Location(), t.Employee.NIP, id, scorecard.Figure(t.Arg(1)), t.PageAt(2))
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Aside(t.Text.ScorecardCases(t.Lang, behind))
}
