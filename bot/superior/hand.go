package superior

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tanggap/bot/turn"
	"tanggap/internal/complaint"
	"tanggap/internal/locale"
	"tanggap/internal/refusal"
	"tanggap/internal/roster"
)

// timGive asks why a case goes to whom was chosen.
func timGive(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, to, err := giving(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Change(t.Text.TeamWhy(t.Lang, c, to))
	return turn.About(c.ID, a, err)
}

func giving(ctx context.Context, tx pgx.Tx, t *turn.Turn) (complaint.Complaint, roster.Employee, error) {
	c, err := handing(ctx, tx, t)
	if err != nil {
		return c, roster.Employee{}, err
	}
	to, err := roster.Find(ctx, tx, roster.NIP(t.Arg(1)))
	return c, to, err
}

// timWhy gives the case, for a reason that was tapped. What is kept is in the
// office's language.
func timWhy(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	id, err := t.Case(0)
	if err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Change(handed(ctx, tx, t, id, roster.NIP(t.Arg(1)), t.Text.TeamReason(locale.ID, t.Arg(2))))
	return turn.About(id, a, err)
}

// stepReason is the step in which a reason is written.
const stepReason = "tim.reason"

// reasoning is what that step keeps.
type reasoning struct {
	Case complaint.ID `json:"case"`
	To   roster.NIP   `json:"to"`
	At   time.Time    `json:"at"`
}

// timWrite asks for a reason in words.
func (o Options) timWrite(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	c, to, err := giving(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if a, busy, err := o.Busy(t); busy || err != nil {
		return a, err
	}
	a, err := turn.Aside(t.Text.TeamWrite(t.Lang, c.Code, to))
	a.Stay, a.Step, a.Data = false, stepReason, reasoning{c.ID, to.NIP, t.Now}
	return turn.About(c.ID, a, err)
}

// timReason takes it.
func timReason(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	var r reasoning
	if err := t.Read(&r); err != nil {
		return turn.Answer{}, err
	}
	a, err := turn.Aside(handed(ctx, tx, t, r.Case, r.To, t.In.Text))
	if code, refused := refusal.Of(err); refused && code != complaint.ErrNoReason && code != complaint.ErrReasonLong {
		a, err = turn.Aside(t.Text.Refusal(t.Lang, code), nil) // nothing more to wait for
	}
	a.Stay = false
	return turn.About(r.Case, a, err)
}

// mostMoves is how many cases one proposal moves.
const mostMoves = 10

// move is one case that would go to somebody else.
type move struct {
	task     complaint.Task
	from, to roster.Employee
}

// evenly proposes an even share of a team's cases: from whoever holds most to
// whoever holds least, of what its holder has not accepted yet, the furthest
// limit first. Nobody's work is taken out of their hands.
func evenly(ctx context.Context, tx pgx.Tx, t *turn.Turn) ([]move, error) {
	of, err := teamOf(ctx, tx, t, t.Employee.NIP)
	if err != nil {
		return nil, err
	}
	open, free := map[roster.NIP]int{}, map[roster.NIP][]complaint.Task{}
	var takers []roster.Employee
	here := t.Now.In(t.Desk.Calendars.Location())
	for i, e := range of.people {
		open[e.NIP] = of.loads[i].Open
		available, err := roster.Available(ctx, tx, here, e.NIP)
		if err != nil {
			return nil, err
		}
		if available {
			takers = append(takers, e)
		}
		tasks, err := movable(ctx, tx, t, e.NIP)
		if err != nil {
			return nil, err
		}
		for _, task := range slices.Backward(tasks) {
			if task.State == complaint.Assigned && task.Urgency != complaint.WithCitizen {
				free[e.NIP] = append(free[e.NIP], task)
			}
		}
	}
	var moves []move
	for len(moves) < mostMoves {
		m, found, err := nextMove(ctx, tx, t, of.people, takers, open, free)
		if err != nil || !found {
			return moves, err
		}
		open[m.from.NIP]--
		open[m.to.NIP]++
		moves = append(moves, m)
	}
	return moves, nil
}

// nextMove takes one case from the fullest hands that have a free one.
func nextMove(ctx context.Context, tx pgx.Tx, t *turn.Turn, people, takers []roster.Employee, open map[roster.NIP]int, free map[roster.NIP][]complaint.Task) (move, bool, error) {
	full := slices.Clone(people)
	slices.SortStableFunc(full, func(a, b roster.Employee) int { return open[b.NIP] - open[a.NIP] })
	for _, from := range full {
		for i, task := range free[from.NIP] {
			able, err := t.Desk.Takers(ctx, tx, t.Now, task.Complaint, takers)
			if err != nil {
				return move{}, false, err
			}
			if len(able) == 0 {
				continue
			}
			to := slices.MinFunc(able, func(a, b roster.Employee) int { return open[a.NIP] - open[b.NIP] })
			if open[from.NIP]-open[to.NIP] < 2 {
				continue
			}
			free[from.NIP] = slices.Delete(free[from.NIP], i, i+1)
			return move{task, from, to}, true, nil
		}
	}
	return move{}, false, nil
}

// timEven shows such a proposal.
func timEven(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	moves, err := evenly(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	return turn.Change(t.Text.TeamEven(t.Lang, told(moves), mark(moves)))
}

// timShare does what was proposed, if it still stands; else it shows what would
// be proposed now.
func timShare(ctx context.Context, tx pgx.Tx, t *turn.Turn) (turn.Answer, error) {
	moves, err := evenly(ctx, tx, t)
	if err != nil {
		return turn.Answer{}, err
	}
	if len(moves) == 0 || mark(moves) != strings.TrimSpace(t.Arg(0)) {
		return turn.Change(t.Text.TeamEven(t.Lang, told(moves), mark(moves)))
	}
	slices.SortFunc(moves, func(a, b move) int { return int(a.task.ID - b.task.ID) }) // locks are taken in one order
	done, reason := 0, t.Text.TeamReason(locale.ID, "load")
	for _, m := range moves {
		_, err := handed(ctx, tx, t, m.task.ID, m.to.NIP, reason)
		if _, refused := refusal.Of(err); refused {
			continue
		}
		if err != nil {
			return turn.Answer{}, err
		}
		done++
	}
	return turn.Change(t.Text.TeamShared(t.Lang, done, len(moves)-done))
}
