package officer

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
)

// lookRoutes are for superiors who look at a result that supporters doubt.
func (d desk) lookRoutes() []turn.Route {
	return []turn.Route{
		{Button: "look.uphold", Who: turn.Staff, Do: lookUphold},
		{Button: "look.return", Who: turn.Staff, Do: lookReturn},
		{Step: stepLook, Who: turn.Staff, Do: turn.Fresh(lookWords, d.elsewhere)},
	}
}

const stepLook = "look.why"

// looking is a decision whose reason is being written.
type looking struct {
	Case   complaint.ID `json:"case"`
	Round  int          `json:"round"`
	Return bool         `json:"return,omitempty"`
	At     time.Time    `json:"at"`
}

func lookUphold(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return lookAsk(ctx, tx, t, false)
}

func lookReturn(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	return lookAsk(ctx, tx, t, true)
}

// lookAsk asks for the reason of a decision.
func lookAsk(ctx context.Context, tx pgx.Tx, t *turn.Turn, back bool) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := busy(t); busy {
		return a, err
	}
	c, err := mayLook(ctx, tx, t, id, t.PageAt(1))
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.LookAsk(t.Lang, c.Code, back))
	a.Step, a.Data = stepLook, looking{Case: id, Round: c.Reopenings, Return: back, At: t.Now}
	return turn.About(id, a, err)
}

// mayLook gives a case whose result somebody may judge now: whoever leads its
// holder, or those who find officers where nobody does. A press for an earlier
// result is stale.
func mayLook(ctx context.Context, tx pgx.Tx, t *turn.Turn, id complaint.ID, round int) (complaint.Complaint, error) {
	c, err := complaint.Find(ctx, tx, id)
	if err != nil {
		return c, err
	}
	waits, err := complaint.Looking(ctx, tx, id)
	switch {
	case err != nil:
		return c, err
	case !waits || round != c.Reopenings:
		return c, complaint.ErrNotLooking
	case c.HeldBy(t.Employee.NIP):
		return c, complaint.ErrOwnHands
	}
	if excluded, err := complaint.Excluded(ctx, tx, id, t.Employee.NIP); err != nil || excluded {
		return c, cmp.Or(err, error(turn.ErrNotAllowed))
	}
	may := false
	if c.Holder != nil {
		if may, err = leads(ctx, tx, t, *c.Holder); err != nil {
			return c, err
		}
	}
	if !may {
		if may, err = dispatches(ctx, tx, t); err != nil {
			return c, err
		}
	}
	if !may {
		err = turn.ErrNotAllowed
	}
	return c, err
}

// lookWords decides, for the reason that was written.
func lookWords(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var l looking
	if err := t.Read(&l); err != nil {
		return turn.Answer{}, err
	}
	if _, err := mayLook(ctx, tx, t, l.Case, l.Round); err != nil {
		return turn.Answer{}, err
	}
	why := strings.TrimSpace(t.In.Text)
	var c complaint.Complaint
	var err error
	if l.Return {
		var s *complaint.Stretch
		if c, s, err = t.Desk.Return(ctx, tx, t.Now, t.Employee.NIP, l.Case, why); err != nil {
			return turn.Answer{}, err
		}
		err = t.Notice.LookReturned(ctx, tx, t.Now, c, s, why)
	} else {
		if c, err = t.Desk.Uphold(ctx, tx, t.Now, t.Employee.NIP, l.Case, why); err != nil {
			return turn.Answer{}, err
		}
		err = t.Notice.LookUpheld(ctx, tx, t.Now, c, why)
	}
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := say(t.Text.LookDone(t.Lang, c, l.Return))
	return turn.About(l.Case, a, err)
}
