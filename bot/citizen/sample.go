package citizen

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
)

// sampleRoutes are for what citizens are asked by chance, and for how those fare
// who reported an officer.
var sampleRoutes = []turn.Route{
	{Button: "sample.yes", Do: sampled},
	{Button: "sample.no", Do: sampled},
	{Button: "checkin.well", Do: checkedIn},
	{Button: "checkin.badly", Do: checkedIn},
}

// sampled takes the citizen's word whether it was themselves who pressed.
func sampled(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, err := own(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if !pressedEnd(t, c) {
		return showCase(ctx, tx, t, c, true)
	}
	stands := t.In.Button == "sample.yes"
	if c, err = t.Desk.Sample(ctx, tx, t.Now, t.Owner, c.ID, stands); err != nil {
		return turn.Answer{}, err
	}
	a := view(t.Text.Sampled(t.Lang, c, stands, c.MayReopen(t.Now), c.MayPress(t.Now)))
	a.About = c.ID.Subject()
	return a, nil
}

// checkedIn takes the citizen's answer whether anybody treats them badly.
func checkedIn(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	number, err := t.Int(1)
	if err != nil {
		return turn.Answer{}, err
	}
	badly := t.In.Button == "checkin.badly"
	c, p, fresh, err := t.Desk.Checked(ctx, tx, t.Now, t.Owner, id, number, badly)
	if err != nil {
		return turn.Answer{}, err
	}
	m := t.Text.CheckedWell(t.Lang, c)
	if badly {
		if fresh {
			err = t.Notice.Pressed(ctx, tx, t.Now, p, c)
		} else {
			err = t.Notice.CheckedBadly(ctx, tx, t.Now, t.Update, p, c)
		}
		if err != nil {
			return turn.Answer{}, err
		}
		who, err := t.Notice.Inspector(ctx, tx, p)
		if err != nil {
			return turn.Answer{}, err
		}
		m = t.Text.PressSaid(t.Lang, c, who, p.DueAt, t.Now, fresh)
	}
	return settle(ctx, tx, t, id, turn.Answer{About: id.Subject(), Edit: &m})
}
